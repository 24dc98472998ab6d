import Foundation
import Ledger
import LedgerTesting
import SQLiteStore
import Testing
import TransparencyLog

@Suite("Remembered heads in files")
struct FileLogHeadStoreTests {
    let directory: TemporaryDirectory
    let key = LedgerFixture().signer.verifierKey

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var store: FileLogHeadStore { FileLogHeadStore(directory: directory.path + "/state/heads") }

    private func kept(_ store: FileLogHeadStore, _ key: VerifierKey) async throws -> [UInt8]? {
        try await store.head(of: key)
    }

    @Test("are kept byte for byte, and replaced only by who knows what is kept")
    func compareAndSwap() async throws {
        let (first, second) = (Array("first\n".utf8), Array("second\n".utf8))
        #expect(try await kept(store, key) == nil)
        #expect(try await !store.replace(second, with: first, of: key), "none is kept")
        #expect(try await kept(store, key) == nil)
        #expect(try await store.replace(nil, with: first, of: key))
        #expect(try await !store.replace(nil, with: second, of: key))
        #expect(try await kept(store, key) == first)
        #expect(try await store.replace(first, with: second, of: key))
        #expect(try await kept(store, key) == second)
        #expect(try Data(contentsOf: URL(fileURLWithPath: store.path(of: key))) == Data(second))
        #expect(!FileManager.default.fileExists(atPath: store.path(of: key) + ".new"))
    }

    @Test("each ledger and each key has its own, whatever the name")
    func names() async throws {
        let names = [
            "a", "a/b", "a_2fb", "a.b", "..", "\u{6E14}\u{4E1A}/\u{53A6}\u{95E8}", String(repeating: "n", count: 255),
            String(repeating: "n", count: 254) + "m", String(repeating: "/", count: 255),
        ]
        var keys: [VerifierKey] = []
        for name in names {
            for seed in [UInt8(1), 2] {
                keys.append(try SignerKey(name: name, seed: [UInt8](repeating: seed, count: 32)).verifierKey)
            }
        }
        for key in keys { #expect(try await store.replace(nil, with: Array("\(key)".utf8), of: key), "\(key)") }
        for key in keys { #expect(try await kept(store, key) == Array("\(key)".utf8)) }
        #expect(Set(keys.map { store.path(of: $0) }).count == keys.count)
    }

    @Test("one file of its own may be named")
    func ownFile() async throws {
        let path = directory.path + "/last-audited"
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        let store = FileLogHeadStore(file: path)
        #expect(try await kept(store, key) == Array("old".utf8))
        #expect(try await store.replace(Array("old".utf8), with: Array("new".utf8), of: key))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("new".utf8))
    }

    @Test("many writers at once lose nothing: each sees what the one before it wrote")
    func concurrency() async throws {
        let (path, key) = (directory.path, key)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    // Locks of open files are apart even in one process.
                    let store = FileLogHeadStore(directory: path)
                    for _ in 0..<10 {
                        while true {
                            let held = try await store.head(of: key)
                            let count = held.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
                            if try await store.replace(held, with: Array("\(count + 1)".utf8), of: key) { break }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await kept(FileLogHeadStore(directory: path), key) == Array("80".utf8))
    }

    @Test("what is there and cannot be read is an error, and what cannot be written is not said to be kept")
    func failures() async throws {
        let path = directory.path + "/a-directory"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let unreadable = FileLogHeadStore(file: path)
        await #expect { try await unreadable.head(of: key) } throws: { ($0 as? LogHeadStoreError)?.kind == .cannotRead }
        try Data("x".utf8).write(to: URL(fileURLWithPath: directory.path + "/file"))
        let unwritable = FileLogHeadStore(directory: directory.path + "/file/heads")
        await #expect { try await unwritable.replace(nil, with: [1], of: key) } throws: {
            ($0 as? LogHeadStoreError)?.kind == .cannotWrite
        }
    }
}
