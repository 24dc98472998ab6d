public import EPCIS
public import Evidence
import Foundation
import GRDB
public import Ledger
import TransparencyLog

extension SQLiteJournalStore {
    public func disclosures(_ range: Range<UInt64>, limit: Int) async throws(StoreError) -> [DisclosureBundle.Event] {
        // SQLite's numbers end at Int64.max, and no journal is that long.
        let first = Int64(clamping: range.lowerBound)
        let end = Int64(clamping: range.upperBound)
        return try await pool.reading { db in
            let indexes = try db.cachedStatement(
                sql: "SELECT DISTINCT idx FROM disclosures WHERE idx >= ? AND idx < ? ORDER BY idx LIMIT ?")
            let values = try db.cachedStatement(sql: "SELECT text FROM disclosures WHERE idx = ? ORDER BY digest")
            return try Row.fetchAll(indexes, arguments: [first, end, limit]).map { row in
                let index = try row.size(0)
                let disclosures = try Row.fetchAll(values, arguments: [index]).map { try $0.disclosure(0) }
                return DisclosureBundle.Event(index: index, disclosures: disclosures)
            }
        }
    }

    public func markBrought(upTo index: UInt64) async throws(StoreError) {
        try claimWriter()
        defer { releaseWriter() }
        try await pool.committing { db in
            try db.cachedStatement(sql: "UPDATE pushed SET brought = ? WHERE id = 1")
                .execute(arguments: [Int64(clamping: index)])
        }
    }

    public func erase(_ digests: [DisclosureDigest], of index: UInt64) async throws(StoreError) {
        try claimWriter()
        defer { releaseWriter() }
        let path = pool.path
        let erasure = Erasure(path: path)
        try await pool.accessingWriter { db throws(StoreError) in
            if !digests.isEmpty {
                try db.commitDurably(path: path) { db in
                    try erasure.begin()
                    try Self.delete(digests, of: index, db)
                }
            }
            if erasure.isUnderWay { try erasure.finish(db) }
        }
    }

    private static func delete(_ digests: [DisclosureDigest], of index: UInt64, _ db: Database) throws {
        let delete = try db.cachedStatement(sql: "DELETE FROM disclosures WHERE idx = ? AND digest = ?")
        for digest in digests { try delete.execute(arguments: [index, Data(digest.bytes)]) }
        // The digest of the unsealed event would let a value be guessed and proven by trying.
        let seal = try db.cachedStatement(sql: "SELECT digest FROM seals WHERE idx = ?")
        guard let row = try Row.fetchOne(seal, arguments: [index]), let hash = MerkleHash(bytes: try row.bytes(0))
        else { return }
        try db.cachedStatement(sql: "DELETE FROM digests WHERE digest = ? AND idx = ?")
            .execute(arguments: [hash.storedPrefix, index])
        try db.cachedStatement(sql: "DELETE FROM seals WHERE idx = ?").execute(arguments: [index])
    }
}
