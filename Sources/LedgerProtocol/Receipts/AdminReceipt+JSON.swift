package import Ledger
package import StrictJSON

extension AdminReceipt {
    /// `{"entry","checkpoint"}`.
    package var json: JSONNode {
        .object([
            ("entry", .unsigned(entry)), ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
        ])
    }

    /// Reads what `json` writes; nil where it is no receipt.
    package init?(_ root: JSONValue) {
        guard let entry = root["entry"]?.unsigned, let checkpoint = root["checkpoint"]?.string else { return nil }
        self.init(entry: entry, checkpoint: Array(checkpoint.utf8))
    }
}
