public import LedgerProtocol

/// Which codes a ledger's events name.
extension LedgerClient {
    /// A page of codes.
    /// - Parameter query: the parameters of `GET /touched`.
    public func touched(_ query: [(String, String)]) async throws(LedgerClientError) -> TouchedDocument {
        let path = "/touched"
        let bytes = try await perform(.get(path, query, bytesMax: TouchedDocument.bytesMax))
        guard let page = TouchedDocument(parsing: bytes) else {
            throw bad(path, en: "not a page of codes", zh: "不是编码页")
        }
        return page
    }
}
