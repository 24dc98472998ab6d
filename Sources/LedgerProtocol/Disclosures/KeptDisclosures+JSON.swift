package import HostState
package import StrictJSON

extension KeptDisclosures {
    /// `{"kept","held","erased"}`.
    package var json: JSONNode {
        .object([("kept", .integer(kept)), ("held", .integer(held)), ("erased", .integer(erased))])
    }

    /// Reads what `json` writes; nil where it is something else.
    package init?(_ root: JSONValue) {
        guard let kept = root["kept"]?.count, let held = root["held"]?.count, let erased = root["erased"]?.count else {
            return nil
        }
        self.init(kept: kept, held: held, erased: erased)
    }
}

extension JSONValue {
    fileprivate var count: Int? { numberText.flatMap { Int($0) } }
}
