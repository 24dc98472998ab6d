import Foundation
import Hosting

/// Asks a ledger of cities for chains of which nobody has asked before, over HTTP.
struct ChainProbe: Sendable {
    /// Chains of ten events that are wanted.
    let chains: Int
    /// Codes that are verified together.
    let codes: Int
    /// A directory for the tool.
    let home: String

    private static let warmingCount = 100
    /// How many codes are asked for at most to find one whose chain has ten events.
    private static let askedForOne = 8

    func figures(of city: CityLedger) async throws -> ChainFigures {
        let size = city.eventCount
        let (any, long) = (city.codes.any.shuffled(), city.codes.long.shuffled())
        return try await city.ledger.serving { url in
            var figures = ChainFigures(eventCount: size)
            try await verifyAlone(long, url, &figures)
            if codes > 0 { try await verifyTogether(Array(any.prefix(codes)), url, &figures) }
            return figures
        }
    }

    /// One after another, as a person asks.
    private func verifyAlone(_ long: [String], _ url: String, _ figures: inout ChainFigures) async throws {
        let probe = LatencyProbe(port: Int(url.split(separator: ":").last!)!)
        let targets = long.map { "/verify?code=\($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!)" }
        _ = await probe.ask(targets.prefix(Self.warmingCount), until: Self.warmingCount)
        let asked = targets.dropFirst(Self.warmingCount).prefix(chains * Self.askedForOne)
        let answers = await probe.ask(asked, until: chains, counts: Self.hasTenEvents)
        if let refused = answers.first(where: \.isRefusal) { fatalError(refused.body) }
        let counted = answers.filter(Self.hasTenEvents)
        figures.askedCount = answers.count
        figures.seconds = counted.map(\.seconds).sorted()
        figures.verifyCPU = counted.reduce(0) { $0 + $1.cpuSeconds } / Double(max(1, counted.count))
    }

    @Sendable private static func hasTenEvents(_ answer: LatencyProbe.Answer) -> Bool {
        answer.body.contains(#""events":10,"#)
    }

    /// In a file, as a job of the night asks.
    private func verifyTogether(_ codes: [String], _ url: String, _ figures: inout ChainFigures) async throws {
        let (file, output) = ("\(home)/codes", "\(home)/verdicts")
        try codes.map { $0 + "\n" }.joined().write(toFile: file, atomically: false, encoding: .utf8)
        let (started, before) = (ContinuousClock.now, Measured.cpuSeconds)
        // Cities have faults too, which it is to find.
        let tool = try await VerifyTool(home: home).verify(batch: file, output: output, url: url, statuses: [0, 1])
        figures.batchRate = Double(codes.count) / (ContinuousClock.now - started).seconds
        let server = Measured.cpuSeconds - before
        figures.batchCPU = (tool / Double(codes.count), server / Double(codes.count))
        let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
        precondition(lines.count == codes.count, "\(lines.count) lines")
        var events = 0
        for (code, line) in zip(codes, lines) {
            guard line.hasPrefix(#"{"code":"\#(code)","#), let counted = line.firstRange(of: #""events":"#),
                let count = Int(line[counted.upperBound...].prefix { $0.isNumber })
            else { fatalError("\(line)") }
            events += count
        }
        figures.batchEvents = Double(events) / Double(codes.count)
    }
}
