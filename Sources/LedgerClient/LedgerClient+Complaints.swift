public import Complaints
import Evidence
public import LedgerProtocol

/// Complaints of shoppers.
extension LedgerClient {
    /// The list of complaints that a question asks for: a JSON document.
    /// - Parameter query: names and values, as `GET /complaints` has them.
    public func complaints(_ query: [(String, String)]) async throws(LedgerClientError) -> [UInt8] {
        try await perform(.get("/complaints", [("format", "json")] + query, bytesMax: 64 << 20))
    }

    /// The acts about a complaint with what proves them: an evidence document.
    public func evidence(
        of complaint: ComplaintName, under: EvidenceQuestion.Under
    ) async throws(LedgerClientError) -> [UInt8] {
        try await perform(
            .get(
                "/complaints/\(complaint.number)/evidence", [("under", under.rawValue)], bytesMax: Evidence.bytesMax))
    }
}
