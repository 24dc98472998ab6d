public import DerivedState
import Foundation
import GRDB
public import Ledger
public import Risk
import Statistics
import TransparencyLog
public import Values

extension SQLiteRiskStore {
    public func progress() async throws(StoreError) -> RiskProgress {
        try await pool.reading { db in
            var progress = RiskProgress()
            progress.series = try String.fetchOne(db, sql: "SELECT name FROM series") ?? ""
            progress.lastChange = UInt64(
                clamping: try Int64.fetchOne(db, sql: "SELECT max(number) FROM changes") ?? 0)
            progress.touchedCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM touched") ?? 0
            let row = try Row.fetchOne(
                db, sql: "SELECT tree_size, root, findings_series, findings_number FROM cursor")
            if let row {
                guard let root = MerkleHash(bytes: try row.bytes(1)) else {
                    throw StoreError.damaged(reason: "the cursor's root is not a hash: the file is damaged")
                }
                progress.cursor = IndexCursor(treeSize: try row.size(0), root: root)
                progress.findings.series = row[2]
                progress.findings.number = try row.size(3)
            }
            return progress
        }
    }

    public func keep(_ changes: [RiskChange], upTo cursor: IndexCursor) async throws(StoreError) {
        try await pool.committing { db in
            try Self.apply(changes, db)
            try db.cachedStatement(
                sql: """
                    INSERT INTO cursor (id, tree_size, root, findings_series, findings_number) VALUES (1, ?, ?, '', 0)
                    ON CONFLICT DO UPDATE SET tree_size = excluded.tree_size, root = excluded.root
                    """
            ).execute(arguments: [cursor.treeSize, Data(cursor.root.bytes)])
        }
    }

    public func keep(
        _ changes: [RiskChange], findings cursor: RiskProgress.FindingsCursor, isAnew: Bool
    ) async throws(StoreError) {
        try await pool.committing { db in
            if isAnew {
                try db.execute(
                    sql: """
                        INSERT OR IGNORE INTO touched (what)
                        SELECT DISTINCT 'firm:' || firm FROM facts WHERE source = 'finding' AND firm IS NOT NULL;
                        DELETE FROM facts WHERE source = 'finding';
                        """)
            }
            try Self.apply(changes, db)
            let start = IndexCursor.start
            try db.cachedStatement(
                sql: """
                    INSERT INTO cursor (id, tree_size, root, findings_series, findings_number) VALUES (1, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET findings_series = excluded.findings_series,
                    findings_number = excluded.findings_number
                    """
            ).execute(
                arguments: [start.treeSize, Data(start.root.bytes), cursor.series, Int64(clamping: cursor.number)])
        }
    }

    private static func apply(_ changes: [RiskChange], _ db: Database) throws {
        let upsert = try db.cachedStatement(
            sql: """
                INSERT INTO facts (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET word = excluded.word, detail = excluded.detail, grp = excluded.grp,
                firm = excluded.firm, product = excluded.product, day = excluded.day, entry = excluded.entry,
                en = excluded.en, zh = excluded.zh, place = excluded.place
                """)
        // Of a firm that is active on every day nothing but the day changes.
        let renew = try db.cachedStatement(
            sql: """
                INSERT INTO facts (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET day = excluded.day, entry = excluded.entry WHERE excluded.entry > entry
                """)
        let known = try db.cachedStatement(sql: "SELECT \(columns) FROM facts WHERE source = ? AND name = ?")
        let delete = try db.cachedStatement(sql: "DELETE FROM facts WHERE source = ? AND name = ?")
        var touched = TouchedSeries()
        for change in changes {
            switch change {
            case .keep(let fact):
                let statement = fact.key.source == .activity ? renew : upsert
                // Whom it counted for before is touched too.
                if [.complaint, .finding, .sample].contains(fact.key.source),
                    let row = try Row.fetchOne(known, arguments: [fact.key.source.rawValue, fact.key.name])
                {
                    touched.add(try RiskFact(row))
                }
                try statement.execute(arguments: [
                    fact.key.source.rawValue, fact.key.name, fact.word, fact.detail,
                    fact.group == fact.key.name ? nil : fact.group, fact.firm, fact.product, fact.day.daysSinceEpoch,
                    fact.entry.map { Int64(clamping: $0) }, fact.message?.en, fact.message?.zh,
                    fact.place,
                ])
                touched.add(fact)
            case .remove(let key):
                let row = try Row.fetchOne(known, arguments: [key.source.rawValue, key.name])
                guard let row else { continue }
                touched.add(try RiskFact(row))
                try delete.execute(arguments: [key.source.rawValue, key.name])
            }
        }
        let touch = try db.cachedStatement(sql: "INSERT OR IGNORE INTO touched (what) VALUES (?)")
        for subject in touched.subjects { try touch.execute(arguments: [TouchedRate.subject(subject).stored]) }
        for category in touched.categories { try touch.execute(arguments: [TouchedRate.category(category).stored]) }
    }

    public func facts(about subject: RiskSubject) async throws(StoreError) -> [RiskFact] {
        let column =
            switch subject {
            case .firm: "firm"
            case .product: "product"
            }
        return try await facts(where: "\(column) = ?", [subject.name])
    }

    public func facts(_ source: RiskFact.Source, group: String) async throws(StoreError) -> [RiskFact] {
        try await facts(
            where: "source IN ('held', 'taking', 'result') AND source = ? AND grp = ?", [source.rawValue, group])
    }

    public func samples(ofProfiles profiles: [String]) async throws(StoreError) -> [RiskFact] {
        let marks = profiles.map { _ in "?" }.joined(separator: ",")
        return try await facts(where: "source = 'sample' AND detail IN (\(marks))", profiles)
    }

    public func tasks() async throws(StoreError) -> [RiskFact] {
        try await facts(where: "source = ?", [RiskFact.Source.task.rawValue])
    }

    public func held(since day: CalendarDate) async throws(StoreError) -> [RiskFact] {
        try await facts(where: "source = 'held' AND day >= CAST(? AS INTEGER)", ["\(day.daysSinceEpoch)"])
    }

    private func facts(where condition: String, _ words: [String]) async throws(StoreError) -> [RiskFact] {
        try await pool.reading { db in
            try Row.fetchAll(
                db, sql: "SELECT \(Self.columns) FROM facts WHERE \(condition) ORDER BY source, name",
                arguments: StatementArguments(words)
            ).map { try RiskFact($0) }
        }
    }

    public func totals(
        _ definition: RiskDefinition, asOf day: CalendarDate
    ) async throws(StoreError) -> [RiskTotal] {
        try await pool.reading { db in
            var totals: [RiskTotal] = []
            var (firm, facts) = ("", [RiskFact]())
            func close() {
                guard !firm.isEmpty else { return }
                let points = definition.total(.firm(firm), facts, asOf: day)
                totals.append(
                    RiskTotal(firm: firm, points: points, grade: definition.firmBorders.grade(of: points)))
                facts.removeAll(keepingCapacity: true)
            }
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT \(Self.columns) FROM facts WHERE firm IS NOT NULL AND source NOT IN ('task', 'held') ORDER BY firm"
            )
            while let row = try rows.next() {
                let fact = try RiskFact(row)
                if fact.firm != firm {
                    close()
                    firm = fact.firm ?? ""
                }
                facts.append(fact)
            }
            close()
            return totals
        }
    }

    public func clear() async throws(StoreError) {
        try await pool.committing { db in
            try db.execute(
                sql:
                    "DELETE FROM cursor; DELETE FROM facts; INSERT OR IGNORE INTO touched SELECT DISTINCT tested FROM warnings WHERE tested NOT IN ('task', 'held')"
            )
        }
    }

    static let columns = "source, name, word, detail, grp, firm, product, day, entry, en, zh, place"
}

extension TouchedRate {
    /// As it stands in `touched`.
    var stored: String {
        switch self {
        case .subject(let subject): subject.description
        case .category(let id): "category:\(id)"
        }
    }

    init?(stored text: String) {
        if text.hasPrefix("category:") {
            self = .category(String(text.dropFirst("category:".count)))
        } else if let subject = RiskSubject(text) {
            self = .subject(subject)
        } else {
            return nil
        }
    }
}

extension RiskFact {
    /// From the columns of a fact.
    fileprivate init(_ row: Row) throws {
        guard let source = Source(rawValue: row[0]) else {
            throw StoreError.damaged(reason: "a fact is of no known source: the file is damaged")
        }
        let (en, zh): (String?, String?) = (row[9], row[10])
        var message: Wording?
        if let en, let zh { message = Wording(en: en, zh: zh) }
        let entry: Int64? = row[8]
        self.init(
            source, row[1], word: row[2], detail: row[3], group: row[4], firm: row[5], product: row[6],
            day: CalendarDate(daysSinceEpoch: row[7]), entry: entry.flatMap { UInt64(exactly: $0) }, message: message,
            place: row[11])
    }
}
