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
    /// The events of this import that have an eventID of their own, by that.
    private var brought: [String: Brought] = [:]
    /// The bytes of them that are kept.
    private var broughtBytes = 0
    /// What this import declares erroneous, and the rows that do.
    private var declared: [String: Foreseeing.Row] = [:]
    /// What is said to replace that, and where it is said first.
    private var replacements: [String: (place: SourceProblem, file: String)] = [:]

    /// An event that this import records, as it says it; beyond a bound only what tells it from others.
    private struct Brought {
        let index: UInt64
        let body: [UInt8]?
        let hash: EventHash?
    }

    /// Bodies are kept up to so many bytes, since few are asked for.
    private static let broughtBytesMax = 64 << 20

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

    /// What the journal, or what was brought before, has under the eventID of an event that it does not have word for word.
    enum Other {
        /// The same event, in other words: with a recordTime, in another order, as `lookup` gives it.
        case same(UInt64)
        /// The same, where it was brought just before.
        case twice(UInt64)
        case contradicting(SourceProblem)
    }

    /// One event has one name: what the journal has under that of a brought event is that event, or one of them is wrong.
    mutating func other(
        _ event: SourceEvent, _ sealed: SealedEvent, _ appender: JournalAppender
    ) async throws(CommandError) -> Other? {
        guard let name = Self.ownName(of: event, sealed) else { return nil }
        var recorded = try await own.recorded(named: name)
        for other in Self.otherSpellings(of: name) where recorded == nil {
            recorded = try await own.recorded(named: other)
        }
        let before = brought[Self.key(name)]
        guard recorded != nil || before != nil else { return nil }
        do throws(StoreError) {
            if try await appender.place(of: sealed) != nil { return nil }
        } catch {
            throw CommandError(error)
        }
        let hash = try? EventHash(json: sealed.event)
        if let before {
            if let hash, hash == before.hash ?? before.body.flatMap({ try? EventHash(json: $0) }) {
                return .twice(before.index)
            }
            return .contradicting(
                SourceProblem(
                    line: event.line, column: 1, wording: .otherEventHere(name.shown), hint: .otherEvent,
                    sheet: event.sheet))
        }
        if let recorded, let hash, hash == (try? EventHash(json: recorded.body)) { return .same(recorded.index) }
        return .contradicting(
            SourceProblem(
                line: event.line, column: 1, wording: .otherEvent(name.shown), hint: .otherEvent, sheet: event.sheet))
    }

    private static let uuid = "urn:uuid:"

    /// One name of an eventID: the letters of a UUID are one in either case (RFC 9562 §4), and some systems write capitals.
    private static func key(_ name: String) -> String {
        name.prefix(uuid.count).lowercased() == uuid ? name.lowercased() : name
    }

    private static func otherSpellings(of name: String) -> [String] {
        let key = key(name)
        guard key.hasPrefix(uuid) else { return [] }
        return [key, uuid + key.dropFirst(uuid.count).uppercased()].filter { $0 != name }
    }

    /// The eventID that an event brings itself; nil of a declaration, which has that of another.
    private static func ownName(of event: SourceEvent, _ sealed: SealedEvent) -> String? {
        guard !event.isNameless, let said = EPCISEvent.reading(sealed.event).event, said.errorDeclaration == nil else {
            return nil
        }
        return said.eventID
    }

    /// Keeps what an event that is being recorded says, and what it declares erroneous.
    mutating func add(_ event: SourceEvent, _ sealed: SealedEvent, at index: UInt64, _ row: Foreseeing.Row) {
        if let name = Self.nameDeclared(by: event) {
            declared[name] = row
            for other in EPCISEvent.reading(event.body).event?.errorDeclaration?.correctiveEventIDs ?? []
            where replacements[other] == nil {
                replacements[other] = (
                    SourceProblem(
                        line: event.line, column: 1, wording: .replacedByNothing(other.shown), sheet: event.sheet),
                    row.file
                )
            }
        } else if let name = Self.ownName(of: event, sealed) {
            let isKept = broughtBytes + sealed.event.count <= Self.broughtBytesMax
            if isKept { broughtBytes += sealed.event.count }
            brought[Self.key(name)] = Brought(
                index: index, body: isKept ? sealed.event : nil,
                hash: isKept ? nil : try? EventHash(json: sealed.event))
        }
    }

    /// Where something is said to be replaced by an event that neither the journal nor what is brought has.
    mutating func missingReplacements(
        among foreseeing: Foreseeing
    ) async throws(CommandError) -> [(SourceProblem, file: String)] {
        guard !foreseeing.isBeyond else { return [] }
        var missing: [(SourceProblem, file: String)] = []
        for (name, said) in replacements.sorted(by: { $0.key < $1.key })
        where foreseeing.event(named: name) == nil && brought[Self.key(name)] == nil {
            if try await own.event(named: name) == nil { missing.append((said.place, said.file)) }
        }
        return missing
    }

    /// That what an event takes back was taken back before: by the journal, or by what is brought beside it. Nil of one that is known itself.
    mutating func repetition(
        of event: SourceEvent, _ sealed: SealedEvent, _ appender: JournalAppender
    ) async throws(CommandError) -> SourceProblem? {
        guard let name = Self.nameDeclared(by: event) else { return nil }
        let row = declared[name]
        if row == nil {
            guard try await own.isWithdrawn(name) else { return nil }
        }
        do throws(StoreError) {
            if try await appender.place(of: sealed) != nil { return nil }
        } catch {
            throw CommandError(error)
        }
        return SourceProblem(
            line: event.corrected?.line ?? event.line, column: event.corrected?.column ?? 1,
            wording: .withdrawnBefore(name.shown, by: row?.text), hint: .withdrawnOnce, sheet: event.sheet)
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
