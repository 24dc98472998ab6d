import GRDB
import Ledger

/// The shape of one kind of database file: whose it is (`PRAGMA application_id`), and the statements that lead from
/// each version (`PRAGMA user_version`) to the next.
struct Schema: Sendable {
    /// What the file is called in messages: `ledger`.
    let name: String
    /// Four ASCII characters as a big-endian number, which file(1) and `isOurs` recognise.
    let applicationID: Int32
    /// `steps[n]` leads from version n to version n + 1.
    let steps: [[UInt8]]

    static let ledger = Schema(name: "ledger", applicationID: 0x5949_4D4C, steps: [PackageResources.ledger_1_sql])
    static let derived = Schema(name: "derived", applicationID: 0x5949_4D44, steps: [PackageResources.derived_1_sql])
    static let findings = Schema(
        name: "findings", applicationID: 0x5949_4D46,
        steps: [
            PackageResources.findings_1_sql, PackageResources.findings_2_sql, PackageResources.findings_3_sql,
            PackageResources.findings_4_sql,
        ])
    static let risk = Schema(
        name: "risk", applicationID: 0x5949_4D52,
        steps: [PackageResources.risk_1_sql, PackageResources.risk_2_sql])
    static let journal = Schema(
        name: "journal", applicationID: 0x5949_4D4A,
        steps: [PackageResources.journal_1_sql, PackageResources.journal_2_sql])
    static let disclosures = Schema(
        name: "disclosures", applicationID: 0x5949_4D50, steps: [PackageResources.disclosures_1_sql])

    /// The version that this program knows.
    var version: Int { steps.count }

    /// Brings a database to the known version in one transaction; an empty one is begun.
    ///
    /// Throws `StoreError.unreadable` for another program's file and for one of a newer version, and leaves it as it
    /// was.
    func migrate(_ db: Database) throws {
        let found = try check(db, allowingEmpty: true)
        guard found < version else { return }
        try db.inTransaction(.immediate) {
            // Another process may have been quicker.
            for step in steps[try check(db, allowingEmpty: true)...] {
                try db.execute(sql: String(decoding: step, as: UTF8.self))
            }
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    /// The version of a database that is of this kind and not newer than is known.
    @discardableResult
    func check(_ db: Database, allowingEmpty: Bool = false) throws -> Int {
        let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
        if owner == 0, found == 0, tables == 0, allowingEmpty { return 0 }
        guard owner == applicationID else {
            throw StoreError.unreadable(reason: "it is not a \(name) database of this product")
        }
        guard found <= version else {
            throw StoreError.unreadable(
                reason: "its schema is version \(found) and this program knows up to \(version): use a newer program")
        }
        guard found == version || allowingEmpty else {
            throw StoreError.unreadable(
                reason: "its schema is version \(found) and this program needs \(version): "
                    + "a command that writes brings it up (\(name == "journal" ? "yima push" : "yimad run"))")
        }
        return found
    }
}
