import DerivedState
import LedgerTesting
import Testing
import TransparencyLog

/// The contract of `CodeIndexStore`, for every store alike.
@Suite struct StoreConformanceIndexTests {
    /// Keys at both ends and in the middle, where a sign bit would turn the order over.
    private static let keys: [UInt64] = [0, 1, 1 << 63 - 1, 1 << 63, 1 << 63 + 1, .max]
    private static let rows = keys.flatMap { key in (0..<20).map { IndexRow(key: key, entry: $0 * 7) } }.sorted()
    private static let cursor = IndexCursor(treeSize: 140, root: .leaf(Array("a root".utf8)))

    private static func filled(_ kind: StoreKind) async throws -> IndexPlace {
        let place = try IndexPlace(kind)
        try await place.use { store async throws in
            for start in stride(from: 0, to: rows.count, by: 13) {
                try await store.write(rows[start..<min(rows.count, start + 13)])
            }
            try await store.advance(to: cursor)
        }
        return place
    }

    private static func digest(_ rows: [IndexRow]) -> IndexDigest {
        rows.reduce(into: IndexDigest()) { $0.add($1) }
    }

    @Test(arguments: StoreKind.allCases)
    func aNewIndexIsEmptyAndAtTheStart(kind: StoreKind) async throws {
        try await IndexPlace(kind).use { store async throws in
            #expect(try await store.cursor() == .start)
            #expect(try await store.digest(below: .max) == IndexDigest())
            #expect(try await store.entries(of: 1, below: .max, limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func rowsAreFoundNewestFirstBelowTheBoundAfterReopening(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            #expect(try await store.cursor() == Self.cursor)
            for key in Self.keys {
                #expect(try await store.entries(of: key, below: .max, limit: 3) == [133, 126, 119])
                #expect(try await store.entries(of: key, below: 14, limit: 3) == [7, 0])
                #expect(try await store.entries(of: key, below: 15, limit: 3) == [14, 7, 0])
                #expect(try await store.entries(of: key, below: 0, limit: 3).isEmpty)
                #expect(try await store.entries(of: key, below: .max, limit: 0).isEmpty)
            }
            #expect(try await store.entries(of: 2, below: .max, limit: 3).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func manyKeysAreReadAtOnceEachInItsPlace(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            // More than one read takes, with keys that are not there between those that are.
            let asked = (0..<100).flatMap { _ -> [UInt64] in Self.keys + [2, 77] }
            let found = try await store.entries(of: asked, below: 15, limit: 2)
            #expect(found.count == asked.count)
            for (key, entries) in zip(asked, found) {
                #expect(entries == (Self.keys.contains(key) ? [14, 7] : []))
            }
            #expect(try await store.entries(of: [UInt64](), below: .max, limit: 5).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theDigestIsThatOfTheRowsBelowTheBound(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            #expect(try await store.digest(below: .max) == Self.digest(Self.rows))
            #expect(try await store.digest(below: 8) == Self.digest(Self.rows.filter { $0.entry < 8 }))
            #expect(try await store.digest(below: 0) == IndexDigest())
        }
    }

    @Test(arguments: StoreKind.allCases)
    func writingTheSameRowsTwiceKeepsThemOnce(kind: StoreKind) async throws {
        try await Self.filled(kind).use { store async throws in
            try await store.write(Self.rows[10..<40])
            #expect(try await store.digest(below: .max) == Self.digest(Self.rows))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func clearingForgetsRowsAndCursor(kind: StoreKind) async throws {
        let place = try await Self.filled(kind)
        try await place.use { try await $0.clear() }
        try await place.use { store async throws in
            #expect(try await store.cursor() == .start)
            #expect(try await store.digest(below: .max) == IndexDigest())
        }
    }
}
