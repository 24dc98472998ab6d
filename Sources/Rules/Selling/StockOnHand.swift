package import Chains
package import Codes
import EPCIS
package import Profiles
package import Values

/// A lot, or a single thing, that a seller has by its own record.
package struct LotOnHand: Sendable {
    package let code: CanonicalCode
    /// What is there in any case.
    package let amount: Measure
    /// When the first of it came.
    package let since: OffsetTime
    /// The last day on which it is good; nil where its record does not say.
    package let lastGoodDay: CalendarDate?
    package let producedOn: CalendarDate?
    /// What stands against selling it.
    package let restriction: Restriction.Kind?
    /// Where it lies, as its events name the place.
    package let place: String?
    /// What its packages hold at least, as its specification says.
    package var contents: [PackContent] = []

    /// How much of it there is in the unit of a sale: what is held in cartons of 20 kg is sold by the kilogram, and what is held in
    /// kilograms by the whole carton. Nil where nothing says what the one is in the other.
    package func amount(in uom: String?) -> Amount? {
        if let whole = amount.wholeMillionths(of: uom) { return whole }
        guard let one = Measure(Amount(millionths: 1_000_000), uom: uom) else { return nil }
        for content in contents where content.unit == amount.unit && content.least.unit == one.unit {
            if let held = amount.multiplied(with: content.least) { return held.wholeMillionths(of: uom) }
        }
        for content in contents where content.unit == one.unit && content.least.unit == amount.unit {
            guard content.least.quanta > 0, let count = Int64(exactly: amount.quanta / content.least.quanta),
                count <= Int64.max / 1_000_000
            else { continue }
            return Amount(millionths: max(0, count) * 1_000_000)
        }
        return nil
    }
}

extension PackContent {
    /// What packages hold by a specification: `20千克/箱`, `200克×24/箱`.
    static func all(of spec: PackSpecification) -> [PackContent] {
        guard let one = Measure(spec.least, uom: spec.uom) else { return [] }
        let count = spec.count.flatMap { Measure(Amount(millionths: Int64($0) * 1_000_000), uom: nil) }
        return spec.packUnits.flatMap { unit -> [PackContent] in
            func packs(_ unit: Measure.Unit, _ content: Measure) -> PackContent? {
                spec.isExact
                    ? PackContent(one: unit, holds: content)
                    : PackContent(one: unit, holdsAtLeast: content, atMost: nil)
            }
            guard let unit else { return [packs(.piece, one)].compactMap(\.self) }
            guard let count else {
                return [packs(.other(unit), one)].compactMap(\.self)
            }
            return [
                PackContent(one: .other(unit), holds: count),
                count.multiplied(with: one).flatMap { packs(.other(unit), $0) },
            ].compactMap(\.self)
        }
    }
}

/// What a seller has of a product, by what it recorded itself: received, made or opened with, less what was sold, used, sent on, destroyed
/// or lost. Pure, and without any network: goods that its own record does not name by lot are not there.
package struct StockOnHand: Sendable {
    /// Of which something is left, in the order of their keys.
    package let lots: [LotOnHand]
    /// What its events call the product.
    package let productName: String?

    /// So many events of one lot are followed.
    private static let limits = TraceLimits(
        codeCountMax: 50_000, eventCountMax: 200_000, thingCountMax: 1_000_000, byteCountMax: 1 << 30,
        lineCountMax: 2_000_000)

    /// - Parameters:
    ///   - subject: a product, whose lots are meant; or a lot or a single thing, which alone is.
    ///   - events: of the seller's journal, in its order: all that name the product, and whatever it may have lain in.
    package init(
        of subject: CanonicalCode, by seller: String, in events: [ChainEvent], reader: CodeReader,
        steps: StepTable = ProfileLibrary.builtIn.steps
    ) {
        var cache = CodeCache(reader: reader)
        let told = Self.standing(events.map { ResolvedEvent($0, codes: &cache) })
        let packed = Self.packed(in: told)
        let resolved = told.map { event in
            Self.arrival(in: event, packed).map { ResolvedEvent($0, codes: &cache) } ?? event
        }
        var index: [String: [ResolvedEvent]] = [:]
        for event in resolved {
            for key in event.keys { index[key, default: []].append(event) }
        }
        let restrictions = Restrictions(resolved.sorted { $0.precedes($1) }).all.filter(\.isInForce)
        lots = Self.codes(of: subject, in: resolved).compactMap { code in
            Self.lot(code, by: seller, index, restrictions, reader, steps)
        }
        let product = subject.productKey ?? subject.key
        productName =
            resolved.reversed().lazy.filter { !$0.things(under: product).isEmpty }
            .compactMap { $0.event.dataElements["productName"] }.first
    }

    /// Without what the seller declared erroneous (EPCIS errorDeclaration), and the declarations.
    private static func standing(_ events: [ResolvedEvent]) -> [ResolvedEvent] {
        let retractions = Retractions(among: events.map(\.record))
        return events.filter { retractions.stands($0.entry) }
    }

    /// What the seller itself put into which container.
    private static func packed(in events: [ResolvedEvent]) -> Set<[String]> {
        var packed: Set<[String]> = []
        for event in events where event.event.kind == .aggregation && event.event.action == .add {
            for parent in event.things(playing: .parent) {
                for child in event.things(playing: .child) { packed.insert([parent.code.key, child.code.key]) }
            }
        }
        return packed
    }

    /// Goods that are taken out of a container which others packed: of them the seller's own record says no sooner that they came.
    private static func arrival(in event: ResolvedEvent, _ packed: Set<[String]>) -> ChainEvent? {
        guard event.event.kind == .aggregation, event.event.action == .delete,
            let parent = event.things(playing: .parent).first
        else { return nil }
        let children = event.things(playing: .child)
        guard !children.isEmpty, !children.contains(where: { packed.contains([parent.code.key, $0.code.key]) }) else {
            return nil
        }
        var arrival = event.event
        (arrival.kind, arrival.action, arrival.bizStep) = (.object, .observe, "receiving")
        (arrival.epcList, arrival.quantityList) = (arrival.childEPCs, arrival.childQuantityList)
        (arrival.parentID, arrival.childEPCs, arrival.childQuantityList) = (nil, [], [])
        let record = event.record
        return ChainEvent(
            entry: record.entry, recordTime: record.recordTime, operatorUSCC: record.operatorUSCC,
            journal: record.journal, journalIndex: record.journalIndex, event: arrival)
    }

    /// The lots, or single things without a lot, of what is asked for.
    private static func codes(of subject: CanonicalCode, in events: [ResolvedEvent]) -> [CanonicalCode] {
        guard subject.grain == .product else { return [subject] }
        var found: [String: CanonicalCode] = [:]
        for event in events {
            for thing in event.things(under: subject.key) where thing.code.grain != .product {
                let code = thing.code.lot ?? thing.code
                if found[code.key] == nil { found[code.key] = code }
            }
        }
        return found.values.sorted { $0.key < $1.key }
    }

    private static func lot(
        _ code: CanonicalCode, by seller: String, _ index: [String: [ResolvedEvent]], _ restrictions: [Restriction],
        _ reader: CodeReader, _ steps: StepTable
    ) -> LotOnHand? {
        guard !isPlainlyGone(code, index[code.key] ?? []) else { return nil }
        var walk = TraceWalk(subject: code, direction: .down, limits: limits, reader: reader)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { break }
            for code in wanted { walk.supply(walked: index[code.key] ?? [], for: code) }
        }
        let own = (index[code.key] ?? []).sorted { $0.precedes($1) }
        let arrivals = own.filter { event in
            event.things(under: code.key).contains { thing in
                let act = Act(event, thing.role)
                return act.acquires || act == .unpack
            }
        }
        let contents = contents(arrivals, own, code.productKey.flatMap { index[$0] } ?? [], steps)
        let holdings = Holdings(walk.chain(at: seller), .subject) { _ in contents }
        guard !holdings.isTruncated, let holding = holdings.all.first(where: { $0.holder == seller }),
            holding.onHand.isCertain
        else { return nil }
        guard let since = (arrivals.first ?? own.first)?.event.eventTime else { return nil }
        return LotOnHand(
            code: code, amount: holding.onHand.least, since: since, lastGoodDay: lastGoodDay(of: code, arrivals, own),
            producedOn: arrivals.lazy.compactMap { $0.event.dataElements["productionDate"] }
                .compactMap { WrittenTime.date($0) }.first,
            restriction: restrictions.first { stands($0, against: code) }?.kind, place: holding.place,
            contents: contents)
    }

    /// By what its arrival says of it, else any of its events, else any event of its product: the newest.
    private static func contents(
        _ arrivals: [ResolvedEvent], _ own: [ResolvedEvent], _ product: [ResolvedEvent], _ steps: StepTable
    ) -> [PackContent] {
        for events in [arrivals, own, product] {
            let specs = events.sorted { $1.precedes($0) }.lazy.compactMap { $0.event.dataElements["spec"] }
            if let spec = specs.compactMap({ PackSpecification($0, steps: steps) }).first {
                return PackContent.all(of: spec)
            }
        }
        return []
    }

    /// Whether it says of the lot, or of all of its product, that it must not be sold.
    private static func stands(_ restriction: Restriction, against code: CanonicalCode) -> Bool {
        [code.key, code.lotKey, code.productKey].contains(restriction.code.key)
    }

    /// What its label says (AI 17, else AI 15), else what its arrival says of it.
    private static func lastGoodDay(
        of code: CanonicalCode, _ arrivals: [ResolvedEvent], _ own: [ResolvedEvent]
    ) -> CalendarDate? {
        let labels = [code] + own.flatMap { $0.things(under: code.key) }.map(\.code).filter { $0.key == code.key }
        for part in ["expiry", "bestBefore"] {
            if let day = labels.lazy.compactMap({ $0.part(part).flatMap { WrittenTime.date($0) } }).first { return day }
        }
        return arrivals.lazy.compactMap { ShelfLife.lastGoodDay(of: $0.event.dataElements) }.first
    }

    /// Whether nothing is left by plain receipts, shipments and sales in one unit, as of nearly all lots that a shop ever had: they need no
    /// closer look.
    private static func isPlainlyGone(_ code: CanonicalCode, _ events: [ResolvedEvent]) -> Bool {
        var left: Measure?
        for event in events.sorted(by: { $0.precedes($1) }) {
            for thing in event.things(under: code.key) {
                let act = Act(event, thing.role)
                guard thing.code.key == code.key, thing.role == .subject, event.event.disposition != "returned",
                    act == .receive || act == .end || act == .ship, let measure = thing.measure
                else { return false }
                let next = act == .receive ? (left.map { $0.adding(measure) } ?? measure) : left?.subtracting(measure)
                guard let next, next.quanta >= 0 else { return false }
                left = next
            }
        }
        return left?.isZero ?? false
    }
}
