import Chains
import Codes
import EPCIS
import Values

/// The voyages of one container, as far as what came in it tells them apart: what was in it before or after, with its papers, has nothing to do
/// with what is in it now.
///
/// A voyage begins where it is packed anew: into another load (`Loads`), or after something of the voyage before was taken out, received or
/// released. Goods whose packing nobody recorded belong to the voyage in whose time they are named, or whose seal they bear.
struct PortVoyages {
    struct Voyage {
        let begin: Timestamp
        /// Keys of the lots, and of items without one.
        fileprivate(set) var goods: Set<String> = []
        /// The load of its packings; nil where none is on record.
        fileprivate let load: Int?
        fileprivate var seals: Set<String> = []
        /// The last that names the container and goods of it.
        fileprivate var end: Timestamp
        /// The first that something of it was taken out, received or released.
        fileprivate var ashore: Timestamp?
    }

    let container: CanonicalCode
    /// In the order of time.
    private(set) var voyages: [Voyage] = []

    /// - Parameter views: all that is at hand of the container and of its goods.
    init(of container: CanonicalCode, _ views: [PortView]) {
        self.container = container
        var own: [UInt64: ResolvedEvent] = [:]
        var accounts: [String: [UInt64: ResolvedEvent]] = [:]
        for view in views {
            for event in view.context.book.events
            where event.things.contains(where: { $0.code.key == container.key }) { own[event.entry] = event }
            for account in view.accounts where account.pathEvents.contains(where: { PortView.names(container, $0) }) {
                for event in account.pathEvents { accounts[account.code.key, default: [:]][event.entry] = event }
            }
        }
        let events = own.values.sorted { $0.precedes($1) }
        let loads = Loads(of: container.key, events: events)
        let packings = events.filter { Self.packs(container, $0) }
        var parts = packings.map { Part(packing: $0, load: loads.number(of: $0.entry)) }
        for event in events where Self.unpacks(container, event) {
            guard let place = parts.lastIndex(where: { $0.begin <= event.moment }) else { continue }
            parts[place].land(event.moment)
        }
        for (key, account) in accounts {
            let path = account.values.sorted { $0.precedes($1) }
            let places = parts.indices.filter { index in parts[index].packing.map { account[$0] != nil } ?? false }
            if places.isEmpty {
                if let part = Part(key, named: path.filter { PortView.names(container, $0) }, of: path) {
                    parts.append(part)
                }
            }
            for (order, place) in places.enumerated() {
                let next = order + 1 < places.count ? parts[places[order + 1]].begin : nil
                parts[place].take(key, path, until: next, container)
            }
        }
        for part in parts.sorted(by: { $0.begin < $1.begin }) { place(part) }
    }

    /// The voyages that goods came on, by their places.
    func places(of key: String) -> Set<Int> {
        Set(voyages.indices.filter { voyages[$0].goods.contains(key) })
    }

    /// The voyage in whose time a moment lies.
    func place(at moment: Timestamp) -> Int? {
        voyages.isEmpty ? nil : voyages.lastIndex { $0.begin <= moment } ?? 0
    }

    /// What is told at once: one packing with its goods, or one lot whose packing nobody recorded.
    private struct Part {
        /// The entry that packs it.
        let packing: UInt64?
        let begin: Timestamp
        let load: Int?
        var goods: Set<String> = []
        var seals: Set<String> = []
        var end: Timestamp
        var ashore: Timestamp?

        init(packing event: ResolvedEvent, load: Int?) {
            (packing, begin, end, self.load) = (event.entry, event.moment, event.moment, load)
            seals = Set([event.element("sealNo")].compactMap(\.self))
        }

        init?(_ key: String, named: [ResolvedEvent], of path: [ResolvedEvent]) {
            guard let first = named.first, let last = named.last else { return nil }
            (packing, load, begin, end) = (nil, nil, first.moment, last.moment)
            goods = [key]
            seals = Set(path.compactMap { $0.element("sealNo") })
            ashore = path.first { Self.isAshore(key, $0) }?.moment
        }

        mutating func take(_ key: String, _ path: [ResolvedEvent], until next: Timestamp?, _ container: CanonicalCode) {
            goods.insert(key)
            let its = path.filter { event in event.moment >= begin && next.map { event.moment < $0 } ?? true }
            seals.formUnion(its.compactMap { $0.element("sealNo") })
            for event in its {
                if PortView.names(container, event) { end = max(end, event.moment) }
                if event.moment > begin, Self.isAshore(key, event) { land(event.moment) }
            }
        }

        mutating func land(_ moment: Timestamp) { ashore = min(ashore ?? moment, moment) }

        /// Whether goods themselves are received or released: what is received in its container may still be packed on.
        private static func isAshore(_ key: String, _ event: ResolvedEvent) -> Bool {
            (event.isRelease || event.receives)
                && event.things.contains { $0.code.key == key || $0.code.lotKey == key }
        }
    }

    private mutating func place(_ part: Part) {
        if let last = voyages.indices.last, Self.belongs(part, to: voyages[last]) {
            voyages[last].goods.formUnion(part.goods)
            voyages[last].seals.formUnion(part.seals)
            voyages[last].end = max(voyages[last].end, part.end)
            if let moment = part.ashore { voyages[last].ashore = min(voyages[last].ashore ?? moment, moment) }
            return
        }
        voyages.append(
            Voyage(
                begin: part.begin, goods: part.goods, load: part.load, seals: part.seals, end: part.end,
                ashore: part.ashore))
    }

    private static func belongs(_ part: Part, to voyage: Voyage) -> Bool {
        if part.packing != nil {
            // Nobody packs on top of what was taken out.
            return part.load == voyage.load && voyage.ashore.map { part.begin <= $0 } ?? true
        }
        // Nothing else can be in it before it was opened.
        guard let ashore = voyage.ashore else { return true }
        let since = part.begin.milliseconds - voyage.begin.milliseconds
        return part.begin <= max(voyage.end, ashore)
            || !part.seals.isDisjoint(with: voyage.seals) && since <= Self.voyageMillisecondsMax
    }

    /// A seal is of one voyage; one whose number comes back after half a year is another.
    private static let voyageMillisecondsMax: Int64 = 180 * 86_400_000

    private static func packs(_ container: CanonicalCode, _ event: ResolvedEvent) -> Bool {
        event.kind == .aggregation && event.action == .add && isParent(container, event)
    }

    private static func unpacks(_ container: CanonicalCode, _ event: ResolvedEvent) -> Bool {
        event.kind == .aggregation && event.action == .delete && isParent(container, event)
    }

    private static func isParent(_ container: CanonicalCode, _ event: ResolvedEvent) -> Bool {
        event.things(playing: .parent).contains { $0.code.key == container.key }
    }
}

/// Which voyages a sheet is about, and so what counts on it.
struct PortScope {
    /// Keys of the goods whose papers count together.
    let goods: Set<String>
    let containers: [CanonicalCode]
    /// Other voyages of the same containers.
    let others: [PortVoyages.Voyage]
    private let voyages: [PortVoyages]
    private let chosen: [Set<Int>]
    /// Goods that came in one of the containers on another voyage too.
    private let shared: Set<String>

    /// - Parameters:
    ///   - container: that is asked for: its newest voyage.
    ///   - lot: that is asked for: the voyages on which it came.
    init(container: CanonicalCode?, lot: CanonicalCode?, _ views: [PortView]) {
        let asked = Set([lot?.key, lot?.lotKey].compactMap(\.self))
        let containers = container.map { [$0] } ?? Self.containers(of: asked, views)
        let voyages = containers.map { PortVoyages(of: $0, views) }
        let chosen = voyages.map { all -> Set<Int> in
            container != nil
                ? Set([all.voyages.indices.last].compactMap(\.self))
                : asked.reduce(into: []) { $0.formUnion(all.places(of: $1)) }
        }
        var goods = container == nil ? asked : []
        var (others, elsewhere): ([PortVoyages.Voyage], Set<String>) = ([], [])
        for (all, places) in zip(voyages, chosen) {
            for (place, voyage) in all.voyages.enumerated() {
                if places.contains(place) {
                    goods.formUnion(voyage.goods)
                } else {
                    elsewhere.formUnion(voyage.goods)
                    if !voyage.goods.isEmpty { others.append(voyage) }
                }
            }
        }
        (self.containers, self.voyages, self.chosen, self.goods, self.others) =
            (containers, voyages, chosen, goods, others)
        shared = goods.intersection(elsewhere)
    }

    /// Whether an event is of these voyages.
    func holds(_ event: ResolvedEvent) -> Bool {
        let its = event.things.flatMap { [$0.code.key, $0.code.lotKey].compactMap(\.self) }.filter(goods.contains)
        let about = containers.indices.filter { PortView.concerns(containers[$0], event) }
        guard !about.isEmpty else { return !its.isEmpty }
        // What is of goods of this voyage alone is of it, whenever it was.
        if its.contains(where: { !shared.contains($0) }) { return true }
        // What is packed into it on another voyage is none of its goods.
        return about.contains { index in
            voyages[index].place(at: event.moment).map(chosen[index].contains) ?? false
        }
    }

    /// The containers in which a lot came, as its own record says.
    private static func containers(of lot: Set<String>, _ views: [PortView]) -> [CanonicalCode] {
        var found: [String: CanonicalCode] = [:]
        let reader = CodeReader()
        for view in views {
            for account in view.accounts where lot.contains(account.code.key) {
                for event in account.pathEvents {
                    let named = event.event.elementValues("containerNo").compactMap {
                        try? reader.read($0, as: "container")
                    }
                    for code in event.things(playing: .parent).map(\.code) + named where code.part("container") != nil {
                        found[code.key] = code
                    }
                }
            }
        }
        return found.values.sorted { $0.key < $1.key }
    }
}
