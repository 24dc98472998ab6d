public import DerivedState
import GRDB
public import Ledger

extension SQLiteFindingStore {
    public func check() async throws(StoreError) -> FindingCheck {
        let progress = try await progress()
        return try await pool.reading { db in
            let columns = "rule, severity, entries, code, since, operators, en, zh, source"
            // Of the codes under which a finding is held the first: SQLite takes the other columns of min() from its row.
            let held = """
                SELECT rule, severity, entries, min(code), since, operators, en, zh, source FROM held
                GROUP BY rule, severity, entries
                """
            let odd = try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM (\(held) EXCEPT SELECT \(columns) FROM shown))
                    + (SELECT count(*) FROM (SELECT \(columns) FROM shown EXCEPT \(held)))
                    """)
            var newest: UInt64?
            let entries = try String.fetchCursor(db, sql: "SELECT DISTINCT entries FROM shown")
            while let written = try entries.next() {
                // Ascending.
                guard let last = written.split(separator: ",").last.flatMap({ UInt64($0) }) else { continue }
                newest = max(newest ?? 0, last)
            }
            return FindingCheck(
                progress: progress, oddCount: progress.isWhole ? odd ?? 0 : 0, newestEntry: newest)
        }
    }
}
