import EPCIS
import Evidence
import Foundation
import GRDB
import HostState
import Journals
import Ledger
import LedgerTesting
import SQLiteStore
import Testing
import TransparencyLog
import Values

/// Values that say whether they will be erased, so that whatever is left of one is found.
private struct Values {
    static let erasedWord = "SECRET"
    static let keptWord = "PUBLIC"

    private var random = SplitMix64(seed: 1)

    mutating func next(_ word: String) -> Disclosure {
        let salt = (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        return Disclosure(
            name: "price", value: String(repeating: word, count: Int(random.next() % 200) + 4), salt: salt)
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &random) }

    /// How often a word, written at least twice, begins in the files of a directory: plainly, or as disclosures are written, in
    /// each of its three places within a group of base64.
    static func count(of word: String, in directory: TemporaryDirectory) throws -> Int {
        let twice = Data((word + word).utf8)
        let encoded = (0..<3).map { Data(Data(twice[$0...]).base64EncodedString().utf8.prefix(12)) }
        var count = 0
        for name in try directory.files() {
            let bytes = Data(try directory.bytes(name))
            for pattern in [twice] + encoded {
                var place = bytes.startIndex
                while let found = bytes[place...].range(of: pattern) {
                    count += 1
                    place = found.upperBound
                }
            }
        }
        return count
    }
}

@Suite struct `Erasing private values` {
    @Test func `leaves nothing of them in any file of a host, though rows were moved from page to page`() async throws {
        let directory = try TemporaryDirectory()
        var values = Values()
        let all = values.shuffled(
            (0..<6000).map { number -> HeldDisclosure in
                let word = number % 3 == 0 ? Values.erasedWord : Values.keptWord
                return HeldDisclosure(entry: UInt64(number / 3), disclosure: values.next(word))
            })
        let store = try SQLiteDisclosureStore.open(directory: directory.path, mode: .create)
        for start in stride(from: 0, to: all.count, by: 100) {
            _ = try await store.keep(Array(all[start..<start + 100]))
        }
        let erased = all.filter { $0.disclosure.value.hasPrefix(Values.erasedWord) }
        try await store.erase(
            erased.map {
                DisclosureErasure(entry: $0.entry, digest: $0.disclosure.digest, time: Timestamp(milliseconds: 1))
            })
        #expect(try Values.count(of: Values.erasedWord, in: directory) == 0)
        // A page that is changed later brings nothing back from memory.
        _ = try await store.keep(
            (0..<500).map { HeldDisclosure(entry: $0 * 4, disclosure: values.next(Values.keptWord)) })
        #expect(try Values.count(of: Values.erasedWord, in: directory) == 0)

        let kept = Set(all).subtracting(erased)
        let found = try await store.disclosures(of: Array(0..<2000)).filter { kept.contains($0) }
        #expect(found.count == kept.count)
        #expect(try directory.files() == ["disclosures.sqlite", "disclosures.sqlite-shm", "disclosures.sqlite-wal"])
        let sound = try await DatabaseQueue(path: "\(directory.path)/disclosures.sqlite").read { db in
            try String.fetchAll(db, sql: "PRAGMA integrity_check")
        }
        #expect(sound == ["ok"])
    }

    /// A journal with one event of two values, one of which is to be erased.
    private static func journal(in directory: TemporaryDirectory) async throws -> (SQLiteJournalStore, [Disclosure]) {
        var values = Values()
        let disclosures = [values.next(Values.erasedWord), values.next(Values.keptWord)]
        let device = LedgerFixture().device()
        let store = try SQLiteJournalStore.open(directory: directory.path, mode: .create)
        let transaction = try await store.beginImport()
        let entry = EventEntry(journal: device.journal, index: 0, body: Array("{}".utf8)).bytes
        try await transaction.append([JournalEvent(entry: entry, digest: .leaf([1]), disclosures: disclosures)])
        var head = JournalHead()
        head.edge.append(.leaf(entry))
        try await transaction.commit(head)
        return (store, disclosures)
    }

    /// A connection that looks at the database as it is now, until it ends its transaction.
    private static func reader(of directory: TemporaryDirectory) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: "\(directory.path)/journal.sqlite", configuration: configuration)
        try reader.inDatabase { db in
            try db.beginTransaction(.deferred)
            _ = try Row.fetchAll(db, sql: "SELECT * FROM disclosures")
        }
        return reader
    }

    @Test(arguments: [true, false])
    func `that a reader holds up is said to be unfinished, and the next attempt or opening ends it`(
        isRepeated: Bool
    ) async throws {
        let directory = try TemporaryDirectory()
        let (store, disclosures) = try await Self.journal(in: directory)
        let reader = try Self.reader(of: directory)
        await #expect {
            try await store.erase([disclosures[0].digest], of: 0)
        } throws: { error in
            isNotCommitted(error, saying: "not yet overwritten")
        }
        #expect(try await store.disclosures(0..<1, limit: 1).map(\.disclosures) == [[disclosures[1]]])
        #expect(try Values.count(of: Values.erasedWord, in: directory) > 0)
        try reader.inDatabase { try $0.commit() }
        if isRepeated {
            try await store.erase([], of: 0)
        } else {
            _ = try SQLiteJournalStore.open(directory: directory.path, mode: .readWrite)
        }
        #expect(try Values.count(of: Values.erasedWord, in: directory) == 0)
        #expect(try Values.count(of: Values.keptWord, in: directory) > 0)
        #expect(try !directory.files().contains("journal.sqlite-erasing"))
        try reader.close()
    }

    @Test func `their files are nobody else's to read`() async throws {
        let directory = try TemporaryDirectory()
        _ = try await Self.journal(in: directory)
        _ = try SQLiteDisclosureStore.open(directory: directory.path, mode: .create)
        let names = try directory.files()
        #expect(names.count == 6)
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func `outlive a backup and its restoring, so that no erased value is taken again`() async throws {
        let directory = try TemporaryDirectory()
        var batches = Batches()
        var values = Values()
        let places = (0..<3).map { "\(directory.path)/\($0)" }
        let value = HeldDisclosure(entry: 7, disclosure: values.next(Values.erasedWord))
        let later = HeldDisclosure(entry: 9, disclosure: values.next(Values.erasedWord))
        let kept = HeldDisclosure(entry: 7, disclosure: values.next(Values.keptWord))
        func mark(_ held: HeldDisclosure) -> DisclosureErasure {
            DisclosureErasure(
                entry: held.entry, digest: held.disclosure.digest, time: Timestamp(milliseconds: 1000))
        }
        var marked: [DisclosureErasure] = []
        // Twice: a ledger that was restored is backed up in its turn.
        for (number, erased) in [value, later].enumerated() {
            let ledger = try SQLiteLedgerStore.open(directory: places[number], mode: .create)
            if number == 0 { try await ledger.append(batches.next(), expecting: 0) }
            let store = try SQLiteDisclosureStore.open(directory: places[number], mode: .readWrite)
            _ = try await store.keep([value, later, kept])
            #expect(try await store.erasures(of: [7, 9]) == marked)
            try await store.erase([mark(erased)])
            marked.append(mark(erased))
            try FileManager.default.createDirectory(atPath: places[number + 1], withIntermediateDirectories: false)
            let backup = "\(places[number + 1])/ledger.sqlite"
            try await ledger.backup(to: backup, erasuresOf: store)
            let bytes = Data(try [UInt8](Data(contentsOf: URL(filePath: backup))))
            #expect(bytes.range(of: Data(kept.disclosure.text.utf8)) == nil, "no value is in a backup")
            try await SQLiteDisclosureStore.open(directory: places[number + 1], mode: .create)
                .takeErasures(fromBackup: backup)
        }
        let restored = try SQLiteDisclosureStore.open(directory: places[2], mode: .readWrite)
        #expect(try await restored.keep([value, later, kept]) == KeptDisclosures(kept: 1, erased: 2))
    }
}
