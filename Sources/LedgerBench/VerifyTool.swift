import Foundation
import Glibc
import ProgramTesting

/// The tool that was built beside this bench.
struct VerifyTool {
    /// Where it keeps what it remembers.
    let home: String

    /// `yima verify --batch`.
    /// - Parameter statuses: how it may end; anything else ends the bench.
    /// - Returns: the CPU that it took, in seconds.
    func verify(batch: String, output: String, url: String, statuses: Set<Int32> = [0]) async throws -> Double {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let tool = Program(
            own.appendingPathComponent("yima"), ["verify", "--batch", batch, "--output", output, "--ledger", url],
            environment: ["HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home])
        let before = Self.cpuSecondsOfChildren
        let outcome = try await tool.run()
        guard statuses.contains(outcome.status) else {
            fatalError("yima ended with \(outcome.status): \(String(decoding: outcome.errors, as: UTF8.self))")
        }
        return Self.cpuSecondsOfChildren - before
    }

    private static var cpuSecondsOfChildren: Double {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
