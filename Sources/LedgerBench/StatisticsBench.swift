import ArgumentParser
import Evidence
import Glibc
import Ledger
import Statistics
import TransparencyLog
import Values

/// Measures figures from a million samples: their results read from the leaves of a ledger, taken in, and counted by every dimension.
struct StatisticsBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statistics",
        abstract: "Pass rates over many samples (target: 2 s for a million, counted).")

    @Option(help: "Samples, each with one result.")
    var samples = 1_000_000

    @Option(help: "Firms that they are of.")
    var firms = 50_000

    private static let laboratory = "91350505MA347T0R4N"

    func run() throws {
        var table = SampleTable()
        var (reading, taking) = (Spent.nothing, Spent.nothing)
        let chunk = 10_000
        for start in stride(from: 0, to: samples, by: chunk) {
            let leaves = try (start..<min(start + chunk, samples)).map(leaf)
            var results: [SampleTable.Result] = []
            results.reserveCapacity(leaves.count)
            reading += .of {
                for (place, leaf) in leaves.enumerated() {
                    guard let result = SampleReading.result(entry: UInt64(start + place), leaf: leaf) else {
                        preconditionFailure("every leaf is a result")
                    }
                    results.append(result)
                }
            }
            taking += .of { for result in results { table.add(result) } }
        }
        print("\(samples) samples: read from their leaves in \(reading) · taken in in \(taking)")
        for dimension in SampleTable.Dimension.allCases {
            var question = SampleTable.Question()
            question.dimension = dimension
            var rows = 0
            let needed = Spent.of {
                let count = table.count(question, targets: .builtIn) { _, _, _ in true }
                precondition(count.rows.reduce(0) { $0 + $1.rate.total } == samples, "every sample is counted")
                rows = count.rows.count
            }
            print(
                "by \(dimension.rawValue): \(rows) rows in \(needed); with taking in \(taking + needed)   (target: 2000 ms)"
            )
        }
    }

    /// How long something took, and of a core.
    private struct Spent: CustomStringConvertible {
        var wall = 0.0
        var core = 0.0

        static let nothing = Spent()

        static func of(_ body: () -> Void) -> Spent {
            let (wall, core) = (Loopback.clock(CLOCK_MONOTONIC), Loopback.clock(CLOCK_PROCESS_CPUTIME_ID))
            body()
            return Spent(
                wall: Loopback.clock(CLOCK_MONOTONIC) - wall, core: Loopback.clock(CLOCK_PROCESS_CPUTIME_ID) - core)
        }

        static func + (left: Spent, right: Spent) -> Spent {
            Spent(wall: left.wall + right.wall, core: left.core + right.core)
        }

        static func += (left: inout Spent, right: Spent) { left = left + right }

        var description: String { "\(Int(wall * 1000)) ms (\(Int(core * 1000)) ms of a core)" }
    }

    private func leaf(_ number: Int) throws -> [UInt8] {
        let firm = String(number % firms)
        let uscc = "91350\(300 + number % firms % 9)MA" + String(repeating: "0", count: 7 - firm.count) + firm + "X"
        let day = String(1 + number % 28)
        let (month, stage) = (1 + number % 12, ["production", "circulation", "catering"][number % 3])
        let date = "2026-\(month < 10 ? "0" : "")\(month)-\(day.count < 2 ? "0" : "")\(day)"
        let isPassed = number % 40 != 0
        let body =
            #"{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"yima":"urn:yima:elements:"}],"type":"ObjectEvent","#
            + #""eventTime":"\#(date)T09:00:00+08:00","eventTimeZoneOffset":"+08:00","epcList":[],"#
            + #""quantityList":[{"epcClass":"https://id.gs1.org/01/06935377000251/10/L\#(number)"}],"action":"OBSERVE","bizStep":"inspecting","#
            + #""disposition":"\#(isPassed ? "conformant" : "non_conformant")","sourceList":[{"type":"owning_party","source":"urn:yima:uscc:\#(uscc)"}],"#
            + #""yima:profile":"\#(number % 4 == 0 ? "aquatic" : "food")","yima:testItem":"恩诺沙星","yima:testValue":"12 µg/kg","#
            + #""yima:testVerdict":"\#(isPassed ? "pass" : "fail")","yima:sampleNo":"S-\#(number)","yima:samplingStage":"\#(stage)"}"#
        guard let journal = JournalName("\(Self.laboratory)/lab-1") else { preconditionFailure("a journal's name") }
        return EventEntry(journal: journal, index: UInt64(number), body: Array(body.utf8)).bytes
    }
}
