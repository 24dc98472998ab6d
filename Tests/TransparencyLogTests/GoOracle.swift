import Foundation
import Testing

/// Go's `sumdb/tlog` and `sumdb/note` behind `scripts/oracles/tlog`: an implementation that shares nothing with this one.
enum GoOracle {
    /// Without Go and its Debian packages the tests that need them are skipped, unless `YIMA_REQUIRE_ORACLES=1`.
    static let isAvailable: Bool = {
        let mod = packages + "/src/golang.org/x/mod/sumdb/tlog"
        return go != nil && FileManager.default.fileExists(atPath: mod)
    }()
    static let isRequired = ProcessInfo.processInfo.environment["YIMA_REQUIRE_ORACLES"] == "1"
    static let howToInstall: Comment =
        "Go is absent: apt install golang-go golang-golang-x-mod-dev (YIMA_REQUIRE_ORACLES=1 makes this a failure)"

    private static let packages = "/usr/share/gocode"
    private static let go: URL? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        return path.split(separator: ":").map { URL(filePath: String($0)).appending(path: "go") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
    }()

    struct Question: Encodable {
        var `do`: String
        var leaves: [Data]?
        var size: UInt64?
        var old: UInt64?
        var index: UInt64?
        var root: Data?
        var oldRoot: Data?
        var leaf: Data?
        var hashes: [Data]?
        var path: String?
        var name: String?
        var seed: Data?
        var text: String?
        var note: String?
        var skeys: [String]?
        var vkeys: [String]?
    }

    struct Answer: Decodable {
        var error: String?
        var roots: [Data]?
        var hashes: [Data]?
        var paths: [String]?
        var path: String?
        var data: Data?
        var skey: String?
        var vkey: String?
        var note: String?
        var text: String?
        var signers: [String]?
    }

    struct Absent: Error {}
    struct Failed: Error { let status: Int32 }

    /// The answers, one for each question, from one run of the program.
    static func ask(_ questions: [Question]) throws -> [Answer] {
        guard isAvailable, let go else { throw Absent() }
        let input = FileManager.default.temporaryDirectory.appending(path: "tlog-oracle-\(UUID()).jsonl")
        defer { try? FileManager.default.removeItem(at: input) }
        let encoder = JSONEncoder()
        try Data(questions.map { try encoder.encode($0) }.joined(separator: [0x0a])).write(to: input)
        let process = Process()
        process.executableURL = go
        process.arguments = ["run", "main.go"]
        process.currentDirectoryURL = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "scripts/oracles/tlog")
        let own = ["GO111MODULE": "off", "GOPATH": packages, "GOFLAGS": ""]
        process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
        let decoder = JSONDecoder()
        let answers = try bytes.split(separator: 0x0a).map { try decoder.decode(Answer.self, from: Data($0)) }
        try #require(answers.count == questions.count)
        return answers
    }
}
