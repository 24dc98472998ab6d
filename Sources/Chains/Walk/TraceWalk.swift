public import Codes

/// The traversal of a chain, without any I/O: it says which codes' events it needs, and is given them.
///
///     var walk = TraceWalk(subject: code)
///     while true {
///         let wanted = walk.next()
///         if wanted.isEmpty { break }
///         for code in wanted { walk.supply(try await index.events(of: code), for: code) }
///     }
///     let chain = walk.chain()
///
/// Going up follows the inputs of transformations only, going down their outputs only, so that siblings are never pulled
/// in. What carries a thing (pallet, container) joins the chain without its other contents; an item brings its lot, a lot
/// that is followed down brings its items; a bare product code only lists what is supplied for it. Cycles end by themselves.
public struct TraceWalk: Sendable {
    public let subject: CanonicalCode
    public let direction: TraceDirection
    public let limits: TraceLimits
    /// Whether a limit was met or a supply was not whole: then nothing may be concluded from what is absent.
    public private(set) var isTruncated = false

    private(set) var places: [String: Place] = [:]
    private(set) var events: [UInt64: ResolvedEvent] = [:]
    private(set) var unreadable: [UnreadableEntry] = []
    private var wanted: Set<String> = []
    private var thingCount = 0
    private let reader: CodeReader

    /// What the walk knows about one code.
    package struct Place: Hashable, Sendable {
        var code: CanonicalCode
        var reach: Reach
        /// Operators through whose events the walk came up to this code: the custody that matters ends at them.
        var seeds: Set<String> = []
        var entries: Set<UInt64> = []
    }

    /// - Parameter reader: reads the codes of the events.
    public init(
        subject: CanonicalCode, direction: TraceDirection = .both, limits: TraceLimits = TraceLimits(),
        reader: CodeReader = CodeReader()
    ) {
        self.reader = reader
        self.subject = subject
        self.direction = direction
        self.limits = limits
        let reach: Reach =
            switch direction {
            case .up: .up
            case .down: .down
            case .both: [.up, .down]
            }
        visit(subject, reach, seed: nil)
    }

    /// The codes whose events are needed next, in the order of their keys; empty when the walk is done. A code may be asked
    /// for a second time when the walk has found a further reason to follow it.
    public func next() -> [CanonicalCode] {
        wanted.sorted().compactMap { places[$0]?.code }
    }

    /// Hands in the events of a code that `next()` asked for: those that name its key, and for a lot also those that name
    /// its items. Events that do not concern the code are ignored, so more than was asked for does no harm.
    /// - Parameter isComplete: false where the index holds more of them than were read.
    public mutating func supply(_ records: [ChainEvent], for code: CanonicalCode, isComplete: Bool = true) {
        supply(resolved: records.map { events[$0.entry] ?? ResolvedEvent($0, reader: reader) }, for: code)
        if !isComplete { isTruncated = true }
    }

    /// Hands in an entry that the index holds under a code of the chain but that is not a readable event.
    public mutating func supply(unreadable entry: UnreadableEntry) {
        if !unreadable.contains(where: { $0.entry == entry.entry }) { unreadable.append(entry) }
    }

    package mutating func supply(resolved supplied: [ResolvedEvent], for code: CanonicalCode) {
        guard wanted.remove(code.key) != nil, let place = places[code.key] else { return }
        var entries = place.entries
        for event in supplied where !things(concerning: place, in: event).isEmpty {
            if events[event.entry] == nil {
                guard events.count < limits.eventCountMax, thingCount + event.things.count <= limits.thingCountMax
                else {
                    isTruncated = true
                    continue
                }
                thingCount += event.things.count
                events[event.entry] = event
            }
            entries.insert(event.entry)
        }
        places[code.key]?.entries = entries
        follow(code.key)
    }

    /// The things through which an event matters to a place. The items of a lot matter where the lot is followed down, and
    /// otherwise only where they are made: their further lives are siblings.
    private func things(concerning place: Place, in event: ResolvedEvent) -> [Thing] {
        event.things(under: place.code.key).filter { thing in
            if thing.code.key == place.code.key { return true }
            switch place.code.grain {
            case .instance: return false
            case .product: return true
            case .lot:
                return place.reach.contains(.down)
                    || (place.reach.contains(.up) && Act(event, thing.role) == .issue)
            }
        }
    }

    private mutating func visit(_ code: CanonicalCode, _ reach: Reach, seed: String?) {
        // A bare product code stands for every lot there is; only a person may ask for it.
        guard code.grain != .product || code.key == subject.key else { return }
        guard var place = places[code.key] else {
            guard places.count < limits.codeCountMax else {
                isTruncated = true
                return
            }
            places[code.key] = Place(code: code, reach: reach, seeds: seed.map { [$0] } ?? [])
            wanted.insert(code.key)
            return
        }
        if let seed { place.seeds.insert(seed) }
        // A label that names the lot says more than one that does not.
        if place.code.lotKey == nil, code.lotKey != nil { place.code = code }
        let isNew = !place.reach.isSuperset(of: reach) || place.code != places[code.key]?.code
        place.reach.formUnion(reach)
        places[code.key] = place
        if isNew { wanted.insert(code.key) }
    }

    private mutating func follow(_ key: String) {
        guard let place = places[key], place.code.grain != .product else { return }
        followLot(of: place)
        for entry in place.entries.sorted() {
            guard let event = events[entry] else { continue }
            let concerned = things(concerning: place, in: event)
            for thing in concerned { follow(thing, of: place) }
            for role in Set(concerned.map(\.role)) { follow(role, of: place, in: event) }
        }
    }

    private mutating func followLot(of place: Place) {
        guard place.code.grain == .instance, let lotKey = place.code.lotKey else { return }
        guard let lot = place.code.lot, lot.key == lotKey else { return }
        let reach: Reach = place.reach.contains(.up) ? [.ownLot, .up] : .ownLot
        if !place.reach.isDisjoint(with: [.up, .down]) { visit(lot, reach, seed: nil) }
    }

    /// An item of a lot that is followed down, or the same thing under a label that says more.
    private mutating func follow(_ thing: Thing, of place: Place) {
        if thing.code.key != place.code.key {
            let reach = place.reach.intersection([.up, .down])
            if reach.contains(.down) { visit(thing.code, reach, seed: nil) }
        } else if place.code.lotKey == nil, thing.code.lotKey != nil {
            visit(thing.code, place.reach, seed: nil)
        }
    }

    /// What stands across from a place that plays this part in an event.
    private mutating func follow(_ role: Thing.Role, of place: Place, in event: ResolvedEvent) {
        let reach = place.reach.intersection([.up, .down])
        switch role {
        case .subject: break
        case .output where reach.contains(.up): visit(event.things(playing: .input), .up, seed: event.operatorUSCC)
        case .input where reach.contains(.down): visit(event.things(playing: .output), .down, seed: nil)
        case .child: visit(event.things(playing: .parent), .carrier, seed: nil)
        case .parent where !reach.isEmpty: visit(event.things(playing: .child), reach, seed: nil)
        case .input, .output, .parent: break
        }
    }

    private mutating func visit(_ things: [Thing], _ reach: Reach, seed: String?) {
        for thing in things { visit(thing.code, reach, seed: seed) }
    }
}

extension CanonicalCode {
    /// The lot that an item says it belongs to, as a code of its own.
    package var lot: CanonicalCode? {
        guard let lotKey else { return nil }
        let parts = parts.filter { $0.name == "gtin" || $0.name == "lot" }
        return CanonicalCode(
            scheme: scheme, uri: lotKey, key: lotKey, lotKey: lotKey, productKey: productKey, parts: parts)
    }
}
