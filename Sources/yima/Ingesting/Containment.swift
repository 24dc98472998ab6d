import Chains
import Codes
import EPCIS
import Values

/// In what single things lie, event after event: one that is put into a second package without leaving the first is in two places.
struct Containment {
    private let codes: CodeReader
    /// By the keys of both.
    private var packages: [String: (key: String, written: String)] = [:]

    init(codes: CodeReader) { self.codes = codes }

    /// Takes the next event.
    /// - Returns: a thing that it packs while it lies in another package, and that.
    mutating func take(_ event: EPCISEvent) -> (thing: String, package: String)? {
        guard event.kind == .aggregation, event.errorDeclaration == nil else { return nil }
        let package = event.parentID.map { (key: key(of: $0), written: $0) }
        switch event.action {
        case .add:
            guard let package else { return nil }
            var found: (thing: String, package: String)?
            for written in event.childEPCs {
                let before = packages.updateValue(package, forKey: key(of: written))
                if let before, before.key != package.key, found == nil { found = (written, before.written) }
            }
            return found
        case .delete where event.childEPCs.isEmpty && event.childQuantityList.isEmpty:
            packages = packages.filter { $0.value.key != package?.key }
        case .delete: for written in event.childEPCs { packages[key(of: written)] = nil }
        default: break
        }
        return nil
    }

    private func key(of written: String) -> String { (try? codes.names(of: written).key) ?? written }
}
