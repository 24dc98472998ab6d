import Foundation
import Testing

/// A line of a scenario's `operators.csv`.
struct ScenarioDevice {
    let uscc: String
    let name: String
    let device: String
    let file: String
    let profile: String

    static func all(in directory: URL) throws -> [ScenarioDevice] {
        let text = try String(contentsOf: directory.appending(path: "operators.csv"), encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = line.split(separator: ",").map(String.init)
            return ScenarioDevice(uscc: cells[0], name: cells[1], device: cells[2], file: cells[3], profile: cells[4])
        }
    }

    func push(to daemon: Daemon, from directory: URL) async throws {
        var tool = daemon.tool
        tool.environment = ["YIMA_JOURNAL": "\(uscc)-\(device)", "YIMA_LEDGER": daemon.url]
        let begun = try await tool.yima("init", "--operator", uscc, "--name", device)
        try #require(begun.status == 0, "\(begun.errors)")
        // An operator of several devices is enrolled already.
        _ = try await daemon.yimad("operator", "add", "--data", Daemon.data, "--uscc", uscc, "--name", name)
        let key = begun.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let added = try await daemon.yimad("device", "add", "--data", Daemon.data, "--vkey", key)
        try #require(added.status == 0, "\(added.errors)")
        let path = directory.appending(path: file).path
        // The faults of the scenarios are there to be recorded.
        let ingested = try await tool.yima("ingest", "--accept", "MASS-1,CODE-4", "--profile", profile, path)
        try #require(ingested.status == 0, "\(ingested.errors)")
    }

    /// What stands in the column of codes: cells without quotes, as the scenarios are written.
    func codes(in directory: URL) throws -> [String] {
        let text = try String(contentsOf: directory.appending(path: file), encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let column = lines.first?.firstIndex(where: { ["编码", "code"].contains($0) }) else { return [] }
        let cells = lines.dropFirst().compactMap { $0.count > column ? $0[column] : nil }
        return cells.filter { $0.contains("/01/") || $0.contains("(01)") }
    }
}
