import Foundation
import ProgramTesting
import Testing

/// A built binary, run as a user runs it: its own home, a named locale, nothing inherited.
struct Tool {
    let home: TemporaryDirectory
    var locale = "C.UTF-8"
    var environment: [String: String] = [:]

    /// What a run gave.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
        let outputBytes: Data
    }

    init(home: TemporaryDirectory = TemporaryDirectory()) {
        self.home = home
    }

    /// The directory of the test bundle, where the package manager puts the binaries too; `YIMA_BINARIES` names another, to
    /// test what was built or installed elsewhere.
    static let binaries: URL = {
        if let named = ProcessInfo.processInfo.environment["YIMA_BINARIES"] { return URL(fileURLWithPath: named) }
        return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }()

    static func path(_ name: String) -> URL { binaries.appendingPathComponent(name) }

    /// Runs `yima` in the home directory, and waits for its end.
    func yima(_ arguments: String..., input: String = "") async throws -> Outcome {
        try await run("yima", arguments, input: Data(input.utf8))
    }

    func run(_ name: String, _ arguments: [String], input: Data = Data()) async throws -> Outcome {
        let outcome = try await program(name, arguments).run(input: input)
        return Outcome(
            status: outcome.status, output: String(decoding: outcome.output, as: UTF8.self),
            errors: try #require(String(data: outcome.errors, encoding: .utf8)), outputBytes: outcome.output)
    }

    func program(_ name: String, _ arguments: [String]) -> Program {
        var environment = ["HOME": home.path, "LC_ALL": locale, "PATH": "/usr/bin:/bin", "TZ": "Asia/Shanghai"]
            .merging(environment) { $1 }
        // A library beside the system's, as a host may have one.
        let library = ProcessInfo.processInfo.environment["YIMA_LIBCRYPTO"]
        if environment["YIMA_LIBCRYPTO"] == nil { environment["YIMA_LIBCRYPTO"] = library }
        return Program(Self.path(name), arguments, in: home.url, environment: environment)
    }
}

/// A directory that goes away with the last who holds it.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("yima-test-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.path }

    func url(_ name: String) -> URL { url.appendingPathComponent(name) }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        try data.write(to: url(name))
        return url(name).path
    }

    func text(_ name: String) throws -> String {
        try String(contentsOf: url(name), encoding: .utf8)
    }

    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: url(name).path)
    }

    var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.sorted() ?? []
    }
}
