import Foundation
import GRDB
public import Ledger
import TransparencyLog

extension SQLiteLedgerStore: LedgerStore {
    public func head() async throws(StoreError) -> LedgerHead? {
        try await pool.reading { db in
            try Row.fetchOne(db.cachedStatement(sql: "SELECT tree_size, checkpoint FROM head")).map { row in
                LedgerHead(treeSize: try row.size(0), checkpoint: try row.bytes(1))
            }
        }
    }

    public func entries(_ range: Range<UInt64>) async throws(StoreError) -> [[UInt8]] {
        try await pool.reading { db in try EntryRange(range).read(db) }
    }

    public func tiles(_ tiles: [TileName]) async throws(StoreError) -> [[UInt8]?] {
        try await pool.reading { db in
            let statement = try db.cachedStatement(sql: "SELECT hashes FROM tiles WHERE id = ?")
            return try tiles.map { name in
                // A name that no tree can have comes from a stranger's request, and there is no such tile.
                guard name.level < 8, name.index < 1 << 56 else { return nil }
                return try Row.fetchOne(statement, arguments: [name.rowID]).map { try $0.bytes(0) }
            }
        }
    }

    public func journal(_ name: JournalName) async throws(StoreError) -> JournalState? {
        try await pool.reading { db in
            let statement = try db.cachedStatement(sql: "SELECT edge, checkpoint, arrival FROM journals WHERE name = ?")
            return try Row.fetchOne(statement, arguments: [name.description]).map { row in
                JournalState(edge: try row.edge(0), checkpoint: try row.bytes(1), arrival: try row.moment(2))
            }
        }
    }

    public func journalNames() async throws(StoreError) -> [JournalName] {
        try await pool.reading { db in
            let rows = try Row.fetchAll(db.cachedStatement(sql: "SELECT name FROM journals ORDER BY name"))
            return try rows.map { try $0.journalName(0) }
        }
    }

    public func adminEntries() async throws(StoreError) -> [UInt64] {
        try await pool.reading { db in
            try UInt64.fetchAll(db.cachedStatement(sql: "SELECT idx FROM admin_entries ORDER BY idx"))
        }
    }

    public func forks(of name: JournalName) async throws(StoreError) -> [JournalFork] {
        try await pool.reading { db in
            let statement = try db.cachedStatement(
                sql: "SELECT arrival, offered, held FROM forks WHERE journal = ? ORDER BY id")
            return try Row.fetchAll(statement, arguments: [name.description]).map { row in
                JournalFork(
                    journal: name, arrival: try row.moment(0), offered: try row.bytes(1), held: try row.bytes(2))
            }
        }
    }
}
