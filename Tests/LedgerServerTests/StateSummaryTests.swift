import Codes
import EPCIS
import Evidence
import Ledger
import LedgerProtocol
import LedgerTesting
import Testing
import Values

@Suite("What the newest events say of a code") struct StateSummaryTests {
    private static let codes = CodeReader()
    private static let journal = JournalName("91350100M000000015/a")!

    private func summary(
        _ events: [LotEvent], lotEvents: [LotEvent] = [], of code: String = LotEvent.lot("A1")
    ) throws -> StateSummary {
        let records = (events + lotEvents).enumerated().map { index, event in
            RecordedEvent(
                entry: UInt64(index),
                event: EventEntry(journal: Self.journal, index: UInt64(index), body: event.body),
                recordTime: Timestamp(milliseconds: 0))
        }
        for record in records { #expect(record.problems.isEmpty, "\(record.problems)") }
        return StateSummary(
            of: try Self.codes.read(code), events: Array(records.prefix(events.count)),
            lotEvents: Array(records.dropFirst(events.count)), codes: Self.codes)
    }

    @Test("No later event hides a recall, which reaches the items of the lot and ends when it is lifted")
    func recalled() throws {
        let told = [
            LotEvent(minute: 1, bizStep: "storing", disposition: "active"),
            LotEvent(minute: 2, bizStep: "holding", disposition: "recalled"),
            LotEvent(minute: 3, bizStep: "stocking", disposition: "sellable_accessible"),
        ]
        #expect(try summary(told).disposition == "recalled")
        #expect(try summary([], lotEvents: told, of: LotEvent.lot("A1") + "/21/7").disposition == "recalled")
        #expect(try summary([], lotEvents: told, of: LotEvent.lot("B2") + "/21/7").disposition == nil)
        let failed = [
            LotEvent(minute: 1, bizStep: "inspecting", disposition: "non_conformant"),
            LotEvent(minute: 2, bizStep: "stocking", disposition: "sellable_accessible"),
        ]
        #expect(try summary(failed).disposition == "non_conformant")
        let passed = failed + [LotEvent(minute: 3, bizStep: "inspecting", disposition: "conformant")]
        #expect(try summary(passed).disposition == "conformant")
    }

    @Test("The newest is what happened last, not what came last")
    func order() throws {
        let state = try summary([LotEvent(minute: 9, bizStep: "shipping"), LotEvent(minute: 3, bizStep: "storing")])
        #expect(state.newest?.entry == 0)
        #expect(state.bizStep == "shipping")
    }

    @Test("At one moment the later entry is the newer")
    func tie() throws {
        let state = try summary([LotEvent(bizStep: "storing"), LotEvent(bizStep: "shipping")])
        #expect(state.bizStep == "shipping")
    }

    @Test("What the newest event does not say is taken from the newest that does")
    func inherited() throws {
        let state = try summary([
            LotEvent(minute: 1, disposition: "active", kilograms: 10, place: "urn:yima:site:1", productName: "鱼"),
            LotEvent(minute: 2, bizStep: "inspecting"),
        ])
        #expect(state.bizStep == "inspecting")
        #expect(state.disposition == "active")
        #expect(state.place == "urn:yima:site:1")
        #expect(state.productName == "鱼")
        #expect(state.quantity?.amount == Amount("10"))
    }

    @Test("The quantity is of this code, not of another in the same events")
    func quantity() throws {
        let state = try summary([LotEvent(minute: 1, kilograms: 10), LotEvent(minute: 2, lot: "B2", kilograms: 99)])
        #expect(state.quantity?.amount == Amount("10"))
    }

    @Test("An event that was declared wrong counts no more, nor does the declaration")
    func declaredWrong() throws {
        let state = try summary([
            LotEvent(id: "urn:uuid:1", minute: 1, bizStep: "storing"),
            LotEvent(id: "urn:uuid:2", minute: 2, bizStep: "destroying"),
            LotEvent(id: "urn:uuid:2", minute: 2, bizStep: "destroying", isErrorDeclaration: true),
        ])
        #expect(state.newest?.entry == 0)
        #expect(state.bizStep == "storing")
    }

    @Test("A declaration withdraws nothing that came after it")
    func corrected() throws {
        let state = try summary([
            LotEvent(id: "urn:uuid:2", minute: 2, bizStep: "destroying", isErrorDeclaration: true),
            LotEvent(id: "urn:uuid:2", minute: 2, bizStep: "shipping"),
        ])
        #expect(state.bizStep == "shipping")
    }

    @Test("No event says nothing")
    func empty() throws {
        let state = try summary([])
        #expect(state.newest == nil && state.bizStep == nil && state.quantity == nil && state.lots == nil)
        #expect(try summary([], of: LotEvent.product).lots == [])
    }

    @Test("A name from elsewhere does not replace one that the events give")
    func named() throws {
        #expect(try summary([LotEvent()]).named("虾").productName == "虾")
        #expect(try summary([LotEvent(productName: "鱼")]).named("虾").productName == "鱼")
    }
}
