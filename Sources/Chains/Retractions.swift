import EPCIS

/// Which events their own operators have declared erroneous (EPCIS 2.0 §7.4.1.2), and by which entries.
///
/// A declaration means the events of its eventID, or of the place in a journal that it names; where that is the hash id of an event
/// (CBV 2.0 §8.9), those that say what it repeats. It takes back only what came before it, and only what its own operator recorded:
/// otherwise anybody could silence another's evidence.
package struct Retractions: Sendable {
    /// By the entries of the declarations: what they take back, ascending; empty where there is no such event of that operator. Of what
    /// is taken back again and again, the first event stands for the rest.
    package private(set) var byDeclaration: [UInt64: [UInt64]] = [:]
    /// By what was taken back: the first entry that declares it.
    package private(set) var byEvent: [UInt64: UInt64] = [:]

    private struct Name: Hashable {
        let operatorUSCC: String
        let text: String
    }

    private struct Content: Hashable {
        let operatorUSCC: String
        let event: EPCISEvent
    }

    package init(among records: [ChainEvent]) {
        let declarations = records.filter { $0.event.errorDeclaration != nil }.sorted { $0.entry < $1.entry }
        guard !declarations.isEmpty else { return }
        let isAnyHashed = declarations.contains { Self.isHash($0.event.eventID) }
        var named: [Name: [UInt64]] = [:]
        var told: [Content: [UInt64]] = [:]
        for record in records where record.event.errorDeclaration == nil {
            let names = EventName.names(of: record.event, journal: record.journal, index: record.journalIndex)
            for name in names {
                named[Name(operatorUSCC: record.operatorUSCC, text: name), default: []].append(record.entry)
            }
            if isAnyHashed { told[Self.content(of: record), default: []].append(record.entry) }
        }
        var (byName, byContent) = (named.mapValues(Meant.init), told.mapValues(Meant.init))
        for declaration in declarations {
            var withdrawn: Set<UInt64> = []
            if let name = declaration.event.eventID {
                let place = Name(operatorUSCC: declaration.operatorUSCC, text: name)
                withdrawn.formUnion(byName[place]?.take(before: declaration.entry) ?? [])
            }
            if Self.isHash(declaration.event.eventID) {
                withdrawn.formUnion(byContent[Self.content(of: declaration)]?.take(before: declaration.entry) ?? [])
            }
            byDeclaration[declaration.entry] = withdrawn.sorted()
            for entry in withdrawn where byEvent[entry] == nil { byEvent[entry] = declaration.entry }
        }
    }

    /// The events of one name, of which each is taken back once: a thousand declarations of a thousand events are two thousand acts.
    private struct Meant {
        private let entries: [UInt64]
        private var takenCount = 0

        init(_ entries: [UInt64]) { self.entries = entries.sorted() }

        /// Declarations come in the order of the ledger.
        mutating func take(before declaration: UInt64) -> ArraySlice<UInt64> {
            let start = takenCount
            while takenCount < entries.count, entries[takenCount] < declaration { takenCount += 1 }
            return start == takenCount ? entries.prefix(takenCount).prefix(1) : entries[start..<takenCount]
        }
    }

    /// Whether an event still stands: it was not taken back, and takes nothing back itself.
    package func stands(_ entry: UInt64) -> Bool {
        byEvent[entry] == nil && byDeclaration[entry] == nil
    }

    /// `ni:///sha-256;…?ver=CBV2.0`.
    package static func isHash(_ name: String?) -> Bool { name?.hasPrefix("ni:///sha-256;") ?? false }

    /// What an event says of itself, whatever it is called.
    private static func content(of record: ChainEvent) -> Content {
        var event = record.event
        (event.eventID, event.errorDeclaration) = (nil, nil)
        return Content(operatorUSCC: record.operatorUSCC, event: event)
    }
}
