import Foundation
import SQLiteStore
import Testing
import VerifiableIndex

/// What every store of runs keeps to.
@Suite struct `A store of runs` {
    enum Kind: CaseIterable {
        case memory, files
    }

    private static func withStore(_ kind: Kind, _ body: (_ open: () throws -> any RunStore) async throws -> Void)
        async throws
    {
        switch kind {
        case .memory:
            let store = MemoryRunStore()
            try await body { store }
        case .files:
            let directory = FileManager.default.temporaryDirectory.appending(path: "runs-\(UUID())").path
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            try await body { try FileRunStore.open(directory: directory) }
        }
    }

    private static func run(_ range: Range<UInt64>, keys: Int) -> (run: NamedRun, bytes: [UInt8]) {
        var builder = RunBuilder(range: range)
        for key in 0..<keys { builder.add(range.lowerBound + UInt64(key % range.count), [IndexKey(name: "\(key)")]) }
        let (summary, bytes) = builder.run()
        return (summary.run, bytes)
    }

    @Test(arguments: Kind.allCases) func `shows a run once it was finished, whole`(kind: Kind) async throws {
        try await Self.withStore(kind) { open in
            let store = try open()
            #expect(try await store.runs().isEmpty)
            for (number, range) in ([50..<60, 0..<50, 0..<60] as [Range<UInt64>]).enumerated() {
                let (run, bytes) = Self.run(range, keys: 500 * number)
                try await store.begin(range)
                // What was begun and not finished is dropped where it is begun anew.
                try await store.append([1, 2, 3], to: range)
                try await store.begin(range)
                for start in stride(from: 0, to: bytes.count, by: 1000) {
                    try await store.append(Array(bytes[start..<min(start + 1000, bytes.count)]), to: range)
                }
                #expect(try await store.open(range) == nil)
                try await store.finish(range, mark: [UInt8](repeating: 7, count: number * 100))
                let held = try #require(try await store.open(range))
                #expect(held.count == bytes.count)
                let reader = try RunReader(held, expecting: run)
                try reader.check()
            }
            let expected = [
                StoredRun(range: 0..<50, mark: [UInt8](repeating: 7, count: 100)),
                StoredRun(range: 0..<60, mark: [UInt8](repeating: 7, count: 200)), StoredRun(range: 50..<60, mark: []),
            ]
            #expect(try await store.runs() == expected)
            #expect(try await open().runs() == expected)
        }
    }

    @Test(arguments: Kind.allCases) func `can be read on where a run was removed after it was opened`(kind: Kind)
        async throws
    {
        try await Self.withStore(kind) { open in
            let store = try open()
            let (run, bytes) = Self.run(0..<9, keys: 20)
            try await store.begin(0..<9)
            try await store.append(bytes, to: 0..<9)
            try await store.finish(0..<9, mark: [1])
            let held = try #require(try await store.open(0..<9))
            try await store.remove(0..<9)
            try await store.remove(0..<9)
            #expect(try await store.open(0..<9) == nil)
            #expect(try await store.runs().isEmpty)
            try RunReader(held, expecting: run).check()
        }
    }

    @Test(arguments: Kind.allCases) func `takes nothing that was not begun, and gives no bytes beyond the end`(
        kind: Kind
    ) async throws {
        try await Self.withStore(kind) { open in
            let store = try open()
            await #expect(throws: RunStoreError.self) { try await store.append([1], to: 0..<9) }
            await #expect(throws: RunStoreError.self) { try await store.finish(0..<9, mark: []) }
            try await store.begin(0..<9)
            try await store.append([1, 2, 3], to: 0..<9)
            try await store.finish(0..<9, mark: [9])
            let held = try #require(try await store.open(0..<9))
            #expect(try held.read(1..<3) == [2, 3])
            #expect(throws: RunError.self) { try held.read(1..<4) }
        }
    }

    @Test func `forgets what a process left unfinished, and minds no other files`() async throws {
        try await Self.withStore(.files) { open in
            let store = try #require(try open() as? FileRunStore)
            try await store.begin(0..<9)
            try await store.append([1, 2, 3], to: 0..<9)
            for name in ["notes.txt", "9-3.run", "01-3.run", "a-b.run"] {
                #expect(FileManager.default.createFile(atPath: "\(store.directory)/\(name)", contents: Data([1])))
            }
            #expect(try await open().runs().isEmpty)
            let names = try FileManager.default.contentsOfDirectory(atPath: store.directory)
            #expect(!names.contains { $0.hasSuffix(".tmp") })
            // A file that was cut to nothing is a run of nobody's.
            #expect(FileManager.default.createFile(atPath: "\(store.directory)/0-9.run", contents: Data()))
            #expect(try await open().runs() == [StoredRun(range: 0..<9, mark: [])])
            let held = try #require(try await open().open(0..<9))
            #expect(throws: RunError.self) { try RunReader(held) }
        }
    }

    @Test func `that cannot be opened fails whenever it is asked, and is there once it can`() async throws {
        try await Self.withStore(.files) { open in
            let path = try #require(try open() as? FileRunStore).directory
            try FileManager.default.removeItem(atPath: path)
            try Data("no directory".utf8).write(to: URL(filePath: path))
            #expect(throws: RunStoreError.self) { try open() }
            let below = URL(filePath: path).deletingLastPathComponent().path
            let store = FileRunStore(below: below)
            await #expect(throws: RunStoreError.self) { try await store.runs() }
            await #expect(throws: RunStoreError.self) { try await store.begin(0..<9) }
            try FileManager.default.removeItem(atPath: path)
            try await store.begin(0..<9)
            try await store.append(Self.run(0..<9, keys: 4).bytes, to: 0..<9)
            try await store.finish(0..<9, mark: [1])
            #expect(try await store.runs().map(\.range) == [0..<9])
        }
    }
}
