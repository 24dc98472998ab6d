import Foundation
import Glibc
import SQLiteStore

/// The real daemon, as a process of its own.
final class DaemonProcess {
    let directory: String
    private var process: Process?

    /// Where this package's programs were built: beside the test bundle.
    static let binaries = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

    init(directory: String) {
        self.directory = directory
    }

    deinit { process?.terminate() }

    /// Runs a command to its end and gives its exit status and what it said.
    ///
    /// No thread is held meanwhile, and what it says goes to a file: the end of a pipe comes only when every other program that
    /// was started at that moment has ended too.
    @discardableResult
    static func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = binaries.appendingPathComponent(name)
        process.arguments = arguments
        let said = FileManager.default.temporaryDirectory.appendingPathComponent("yima-said-\(UUID().uuidString)")
        try Data().write(to: said)
        defer { try? FileManager.default.removeItem(at: said) }
        let file = try FileHandle(forWritingTo: said)
        process.standardOutput = file
        process.standardError = file
        try process.run()
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        let output = try Data(contentsOf: said)
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Starts the daemon and gives its URL once it serves; nil when it ended before that.
    func start() async throws -> String? {
        let process = Process()
        process.executableURL = Self.binaries.appendingPathComponent("yimad")
        process.arguments = ["run", "--data", directory, "--listen", "127.0.0.1:0"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        while process.isRunning {
            if let holder = try? LedgerDirectoryLock.holder(directory: directory),
                holder.pid == process.processIdentifier, let address = holder.address
            {
                return address
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }

    /// Ends the daemon with a signal and gives its status (a signal's number where it was killed).
    @discardableResult
    func end(_ signal: Int32) async throws -> Int32 {
        guard let process else { return 0 }
        kill(process.processIdentifier, signal)
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        self.process = nil
        return process.terminationStatus
    }
}
