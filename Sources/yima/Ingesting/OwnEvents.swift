import Chains
import CommandSupport
import EPCIS
import Evidence
import Journals
import Ledger
import Values

/// The events of a device's own journal, found by the names under which they can be declared erroneous.
struct OwnEvents {
    private let journal: DeviceJournal
    /// By the hash of an eventID that is not its event's place: the newest event that has it. Read when it is first asked for.
    private var indexes: [Int: UInt64]?
    /// Where each name was last declared erroneous. Read when it is first asked for.
    private var declarations: [String: UInt64]?

    /// Entries read at once.
    private static let chunk: UInt64 = 1024

    init(_ journal: DeviceJournal) { self.journal = journal }

    /// The newest event of that name that is no declaration itself; nil where there is none.
    mutating func event(named name: String) async throws(CommandError) -> EPCISEvent? {
        let size = try await size()
        if let index = place(name), index < size {
            if let event = try await read(index..<index + 1).first?.event, event.errorDeclaration == nil {
                return event
            }
        }
        if Retractions.isHash(name), let event = try await event(hashedAs: name, size) { return event }
        let known = try await named(upTo: size)
        guard let index = known[name.hashValue], let event = try await read(index..<index + 1).first?.event,
            event.eventID == name
        else { return nil }
        return event
    }

    /// Where the newest event stands that was recorded under a name, and what it says; nil where there is none, or only its declaration.
    mutating func recorded(named name: String) async throws(CommandError) -> (index: UInt64, body: [UInt8])? {
        let size = try await size()
        let index: UInt64
        if let place = place(name) {
            index = place
        } else if let known = try await named(upTo: size)[name.hashValue] {
            index = known
        } else {
            return nil
        }
        guard index < size, let found = try await read(index..<index + 1).first, found.event.errorDeclaration == nil,
            EventName.names(of: found.event, journal: "\(journal.name)", index: index).contains(name)
        else { return nil }
        return (index, found.body)
    }

    /// Whether an event of that name was declared erroneous, under whatever name, and not recorded again since.
    mutating func isWithdrawn(_ name: String) async throws(CommandError) -> Bool {
        let declared = try await declared()
        guard !declared.isEmpty else { return false }
        let size = try await size()
        var index = place(name)
        if index == nil { index = try await named(upTo: size)[name.hashValue] }
        guard let index, index < size else { return declared[name] != nil }
        return try await names(at: index).contains { declared[$0].map { $0 > index } ?? false }
    }

    private mutating func declared() async throws(CommandError) -> [String: UInt64] {
        if let declarations { return declarations }
        var found: [String: UInt64] = [:]
        try await visit(0..<(try await size()), only: Self.mark) { index, event, _ in
            if event.errorDeclaration != nil, let name = event.eventID { found[name] = index }
        }
        declarations = found
        return found
    }

    /// Which of some events were declared erroneous after they were recorded.
    /// - Parameter names: what is declared erroneous beside the journal.
    func withdrawn(
        among indexes: some Collection<UInt64>, and names: Set<String>
    ) async throws(CommandError) -> Set<UInt64> {
        let size = try await size()
        guard let first = indexes.min(), first < size else { return [] }
        var declared: [String: UInt64] = [:]
        for name in names { declared[name] = .max }
        try await visit(first..<size, only: Self.mark) { index, event, _ in
            if event.errorDeclaration != nil, let name = event.eventID {
                declared[name] = max(index, declared[name] ?? 0)
            }
        }
        guard !declared.isEmpty else { return [] }
        let isHashed = declared.keys.contains { Retractions.isHash($0) }
        var withdrawn: Set<UInt64> = []
        for index in indexes where index < size {
            guard let (_, event, body) = try await read(index..<index + 1).first, event.errorDeclaration == nil else {
                continue
            }
            var own = EventName.names(of: event, journal: "\(journal.name)", index: index)
            if isHashed, let hash = try? EventHash(json: body) { own.append(hash.uri) }
            if own.contains(where: { declared[$0].map { $0 > index } ?? false }) { withdrawn.insert(index) }
        }
        return withdrawn
    }

    /// The names under which an event can be declared erroneous, its hash among them.
    func names(at index: UInt64) async throws(CommandError) -> Set<String> {
        guard let (_, event, body) = try await read(index..<index + 1).first else { return [] }
        var own = EventName.names(of: event, journal: "\(journal.name)", index: index)
        if let hash = try? EventHash(json: body) { own.append(hash.uri) }
        return Set(own)
    }

    private static let mark = Array("errorDeclaration".utf8)

    /// The index that a name says, where it is a place in this journal.
    private func place(_ name: String) -> UInt64? {
        let zero = EventName(journal: "\(journal.name)", index: 0).text.dropLast()
        guard name.hasPrefix(zero), let index = UInt64(name.dropFirst(zero.count)),
            EventName(journal: "\(journal.name)", index: index).text == name
        else { return nil }
        return index
    }

    private func event(hashedAs name: String, _ size: UInt64) async throws(CommandError) -> EPCISEvent? {
        var found: EPCISEvent?
        try await visit(0..<size, only: nil) { _, event, body in
            if event.errorDeclaration == nil, (try? EventHash(json: body))?.uri == name { found = event }
        }
        return found
    }

    private mutating func named(upTo size: UInt64) async throws(CommandError) -> [Int: UInt64] {
        if let indexes { return indexes }
        var known: [Int: UInt64] = [:]
        let journal = "\(journal.name)"
        try await visit(0..<size, only: nil) { index, event, _ in
            guard event.errorDeclaration == nil, let name = event.eventID,
                name != EventName(journal: journal, index: index).text
            else { return }
            known[name.hashValue] = index
        }
        indexes = known
        return known
    }

    private func size() async throws(CommandError) -> UInt64 {
        do throws(StoreError) { return try await journal.head().size } catch { throw CommandError(error) }
    }

    /// - Parameter mark: what must stand in an entry that is read as an event.
    private func visit(
        _ range: Range<UInt64>, only mark: [UInt8]?, _ body: (UInt64, EPCISEvent, [UInt8]) -> Void
    ) async throws(CommandError) {
        var first = range.lowerBound
        while first < range.upperBound {
            let part = first..<min(first + Self.chunk, range.upperBound)
            first = part.upperBound
            for (index, event, text) in try await read(part, only: mark) { body(index, event, text) }
        }
    }

    private func read(
        _ range: Range<UInt64>, only mark: [UInt8]? = nil
    ) async throws(CommandError) -> [(index: UInt64, event: EPCISEvent, body: [UInt8])] {
        let entries: [[UInt8]]
        do throws(StoreError) { entries = try await journal.entries(range) } catch { throw CommandError(error) }
        return zip(range, entries).compactMap { index, bytes in
            guard mark.map({ bytes.contains($0) }) ?? true,
                case .event(let entry)? = try? LedgerEntry(parsing: bytes),
                let event = EPCISEvent.reading(entry.body).event
            else { return nil }
            return (index, event, entry.body)
        }
    }
}
