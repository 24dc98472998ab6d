import GRDB
import Ledger

// Up to which change each receiver was told, in a table `deliveries`.

extension DatabasePool {
    /// 0 where it was told nothing.
    func delivered(to receiver: String) async throws(StoreError) -> UInt64 {
        try await reading { db in
            let number = try Int64.fetchOne(
                db, sql: "SELECT number FROM deliveries WHERE receiver = ?", arguments: [receiver])
            return UInt64(clamping: number ?? 0)
        }
    }

    /// Never less than before.
    func markDelivered(upTo number: UInt64, to receiver: String) async throws(StoreError) {
        try await committing { db in
            try db.execute(
                sql: """
                    INSERT INTO deliveries (receiver, number) VALUES (?, ?)
                    ON CONFLICT DO UPDATE SET number = max(number, excluded.number)
                    """, arguments: [receiver, Int64(clamping: number)])
        }
    }
}
