import DerivedState
import Evidence
import Foundation
import GRDB
import Ledger
import Rules
import Testing
import TransparencyLog
import Values

@testable import SQLiteStore

@Suite("What the monitor found") struct FindingStoreTests {
    private static func finding(
        _ rule: String, _ entries: [UInt64], code: String, severity: Finding.Severity = .violation, since: Int64 = 5,
        by operators: [String] = ["A"]
    ) -> MonitoredFinding {
        MonitoredFinding(
            finding: Finding(
                rule: rule, severity: severity, message: Wording(en: "amiss", zh: "有误"), entries: entries,
                source: "law"),
            code: code, operators: operators, since: Timestamp(milliseconds: since))
    }

    private static func verdict(
        _ code: String, entry: UInt64? = 1, _ findings: [MonitoredFinding], due: Int64? = nil,
        descendants: [String] = []
    ) -> WatchedVerdict {
        WatchedVerdict(
            watched: WatchedCode(code: code, entry: entry), findings: findings,
            due: due.map { Timestamp(milliseconds: $0) }, descendants: descendants)
    }

    private static let now = Timestamp(milliseconds: 1000)

    private static func cursor(_ size: UInt64) -> IndexCursor {
        IndexCursor(treeSize: size, root: .leaf("root".utf8))
    }

    private func store(_ body: (SQLiteFindingStore) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("findings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try SQLiteFindingStore.open(directory: directory.path)
        try await store.watch(
            TouchedCodes(codes: [WatchedCode(code: "a", entry: 1), WatchedCode(code: "b", entry: 2)]),
            upTo: Self.cursor(3))
        try await store.becomeWhole(noticed: Self.now)
        try await body(store)
    }

    @Test("A finding that is met under two codes is shown once, and settled when it is met under none")
    func once() async throws {
        try await store { store in
            let (first, second) = (
                Self.finding("MASS-1", [1, 2], code: "a"), Self.finding("MASS-1", [1, 2], code: "b")
            )
            try await store.keep([Self.verdict("b", entry: 2, [second])], upTo: 0, noticed: Self.now)
            try await store.keep([Self.verdict("a", [first])], upTo: 0, noticed: Self.now)
            #expect(try await store.findings(FindingQuestion()) == [first])
            try await store.keep([Self.verdict("a", [])], upTo: 0, noticed: Self.now)
            #expect(try await store.findings(FindingQuestion()) == [second])
            #expect(try await store.changes(after: 0, limit: 10).map(\.isOpened) == [true])
            try await store.keep([Self.verdict("b", [])], upTo: 0, noticed: Self.now)
            #expect(try await store.findings(FindingQuestion()).isEmpty)
            #expect(try await store.changes(after: 0, limit: 10).map(\.isOpened) == [true, false])
            #expect(try await store.changes(after: 1, limit: 10).map(\.number) == [2])
        }
    }

    @Test("Findings without entries are told apart by their codes")
    func withoutEntries() async throws {
        try await store { store in
            let found = ["a", "b"].map { Self.finding("CODE-1", [], code: $0) }
            try await store.keep(
                [Self.verdict("a", [found[0]]), Self.verdict("b", [found[1]])], upTo: 0, noticed: Self.now)
            #expect(Set(try await store.findings(FindingQuestion())) == Set(found))
        }
    }

    @Test(
        "Codes wait in the order of their entries, go on waiting when they were touched meanwhile, and come back when due"
    )
    func waiting() async throws {
        try await store { store in
            #expect(try await store.waiting(at: Self.now, limit: 9).map(\.code) == ["a", "b"])
            #expect(try await store.waiting(at: Self.now, limit: 1).map(\.code) == ["a"])
            try await store.watch(TouchedCodes(codes: [WatchedCode(code: "b", entry: 7)]), upTo: Self.cursor(8))
            let verdicts = [Self.verdict("a", [], due: 90_000), Self.verdict("b", entry: 2, [])]
            try await store.keep(verdicts, upTo: 0, noticed: Self.now)
            #expect(try await store.waiting(at: Self.now, limit: 9) == [WatchedCode(code: "b", entry: 7)])
            try await store.keep([Self.verdict("b", entry: 7, [])], upTo: 0, noticed: Self.now)
            #expect(try await store.waiting(at: Timestamp(milliseconds: 89_999), limit: 9).isEmpty)
            #expect(
                try await store.waiting(at: Timestamp(milliseconds: 90_000), limit: 9)
                    == [WatchedCode(code: "a", entry: nil)])
            #expect(try await store.progress().waitingCount == 0)
        }
    }

    @Test("What came of a touched code is judged again only where it was not judged with the entry that touches it")
    func judgedOnce() async throws {
        try await store { store in
            let came = Self.verdict("a", entry: 1, [], descendants: ["b", "new"])
            // Both were judged when entries 0 to 2 had been taken in.
            try await store.keep([came, Self.verdict("b", entry: 2, [])], upTo: 3, noticed: Self.now)
            #expect(try await store.waiting(at: Self.now, limit: 9).map(\.code) == ["new"])
            try await store.keep([Self.verdict("new", entry: nil, [])], upTo: 3, noticed: Self.now)
            #expect(try await store.waiting(at: Self.now, limit: 9).isEmpty)
            // Entry 3 touches what they came of.
            try await store.watch(TouchedCodes(codes: [WatchedCode(code: "a", entry: 3)]), upTo: Self.cursor(4))
            let touched = Self.verdict("a", entry: 3, [], descendants: ["b", "new"])
            try await store.keep([touched], upTo: 4, noticed: Self.now)
            #expect(try await store.waiting(at: Self.now, limit: 9).map(\.code) == ["b", "new"])
        }
    }

    @Test("What is said of a product has every watched lot of it judged again, and nothing else")
    func products() async throws {
        try await store { store in
            let product = "https://id.gs1.org/01/06901234567892"
            let codes = ["\(product)/10/A1", "\(product)/22/V/10/A2", "\(product)0", product, "x"]
            try await store.watch(
                TouchedCodes(codes: codes.map { WatchedCode(code: $0, entry: 3) }), upTo: Self.cursor(4))
            try await store.keep(
                [Self.verdict("a", []), Self.verdict("b", entry: 2, [])]
                    + codes.map { Self.verdict($0, entry: 3, []) }, upTo: 0, noticed: Self.now)
            #expect(try await store.waiting(at: Self.now, limit: 9).isEmpty)
            try await store.watch(
                TouchedCodes(codes: [], products: [WatchedCode(code: product, entry: 5)]), upTo: Self.cursor(6))
            let waiting = try await store.waiting(at: Self.now, limit: 9)
            #expect(waiting == codes.prefix(2).map { WatchedCode(code: $0, entry: 5) })
        }
    }

    @Test("What was judged in part, and what cannot be read, is counted until it is so no more")
    func notWhole() async throws {
        try await store { store in
            func verdict(_ code: String, _ entry: UInt64, isWhole: Bool) -> WatchedVerdict {
                WatchedVerdict(
                    watched: WatchedCode(code: code, entry: entry), findings: [], due: nil, descendants: [],
                    isWhole: isWhole)
            }
            try await store.keep(
                [verdict("a", 1, isWhole: false), verdict("b", 2, isWhole: true)], upTo: 0, noticed: Self.now)
            try await store.watch(TouchedCodes(codes: [], unreadable: [3, 4]), upTo: Self.cursor(5))
            try await store.watch(TouchedCodes(codes: [], unreadable: [5]), upTo: Self.cursor(6))
            let progress = try await store.progress()
            #expect(progress.partialCount == 1 && progress.partialCodes == ["a"] && progress.unreadableCount == 3)
            try await store.keep([verdict("a", 1, isWhole: true)], upTo: 0, noticed: Self.now)
            #expect(try await store.progress().partialCount == 0)
        }
    }

    @Test("The numbers of changes are of one series as long as the file is there, whatever is judged anew")
    func series() async throws {
        try await store { store in
            let name = try await store.progress().series
            #expect(name.count == 16)
            try await store.clear()
            #expect(try await store.progress().series == name)
            try await self.store { other in
                let another = try await other.progress().series
                #expect(another != name)
            }
        }
    }

    @Test("A check finds what is shown and was not found, and what was found and is not shown")
    func checked() async throws {
        try await store { store in
            let found = Self.finding("MASS-1", [1, 2], code: "a")
            try await store.keep([Self.verdict("a", [found])], upTo: 0, noticed: Self.now)
            let check = try await store.check()
            #expect(check.oddCount == 0 && check.newestEntry == 2 && check.progress.cursor == Self.cursor(3))
            for sql in ["UPDATE shown SET en = 'x'", "DELETE FROM shown", "DELETE FROM held"] {
                try await store.spoil(sql)
                #expect(try await store.check().oddCount > 0, "\(sql)")
                try await store.keep([Self.verdict("a", [])], upTo: 0, noticed: Self.now)
                try await store.spoil("DELETE FROM shown")
                try await store.keep([Self.verdict("a", [found])], upTo: 0, noticed: Self.now)
                #expect(try await store.check().oddCount == 0)
            }
        }
    }

    @Test("What came of a touched code waits with it; what came of one that only waits does not")
    func descendants() async throws {
        try await store { store in
            let verdicts = [
                Self.verdict("a", [], descendants: ["c", "a"]), Self.verdict("b", entry: nil, [], descendants: ["d"]),
            ]
            try await store.keep(verdicts, upTo: 0, noticed: Self.now)
            let waiting = try await store.waiting(at: Self.now, limit: 9)
            #expect(waiting.map(\.code) == ["c", "b"])
            #expect(waiting.first?.entry == nil)
        }
    }

    @Test("A clock that has run out is not looked at without end")
    func stuckClock() async throws {
        try await store { store in
            try await store.keep(
                [Self.verdict("a", [], due: 1), Self.verdict("b", entry: 2, [])], upTo: 0, noticed: Self.now)
            #expect(try await store.waiting(at: Self.now, limit: 9).isEmpty)
            #expect(try await store.waiting(at: Timestamp(milliseconds: 61_000), limit: 9).map(\.code) == ["a"])
        }
    }

    @Test("Findings are asked for by rule, severity, firm, code and time, page by page")
    func questions() async throws {
        try await store { store in
            let found = [
                Self.finding("MASS-1", [1], code: "a", since: 10, by: ["F1", "F2"]),
                Self.finding("TIME-3", [2], code: "a", severity: .warning, since: 20, by: ["F1"]),
                Self.finding("TIME-3", [3], code: "b", severity: .info, since: 30, by: ["F11"]),
            ]
            try await store.keep(
                [Self.verdict("a", Array(found.prefix(2))), Self.verdict("b", [found[2]])], upTo: 0, noticed: Self.now)
            func asked(_ change: (inout FindingQuestion) -> Void) async throws -> [UInt64] {
                var question = FindingQuestion()
                change(&question)
                return try await store.findings(question).flatMap(\.finding.entries)
            }
            #expect(try await asked { _ in } == [3, 2, 1])
            #expect(try await asked { $0.rules = ["TIME-3"] } == [3, 2])
            #expect(try await asked { $0.severities = [.violation, .warning] } == [2, 1])
            #expect(try await asked { $0.operatorUSCC = "F1" } == [2, 1])
            #expect(try await asked { $0.operatorUSCC = "F2" } == [1])
            #expect(try await asked { $0.code = "b" } == [3])
            #expect(try await asked { $0.since = Timestamp(milliseconds: 20) } == [3, 2])
            #expect(try await asked { $0.before = Timestamp(milliseconds: 20) } == [1])
            #expect(try await asked { ($0.limit, $0.offset) = (1, 1) } == [2])
        }
    }
}

extension SQLiteFindingStore {
    /// Changes the file behind the store's back.
    fileprivate func spoil(_ sql: String) async throws {
        try await pool.writeWithoutTransaction { db in try db.execute(sql: sql) }
    }
}
