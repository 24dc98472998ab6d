import LedgerTesting
import Testing
import TransparencyLog

@testable import Evidence
@testable import Ledger

@Suite("Entries of a journal are held to the order in which they can stand")
struct JournalOrderTests {
    private enum Item: Hashable {
        case event(UInt64)
        case checkpoint(UInt64)
        case other
    }

    private let journal = LedgerFixture().device().journal

    /// The breaks among entries at their places.
    private func breaks(_ items: [(UInt64, Item)]) -> [JournalOrder.Break] {
        var order = JournalOrder()
        for (entry, item) in items {
            switch item {
            case .event(let index): _ = order.take(event: index, of: journal, at: entry)
            case .checkpoint(let size): _ = order.take(checkpoint: size, of: journal, at: entry)
            case .other: break
            }
        }
        return order.breaks
    }

    /// A ledger of pushes of one journal, with other entries between them.
    private func ledger(_ random: inout SplitMix64) -> [(UInt64, Item)] {
        var items: [Item] = [.other]
        var size: UInt64 = 0
        for _ in 0..<6 {
            items += Array(repeating: .other, count: Int(random.next() % 3))
            for _ in 0...random.next() % 3 {
                items.append(.event(size))
                size += 1
            }
            items.append(.checkpoint(size))
        }
        return items.enumerated().map { (UInt64($0.offset), $0.element) }
    }

    @Test("whatever part of an honest ledger is shown, nothing contradicts", arguments: 0..<200)
    func honest(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let items = ledger(&random)
        let shown = items.filter { _ in random.next() % 2 == 0 }
        #expect(breaks(items).isEmpty)
        #expect(breaks(shown).isEmpty)
    }

    @Test("an entry that stands once more, at any later place, is found", arguments: 0..<200)
    func repeated(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let items = ledger(&random)
        let chosen = items.filter { $0.1 != .other }.randomElement(using: &random)
        let (place, item) = try #require(chosen)
        let later = place + 1 + random.next() % 40
        let all = (items.map { ($0.0 < later ? $0.0 : $0.0 + 1, $0.1) } + [(later, item)]).sorted { $0.0 < $1.0 }
        let found = breaks(all)
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.other < $0.entry })
    }

    @Test("what has no room is found, what has just enough is not")
    func room() {
        // Events 3 and 4 stand between the checkpoint of three and that of five.
        #expect(breaks([(10, .checkpoint(3)), (13, .checkpoint(5))]).isEmpty)
        #expect(breaks([(10, .checkpoint(3)), (12, .checkpoint(5))]).map(\.kind) == [.place])
        #expect(breaks([(10, .event(3)), (12, .event(5))]).isEmpty)
        #expect(breaks([(10, .event(3)), (11, .event(5))]).map(\.kind) == [.place])
        #expect(breaks([(10, .event(3)), (12, .checkpoint(5))]).isEmpty)
        #expect(breaks([(10, .event(3)), (11, .checkpoint(5))]).map(\.kind) == [.place])
        #expect(breaks([(10, .checkpoint(3)), (12, .event(4))]).isEmpty)
        #expect(breaks([(10, .checkpoint(3)), (11, .event(4))]).map(\.kind) == [.place])
        #expect(breaks([(4, .event(3))]).isEmpty)
        #expect(breaks([(3, .event(3))]).map(\.kind) == [.place])
        #expect(breaks([(10, .checkpoint(3)), (14, .checkpoint(3))]).map(\.kind) == [.overlap])
        #expect(breaks([(10, .checkpoint(5)), (14, .event(4))]).map(\.kind) == [.overlap])
        #expect(breaks([(10, .event(4)), (14, .checkpoint(3))]).map(\.kind) == [.overlap])
        #expect(breaks([(10, .event(4)), (14, .event(4))]).map(\.kind) == [.eventTwice(index: 4)])
    }
}

@Suite("A fork has one encoding only")
struct ForkEntryTests {
    private let device: DeviceFixture = {
        var device = LedgerFixture().device()
        device.record(6)
        return device
    }()

    private func common() throws -> ForkEntry.Common {
        let proof = try SpanProof(
            edge: device.edge(at: 3), leafHashes: device.entries[3...].map { MerkleHash.leaf($0) }
        ).consistencyProof()
        return .init(note: device.checkpoint(at: 3), heldProof: proof.hashes, offeredProof: proof.hashes)
    }

    @Test("it reads back as it was written, with and without a common beginning")
    func roundTrip() throws {
        for common in [nil, try common()] {
            let entry = ForkEntry(
                journal: device.journal, held: device.checkpoint(at: 5), offered: device.checkpoint(at: 6),
                common: common)
            #expect(try LedgerEntry(parsing: entry.bytes) == .fork(entry))
            let line = String(decoding: entry.bytes.prefix { $0 != 0x0A }, as: UTF8.self)
            let lengths = "\(entry.held.count)" + (common.map { " \(entry.offered.count) \($0.note.count)" } ?? "")
            #expect(line == "yima/1 fork \(device.journal) \(lengths)")
        }
    }

    @Test("every other spelling is refused")
    func otherSpellings() throws {
        let (held, offered) = (device.checkpoint(at: 5), device.checkpoint(at: 6))
        let short = ForkEntry(journal: device.journal, held: held, offered: offered).bytes
        let long = ForkEntry(journal: device.journal, held: held, offered: offered, common: try common()).bytes
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let lengths = "\(held.count) \(offered.count) \(device.checkpoint(at: 3).count)"
        let spellings = [
            text(short).replacing(" \(held.count)\n", with: " 0\(held.count)\n"),
            text(short).replacing(" \(held.count)\n", with: " +\(held.count)\n"),
            text(short).replacing(" \(held.count)\n", with: " 0\n"),
            text(short).replacing(" \(held.count)\n", with: " \(short.count)\n"),
            text(short).replacing(" \(held.count)\n", with: "\n"),
            text(short).replacing(" \(held.count)\n", with: " \(held.count) \(offered.count)\n"),
            text(long) + "\n", String(text(long).dropLast()), text(long).replacing("\n\n", with: "\n"),
            text(long).replacing(lengths, with: "\(held.count) \(offered.count)"),
            text(long).replacing(lengths, with: "\(held.count) \(offered.count) \(long.count)"),
            text(long) + "AAAA\n", text(long) + MerkleHash.emptyRoot.base64,
        ]
        for spelling in spellings {
            #expect(throws: LedgerEntry.Malformation.self, "\(spelling)") {
                try LedgerEntry(parsing: Array(spelling.utf8))
            }
        }
    }

    @Test("the largest checkpoints that a push may carry fit into a fork's entry")
    func largest() {
        let note = [UInt8](repeating: 0x61, count: PushRequest.noteBytesMax)
        let proof = [MerkleHash](repeating: .emptyRoot, count: 64)
        let name = JournalName(LedgerFixture().uscc(1) + "/" + String(repeating: "x", count: 236))!
        let entry = ForkEntry(
            journal: name, held: note, offered: note, common: .init(note: note, heldProof: proof, offeredProof: proof))
        #expect(entry.bytes.count <= LedgerEntry.bytesMax)
    }
}
