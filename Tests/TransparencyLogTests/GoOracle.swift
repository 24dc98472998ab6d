import Foundation
import OracleTesting
import Testing

/// Go's `sumdb/tlog` and `sumdb/note` behind `scripts/oracles/tlog`: an implementation that shares nothing with this one.
enum GoOracle {
    /// Without Go and its Debian packages the tests that need them are skipped, unless `YIMA_REQUIRE_ORACLES=1`.
    static let isAvailable: Bool = {
        let mod = packages + "/src/golang.org/x/mod/sumdb/tlog"
        return go != nil && FileManager.default.fileExists(atPath: mod)
    }()
    static var isRequired: Bool { Oracle.areRequired }
    static let howToInstall: Comment =
        "Go is absent: apt install golang-go golang-golang-x-mod-dev (YIMA_REQUIRE_ORACLES=1 makes this a failure)"

    private static let packages = "/usr/share/gocode"
    private static let go = Oracle.program(named: "go")

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

    /// The answers, one for each question, from one run of the program.
    static func ask(_ questions: [Question]) async throws -> [Answer] {
        try await Oracle(
            isAvailable ? go : nil, ["run", "main.go"], in: "tlog",
            environment: ["GO111MODULE": "off", "GOPATH": packages, "GOFLAGS": ""]
        ).answers(to: questions)
    }
}
