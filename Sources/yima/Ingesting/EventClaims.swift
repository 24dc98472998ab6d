import Codes
import CommandSupport
import EPCIS
import Journals
import Ledger
import Profiles
import Values

/// What brought events say of others by name: that one is erroneous, or, without meaning it, that it is another event. Held against the journal
/// and against what is brought beside them.
struct EventClaims {
    let codes: CodeReader
    private(set) var own: OwnEvents

    init(_ journal: DeviceJournal, codes: CodeReader) {
        self.codes = codes
        own = OwnEvents(journal)
    }

    /// Of the rows that the journal has: those that were declared erroneous since, with the names under which that can be said.
    mutating func withdrawn(
        among known: [UInt64: Foreseeing.Row], and declared: Set<String>
    ) async throws(CommandError) -> [(index: UInt64, row: Foreseeing.Row, names: Set<String>)] {
        var found: [(index: UInt64, row: Foreseeing.Row, names: Set<String>)] = []
        for index in try await own.withdrawn(among: known.keys, and: declared).sorted() {
            guard let row = known[index] else { continue }
            found.append((index, row, try await own.names(at: index)))
        }
        return found
    }

    /// What the journal has under the eventID of an event that it does not have word for word.
    enum Other {
        /// The same event, in other words: with a recordTime, in another order, as `lookup` gives it.
        case same(UInt64)
        case contradicting(SourceProblem)
    }

    /// One event has one name: what the journal has under that of a brought event is that event, or one of them is wrong.
    mutating func other(
        _ event: SourceEvent, _ sealed: SealedEvent, _ appender: JournalAppender
    ) async throws(CommandError) -> Other? {
        guard !event.isNameless, let said = EPCISEvent.reading(sealed.event).event,
            said.errorDeclaration == nil, let name = said.eventID, let other = try await own.recorded(named: name)
        else { return nil }
        do throws(StoreError) {
            if try await appender.place(of: sealed) != nil { return nil }
        } catch {
            throw CommandError(error)
        }
        if let hash = try? EventHash(json: sealed.event), hash == (try? EventHash(json: other.body)) {
            return .same(other.index)
        }
        return .contradicting(
            SourceProblem(
                line: event.line, column: 1, wording: .otherEvent(name.shown), hint: .otherEvent, sheet: event.sheet))
    }

    /// What is amiss with a declaration of a document, of which the same is asked as of a row that takes an event back.
    mutating func problem(
        ofDeclaration event: SourceEvent, _ sealed: SealedEvent, among foreseeing: Foreseeing
    ) async throws(CommandError) -> SourceProblem? {
        guard !event.isOfTable, sealed.event.contains(Self.declaration),
            let said = EPCISEvent.reading(sealed.event).event, said.errorDeclaration != nil
        else { return nil }
        guard let name = said.eventID else {
            return SourceProblem(line: event.line, column: 1, wording: .declaresNothing, sheet: event.sheet)
        }
        var declared = foreseeing.event(named: name)
        if declared == nil { declared = try await own.event(named: name) }
        if declared == nil, foreseeing.isBeyond { return nil }
        return Correcting(codes: codes).problem(of: said, named: name, with: declared).map {
            SourceProblem(line: event.line, column: 1, wording: $0.wording, hint: $0.hint, sheet: event.sheet)
        }
    }

    /// The name of the event that is declared erroneous; nil for an event that is none of that.
    static func nameDeclared(by event: SourceEvent) -> String? {
        if let corrected = event.corrected { return corrected.name }
        guard !event.isOfTable, event.body.contains(Self.declaration),
            let said = EPCISEvent.reading(event.body).event, said.errorDeclaration != nil
        else { return nil }
        return said.eventID
    }

    private static let declaration = Array("errorDeclaration".utf8)

    /// What is amiss with a row that takes an event back.
    mutating func problem(
        ofCorrection row: SourceEvent, among foreseeing: Foreseeing
    ) async throws(CommandError) -> SourceProblem? {
        guard let corrected = row.corrected, let said = EPCISEvent.reading(row.body).event else { return nil }
        var event = foreseeing.event(named: corrected.name)
        if event == nil { event = try await own.event(named: corrected.name) }
        // It may be one of those that were not kept.
        if event == nil, foreseeing.isBeyond { return nil }
        guard let found = Correcting(codes: codes).problem(of: said, named: corrected.name, with: event) else {
            return nil
        }
        return SourceProblem(
            line: corrected.line, column: corrected.column, wording: found.wording, hint: found.hint, sheet: row.sheet)
    }
}
