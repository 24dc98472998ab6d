import Foundation
import ProgramTesting
import SQLiteStore

/// The real daemon, as a process of its own.
final class DaemonProcess {
    let directory: String
    private var running: RunningProgram?

    /// Where this package's programs were built: beside the test bundle.
    static let binaries = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

    init(directory: String) {
        self.directory = directory
    }

    /// Runs a command to its end and gives its exit status and what it said.
    @discardableResult
    static func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
        let outcome = try await Program(binaries.appendingPathComponent(name), arguments).run()
        return (outcome.status, String(decoding: outcome.output + outcome.errors, as: UTF8.self))
    }

    /// Starts the daemon and gives its URL once it serves; nil when it ended before that.
    func start() async throws -> String? {
        let daemon = Self.binaries.appendingPathComponent("yimad")
        // States of the index as often as there may be: a kill meets them too.
        let environment = ProcessInfo.processInfo.environment.merging(["YIMAD_INDEX_STATE_SECONDS": "1"]) { $1 }
        let running = try await Program(
            daemon, ["run", "--data", directory, "--listen", "127.0.0.1:0"], environment: environment
        ).start()
        self.running = running
        while running.status == nil {
            if let holder = try? LedgerDirectoryLock.holder(directory: directory),
                holder.pid == running.processIdentifier, let address = holder.address
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
        guard let running else { return 0 }
        self.running = nil
        return await running.end(signal) ?? 0
    }
}
