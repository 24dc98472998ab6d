import Testing
import Values

@testable import Ledger

@Suite("Entries have one encoding only")
struct EntryTests {
    static let journal = JournalName("91350100M000100Y43/dock-2")!

    @Test("an event's bytes are a header line and the body as signed")
    func eventBytes() throws {
        let event = EventEntry(journal: Self.journal, index: 7, body: Array("{}".utf8))
        #expect(String(decoding: event.bytes, as: UTF8.self) == "yima/1 event 91350100M000100Y43/dock-2 7\n{}")
        #expect(try LedgerEntry(parsing: event.bytes) == .event(event))
    }

    @Test("a journal checkpoint's bytes carry the arrival in UTC milliseconds")
    func journalBytes() throws {
        let arrival = try #require(Timestamp(rfc3339: "2026-11-23T08:00:00.250+08:00"))
        let entry = JournalCheckpointEntry(arrival: arrival, note: [0x61, 0x0A])
        #expect(String(decoding: entry.bytes, as: UTF8.self) == "yima/1 journal 2026-11-23T00:00:00.250Z\na\n")
        #expect(try LedgerEntry(parsing: entry.bytes) == .journal(entry))
    }

    @Test(
        "another spelling of the same thing is refused",
        arguments: [
            "yima/1 event 91350100M000100Y43/dock-2 07\n{}",
            "yima/1 event 91350100M000100Y43/dock-2 +7\n{}",
            "yima/1 event 91350100M000100Y43/dock-2  7\n{}",
            "yima/1 event 91350100M000100Y43/dock-2 7 \n{}",
            "yima/1 event 91350100M000100Y43/dock-2 18446744073709551616\n{}",
            "yima/1 event 91350100M000100Y43 7\n{}",
            "yima/1 event 91350100m000100y43/dock-2 7\n{}",
            "yima/1 event 91350100M000100Y43/../x 7\n{}",
            "yima/1 journal 2026-11-23T00:00:00Z\nx",
            "yima/1 journal 2026-11-23T08:00:00.250+08:00\nx",
            "yima/1 journal\nx",
            "yima/1 admin \nx",
            "yima/1 admin x\nx",
        ])
    func otherSpellings(text: String) {
        #expect(throws: LedgerEntry.Malformation.self) { try LedgerEntry(parsing: Array(text.utf8)) }
    }

    @Test(
        "what is no entry at all is refused",
        arguments: ["", "\n", "yima/2 event\n", "yima/1\n", "yima/1 \n", "no line"])
    func noEntry(text: String) {
        #expect(throws: LedgerEntry.Malformation.noHeader) { try LedgerEntry(parsing: Array(text.utf8)) }
    }

    @Test("an unknown kind is kept and not interpreted")
    func unknownKind() throws {
        #expect(try LedgerEntry(parsing: Array("yima/1 recall whatever\nx".utf8)) == .unknown(kind: "recall"))
    }

    @Test("an entry over 65,535 bytes is refused")
    func tooLarge() {
        let bytes = Array("yima/1 admin\n".utf8) + [UInt8](repeating: 0x20, count: 65_523)
        #expect(throws: LedgerEntry.Malformation.tooLarge(bytes: 65_536)) { try LedgerEntry(parsing: bytes) }
    }

    @Test(
        "a journal's name is a USCC and a device, never a path",
        arguments: [
            "", "/", "91350100M000100Y43", "91350100M000100Y43/", "91350100M000100Y43/a/b", "91350100M000100Y43/..",
            "91350100M000100Y43/.", "../../etc/passwd", "91350100M000100Y43/a b", "91350100M000100Y43/a+b",
            "91350100M000100Y43/a\u{3000}b", "91350100M000100Y43/a\u{0}b", "91350100M000100Y43/a\\b",
            "91350100M000100Y4/dock", "91350100M000100Y43/" + String(repeating: "x", count: 240),
        ])
    func journalNames(text: String) {
        #expect(JournalName(text) == nil)
    }

    @Test("a device may have a Chinese name")
    func chineseDevice() {
        #expect(JournalName("91350100M000100Y43/二号码头")?.device == "二号码头")
    }
}
