import Chains
package import Codes
import EPCIS
import Evidence
import Ledger
package import Rules
import TransparencyLog
package import Values

/// The chains of recalled goods, out of a whole ledger that has no index at hand: each pass over it is told what the walks want to know next.
package struct RecallWalks: Sendable {
    private var walks: [(subject: CanonicalCode, walk: TraceWalk)] = []
    private var events: [UInt64: RecordedEvent] = [:]
    private var asked: Set<String> = []
    private let codes: CodeReader
    private let treeSize: UInt64
    /// What to gather in the next pass; empty when all walks are done.
    package private(set) var wanted: Set<String> = []
    /// Goods that are recalled beyond those that are followed.
    package let leftOut: Int
    /// Where recalls stand that name a product without a lot, or a code that cannot be read: they are not followed.
    package let unfollowed: EntrySet

    /// Goods that are followed in one report.
    private static let subjectsMax = 200
    /// Texts of which one is in every event that opens, tells, closes or calls off a recall.
    package static let marks = ["recall"]

    /// - Parameters:
    ///   - ledger: of the first pass, with those events.
    ///   - last: recalls that were opened later are not looked at.
    package init(_ ledger: LedgerFacts, upTo last: CalendarDate, codes: CodeReader) {
        self.codes = codes
        treeSize = ledger.checkpoint?.checkpoint.treeSize ?? .max
        var seen: Set<String> = []
        var subjects: [CanonicalCode] = []
        var unfollowed: [UInt64] = []
        for event in ledger.events {
            guard let read = event.event, read.errorDeclaration == nil, Restriction.Kind(setBy: read) == .recall,
                read.eventTime.dayOnSpot.daysSinceEpoch <= last.daysSinceEpoch
            else { continue }
            for written in read.epcList + read.quantityList.map(\.epcClass) {
                guard let code = try? codes.read(written), code.grain != .product else {
                    unfollowed.append(event.entry)
                    continue
                }
                if seen.insert(code.key).inserted { subjects.append(code) }
            }
        }
        self.unfollowed = EntrySet(unfollowed)
        leftOut = max(0, subjects.count - Self.subjectsMax)
        walks = subjects.prefix(Self.subjectsMax).map {
            ($0, TraceWalk(subject: $0, direction: .both, limits: .recall, reader: codes))
        }
        advance()
    }

    /// Takes what a pass gathered.
    package mutating func supply(_ ledger: LedgerFacts) {
        // What came meanwhile is not of this report.
        for event in ledger.events where event.entry < treeSize { events[event.entry] = event }
        asked.formUnion(wanted)
        advance()
    }

    /// Lets every walk go on as far as what is known takes it.
    private mutating func advance() {
        wanted = []
        let index = EventsByKey(events.sorted { $0.key < $1.key }.map(\.value), codes: codes)
        for place in walks.indices {
            while true {
                let next = walks[place].walk.next()
                let unknown = next.filter { !asked.contains($0.key) }
                wanted.formUnion(unknown.map(\.key))
                let known = next.filter { asked.contains($0.key) }
                if known.isEmpty { break }
                for code in known { index.supply(&walks[place].walk, code) }
            }
        }
    }

    /// What is told of each of the goods.
    package func reports(
        _ ledger: LedgerFacts, rules: RuleDefinitions, lists: ReferenceLists
    ) -> [(subject: CanonicalCode, report: RecallReport)] {
        let names = ledger.registry.operators.mapValues(\.name)
        return walks.map { subject, walk in
            let chain = walk.chain(by: ledger.registry)
            return (
                subject,
                RecallReport(
                    subject.uri, chains: [chain], rules: rules, lists: lists, now: ledger.now, operatorNames: names)
            )
        }
    }
}
