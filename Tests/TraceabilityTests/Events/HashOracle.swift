import Foundation
import Testing

/// The reference implementation of the event hash, behind `scripts/oracles/event_hash.py`.
enum HashOracle {
    /// A Python in whose environment the package is installed.
    static let python = ProcessInfo.processInfo.environment["YIMA_ORACLE_PYTHON"]
    static var isAvailable: Bool { python != nil }
    /// Without it the tests that need it are skipped, unless `YIMA_REQUIRE_ORACLES=1`.
    static let isRequired = ProcessInfo.processInfo.environment["YIMA_REQUIRE_ORACLES"] == "1"
    static let howToInstall: Comment =
        "YIMA_ORACLE_PYTHON names no Python with epcis-event-hash-generator (YIMA_REQUIRE_ORACLES=1 makes this a failure)"

    struct Absent: Error {}
    struct Failed: Error { let status: Int32 }

    /// For each document the pre-hash strings of its events, or nil where the package fails; one process for all.
    static func preHashes(of documents: [[UInt8]]) throws -> [[String]?] {
        guard let python else { throw Absent() }
        let input = FileManager.default.temporaryDirectory.appending(path: "event-hash-\(UUID()).jsonl")
        defer { try? FileManager.default.removeItem(at: input) }
        // Line feeds stand only between the tokens of JSON.
        let lines = documents.map { $0.filter { $0 != 0x0A && $0 != 0x0D } }
        try Data(lines.joined(separator: [0x0A])).write(to: input)
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "scripts/oracles/event_hash.py").path
        ]
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
        let answers = try bytes.split(separator: 0x0A).map {
            try JSONDecoder().decode([String]?.self, from: Data($0))
        }
        try #require(answers.count == documents.count)
        return answers
    }
}
