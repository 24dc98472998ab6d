package import Codes

/// Who may issue which codes, as the ledger assigns their beginnings.
public struct Issuers: Hashable, Sendable {
    /// A beginning of codes while it is somebody's.
    public struct Assignment: Hashable, Sendable {
        /// A GS1 company prefix, or `scheme:beginning`; see `CanonicalCode.issuerName`.
        public let prefix: String
        public let operatorUSCC: String
        /// Ledger indexes of the entries that it lies between; nil is open.
        public let after: UInt64?
        public let until: UInt64?

        public init(prefix: String, operatorUSCC: String, after: UInt64? = nil, until: UInt64? = nil) {
            (self.prefix, self.operatorUSCC, self.after, self.until) = (prefix, operatorUSCC, after, until)
        }

        fileprivate func holds(at entry: UInt64) -> Bool {
            (after.map { $0 < entry } ?? true) && (until.map { entry <= $0 } ?? true)
        }
    }

    private let byPrefix: [String: [Assignment]]
    /// Lengths of the prefixes, in bytes.
    private let lengths: Set<Int>

    public init(_ assignments: [Assignment] = []) {
        byPrefix = Dictionary(grouping: assignments, by: \.prefix)
        lengths = Set(byPrefix.keys.map(\.utf8.count))
    }

    /// Who may issue a code in ledger entry `entry`; nobody where nothing of it is assigned.
    package func owners(of code: CanonicalCode, at entry: UInt64) -> Set<String> {
        guard !byPrefix.isEmpty, let name = code.issuerName else { return [] }
        var owners: Set<String> = []
        for length in lengths {
            guard let prefix = String(name.utf8.prefix(length)), let found = byPrefix[prefix] else { continue }
            owners.formUnion(found.lazy.filter { $0.holds(at: entry) }.map(\.operatorUSCC))
        }
        return owners
    }
}
