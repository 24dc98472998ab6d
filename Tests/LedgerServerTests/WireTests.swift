import EPCIS
import Evidence
import HostState
import Ledger
import LedgerProtocol
import LedgerTesting
import StrictJSON
import Testing
import TransparencyLog
import Values

/// What the server writes is what the client reads: both halves stand in one place, and this holds them together.
@Suite("The wire") struct WireTests {
    private func read(_ json: JSONNode) throws -> JSONValue {
        try JSONDocument(json.formatted()).root
    }

    @Test(
        "Every problem reads back with its word, both wordings, its members and when to come again",
        arguments: ProblemWord.allCases)
    func problem(word: ProblemWord) throws {
        let problem = Problem(
            word, en: "what \"it\" is", zh: "“什么”", members: [("held", .unsigned(7)), ("reason", .string("x\n"))],
            retryAfterSeconds: 3)
        let read = LedgerProblem(status: word.status, body: problem.json.formatted(), retryAfter: "3")
        #expect(read.word == word.rawValue)
        #expect(read.status == word.status)
        #expect(read.wording == problem.detail)
        #expect(read.number("held") == 7)
        #expect(read.text("reason") == "x\n")
        #expect(read.retryAfterSeconds == 3)
    }

    @Test("Receipts read back, and a push's fits the push", arguments: [1, 300])
    func receipts(count: Int) throws {
        var device = LedgerFixture().device()
        device.record(count)
        let receipt = PushReceipt(entries: 5...(4 + UInt64(count)), checkpoint: Array("a note\n".utf8))
        let read = try #require(PushReceipt(try read(receipt.json)))
        #expect(read == receipt)
        #expect(read.fits(device.push()))
        let short = PushReceipt(entries: 5...5, checkpoint: [])
        #expect(short.fits(device.push()) == (count == 1))
        let empty = PushReceipt(entries: nil, checkpoint: [0x61])
        #expect(PushReceipt(try self.read(empty.json)) == empty)
        #expect(!empty.fits(device.push()))
        #expect(empty.fits(device.push(from: count)))
        #expect(!receipt.fits(device.push(from: count)))
        let admin = AdminReceipt(entry: .max, checkpoint: Array("b".utf8))
        #expect(AdminReceipt(try self.read(admin.json)) == admin)
    }

    @Test("A journal's status reads back")
    func journal() throws {
        let name = JournalName("91350100M000000015/码头二号")!
        let state = JournalState(edge: RightEdge(), checkpoint: Array("c\n".utf8), arrival: Timestamp(milliseconds: 1))
        let status = JournalStatus(state, of: name)
        #expect(JournalStatus(try read(status.json)) == status)
    }

    @Test("What became of private values, and what is told of them, reads back")
    func disclosures() throws {
        let kept = KeptDisclosures(kept: 1, held: 2, erased: 3)
        #expect(KeptDisclosures(try read(kept.json)) == kept)
        let disclosure = Disclosure(name: "price", value: "12.50", salt: Array(repeating: 7, count: 16))
        var entry = DisclosureAnswer.Entry(entry: 9)
        entry.disclosures = [disclosure]
        entry.withheld = 4
        entry.erasures = [DisclosureErasure(entry: 9, digest: disclosure.digest, time: Timestamp(milliseconds: 5))]
        let answer = DisclosureAnswer(entries: [entry, DisclosureAnswer.Entry(entry: 10)])
        #expect(DisclosureAnswer(try read(answer.json)) == answer)
    }

    @Test(
        "What is something else is not read",
        arguments: ["{}", "[]", "null", #"{"entries":[{}]}"#, #"{"kept":1}"#, #"{"entry":-1,"checkpoint":"c"}"#])
    func other(text: String) throws {
        let root = try JSONDocument(Array(text.utf8)).root
        #expect(PushReceipt(root) == nil)
        #expect(AdminReceipt(root) == nil)
        #expect(JournalStatus(root) == nil)
        #expect(KeptDisclosures(root) == nil)
        #expect(DisclosureAnswer(root) == nil)
    }
}
