import Foundation
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
        let process = process(name, arguments)
        let capture = TemporaryDirectory()
        let (inputFile, outputFile, errorFile) = (capture.url("in"), capture.url("out"), capture.url("err"))
        // Files, not pipes: nobody has to read while the process runs, however much it says.
        try input.write(to: inputFile)
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        let status = try await process.finish()
        let output = try Data(contentsOf: outputFile)
        return Outcome(
            status: status, output: String(decoding: output, as: UTF8.self),
            errors: try String(contentsOf: errorFile, encoding: .utf8), outputBytes: output)
    }

    func process(_ name: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = Self.path(name)
        process.arguments = arguments
        process.currentDirectoryURL = home.url
        process.environment = ["HOME": home.path, "LC_ALL": locale, "PATH": "/usr/bin:/bin", "TZ": "Asia/Shanghai"]
            .merging(environment) { $1 }
        return process
    }
}

extension Process {
    /// Runs to the end without holding a thread.
    func finish() async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try run()
            } catch {
                terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
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
