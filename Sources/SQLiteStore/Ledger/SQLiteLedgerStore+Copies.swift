import GRDB
public import Ledger

extension SQLiteLedgerStore {
    /// What a copy of a ledger ends with, by what is in it and not by its name: the newest signed checkpoint and how many entries it is over.
    ///
    /// Throws `.damaged` or `.unreadable` where the file is no copy, or is not whole: its entries are not as many as its head says. The
    /// signature is the caller's to check.
    public static func head(ofCopy path: String) throws(StoreError) -> LedgerHead {
        do {
            let copy = try DatabaseQueue(
                path: SQLiteFile.readOnlyName(path), configuration: SQLiteFile.readOnlyConfiguration)
            defer { try? copy.close() }
            return try copy.read { db in
                try Schema.ledger.check(db)
                let last = try UInt64.fetchOne(db, sql: "SELECT max(idx) + 1 FROM entries") ?? 0
                guard let row = try Row.fetchOne(db, sql: "SELECT tree_size, checkpoint FROM head") else {
                    throw StoreError.unreadable(reason: "no ledger was begun in it")
                }
                let head = LedgerHead(treeSize: try row.size(0), checkpoint: try row.bytes(1))
                guard head.treeSize == last else {
                    throw StoreError.damaged(reason: "its head and its entries do not agree")
                }
                return head
            }
        } catch {
            throw (error as? StoreError) ?? SQLiteFailure.unreadable(error, path: path)
        }
    }
}
