public import LedgerProtocol
import Values

/// What a ledger's monitor found.
extension LedgerClient {
    /// A page of findings, or of changes, is at most so long, in bytes.
    private static let findingsBytesMax = 16 << 20

    /// A page of findings.
    /// - Parameter query: the parameters of `GET /findings`.
    public func findings(_ query: [(String, String)]) async throws(LedgerClientError) -> FindingsDocument {
        let path = "/findings"
        let bytes = try await perform(.get(path, query, bytesMax: Self.findingsBytesMax))
        guard let found = FindingsDocument(parsing: bytes) else {
            throw bad(path, en: "not a list of findings", zh: "不是问题清单")
        }
        return found
    }

    /// What changed after the change of a number.
    public func findingChanges(after number: UInt64) async throws(LedgerClientError) -> FindingChangesDocument {
        let path = "/findings/changes"
        let bytes = try await perform(.get(path, [("after", "\(number)")], bytesMax: Self.findingsBytesMax))
        guard let found = FindingChangesDocument(parsing: bytes) else {
            throw bad(path, en: "not a list of changes", zh: "不是变化清单")
        }
        return found
    }
}
