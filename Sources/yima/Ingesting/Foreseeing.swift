import Chains
import Codes
import CommandSupport
import EPCIS
import Journals
import Ledger
import Rules
import Values

/// What an import is about to record, kept until it is known what will be found of it.
struct Foreseeing {
    /// Where an event stands in the files.
    struct Row: Hashable {
        let file: String
        let line: Int
        let sheet: String?

        /// `scans.csv:3`, `scans.xlsx:Sheet1!3`.
        var text: String { sheet.map { "\(file):\($0)!\(line)" } ?? "\(file):\(line)" }
    }

    /// More is recorded all the same, and said.
    static let eventCountMax = 20_000

    private let journal: JournalName
    private let now: Timestamp
    private var events: [ChainEvent] = []
    private(set) var rows: [UInt64: Row] = [:]
    /// The rows of which it was told already what they lack.
    private(set) var noticed: Set<UInt64> = []
    /// The lots of a row that says how much of them without any unit.
    private var unitless: [UInt64: [String]] = [:]
    /// Events of documents.
    private var documented: Set<UInt64> = []
    private(set) var isBeyond = false
    /// Lots that are given out, that nothing on record here ever took in, and that are no slip of the hand for one that was.
    private(set) var neverHad: [CanonicalCode] = []
    /// What the journal has of the goods of so many of these events.
    private var own: (events: [ChainEvent], count: Int)?

    init(journal: JournalName, now: Timestamp) {
        self.journal = journal
        self.now = now
    }

    mutating func add(_ body: [UInt8], at index: UInt64, _ row: Row?, isNoticed: Bool, unitless lots: [String]? = []) {
        guard events.count < Self.eventCountMax else {
            isBeyond = true
            return
        }
        guard let event = EPCISEvent.reading(body).event else { return }
        rows[index] = row
        if isNoticed { noticed.insert(index) }
        // In a document no unit says pieces, by the standard; in a table nobody said anything.
        let counted = lots ?? CountedLots.inPieces(by: event)
        if lots == nil { documented.insert(index) }
        if !counted.isEmpty, event.errorDeclaration == nil { unitless[index] = counted }
        events.append(
            ChainEvent(
                entry: index, recordTime: now, operatorUSCC: journal.operatorUSCC, journal: "\(journal)",
                journalIndex: index, event: event))
    }

    /// The newest of these events that has that name and is no declaration itself.
    func event(named name: String) -> EPCISEvent? {
        events.last { event in
            event.event.errorDeclaration == nil
                && EventName.names(of: event.event, journal: "\(journal)", index: event.entry).contains(name)
        }?.event
    }

    /// The names of what these events declare erroneous.
    var declaredNames: Set<String> {
        Set(events.filter { $0.event.errorDeclaration != nil }.compactMap(\.event.eventID))
    }

    /// What the journal has of the goods.
    private mutating func ownEvents(
        in journal: DeviceJournal, _ codes: CodeReader
    ) async throws(CommandError) -> [ChainEvent] {
        if let own, own.count == events.count { return own.events }
        let found = try await OwnRecord(journal: journal, codes: codes).events(concerning: events)
        own = (found, events.count)
        return found
    }

    /// The rows that tell an act which the journal has in other words, each with the name of that event.
    mutating func alike(
        in journal: DeviceJournal, codes: CodeReader
    ) async throws(CommandError) -> [(row: Row, name: String)] {
        guard !events.isEmpty else { return [] }
        let known = AlikeEvents(
            try await ownEvents(in: journal, codes), withdrawn: declaredNames, journal: "\(self.journal)", codes: codes)
        return events.compactMap { event in
            guard let row = rows[event.entry], let name = known.name(ofActOf: event.event) else { return nil }
            return (row, name)
        }
    }

    /// The rows that pack a single thing which lies in another package, by the journal or by rows before; each with both.
    mutating func packedTwice(
        in journal: DeviceJournal, codes: CodeReader
    ) async throws(CommandError) -> [(row: Row, thing: String, package: String)] {
        guard events.contains(where: { $0.event.kind == .aggregation && $0.event.action == .add }) else { return [] }
        let standing = AlikeEvents.standing(
            try await ownEvents(in: journal, codes) + events, withdrawn: declaredNames, journal: "\(self.journal)")
        var containment = Containment(codes: codes)
        return standing.compactMap { event in
            guard let found = containment.take(event.event), let row = rows[event.entry] else { return nil }
            return (row, found.thing, found.package)
        }
    }

    /// The rows that say how much of a lot without any unit, where the lot is counted otherwise than in pieces: by this journal, or by other
    /// rows. Whoever left the unit out meant either, and read as pieces no balance would see it.
    mutating func unitlessRows(
        in journal: DeviceJournal, codes: CodeReader
    ) async throws(CommandError) -> [(row: Row, lot: CanonicalCode, elsewhere: Measure, isOfTable: Bool)] {
        guard !unitless.isEmpty else { return [] }
        let standing = AlikeEvents.standing(
            try await ownEvents(in: journal, codes) + events, withdrawn: declaredNames, journal: "\(self.journal)")
        let counted = CountedLots(standing, codes: codes)
        return unitless.sorted { $0.key < $1.key }.compactMap { index, lots in
            guard let row = rows[index], let found = lots.lazy.compactMap(counted.otherThanPieces).first else {
                return nil
            }
            return (row, found.lot, found.measure, !documented.contains(index))
        }
    }

    /// What will be found of the goods, by the journal as it is and what is added to it.
    mutating func foreseen(
        by definitions: Definitions, in journal: DeviceJournal
    ) async throws(CommandError) -> [Foresight.Foreseen] {
        guard !events.isEmpty else { return [] }
        let trade = definitions.trade
        let judge = Judge(
            definitions: trade.rules, profiles: trade.profiles, lists: trade.lists, registers: trade.registers, now: now
        )
        let record = OwnRecord(journal: journal, codes: definitions.codes)
        let own = try await ownEvents(in: journal, definitions.codes)
        let foresight = Foresight(judge: judge, reader: definitions.codes)
        return try await foresight.foreseen(events, beside: own) + slips(foresight, own, record, definitions.codes)
    }

    /// Lots that are given out and were never taken in here, where one that is written nearly so was.
    private mutating func slips(
        _ foresight: Foresight, _ own: [ChainEvent], _ record: OwnRecord, _ codes: CodeReader
    ) async throws(CommandError) -> [Foresight.Foreseen] {
        let untaken = foresight.untaken(events, beside: own)
        neverHad = untaken.map(\.code)
        let products = Dictionary(
            untaken.compactMap(\.code.productKey).compactMap { key in (try? codes.read(key)).map { (key, $0) } },
            uniquingKeysWith: { first, _ in first })
        guard !products.isEmpty else { return [] }
        let others = try await record.events(naming: products)
        let known = foresight.lots(of: Set(products.keys), takenInBy: others + events)
        let slips = untaken.compactMap { one in
            NearLots.meant(by: one.code, among: known).map { foresight.slip(one, meant: $0) }
        }
        let told = Set(slips.flatMap(\.goods).map(\.key))
        neverHad.removeAll { told.contains($0.key) }
        return slips
    }
}
