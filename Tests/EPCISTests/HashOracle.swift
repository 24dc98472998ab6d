import Foundation
import OracleTesting
import Testing

/// The reference implementation of the event hash, behind `scripts/oracles/event_hash.py`.
enum HashOracle {
    static var isAvailable: Bool { Oracle.python != nil }
    /// Without it the tests that need it are skipped, unless `YIMA_REQUIRE_ORACLES=1`.
    static var isRequired: Bool { Oracle.areRequired }
    static let howToInstall: Comment =
        "YIMA_ORACLE_PYTHON names no Python with epcis-event-hash-generator (YIMA_REQUIRE_ORACLES=1 makes this a failure)"

    /// For each document the pre-hash strings of its events, or nil where the package fails; one process for all.
    static func preHashes(of documents: [[UInt8]]) async throws -> [[String]?] {
        // Line feeds stand only between the tokens of JSON.
        let lines = documents.map { document in Data(document.filter { $0 != 0x0A && $0 != 0x0D }) }
        return try await Oracle.python("event_hash.py").answers(to: lines)
    }
}
