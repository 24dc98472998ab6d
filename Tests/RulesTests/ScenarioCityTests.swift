import Codes
import Foundation
import LedgerTesting
import Rules
import Testing
import Values

/// The city's chains judged, and compared with `known-misses.txt`: what is known to be judged wrongly today. Whatever gets
/// better or worse fails here until the table says so:
///
///     YIMA_CITY_REWRITE=1 swift test --filter ScenarioCityTests
///
/// `YIMA_CITY_FULL=1` judges twenty cities and prints the table of what is wrong, without comparing. `YIMA_CITY_KIND=thawed-in-water`
/// prints what is said of that kind where it is wrong.
@Suite struct ScenarioCityTests {
    fileprivate static let environment = ProcessInfo.processInfo.environment
    private static let isFull = environment["YIMA_CITY_FULL"] != nil
    private static let table = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "known-misses.txt")
    /// In a city each kind is told in so many rounds.
    private static let roundCount = 2

    @Test func theCityIsJudgedAsTheTableSays() async throws {
        let seeds: Range<UInt64> = Self.isFull ? 1..<21 : 1..<3
        var lines: [String] = []
        var (honest, faults) = (Tally(), Tally())
        for (name, rule, tally) in await Self.tallies(of: seeds) {
            if rule == nil { honest.add(tally) } else { faults.add(tally) }
            if tally.wrongCount > 0 { lines.append("\(name) \(tally)") }
        }
        let figures = [
            "# honest chains \(honest.chainCount), codes asked \(honest.askedCount), judged wrongly \(honest.wrongCount)",
            "# chains with faults \(faults.chainCount), codes asked \(faults.askedCount), judged wrongly \(faults.wrongCount)",
        ]
        let text = (figures + lines).joined(separator: "\n") + "\n"
        guard !Self.isFull else { return print(text) }
        if Self.environment["YIMA_CITY_REWRITE"] != nil {
            try text.write(to: Self.table, atomically: true, encoding: .utf8)
        }
        let known = try String(contentsOf: Self.table, encoding: .utf8).split(separator: "\n").map(String.init)
        let now = text.split(separator: "\n").map(String.init)
        for line in now where !known.contains(line) { Issue.record("new, or changed: \(line)") }
        for line in known where !now.contains(line) { Issue.record("no longer so: \(line)") }
    }

    /// Of each kind in the order of the table.
    private static func tallies(of seeds: Range<UInt64>) async -> [(name: String, rule: String?, tally: Tally)] {
        let cities = seeds.map { City(seed: $0) }
        return await withTaskGroup(of: (Int, Tally).self) { group in
            for (place, kind) in ChainKind.all.enumerated() {
                group.addTask {
                    var tally = Tally()
                    let reader = CodeReader()
                    for city in cities {
                        for round in 0..<roundCount * kind.weight {
                            tally.judge(kind.chain(in: city, number: place * 10 + round), reader)
                        }
                    }
                    return (place, tally)
                }
            }
            var tallies: [Int: Tally] = [:]
            for await (place, tally) in group { tallies[place] = tally }
            return ChainKind.all.enumerated().map { ($0.element.name, $0.element.rule, tallies[$0.offset] ?? Tally()) }
        }
    }

    /// How often what was said of the chains of a kind.
    private struct Tally: CustomStringConvertible {
        private(set) var chainCount = 0
        private(set) var askedCount = 0
        private(set) var wrongCount = 0
        private var said: [String: Int] = [:]
        private var alarms: [String: Int] = [:]
        private var missed: [String: Int] = [:]
        private var unnoted: [String: Int] = [:]

        mutating func judge(_ chain: CityChain, _ reader: CodeReader) {
            chainCount += 1
            do {
                for heard in try CityReplay(chain, reader: reader).answers(reader: reader) {
                    askedCount += 1
                    guard !heard.isRight else { continue }
                    if ScenarioCityTests.environment["YIMA_CITY_KIND"]?.contains(chain.kind) == true {
                        print(
                            heard.question.code, heard.verdict,
                            heard.findings.map { "\n  \($0.rule) \($0.severity) \($0.message.en)" })
                    }
                    wrongCount += 1
                    let right = heard.question.answers.map(\.rawValue).sorted().joined(separator: "/")
                    said["\(heard.verdict.rawValue) for \(right)", default: 0] += 1
                    for rule in heard.falseAlarms { alarms[rule, default: 0] += 1 }
                    for rule in heard.missed { missed[rule, default: 0] += 1 }
                    for rule in heard.unnoted { unnoted[rule, default: 0] += 1 }
                }
            } catch {
                Issue.record("\(chain.kind): \(error)")
            }
        }

        mutating func add(_ other: Tally) {
            chainCount += other.chainCount
            askedCount += other.askedCount
            wrongCount += other.wrongCount
        }

        var description: String {
            var parts = ["wrong \(wrongCount)/\(askedCount)", "said \(Self.list(said))"]
            if !alarms.isEmpty { parts.append("false \(Self.list(alarms))") }
            if !missed.isEmpty { parts.append("missed \(Self.list(missed))") }
            if !unnoted.isEmpty { parts.append("not noted \(Self.list(unnoted))") }
            return parts.joined(separator: "; ")
        }

        private static func list(_ counts: [String: Int]) -> String {
            counts.sorted { $0.key < $1.key }.map { "\($0.key) ×\($0.value)" }.joined(separator: ", ")
        }
    }
}
