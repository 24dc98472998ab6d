public import DerivedState
import GRDB
public import Ledger
public import Risk
public import Values

extension SQLiteRiskStore: RiskStore {
    public func touched(limit: Int) async throws(StoreError) -> [TouchedRate] {
        try await pool.reading { db in
            try String.fetchAll(db, sql: "SELECT what FROM touched ORDER BY what LIMIT ?", arguments: [limit])
                .compactMap { TouchedRate(stored: $0) }
        }
    }

    public func keep(_ warnings: [(TouchedRate, [RiskWarning])], noticed: Timestamp) async throws(StoreError) {
        try await pool.committing { db in
            for (rate, warnings) in warnings {
                try Self.replace(rate.stored, warnings, noticed: noticed, db)
                try db.cachedStatement(sql: "DELETE FROM touched WHERE what = ?").execute(arguments: [rate.stored])
            }
        }
    }

    public func keep(
        all warnings: [RiskWarning], of kind: RiskWarning.Kind, noticed: Timestamp
    ) async throws(StoreError) {
        let tested = kind == .overdue ? "task" : kind.rawValue
        let known = try await pool.reading { db in
            try String.fetchSet(db, sql: "SELECT key FROM warnings WHERE tested = ?", arguments: [tested])
        }
        // Asked twice a second: nothing is written where nothing is new.
        guard Set(warnings.map(\.key)) != known else { return }
        try await pool.committing { db in try Self.replace(tested, warnings, noticed: noticed, db) }
    }

    /// Replaces what stands of what was tested, and notes what came up and what is no more.
    private static func replace(
        _ tested: String, _ warnings: [RiskWarning], noticed: Timestamp, _ db: Database
    ) throws {
        let select = try db.cachedStatement(
            sql: "SELECT \(warningColumns), key FROM warnings WHERE tested = ? ORDER BY day, key")
        let rows = try Row.fetchAll(select, arguments: [tested])
        let wanted = Set(warnings.map(\.key))
        var known = Set(rows.map { $0[8] as String })
        for row in rows where !wanted.contains(row[8]) {
            try db.cachedStatement(sql: "DELETE FROM warnings WHERE key = ?").execute(arguments: [row[8] as String])
            try note(try RiskWarning(row), isOpened: false, noticed: noticed, db)
        }
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO warnings (\(warningColumns), key, tested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET entry = excluded.entry, en = excluded.en, zh = excluded.zh
                """)
        for warning in warnings {
            try insert.execute(arguments: StatementArguments(warning.values) + [warning.key, tested])
            // Of two of one day the second says more, and is no news.
            if known.insert(warning.key).inserted { try note(warning, isOpened: true, noticed: noticed, db) }
        }
    }

    private static func note(
        _ warning: RiskWarning, isOpened: Bool, noticed: Timestamp, _ db: Database
    ) throws {
        try db.cachedStatement(
            sql: "INSERT INTO changes (\(warningColumns), opened, noticed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: StatementArguments(warning.values) + [isOpened, noticed.milliseconds])
    }

    public func warnings(_ question: WarningQuestion) async throws(StoreError) -> [RiskWarning] {
        var (conditions, arguments) = (["1"], StatementArguments())
        if !question.kinds.isEmpty {
            conditions.append("kind IN (\(question.kinds.map { _ in "?" }.joined(separator: ",")))")
            arguments += StatementArguments(question.kinds.map(\.rawValue))
        }
        if !question.district.isEmpty {
            conditions.append("substr(coalesce(district, ''), 1, ?) = ?")
            arguments += [question.district.utf8.count, question.district]
        }
        if let subject = question.subject {
            conditions.append("subject = ?")
            arguments += [subject.description]
        }
        if let since = question.since {
            conditions.append("day >= ?")
            arguments += [since.daysSinceEpoch]
        }
        arguments += [question.limit, question.offset]
        let sql = """
            SELECT \(Self.warningColumns) FROM warnings WHERE \(conditions.joined(separator: " AND "))
            ORDER BY day DESC, key LIMIT ? OFFSET ?
            """
        return try await pool.reading { [arguments] db in
            try Row.fetchAll(db, sql: sql, arguments: arguments).map { try RiskWarning($0) }
        }
    }

    public func changes(after number: UInt64, limit: Int) async throws(StoreError) -> [WarningChange] {
        try await pool.reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.warningColumns), number, opened, noticed FROM changes WHERE number > ? ORDER BY number LIMIT ?
                    """, arguments: [Int64(clamping: number), limit]
            ).map { row in
                WarningChange(
                    number: try row.size(8), isOpened: try row.integer(9) == 1, noticed: try row.moment(10),
                    warning: try RiskWarning(row))
            }
        }
    }

    public func delivered(to receiver: String) async throws(StoreError) -> UInt64 {
        try await pool.delivered(to: receiver)
    }

    public func markDelivered(upTo number: UInt64, to receiver: String) async throws(StoreError) {
        try await pool.markDelivered(upTo: number, to: receiver)
    }

    private static let warningColumns = "kind, scope, day, subject, district, entry, en, zh"
}

extension RiskWarning {
    /// From the columns of a warning.
    fileprivate init(_ row: Row) throws {
        guard let kind = Kind(rawValue: row[0]) else {
            throw StoreError.damaged(reason: "a warning is of no known kind: the file is damaged")
        }
        let subject: String? = row[3]
        let entry: Int64? = row[5]
        self.init(
            kind: kind, scope: row[1], day: CalendarDate(daysSinceEpoch: row[2]),
            subject: subject.flatMap { RiskSubject($0) }, district: row[4],
            entry: entry.flatMap { UInt64(exactly: $0) }, message: Wording(en: row[6], zh: row[7]))
    }

    fileprivate var values: [(any DatabaseValueConvertible)?] {
        [
            kind.rawValue, scope, day.daysSinceEpoch, subject?.description, district,
            entry.map { Int64(clamping: $0) }, message.en, message.zh,
        ]
    }
}
