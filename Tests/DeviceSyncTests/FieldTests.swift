import DeviceSync
import Ledger
import LedgerProtocol
import LedgerTesting
import StrictJSON
import Synchronization
import Testing
import TransparencyLog
import Values

@Suite("What an inspector takes down of a device")
struct FieldNoteTests {
    let fixture = LedgerFixture()

    private func note(_ count: Int, seen: SeenHead? = nil) throws -> FieldNote {
        var device = fixture.device()
        device.record(count)
        let bytes = seen.map { device.checkpoint(at: count, seen: $0) } ?? device.checkpoint(at: count)
        return try FieldNote(note: bytes, key: device.signer.verifierKey)
    }

    @Test("is one line that reads back to the same signed checkpoint, whatever a scanner puts around it")
    func line() throws {
        for note in [
            try note(0), try note(3),
            try note(2, seen: SeenHead(origin: fixture.origin, treeSize: 4711, root: .leaf([1]))),
        ] {
            #expect(!note.text.contains("\n") && note.text.hasPrefix("yima-field/1 "))
            // The smallest symbol that a telephone reads from a screen without trouble holds it.
            #expect(note.text.utf8.count < 420)
            for around in ["\(note.text)", "\(note.text)\r\n", "  \(note.text)\n\n", "\(note.text)\t"] {
                #expect(try FieldNote(parsing: Array(around.utf8)) == note)
            }
        }
        #expect(try note(3).checkpoint.treeSize == 3)
        #expect(try note(3).journal == fixture.device().journal)
    }

    @Test("with any character changed, left out or added is refused, and so is another's key")
    func changed() throws {
        let text = Array(
            try note(2, seen: SeenHead(origin: fixture.origin, treeSize: 4711, root: .leaf([1]))).text.utf8)
        for place in text.indices {
            for other: UInt8 in [text[place] ^ 1, UInt8(ascii: "A"), UInt8(ascii: " "), 0x0A, 0]
            where other != text[place] {
                var changed = text
                changed[place] = other
                #expect(throws: FieldNoteError.self, "\(place): \(String(decoding: changed, as: UTF8.self))") {
                    try FieldNote(parsing: changed)
                }
            }
            var shorter = text
            shorter.remove(at: place)
            #expect(throws: FieldNoteError.self) { try FieldNote(parsing: shorter) }
        }
        let (own, other) = (try note(2).text.split(separator: " "), fixture.device(2).signer.verifierKey)
        #expect(throws: FieldNoteError.self) {
            try FieldNote(parsing: Array("\(own[0]) \(other) \(own[2]) \(own[3]) \(own[4])".utf8))
        }
        for text in ["", "yima-field/1", "01069012345678921012", String(repeating: "a", count: 5000)] {
            #expect(throws: FieldNoteError.self) { try FieldNote(parsing: Array(text.utf8)) }
        }
        // A ledger's key signs no journal.
        let ledger = Checkpoint(origin: fixture.origin, treeSize: 0, root: .emptyRoot)
        let signed = Array(try ledger.sign(with: fixture.signer).formatted.utf8)
        #expect(throws: FieldNoteError.self) { try FieldNote(note: signed, key: fixture.signer.verifierKey) }
    }
}

@Suite("A field note held against the ledger", .timeLimit(.minutes(2)))
struct FieldCheckTests {
    let fixture = LedgerFixture()

    private func device(_ count: Int) -> DeviceFixture {
        var device = fixture.device()
        device.record(count)
        return device
    }

    private func note(_ device: DeviceFixture, at size: Int) throws -> FieldNote {
        try FieldNote(note: device.checkpoint(at: size), key: device.signer.verifierKey)
    }

    private func finding(_ note: FieldNote, _ ledger: FieldLedger) async throws -> FieldFinding {
        let told = try await ToldJournal.ask(ledger, about: note.journal, upTo: note.checkpoint.treeSize)
        return try #require(try await FieldCheck(ledger, under: ledger.head).findings(of: [note], told).first)
    }

    /// Five pushes of a journal of 600 events, with others' entries between.
    private func ledger(_ device: DeviceFixture) -> FieldLedger {
        let ledger = FieldLedger(fixture)
        for (from, end) in [(0, 1), (1, 5), (5, 260), (260, 300), (300, 600)] {
            ledger.push(device, from: from, to: end)
            ledger.grow(100)
        }
        return ledger
    }

    @Test("what was signed by then stands, at whatever size it was noted and however it was pushed")
    func stands() async throws {
        let device = device(600)
        let ledger = ledger(device)
        for size in [0, 1, 2, 5, 100, 256, 260, 261, 300, 512, 599, 600] {
            let found = try await finding(try note(device, at: size), ledger)
            guard case .stands(let last) = found else {
                Issue.record("\(size): \(found)")
                continue
            }
            #expect((last == nil) == (size == 0))
            if let last {
                #expect(ledger.state.withLock { $0.entries[Int(last)] } == device.entries[size - 1])
            }
        }
        // A ledger of exactly one tile, and of many.
        for count in [247, 248, 2000] {
            let ledger = FieldLedger(fixture)
            var device = fixture.device()
            device.record(count)
            ledger.push(device)
            let found = try await finding(try note(device, at: count), ledger)
            #expect(found == .stands(lastEntry: UInt64(6 + count)), "\(found)")
        }
    }

    @Test("many notes of a journal are told apart, and its hashes are read once for all")
    func together() async throws {
        let device = device(600)
        let ledger = ledger(device)
        let count = Counter()
        ledger.state.withLock { state in
            state.tile = { tile, bytes in
                if tile.level == 0 { count.add() }
                return bytes
            }
        }
        var longer = device
        longer.record(10)
        var notes = try (1...60).map { try note(device, at: $0 * 10) }
        notes.append(try note(longer, at: 610))
        notes.append(try note(device.forked(after: 9), at: 10))
        let told = try await ToldJournal.ask(ledger, about: device.journal, upTo: 610)
        let found = try await FieldCheck(ledger, under: ledger.head).findings(of: notes, told)
        for finding in found.prefix(60) {
            guard case .stands = finding else {
                Issue.record("\(finding)")
                continue
            }
        }
        #expect(found[60] == .waiting(come: 600))
        guard case .forked = found[61] else {
            Issue.record("\(found[61])")
            return
        }
        // Two tiles would do for each; what stands between pushes is read with them.
        #expect(count.value < 20, "\(count.value)")
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    @Test("what has not come yet is not false: so many are missing")
    func waiting() async throws {
        let device = device(9)
        let ledger = FieldLedger(fixture)
        #expect(try await finding(try note(device, at: 9), ledger) == .waiting(come: 0))
        ledger.push(device, to: 4)
        #expect(try await finding(try note(device, at: 9), ledger) == .waiting(come: 4))
        guard case .stands = try await finding(try note(device, at: 3), ledger) else {
            Issue.record("what has come stands")
            return
        }
        ledger.push(device, from: 4)
        guard case .stands = try await finding(try note(device, at: 9), ledger) else {
            Issue.record("it came")
            return
        }
        // What has come since the head that is shown, as where its witnesses are slow, waits too.
        let (head, longer) = (ledger.head, self.device(15))
        ledger.push(longer, from: 9)
        let newest = try note(longer, at: 15)
        let told = try await ToldJournal.ask(ledger, about: newest.journal, upTo: 15)
        #expect(try await FieldCheck(ledger, under: head).findings(of: [newest], told) == [.waiting(come: 9)])
        // A ledger that is away proves nothing.
        ledger.state.withLock { $0.answers = false }
        await #expect(throws: TileSourceError.self) { try await finding(try note(device, at: 9), ledger) }
    }

    @Test("an event that the host exchanged is named, with the push that it came in", arguments: [0, 3, 260, 599])
    func changed(place: Int) async throws {
        let device = device(600)
        let ledger = FieldLedger(fixture)
        for (from, end) in [(0, 5), (5, 300), (300, 600)] {
            ledger.push(device, from: from, to: end) { index, entry in index == place ? entry + [0x20] : entry }
            ledger.grow(50)
        }
        let found = try await finding(try note(device, at: 600), ledger)
        guard case .changed(let events, let entries, let closing) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(events.contains(UInt64(place)) && events.count == entries.count && closing == entries.upperBound)
        // What was signed before it is untouched.
        if place > 5 {
            guard case .stands = try await finding(try note(device, at: 5), ledger) else {
                Issue.record("the first push stands")
                return
            }
        }
        // An entry that is left out, and one in another's place.
        let short = FieldLedger(fixture)
        var lacking = fixture.device()
        for (index, _) in device.entries.prefix(20).enumerated() where index != 7 {
            lacking.record(body: [UInt8(index)])
        }
        short.push(lacking, note: device.checkpoint(at: 19))
        guard case .changed = try await finding(try note(device, at: 10), short) else {
            Issue.record("other events under the device's signature")
            return
        }
    }

    @Test("a device that signed another history since is proven to have, by what it showed and what the ledger has")
    func forked() async throws {
        let device = device(8)
        for (after, size, noted) in [(3, 8, 6), (3, 8, 8), (0, 5, 2), (7, 30, 8)] {
            var other = device.forked(after: after)
            other.record(size - other.entries.count)
            let ledger = FieldLedger(fixture)
            ledger.push(other, to: 2)
            ledger.push(other, from: 2)
            let found = try await finding(try note(device, at: noted), ledger)
            guard case .forked(let fork) = found else {
                Issue.record("\(after) \(size) \(noted): \(found)")
                continue
            }
            let proven = try fork.check(key: device.signer.verifierKey)
            #expect(proven.isProven, "\(proven)")
        }
    }

    @Test("a device that borrows another's name is found by its key")
    func otherKey() async throws {
        let device = device(4)
        let impostor = DeviceFixture(journal: device.journal, signer: LedgerFixture(seed: 9).device().signer)
        var false4 = impostor
        false4.record(4)
        false4.record(body: [1])
        let ledger = FieldLedger(fixture)
        ledger.push(device)
        ledger.push(
            {
                var longer = device
                longer.record(3)
                return longer
            }(), from: 4)
        let found = try await finding(try note(false4, at: 5), ledger)
        guard case .otherKey = found else {
            Issue.record("\(found)")
            return
        }
    }

    @Test(
        "whatever a host tells or serves that is not under its signature, a false note never stands, and a true one is never called false"
    )
    func lies() async throws {
        let device = device(40)
        let other = device.forked(after: 10)
        var random = SplitMix64(seed: 5)
        var shown = 0
        for round in 0..<120 {
            let ledger = FieldLedger(fixture)
            ledger.push(device, to: 12)
            ledger.grow(3)
            ledger.push(device, from: 12)
            let shift = UInt64.random(in: 0..<5, using: &random)
            ledger.state.withLock { state in
                switch round % 6 {
                case 0:
                    state.told = { spans in
                        spans.map { .init(journalRange: $0.journalRange, firstEntry: $0.firstEntry + shift) }
                    }
                case 1: state.told = { Array($0.dropFirst()) }
                case 2: state.told = { _ in [] }
                case 3:
                    state.told = { spans in
                        spans.map { span in
                            .init(
                                journalRange: span.journalRange.lowerBound..<(span.journalRange.upperBound + shift),
                                firstEntry: span.firstEntry)
                        }
                    }
                case 4: state.tile = { _, bytes in Array(bytes.dropFirst(1)) + [bytes[0] ^ UInt8(shift)] }
                default: state.toldSize = shift
                }
            }
            let found = try await finding(try note(device, at: 40), ledger)
            switch found {
            case .stands: shown += 1
            case .waiting, .notShown: break
            case .changed: #expect(round % 6 == 0 || round % 6 == 3, "\(round): \(found)")
            case .forked, .otherKey: Issue.record("\(round): \(found)")
            }
            if case .stands = try await finding(try note(other, at: 11), ledger) { Issue.record("\(round)") }
        }
        // Some of the lies are none.
        #expect(shown > 0 && shown < 60)
    }

    @Test("the places of a journal read back as they were written, and nothing else is taken for them")
    func places() throws {
        let journal = fixture.device().journal
        let places = JournalPlaces(
            journal: journal,
            spans: [.init(journalRange: 0..<3, firstEntry: 7), .init(journalRange: 3..<4, firstEntry: 20)],
            next: 4)
        #expect(JournalPlaces(try JSONDocument(places.json.formatted()).root) == places)
        for text in [
            "{}", #"{"journal":"x","spans":[],"next":null}"#,
            #"{"journal":"\#(journal)","spans":[{"index":0,"count":0,"entry":1}],"next":null}"#,
            #"{"journal":"\#(journal)","spans":[{"index":18446744073709551615,"count":2,"entry":1}],"next":null}"#,
        ] {
            #expect(JournalPlaces(try JSONDocument(Array(text.utf8)).root) == nil, "\(text)")
        }
    }
}
