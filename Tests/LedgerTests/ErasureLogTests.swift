import EPCIS
import Evidence
import Hosting
import Ledger
import LedgerTesting
import Testing
import TransparencyLog
import Values

@testable import HostState

@Suite("What was erased is signed, and is never taken again unnoticed")
struct ErasureLogTests {
    let fixture = LedgerFixture()
    let statements = SimulatedErasureStatements()

    private func value(_ entry: UInt64, _ name: String = "price") -> HeldDisclosure {
        HeldDisclosure(
            entry: entry, disclosure: Disclosure(name: name, value: "\(entry)", salt: Array(repeating: 7, count: 16)))
    }

    private func mark(_ entry: UInt64, _ name: String = "price", at milliseconds: Int64 = 1000) -> DisclosureErasure {
        DisclosureErasure(
            entry: entry, digest: value(entry, name).disclosure.digest, time: Timestamp(milliseconds: milliseconds))
    }

    private func log(
        _ store: SimulatedDisclosureStore, trusting: Bool = false, statements: SimulatedErasureStatements? = nil
    ) async -> ErasureLog {
        let log = ErasureLog(store: store, statements: statements ?? self.statements, signer: fixture.signer)
        try? await log.open(trustingMarks: trusting)
        return log
    }

    private func signedCount() throws -> UInt64 {
        let note = try #require(statements.note)
        return try #require(ErasureStatement.open(note, key: fixture.signer.verifierKey)).count
    }

    @Test("every erasure is in the next statement, and nothing is amiss after a new start")
    func signed() async throws {
        let store = SimulatedDisclosureStore()
        var log = await log(store)
        #expect(try signedCount() == 0)
        for count in 1...5 as ClosedRange<UInt64> {
            try await store.erase([mark(100 - count)])
            try await log.settle()
            #expect(try signedCount() == count)
            if count == 3 { log = await self.log(store) }
            #expect(log.trouble == nil)
        }
        let note = statements.note
        try await log.settle()
        #expect(statements.note == note, "nothing new, nothing signed")
    }

    @Test("a crash between the erasure and its statement is no loss, and is signed at the next start")
    func crash() async throws {
        let store = SimulatedDisclosureStore()
        let log = await log(store)
        try await store.erase([mark(1)])
        try await log.settle()
        try await store.erase([mark(2), mark(3)])
        let reopened = await self.log(store)
        #expect(reopened.trouble == nil)
        #expect(try signedCount() == 3)
    }

    @Test("a statement that could not be kept is told to whoever asked, and the next has it")
    func notKept() async throws {
        let store = SimulatedDisclosureStore()
        let log = await log(store)
        try await store.erase([mark(1)])
        statements.failNext()
        await #expect(throws: StoreError.self) { try await log.settle() }
        #expect(try signedCount() == 0)
        try await log.settle()
        #expect(try signedCount() == 1)
    }

    @Test("marks that were lost, are fewer, or are others are told, until somebody says that they are gone for good")
    func lost() async throws {
        let store = SimulatedDisclosureStore()
        let log = await log(store)
        try await store.erase([mark(1)])
        let old = store.copy()
        try await store.erase([mark(2)])
        try await log.settle()

        let empty = SimulatedDisclosureStore()
        #expect(await self.log(empty).trouble == .lost(signed: 2, held: 0))
        #expect(await self.log(old).trouble == .lost(signed: 2, held: 1))
        let others = SimulatedDisclosureStore()
        try await others.erase([mark(1), mark(5)])
        #expect(await self.log(others).trouble == .others(signed: 2))
        try await others.erase([mark(6), mark(7)])
        #expect(await self.log(others).trouble == .others(signed: 2))
        #expect(try signedCount() == 2)

        // In that state nothing is signed, or the loss would be hidden.
        let lost = await self.log(empty)
        try await empty.erase([mark(9)])
        try await lost.settle()
        #expect(try signedCount() == 2)
        #expect(await self.log(empty, trusting: true).trouble == nil)
        #expect(try signedCount() == 1)
        #expect(await self.log(empty).trouble == nil)
    }

    @Test("a statement of another key, of another ledger or of another form counts for nothing")
    func foreign() async throws {
        let store = SimulatedDisclosureStore()
        try await store.erase([mark(1)])
        var edge = RightEdge()
        edge.append([mark(1)])
        let statement = ErasureStatement(origin: fixture.origin, marks: edge)
        #expect(ErasureStatement(text: statement.text, origin: fixture.origin) == statement)
        for note in [
            statement.signed(by: LedgerFixture(seed: 9).signer),
            ErasureStatement(origin: "another", marks: edge).signed(by: fixture.signer),
            fixture.checkpoint(edge), Array("x".utf8),
        ] {
            let kept = SimulatedErasureStatements(note: note)
            #expect(await log(store, statements: kept).trouble == .malformedStatement)
        }
        let unreadable = SimulatedErasureStatements(note: statement.signed(by: fixture.signer))
        #expect(await log(store, statements: unreadable).trouble == nil)
        unreadable.makeUnreadable()
        guard case .unreadable = await log(store, statements: unreadable).trouble else {
            return #expect(Bool(false), "passed over")
        }
        // What the ledger's key signs here is nowhere a checkpoint.
        let note = statement.signed(by: fixture.signer)
        #expect(throws: (any Error).self) { try Checkpoint.open(note: note, key: fixture.signer.verifierKey) }
    }

    @Test("a statement has one form")
    func form() {
        let text = ErasureStatement(origin: "o", marks: RightEdge()).text
        #expect(text == "o\nerasures\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
        for wrong in [
            text.replacing("\n0\n", with: "\n00\n"), text.replacing("\n0\n", with: "\n+0\n"), text + "\n",
            String(text.dropLast()),
            text.replacing("erasures", with: "erasure"), text.replacing("=", with: ""), "x" + text,
        ] {
            #expect(ErasureStatement(text: wrong, origin: "o") == nil, "\(wrong)")
        }
    }

    @Test("fsck holds the marks to the statement, and says so where none was ever signed")
    func fsck() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [])
        func report(_ store: SimulatedDisclosureStore?, _ statements: SimulatedErasureStatements) async -> AuditReport {
            await Fsck(
                store: room.store, index: nil, memory: room.memory, disclosures: store, erasureStatements: statements,
                key: fixture.signer.verifierKey
            ).run()
        }
        let store = SimulatedDisclosureStore()
        let log = await log(store)
        try await store.erase([mark(0)])
        #expect(await report(store, SimulatedErasureStatements()).exitStatus == 2)
        try await log.settle()
        #expect(await report(store, statements).exitStatus == 0)
        // More than was signed is what a crash leaves.
        try await store.erase([mark(1)])
        #expect(await report(store, statements).exitStatus == 0)
        store.lose()
        let lost = await report(store, statements)
        #expect(lost.exitStatus == 1)
        #expect(lost.problems.first?.wording.en.contains("disclosures.sqlite was lost") == true)
        #expect(await report(nil, statements).exitStatus == 1)
        #expect(await report(nil, SimulatedErasureStatements()).exitStatus == 0)
    }
}
