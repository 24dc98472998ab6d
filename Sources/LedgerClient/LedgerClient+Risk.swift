public import LedgerProtocol

extension LedgerClient {
    /// The longest answer about risk, in bytes: ten thousand firms.
    private static let riskBytesMax = 16 << 20

    /// How risky a firm or a product is, as the host says it; JSON.
    public func risk(_ query: [(String, String)]) async throws(LedgerClientError) -> [UInt8] {
        try await perform(.get("/risk", query, bytesMax: Self.riskBytesMax))
    }

    /// The risk of many firms; JSON.
    public func riskyFirms(_ query: [(String, String)]) async throws(LedgerClientError) -> [UInt8] {
        try await perform(.get("/risk/firms", query, bytesMax: Self.riskBytesMax))
    }

    /// What is warned of now.
    public func warnings(_ query: [(String, String)]) async throws(LedgerClientError) -> WarningsDocument {
        let path = "/warnings"
        let bytes = try await perform(.get(path, query, bytesMax: Self.riskBytesMax))
        guard let found = WarningsDocument(parsing: bytes) else {
            throw bad(path, en: "not a list of warnings", zh: "不是预警清单")
        }
        return found
    }

    /// What changed after the change of a number.
    public func warningChanges(after number: UInt64) async throws(LedgerClientError) -> WarningChangesDocument {
        let path = "/warnings/changes"
        let bytes = try await perform(.get(path, [("after", "\(number)")], bytesMax: Self.riskBytesMax))
        guard let found = WarningChangesDocument(parsing: bytes) else {
            throw bad(path, en: "not a list of changes", zh: "不是变化清单")
        }
        return found
    }
}
