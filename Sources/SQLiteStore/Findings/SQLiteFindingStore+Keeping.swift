public import DerivedState
public import Evidence
import GRDB
public import Ledger
public import Rules
public import Values

extension SQLiteFindingStore: FindingStore {
    public func keep(
        _ verdicts: [WatchedVerdict], upTo treeSize: UInt64, noticed: Timestamp
    ) async throws(StoreError) {
        try await pool.committing { db in
            let isWhole = try Bool.fetchOne(db, sql: "SELECT is_whole FROM cursor") ?? false
            for verdict in verdicts {
                try Self.judged(verdict, upTo: treeSize, noticed: noticed, db)
                let concerned = try Self.hold(verdict, db)
                // While everything is judged anew what was before is shown.
                guard isWhole else { continue }
                for key in concerned { try Self.show(key, noticed: noticed, db) }
            }
            for verdict in verdicts { try Self.watchDescendants(of: verdict, db) }
        }
    }

    public func becomeWhole(noticed: Timestamp) async throws(StoreError) {
        try await pool.committing { db in
            let keys = try FindingKey.fetchAll(
                db,
                sql: """
                    SELECT rule, severity, entries FROM held UNION SELECT rule, severity, entries FROM shown
                    ORDER BY rule, severity, entries
                    """)
            for key in keys { try Self.show(key, noticed: noticed, db) }
            try db.execute(sql: "UPDATE cursor SET is_whole = 1")
        }
    }

    public func findings(_ question: FindingQuestion) async throws(StoreError) -> [MonitoredFinding] {
        var (conditions, arguments) = (["1"], StatementArguments())
        func oneOf(_ column: String, _ words: [String]) {
            guard !words.isEmpty else { return }
            conditions.append("\(column) IN (\(words.map { _ in "?" }.joined(separator: ",")))")
            arguments += StatementArguments(words)
        }
        oneOf("rule", question.rules)
        oneOf("severity", question.severities.map(\.rawValue))
        if let uscc = question.operatorUSCC {
            conditions.append("instr(' ' || operators || ' ', ?) > 0")
            arguments += [" \(uscc) "]
        }
        if let code = question.code {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM held WHERE held.code = ? AND held.rule = shown.rule
                AND held.severity = shown.severity AND held.entries = shown.entries)
                """)
            arguments += [code]
        }
        if let since = question.since {
            conditions.append("since >= ?")
            arguments += [since.milliseconds]
        }
        if let before = question.before {
            conditions.append("since < ?")
            arguments += [before.milliseconds]
        }
        arguments += [question.limit, question.offset]
        let sql = """
            SELECT \(Self.columns) FROM shown WHERE \(conditions.joined(separator: " AND "))
            ORDER BY since DESC, rule, severity, entries LIMIT ? OFFSET ?
            """
        return try await pool.reading { [arguments] db in
            try Row.fetchAll(db, sql: sql, arguments: arguments).map { try MonitoredFinding($0) }
        }
    }

    public func shownCounts() async throws(StoreError) -> [Finding.Severity: Int] {
        try await pool.reading { db in
            var counts: [Finding.Severity: Int] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT severity, count(*) FROM shown GROUP BY severity") {
                if let severity = Finding.Severity(rawValue: row[0]) { counts[severity] = row[1] }
            }
            return counts
        }
    }

    public func delivered(to receiver: String) async throws(StoreError) -> UInt64 {
        try await pool.delivered(to: receiver)
    }

    public func markDelivered(upTo number: UInt64, to receiver: String) async throws(StoreError) {
        try await pool.markDelivered(upTo: number, to: receiver)
    }

    public func changes(after number: UInt64, limit: Int) async throws(StoreError) -> [FindingChange] {
        try await pool.reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.columns), number, opened, noticed FROM changes WHERE number > ? ORDER BY number LIMIT ?
                    """, arguments: [Int64(clamping: number), limit]
            ).map { row in
                FindingChange(
                    number: try row.size(9), isOpened: try row.integer(10) == 1, noticed: try row.moment(11),
                    finding: try MonitoredFinding(row))
            }
        }
    }
}

extension SQLiteFindingStore {
    private static let columns = "rule, severity, entries, code, since, operators, en, zh, source"

    /// Replaces what is held under a code; gives the findings that came or went.
    private static func hold(_ verdict: WatchedVerdict, _ db: Database) throws -> Set<FindingKey> {
        let code = verdict.watched.code
        var concerned = Set(
            try FindingKey.fetchAll(
                db.cachedStatement(sql: "SELECT rule, severity, entries FROM held WHERE code = ?"), arguments: [code]))
        try db.cachedStatement(sql: "DELETE FROM held WHERE code = ?").execute(arguments: [code])
        let insert = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO held (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for monitored in verdict.findings {
            let key = FindingKey(monitored)
            let (finding, operators) = (monitored.finding, monitored.operators.joined(separator: " "))
            try insert.execute(arguments: [
                key.rule, key.severity, key.entries, code, monitored.since.milliseconds, operators, finding.message.en,
                finding.message.zh, finding.source,
            ])
            concerned.insert(key)
        }
        return concerned
    }

    /// Shows what is held of a finding, and notes what changed by that.
    private static func show(_ key: FindingKey, noticed: Timestamp, _ db: Database) throws {
        let place = "rule = ? AND severity = ? AND entries = ?"
        let arguments: StatementArguments = [key.rule, key.severity, key.entries]
        let held = try db.cachedStatement(
            sql: "SELECT \(columns) FROM held WHERE \(place) ORDER BY code LIMIT 1")
        let shown = try db.cachedStatement(sql: "SELECT \(columns) FROM shown WHERE \(place)")
        let (now, before) = (
            try Row.fetchOne(held, arguments: arguments), try Row.fetchOne(shown, arguments: arguments)
        )
        guard now != before else { return }
        if before != nil {
            try db.cachedStatement(sql: "DELETE FROM shown WHERE \(place)").execute(arguments: arguments)
        }
        if let now {
            let values = StatementArguments(now.databaseValues)
            try db.cachedStatement(
                sql: "INSERT INTO shown (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ).execute(arguments: values)
        }
        // That it is met under another code too is no news.
        guard (now == nil) != (before == nil), let row = now ?? before else { return }
        try db.cachedStatement(
            sql: """
                INSERT INTO changes (opened, noticed, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [now != nil, noticed.milliseconds] + StatementArguments(row.databaseValues))
    }
}

/// What tells findings apart, as it is stored.
private struct FindingKey: Hashable, FetchableRecord {
    let rule: String
    let severity: String
    let entries: String

    init(row: Row) {
        (rule, severity, entries) = (row[0], row[1], row[2])
    }

    init(_ monitored: MonitoredFinding) {
        let identity = monitored.identity
        (rule, severity) = (identity.rule, identity.severity.rawValue)
        entries = identity.code.map { ":\($0)" } ?? identity.entries.map(String.init).joined(separator: ",")
    }
}

extension MonitoredFinding {
    /// From the nine columns of a finding.
    fileprivate init(_ row: Row) throws {
        let written: String = row[2]
        let entries = written.hasPrefix(":") ? [] : written.split(separator: ",").compactMap { UInt64($0) }
        guard let severity = Finding.Severity(rawValue: row[1]) else {
            throw StoreError.damaged(reason: "a finding is of no known severity: the file is damaged")
        }
        self.init(
            finding: Finding(
                rule: row[0], severity: severity, message: Wording(en: row[6], zh: row[7]), entries: entries,
                source: row[8]),
            code: row[3], operators: (row[5] as String).split(separator: " ").map(String.init),
            since: try row.moment(4))
    }
}
