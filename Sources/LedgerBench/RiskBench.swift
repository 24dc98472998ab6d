import ArgumentParser
import Codes
import DerivedState
import EPCIS
import Evidence
import Ledger
import Logging
import Risk
import SQLiteStore
import TransparencyLog
import Values

/// Measures the risk of a province's firms: what a year has left of them, a day's events taken in, and everybody's grade asked for.
struct RiskBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risk",
        abstract: "Risk of many firms brought up to date after a day's events (target: 10 s for 240,000 and 250,000).")

    @Option(help: "Firms.")
    var firms = 240_000

    @Option(help: "Events of the day.")
    var events = 250_000

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        let store = try SQLiteRiskStore.open(directory: bench.path("risk"))
        let ledger = RiskLedger(firms: firms, pastCount: 3 * firms, events: events)
        var started = ContinuousClock.now
        try await keeper(store, ledger.with(size: ledger.pastSize)).catchUp()
        print(
            "a year of \(firms) firms (\(3 * firms) facts): made in \((ContinuousClock.now - started).milliseconds) ms")
        let bodies = ledger.bodies
        precondition(bodies.count == events, "each event is read")
        started = ContinuousClock.now
        try await keeper(store, ledger).catchUp()
        let taken = ContinuousClock.now - started
        started = ContinuousClock.now
        let totals = try await store.totals(.builtIn, asOf: ledger.today)
        let told = ContinuousClock.now - started
        precondition(totals.count == firms, "every firm has a grade")
        var counts: [RiskGrade: Int] = [:]
        for total in totals { counts[total.grade, default: 0] += 1 }
        let grades = RiskGrade.allCases.map { "\($0.rawValue) \(counts[$0] ?? 0)" }.joined(separator: ", ")
        let sum = (taken + told).milliseconds
        print(
            "\(events) events of a day, read, kept and their rates tested: \(taken.milliseconds) ms · grades of \(totals.count) firms: "
                + "\(told.milliseconds) ms (\(grades)) · together \(sum) ms   (target: 10000 ms)")
        started = ContinuousClock.now
        let facts = try await store.facts(about: .firm(totals[0].firm))
        let score = RiskDefinition.builtIn.score(.firm(totals[0].firm), facts, asOf: ledger.today)
        print(
            "one firm with its reasons and dates: \((ContinuousClock.now - started).milliseconds) ms "
                + "(\(score.contributions.count) reasons)")
    }

    private func keeper(_ store: SQLiteRiskStore, _ ledger: RiskLedger) -> RiskKeeper {
        RiskKeeper(
            store: store, findings: nil, ledger: ledger,
            now: { Timestamp(milliseconds: Int64(ledger.today.daysSinceEpoch) * 86_400_000) },
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// A ledger of which the past is facts at once, and the day's events are read as the daemon reads them: JSON of about 1 KB each.
private struct RiskLedger: RiskLedgerReading {
    let firms: Int
    let pastSize: UInt64
    let today = CalendarDate(year: 2026, month: 12, day: 1)!
    /// The day's events: of a hundred different bodies, each by another firm.
    let bodies: [[UInt8]]
    private var size: UInt64
    private let codes = CodeReader()

    init(firms: Int, pastCount: Int, events: Int) {
        self.firms = firms
        pastSize = UInt64(pastCount)
        size = UInt64(pastCount + events)
        var made = BenchEvents(seed: 7)
        let hundred = (0..<100).map { _ in made.body() }
        bodies = (0..<events).map { hundred[$0 % 100] }
    }

    func with(size: UInt64) -> RiskLedger {
        var other = self
        other.size = size
        return other
    }

    func treeSize() async -> UInt64 { size }
    func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash { .leaf("bench".utf8) }
    func begin(of subject: RiskSubject) async -> CalendarDate {
        CalendarDate(daysSinceEpoch: today.daysSinceEpoch - 700)
    }
    func fact(of finding: MonitoredFinding) async throws(StoreError) -> RiskFact {
        RiskFact(finding, signer: nil, codes)
    }

    private func firm(_ number: Int) -> String {
        let digits = String(number % firms)
        return "91350\(300 + number % firms % 9)MA" + String(repeating: "0", count: 7 - digits.count) + digits + "X"
    }

    func changes(of entries: Range<UInt64>) async throws(StoreError) -> [RiskChange] {
        var changes: [RiskChange] = []
        for entry in entries {
            guard entry >= pastSize else {
                changes.append(.keep(past(entry)))
                continue
            }
            let number = Int(entry - pastSize)
            guard let event = EPCISEvent.reading(bodies[number]).event else { preconditionFailure("an event") }
            // One in twenty came two days late.
            let hours: Int64 = number % 20 == 0 ? 48 : 1
            let arrival = Timestamp(milliseconds: event.eventTime.moment.milliseconds + hours * 3_600_000)
            let reading = RiskReading(
                entry: entry, signer: firm(number), event, arrival: arrival, codes: codes, isLaboratory: { _ in true })
            changes += reading.facts.map { .keep($0) }
        }
        return changes
    }

    /// Of each firm its goods, and of some what went wrong in the year.
    private func past(_ entry: UInt64) -> RiskFact {
        let number = Int(entry)
        let firm = firm(number)
        let day = CalendarDate(daysSinceEpoch: today.daysSinceEpoch - 1 - number * 37 % 365)
        let product = "https://id.gs1.org/01/0690\(1_000_000_000 + number % 50_000)"
        return switch number / firms {
        case 0:
            RiskFact(.activity, "\(firm)/aquatic", word: "aquatic", firm: firm, product: nil, day: day, entry: entry)
        case 1:
            RiskFact(.late, "\(entry)", word: "40", firm: firm, product: nil, day: day, entry: entry)
        default:
            RiskFact(
                .sample, "lab/\(entry)", word: number % 40 == 0 ? RiskFact.failed : RiskFact.passed, detail: "aquatic",
                group: "lab/S\(entry)", firm: firm, product: product, day: day, entry: entry)
        }
    }
}
