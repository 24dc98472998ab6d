import DerivedState
import Evidence
import Foundation
import Ledger
import Logging
import Risk
import Rules
import Testing
import TransparencyLog
import Values

@testable import SQLiteStore

@Suite("What counts towards risk") struct RiskStoreTests {
    private static let firm = "91350304MA31X0001H"
    private static let other = "91350305MA31X0002F"
    private static let product = "https://id.gs1.org/01/06901234567892"
    private static let now = Timestamp(milliseconds: 1_796_000_000_000)

    private static func day(_ number: Int) -> CalendarDate { CalendarDate(daysSinceEpoch: 20_400 + number) }

    private static func fact(
        _ source: RiskFact.Source, _ name: String, _ word: String, detail: String = "", firm: String? = firm,
        product: String? = nil, on day: Int = 0, entry: UInt64 = 1
    ) -> RiskFact {
        RiskFact(
            source, name, word: word, detail: detail, firm: firm, product: product, day: Self.day(day), entry: entry,
            message: source == .finding ? Wording(en: "amiss", zh: "有误") : nil)
    }

    private static func cursor(_ size: UInt64) -> IndexCursor {
        IndexCursor(treeSize: size, root: .leaf("root".utf8))
    }

    private func store(_ body: (SQLiteRiskStore, String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("risk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(try SQLiteRiskStore.open(directory: directory.path), directory.path)
    }

    @Test("is kept by its key, told by firm and by product, and taken back")
    func facts() async throws {
        try await store { store, directory in
            let sample = Self.fact(.sample, "l/1", "failed", detail: "food", product: Self.product)
            let old = Self.fact(.activity, "f/food", "food", on: 3, entry: 9)
            let late = Self.fact(.late, "7", "40")
            try await store.keep([.keep(sample), .keep(old), .keep(late)], upTo: Self.cursor(10))
            // An activity does not go back; anything else is as it was said last.
            let newer = Self.fact(.sample, "l/1", "failed", detail: "food", product: Self.product, on: 1, entry: 11)
            let earlier = Self.fact(.activity, "f/food", "food", on: 1, entry: 5)
            try await store.keep([.keep(newer), .keep(earlier), .remove(late.key)], upTo: Self.cursor(12))
            #expect(try await store.facts(about: .firm(Self.firm)) == [old, newer])
            #expect(try await store.facts(about: .product(Self.product)) == [newer])
            #expect(try await store.facts(about: .firm(Self.other)).isEmpty)
            #expect(try await store.samples(ofProfiles: ["food", "imported-meat"]) == [newer])
            #expect(try await store.samples(ofProfiles: ["aquatic"]).isEmpty)
            #expect(try await store.progress().cursor == Self.cursor(12))
            let again = try SQLiteRiskStore.open(directory: directory)
            #expect(try await again.facts(about: .firm(Self.firm)) == [old, newer])
        }
    }

    @Test("touches the rates that it may change, until they were tested")
    func touched() async throws {
        try await store { store, _ in
            let complaint = Self.fact(.complaint, "c", "open", product: Self.product)
            try await store.keep(
                [
                    .keep(Self.fact(.activity, "f/food", "food")), .keep(complaint),
                    .keep(Self.fact(.sample, "l/1", "passed", detail: "food", firm: Self.other)),
                    .keep(Self.fact(.sample, "l/2", "passed", detail: "unknown", firm: Self.other)),
                ], upTo: Self.cursor(1))
            let touched = try await store.touched(limit: 9)
            #expect(
                touched == [.category("food"), .subject(.firm(Self.firm)), .subject(.product(Self.product))])
            #expect(try await store.touched(limit: 1) == [.category("food")])
            try await store.keep(touched.map { ($0, []) }, noticed: Self.now)
            #expect(try await store.touched(limit: 9).isEmpty)
            // Whom it was about before is touched as well.
            try await store.keep(
                [.keep(Self.fact(.complaint, "c", "open", firm: Self.other))], upTo: Self.cursor(2))
            #expect(
                try await store.touched(limit: 9) == [
                    .subject(.firm(Self.firm)), .subject(.firm(Self.other)), .subject(.product(Self.product)),
                ])
        }
    }

    private static func warning(_ scope: String, on day: Int, district: String = "350304") -> RiskWarning {
        RiskWarning(
            kind: .rate, scope: scope, day: Self.day(day), subject: .firm(Self.firm), district: district, entry: 4,
            message: Wording(en: "risen", zh: "上升"))
    }

    @Test("gives warnings, each of which comes up once and is settled once")
    func warnings() async throws {
        try await store { store, _ in
            let rate = TouchedRate.subject(.firm(Self.firm))
            let (first, second) = (Self.warning("late/x", on: 1), Self.warning("late/x", on: 5))
            try await store.keep([(rate, [first])], noticed: Self.now)
            try await store.keep([(rate, [first, second])], noticed: Self.now)
            let other = Self.warning("samples/food/350305", on: 3, district: "350305")
            try await store.keep([(.category("food"), [other])], noticed: Self.now)
            var question = WarningQuestion()
            #expect(try await store.warnings(question) == [second, other, first])
            question.district = "350305"
            #expect(try await store.warnings(question) == [other])
            question.district = ""
            question.since = Self.day(4)
            #expect(try await store.warnings(question) == [second])
            question.kinds = [.overdue]
            #expect(try await store.warnings(question).isEmpty)
            try await store.keep([(rate, [second])], noticed: Self.now)
            let changes = try await store.changes(after: 0, limit: 9)
            #expect(changes.map(\.warning) == [first, second, other, first])
            #expect(changes.map(\.isOpened) == [true, true, true, false])
            #expect(changes.map(\.number) == [1, 2, 3, 4])
            #expect(try await store.changes(after: 3, limit: 9).map(\.number) == [4])
            #expect(try await store.progress().lastChange == 4)
            // Twice on one day is one warning, and told once.
            let twice = Self.warning("late/y", on: 6)
            try await store.keep([(.subject(.firm(Self.other)), [twice, twice])], noticed: Self.now)
            #expect(try await store.changes(after: 4, limit: 9).map(\.warning) == [twice])
        }
    }

    @Test("has the totals that the definition gives from each firm's facts")
    func totals() async throws {
        try await store { store, _ in
            let facts = [
                Self.fact(.activity, "a/food", "food"), Self.fact(.sample, "l/1", "failed", detail: "food"),
                Self.fact(.late, "7", "40"), Self.fact(.activity, "b/tea", "tea", firm: Self.other),
                Self.fact(.finding, "MASS-1/violation/7", "MASS-1", detail: "violation", firm: Self.other),
                Self.fact(.task, "urn:yima:task:x:y", "open", firm: "91350305MA31X0003C"),
            ]
            try await store.keep(facts.map { .keep($0) }, upTo: Self.cursor(9))
            let definition = RiskDefinition.builtIn
            for day in [0, 200, 800].map(Self.day) {
                let totals = try await store.totals(definition, asOf: day)
                #expect(totals.map(\.firm) == [Self.firm, Self.other])
                for total in totals {
                    let its = facts.filter { $0.firm == total.firm }
                    let score = definition.score(.firm(total.firm), its, asOf: day)
                    #expect(total.points == score.total && total.grade == score.grade)
                }
            }
        }
    }

    @Test("remembers who was told what, also where everything is found anew")
    func deliveries() async throws {
        try await store { store, _ in
            let rate = TouchedRate.subject(.firm(Self.firm))
            try await store.keep([.keep(Self.fact(.late, "7", "40"))], upTo: Self.cursor(3))
            try await store.keep([(rate, [Self.warning("late/x", on: 1)])], noticed: Self.now)
            try await store.markDelivered(upTo: 5, to: "a")
            try await store.markDelivered(upTo: 3, to: "a")
            #expect(try await store.delivered(to: "a") == 5)
            #expect(try await store.delivered(to: "b") == 0)
            let series = try await store.progress().series
            try await store.clear()
            #expect(try await store.progress().cursor == .start)
            #expect(try await store.facts(about: .firm(Self.firm)).isEmpty)
            #expect(try await store.delivered(to: "a") == 5)
            #expect(try await store.progress().series == series)
            // What stood is looked at again, and is gone where nothing brings it about any more.
            #expect(try await store.touched(limit: 9) == [rate])
        }
    }

    @Test("is begun anew where the file is damaged")
    func damaged() async throws {
        try await store { store, directory in
            try await store.keep([.keep(Self.fact(.late, "7", "40"))], upTo: Self.cursor(3))
            let path = "\(directory)/\(SQLiteRiskStore.fileName)"
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            try Data("no database".utf8).write(to: URL(filePath: path))
            let anew = try SQLiteRiskStore.open(directory: directory)
            #expect(try await anew.progress().cursor == .start)
        }
    }

    // MARK: The keeper

    /// A ledger that is a list of changes, one an entry.
    private struct Listed: RiskLedgerReading {
        let entries: [[RiskChange]]
        var size: UInt64
        var root = MerkleHash.leaf("a".utf8)

        func treeSize() async -> UInt64 { size }
        func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash { root }
        func changes(of range: Range<UInt64>) async throws(StoreError) -> [RiskChange] {
            entries[Int(range.lowerBound)..<Int(range.upperBound)].flatMap { $0 }
        }
        func fact(of finding: MonitoredFinding) async throws(StoreError) -> RiskFact {
            let identity = finding.identity
            return RiskStoreTests.fact(
                .finding, "\(identity.rule)/\(identity.entries)", identity.rule, detail: identity.severity.rawValue,
                firm: finding.operators.first)
        }
        func begin(of subject: RiskSubject) async -> CalendarDate { RiskStoreTests.day(-400) }
    }

    private static func keeper(
        _ store: SQLiteRiskStore, _ ledger: Listed, findings: SQLiteFindingStore? = nil
    ) -> RiskKeeper {
        RiskKeeper(
            store: store, findings: findings, ledger: ledger, now: { now },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Days on which a firm is late, samples, complaints that change, and some that are taken back.
    private static let entries: [[RiskChange]] = (0..<400).map { number in
        let entry = UInt64(number)
        switch number % 5 {
        case 0:
            return [.keep(fact(.late, "\(entry)", "40", on: number / 20, entry: entry))]
        case 1:
            let word = number % 3 == 0 ? "failed" : "passed"
            return [.keep(fact(.sample, "l/\(entry)", word, detail: "food", on: number / 20, entry: entry))]
        case 2:
            return [
                .keep(
                    fact(
                        .complaint, "c\(number % 7)", number % 2 == 0 ? "open" : "accepted", product: product,
                        on: number / 20, entry: entry))
            ]
        case 3: return number % 8 == 3 ? [.remove(RiskFact.Key(.sample, "l/\(entry - 2)"))] : []
        default:
            return [.keep(fact(.activity, "f/food", "food", on: number / 20, entry: entry))]
        }
    }

    @Test("is the same taken in bit by bit, at once, and anew after it was dropped")
    func rebuilt() async throws {
        try await store { first, _ in
            var ledger = Listed(entries: Self.entries, size: 0)
            for size in Array(stride(from: 0, through: 400, by: 13)) + [400] {
                ledger.size = UInt64(size)
                try await Self.keeper(first, ledger).catchUp()
            }
            let whole = ledger
            try await store { second, _ in
                try await Self.keeper(second, whole).catchUp()
                let subjects: [RiskSubject] = [.firm(Self.firm), .product(Self.product)]
                var known: [[RiskFact]] = []
                for subject in subjects {
                    let facts = try await first.facts(about: subject)
                    #expect(!facts.isEmpty)
                    #expect(try await second.facts(about: subject) == facts)
                    known.append(facts)
                }
                let warnings = try await first.warnings(WarningQuestion())
                #expect(!warnings.isEmpty)
                #expect(try await second.warnings(WarningQuestion()) == warnings)
                let last = try await first.progress().lastChange
                try await first.clear()
                try await Self.keeper(first, whole).catchUp()
                for (place, subject) in subjects.enumerated() {
                    #expect(try await first.facts(about: subject) == known[place])
                }
                #expect(try await first.warnings(WarningQuestion()) == warnings)
                // Nobody is told anything twice.
                #expect(try await first.progress().lastChange == last)
            }
        }
    }

    @Test("of another history is forgotten")
    func history() async throws {
        try await store { store, _ in
            var ledger = Listed(entries: Self.entries, size: 100)
            try await Self.keeper(store, ledger).catchUp()
            ledger.size = 20
            try await Self.keeper(store, ledger).catchUp()
            #expect(try await store.progress().cursor.treeSize == 20)
            #expect(try await store.facts(about: .firm(Self.firm)).allSatisfy { $0.entry.map { $0 < 20 } ?? false })
            ledger.root = .leaf("b".utf8)
            ledger.size = 21
            try await Self.keeper(store, ledger).catchUp()
            #expect(try await store.progress().cursor.root == .leaf("b".utf8))
        }
    }

    @Test("of the monitor comes and goes with its findings, and is taken in anew where their numbers begin anew")
    func findings() async throws {
        try await store { store, directory in
            func find(_ entries: [UInt64], in findings: SQLiteFindingStore) async throws {
                let watched = WatchedCode(code: "a", entry: 1)
                try await findings.watch(TouchedCodes(codes: [watched]), upTo: Self.cursor(3))
                try await findings.becomeWhole(noticed: Self.now)
                let found = entries.map { entry in
                    MonitoredFinding(
                        finding: Finding(
                            rule: "MASS-1", severity: .violation, message: Wording(en: "amiss", zh: "有误"),
                            entries: [entry], source: "law"), code: "a", operators: [Self.firm], since: Self.now)
                }
                try await findings.keep(
                    [WatchedVerdict(watched: watched, findings: found, due: nil, descendants: [])], upTo: 0,
                    noticed: Self.now)
            }
            func names() async throws -> [String] {
                try await store.facts(about: .firm(Self.firm)).map(\.key.name)
            }
            let ledger = Listed(entries: [], size: 0)
            let findings = try SQLiteFindingStore.open(directory: directory)
            try await find([1, 2], in: findings)
            try await Self.keeper(store, ledger, findings: findings).catchUp()
            #expect(try await names() == ["MASS-1/[1]", "MASS-1/[2]"])
            try await find([2, 3], in: findings)
            try await Self.keeper(store, ledger, findings: findings).catchUp()
            #expect(try await names() == ["MASS-1/[2]", "MASS-1/[3]"])
            let elsewhere = directory + "/anew"
            try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
            let anew = try SQLiteFindingStore.open(directory: elsewhere)
            try await find([4], in: anew)
            try await Self.keeper(store, ledger, findings: anew).catchUp()
            #expect(try await names() == ["MASS-1/[4]"])
        }
    }

    @Test("warns of a task when its day is over, once, and no more when it is closed")
    func overdue() async throws {
        try await store { store, _ in
            let today = Int((Self.now.milliseconds + 8 * 3_600_000) / 86_400_000)
            func task(_ name: String, due: Int) -> RiskChange {
                .keep(
                    RiskFact(
                        .task, name, word: "open", detail: "350304", firm: nil, product: nil,
                        day: CalendarDate(daysSinceEpoch: due), entry: 3, message: Wording(en: "due", zh: "到期")))
            }
            var ledger = Listed(
                entries: [
                    [task("urn:yima:task:a:1", due: today)], [task("urn:yima:task:a:2", due: today - 1)],
                    [.remove(RiskFact.Key(.task, "urn:yima:task:a:2"))],
                ], size: 2)
            for _ in 0..<3 { try await Self.keeper(store, ledger).catchUp() }
            let warnings = try await store.warnings(WarningQuestion())
            #expect(warnings.map(\.scope) == ["urn:yima:task:a:2"])
            #expect(warnings.map(\.kind) == [.overdue])
            #expect(warnings.map(\.district) == ["350304"])
            ledger.size = 3
            try await Self.keeper(store, ledger).catchUp()
            #expect(try await store.warnings(WarningQuestion()).isEmpty)
            #expect(try await store.changes(after: 0, limit: 9).map(\.isOpened) == [true, false])
        }
    }
}
