import GRDB
public import Ledger

extension SQLiteLedgerStore {
    private static let columns = "j.name, s.edge, s.count, s.first_entry, s.arrival"

    public func span(holding entry: UInt64) async throws(StoreError) -> JournalSpan? {
        try await spans(holding: [entry])[0]
    }

    public func spans(holding entries: [UInt64]) async throws(StoreError) -> [JournalSpan?] {
        try await inParts(entries) { connection, entries in
            var last: JournalSpan?
            return try entries.map { entry in
                if last?.entryRange.contains(entry) != true {
                    last = try connection.first(.span, (Int64(column: entry), 0, 0)) { row in
                        JournalSpan(
                            journal: try row.journalName(3), edge: try row.edge(4), count: try row.size(1),
                            firstEntry: try row.size(0), arrival: try row.moment(2))
                    }
                }
                // What lies between two spans' events is a checkpoint or an admin entry.
                return last.flatMap { $0.entryRange.contains(entry) ? $0 : nil }
            }
        }
    }

    public func spans(
        of name: JournalName, overlapping range: Range<UInt64>
    ) async throws(StoreError) -> [JournalSpan] {
        guard !range.isEmpty else { return [] }
        return try await pool.reading { db in
            // A journal's spans follow one another without gaps: the first wanted is the last that begins at or
            // before it.
            let statement = try db.cachedStatement(
                sql: """
                    SELECT \(Self.columns) FROM journals j JOIN spans s ON s.journal = j.id
                    WHERE j.name = ?1 AND s.journal_from < ?3 AND s.journal_from >= ifnull(
                        (SELECT max(journal_from) FROM spans WHERE journal = j.id AND journal_from <= ?2), 0)
                    ORDER BY s.journal_from
                    """)
            let bounds = (Int64(column: range.lowerBound), Int64(column: range.upperBound))
            let rows = try Row.fetchAll(statement, arguments: [name.description, bounds.0, bounds.1])
            return try rows.map(Self.span).filter { $0.journalRange.overlaps(range) }
        }
    }

    public func spans(
        beginningIn entries: Range<UInt64>, limit: Int
    ) async throws(StoreError) -> [JournalSpan] {
        try await pool.reading { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT \(Self.columns) FROM spans s CROSS JOIN journals j ON j.id = s.journal
                    WHERE s.first_entry >= ? AND s.first_entry < ? ORDER BY s.first_entry LIMIT ?
                    """)
            let bounds = (Int64(column: entries.lowerBound), Int64(column: entries.upperBound))
            return try Row.fetchAll(statement, arguments: [bounds.0, bounds.1, limit]).map(Self.span)
        }
    }

    private static func span(_ row: Row) throws -> JournalSpan {
        JournalSpan(
            journal: try row.journalName(0), edge: try row.edge(1), count: try row.size(2),
            firstEntry: try row.size(3), arrival: try row.moment(4))
    }
}
