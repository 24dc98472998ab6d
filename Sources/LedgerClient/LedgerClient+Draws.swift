public import Draws
import Evidence
public import LedgerProtocol
import NIOHTTP1

/// Draws of inspections.
extension LedgerClient {
    private static func path(_ name: DrawName) -> String { "/draws/\(name.uscc)/\(name.word)" }

    /// Who may draw, and whose cosignatures the host collects, by their verifier keys.
    public func drawingOffices() async throws(LedgerClientError) -> (
        authorities: [DrawsDocument.Authority], witnesses: [String]
    ) {
        let path = "/draws"
        let bytes = try await perform(.get(path, [("format", "json")], bytesMax: 16 << 20))
        guard let offices = DrawsDocument.offices(parsing: bytes) else {
            throw bad(path, en: "not a list of draws", zh: "不是抽查清单")
        }
        return offices
    }

    /// The acts of a draw with what proves them: an evidence document.
    public func evidence(
        of draw: DrawName, under: EvidenceQuestion.Under
    ) async throws(LedgerClientError) -> [UInt8] {
        try await perform(
            .get("\(Self.path(draw))/evidence", [("under", under.rawValue)], bytesMax: Evidence.bytesMax))
    }

    /// The acts of offices under a name (`urn:yima:…`) with what proves them: an evidence document.
    public func evidence(
        ofActs name: String, under: EvidenceQuestion.Under
    ) async throws(LedgerClientError) -> [UInt8] {
        try await perform(.get("/acts", [("name", name), ("under", under.rawValue)], bytesMax: Evidence.bytesMax))
    }

    /// Who has which role where, by the ledger's word.
    public func offices() async throws(LedgerClientError) -> OfficesDocument {
        let path = "/offices"
        guard let offices = OfficesDocument(parsing: try await perform(.get(path, bytesMax: 16 << 20))) else {
            throw bad(path, en: "not a list of offices", zh: "不是机构清单")
        }
        return offices
    }

    /// What shows a draw's seed.
    public func seed(of draw: DrawName) async throws(LedgerClientError) -> [UInt8] {
        try await perform(.get("\(Self.path(draw))/seed", bytesMax: 2 * SeedProof.bytesMax))
    }

    /// A file of a draw, as it was brought.
    /// - Parameter publication: which publication of findings, from 1; nil is the newest.
    public func file(
        _ file: DrawFile, of draw: DrawName, publication: Int? = nil
    ) async throws(LedgerClientError) -> [UInt8] {
        let query = publication.map { [("publication", "\($0)")] } ?? []
        return try await perform(.get("\(Self.path(draw))/files/\(file.rawValue)", query, bytesMax: LineTree.bytesMax))
    }

    /// Brings a file that an act of the draw commits to.
    public func bring(_ bytes: [UInt8], as file: DrawFile, of draw: DrawName) async throws(LedgerClientError) {
        _ = try await perform(
            Call(
                method: .POST, path: "\(Self.path(draw))/files/\(file.rawValue)", body: ("text/plain", bytes),
                bytesMax: 64 << 10))
    }
}
