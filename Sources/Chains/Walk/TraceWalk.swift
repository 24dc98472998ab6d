public import Codes
import EPCIS

/// The traversal of a chain, without any I/O: it says which codes' events it needs, and is given them.
///
///     var walk = TraceWalk(subject: code)
///     while true {
///         let wanted = walk.next()
///         if wanted.isEmpty { break }
///         for code in wanted {
///             let entries = walk.choose(from: try await index.headers(under: code), for: code)
///             walk.supply(try await events(at: entries), for: code)
///         }
///     }
///     let chain = walk.chain()
///
/// Going up follows the inputs of transformations only, going down their outputs only, so that siblings are never pulled
/// in. What carries a thing (pallet, container) joins the chain without its other contents; an item brings its lot, a lot
/// that is followed down brings its items; a bare product code only lists what is supplied for it. Cycles end by themselves.
///
/// Everything is bounded by `TraceLimits`, and what is left out is said (`Omission`). A walk whose task was cancelled stops
/// at once: its chain is of no use, and says so.
public struct TraceWalk: Sendable {
    public let subject: CanonicalCode
    public let direction: TraceDirection
    public let limits: TraceLimits

    private(set) var places: [String: Place] = [:]
    private(set) var unreadable: [UInt64: UnreadableEntry] = [:]
    private(set) var omissions = Omissions()
    private(set) var isStopped = false
    /// Every event that was supplied, resolved once.
    private var pool: [UInt64: ResolvedEvent] = [:]
    /// Entries that were chosen to be read, and so have taken their part of the budget.
    private var granted: Set<UInt64> = []
    /// Events of the pool that count for the next supply of a code without being read again.
    private var known: [String: [UInt64]] = [:]
    private var wanted: Set<String> = []
    /// What is put off to the last round: codes of which not all events were taken, and ways to codes.
    private var codesPutOff: Set<String> = []
    private var waysPutOff: [Way] = []
    private var followed: Set<Step> = []
    private var budget: TraceBudget
    private var codes: CodeCache
    private let reader: CodeReader
    private let elapsed: (@Sendable () -> Duration)?
    private var workCount = 0

    /// What the walk knows about one code.
    package struct Place: Hashable, Sendable {
        var code: CanonicalCode
        var reach: Reach
        /// Operators through whose events the walk came up to this code: the custody that matters ends at them.
        var seeds: Set<String> = []
        var entries: Set<UInt64> = []
    }

    /// Why a code is visited.
    private struct Way {
        let code: CanonicalCode
        let reach: Reach
        let seed: String?
        /// Who signed the event that leads here; nil where a code itself does.
        let signer: String?
    }

    /// From one side of an event to the other: taken once for each reach, however many things stand on either side.
    private struct Step: Hashable {
        let entry: UInt64
        let role: Thing.Role
        let reach: Reach
    }

    /// - Parameters:
    ///   - reader: reads the codes of the events.
    ///   - elapsed: how long the query has taken, for `TraceLimits.durationMax`; where none is given, time is not counted.
    public init(
        subject: CanonicalCode, direction: TraceDirection = .both, limits: TraceLimits = TraceLimits(),
        reader: CodeReader = CodeReader(), elapsed: (@Sendable () -> Duration)? = nil
    ) {
        self.reader = reader
        self.subject = subject
        self.direction = direction
        self.limits = limits
        self.elapsed = elapsed
        budget = TraceBudget(limits: limits)
        codes = CodeCache(reader: reader)
        let reach: Reach =
            switch direction {
            case .up: .up
            case .down: .down
            case .both: [.up, .down]
            }
        visit(Way(code: subject, reach: reach, seed: nil, signer: nil))
    }

    /// Whether a limit was met or a supply was not whole: then nothing may be concluded from what is absent.
    public var isTruncated: Bool { !omissions.all.isEmpty }

    /// The codes whose events are needed next, in the order of their keys; empty when the walk is done. A code may be asked
    /// for again when the walk has found a further reason to follow it, or when events were put off for others.
    public func next() -> [CanonicalCode] {
        wanted.sorted().compactMap { places[$0]?.code }
    }

    /// Every event that concerns a code of the walk.
    var events: [ResolvedEvent] {
        var entries: Set<UInt64> = []
        for place in places.values { entries.formUnion(place.entries) }
        return entries.compactMap { pool[$0] }
    }

    /// This walk with what another has met on the way: what it left out, and what it could not read.
    func carrying(on other: TraceWalk) -> TraceWalk {
        var walk = self
        walk.omissions.merge(other.omissions)
        walk.unreadable = other.unreadable
        return walk
    }

    /// The same walk over these events alone; what this one had time for, it has too.
    func repeated(over events: [ResolvedEvent]) -> TraceWalk {
        var walk = TraceWalk(subject: subject, direction: direction, limits: limits, reader: reader)
        var index: [String: [ResolvedEvent]] = [:]
        for event in events {
            for key in event.keys { index[key, default: []].append(event) }
        }
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { return walk }
            for code in wanted { walk.supply(resolved: index[code.key] ?? [], for: code) }
        }
    }
}

// MARK: supply

extension TraceWalk {
    /// What stands under a code in the ledger, before it is read: `yima/1 event <journal> <index>` says it.
    public struct Header: Hashable, Sendable {
        public let entry: UInt64
        /// USCC of the journal's operator.
        public let operatorUSCC: String
        /// Of the entry; 0 where that is not known, and then the reader bounds the bytes itself.
        public let byteCount: Int

        public init(entry: UInt64, operatorUSCC: String, byteCount: Int) {
            self.entry = entry
            self.operatorUSCC = operatorUSCC
            self.byteCount = byteCount
        }
    }

    /// Which entries are to be read and supplied for a code that `next()` asked for: those that the budget allows, without
    /// those that the walk has already. They come in turns over the operators, so that a reader that must end early has
    /// read of each. What is left out is noted with who signed it.
    ///
    /// A reader that knows no headers may supply what it has without asking; then it has read what the walk may drop.
    public mutating func choose(from headers: [Header], for code: CanonicalCode) -> [UInt64] {
        guard wanted.contains(code.key) else { return [] }
        var chosen: [UInt64] = []
        var held: [UInt64] = []
        for header in FairOrder.arranged(headers, { $0.operatorUSCC }, { $0.entry }) {
            guard goesOn() else { return [] }
            if pool[header.entry] != nil {
                held.append(header.entry)
            } else if granted.contains(header.entry) {
                chosen.append(header.entry)
            } else if isGranted(
                TraceBudget.Need(events: 1, bytes: header.byteCount), for: header.operatorUSCC, of: code.key)
            {
                granted.insert(header.entry)
                chosen.append(header.entry)
            }
        }
        known[code.key] = held
        return chosen
    }

    /// Hands in the events of a code that `next()` asked for: those that name its key, and for a lot also those that name
    /// its items. Events that do not concern the code are ignored, so more than was asked for does no harm.
    /// - Parameter isComplete: false where the index holds more of them, signed by nobody knows whom, than were read.
    public mutating func supply(_ records: [ChainEvent], for code: CanonicalCode, isComplete: Bool = true) {
        guard wanted.contains(code.key) else { return }
        if !isComplete { omissions.add(.supply, by: nil) }
        var events = (known.removeValue(forKey: code.key) ?? []).compactMap { pool[$0] }
        for record in FairOrder.arranged(records, { $0.operatorUSCC }, { $0.entry }) {
            guard goesOn() else { break }
            if let event = pool[record.entry] {
                events.append(event)
            } else if isGranted(record, of: code.key) {
                let event = ResolvedEvent(record, codes: &codes)
                pool[record.entry] = event
                events.append(event)
            }
        }
        take(events, for: code.key)
    }

    /// Hands in an entry that the index holds under a code of the chain but that is not a readable event.
    public mutating func supply(unreadable entry: UnreadableEntry) {
        guard unreadable[entry.entry] == nil else { return }
        if !granted.contains(entry.entry) {
            switch budget.take(TraceBudget.Need(events: 1), for: entry.operatorUSCC) {
            case .granted: break
            case .later: return omissions.add(.events, by: entry.operatorUSCC)
            case .refused(let cause): return omissions.add(cause, by: entry.operatorUSCC)
            }
        }
        unreadable[entry.entry] = entry
    }

    package mutating func supply(resolved supplied: [ResolvedEvent], for code: CanonicalCode) {
        guard wanted.contains(code.key) else { return }
        var events: [ResolvedEvent] = []
        for event in FairOrder.arranged(supplied, { $0.operatorUSCC }, { $0.entry }) {
            guard goesOn() else { break }
            guard pool[event.entry] != nil || isGranted(event.record, of: code.key) else { continue }
            pool[event.entry] = event
            events.append(event)
        }
        take(events, for: code.key)
    }

    private mutating func isGranted(_ record: ChainEvent, of key: String) -> Bool {
        let need = TraceBudget.Need(
            events: granted.contains(record.entry) ? 0 : 1, things: record.event.thingCount)
        return isGranted(need, for: record.operatorUSCC, of: key)
    }

    private mutating func isGranted(_ need: TraceBudget.Need, for signer: String, of key: String) -> Bool {
        switch budget.take(need, for: signer) {
        case .granted: return true
        case .later: codesPutOff.insert(key)
        case .refused(let cause): omissions.add(cause, by: signer)
        }
        return false
    }

    private mutating func take(_ events: [ResolvedEvent], for key: String) {
        wanted.remove(key)
        guard let place = places[key] else { return }
        for event in events where !things(concerning: place, in: event).isEmpty {
            places[key]?.entries.insert(event.entry)
        }
        follow(key)
        if wanted.isEmpty { beginLastRound() }
    }

    private mutating func beginLastRound() {
        guard !isStopped, !budget.isLastRound else { return }
        budget.beginLastRound()
        wanted = codesPutOff
        codesPutOff = []
        let ways = waysPutOff
        waysPutOff = []
        for way in ways { visit(way) }
    }

    /// Whether the walk may go on; asked in every loop, so that a walk that nobody waits for ends soon.
    private mutating func goesOn() -> Bool {
        workCount += 1
        guard !isStopped, workCount % 64 == 0 else { return !isStopped }
        if Task.isCancelled {
            stop(.cancelled)
        } else if let elapsed, elapsed() > limits.durationMax {
            stop(.time)
        }
        return !isStopped
    }

    private mutating func stop(_ cause: Omission.Cause) {
        isStopped = true
        omissions.add(cause, by: nil, count: max(1, wanted.union(codesPutOff).count))
        wanted = []
    }
}

// MARK: following

extension TraceWalk {
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

    private mutating func visit(_ way: Way) {
        let code = way.code
        // A bare product code stands for every lot there is; only a person may ask for it.
        guard code.grain != .product || code.key == subject.key else { return }
        guard var place = places[code.key] else { return begin(way) }
        if let seed = way.seed { place.seeds.insert(seed) }
        // A label that names the lot says more than one that does not.
        let saysMore = place.code.lotKey == nil && code.lotKey != nil
        if saysMore { place.code = code }
        let isNew = saysMore || !place.reach.isSuperset(of: way.reach)
        place.reach.formUnion(way.reach)
        places[code.key] = place
        if isNew, !isStopped { wanted.insert(code.key) }
    }

    private mutating func begin(_ way: Way) {
        switch budget.take(TraceBudget.Need(codes: 1), for: way.signer) {
        case .granted:
            places[way.code.key] = Place(code: way.code, reach: way.reach, seeds: way.seed.map { [$0] } ?? [])
            if !isStopped { wanted.insert(way.code.key) }
        case .later where waysPutOff.count < limits.codeCountMax: waysPutOff.append(way)
        case .later: omissions.add(.codes, by: way.signer)
        case .refused(let cause): omissions.add(cause, by: way.signer)
        }
    }

    private mutating func follow(_ key: String) {
        guard let place = places[key], place.code.grain != .product else { return }
        followLot(of: place)
        for entry in place.entries.sorted() {
            guard goesOn() else { return }
            guard let event = pool[entry] else { continue }
            let concerned = things(concerning: place, in: event)
            for thing in concerned { follow(thing, of: place, signer: event.operatorUSCC) }
            for role in Set(concerned.map(\.role)) { follow(role, of: place, in: event) }
        }
    }

    private mutating func followLot(of place: Place) {
        guard place.code.grain == .instance, let lotKey = place.code.lotKey else { return }
        guard let lot = place.code.lot, lot.key == lotKey else { return }
        let reach: Reach = place.reach.contains(.up) ? [.ownLot, .up] : .ownLot
        if !place.reach.isDisjoint(with: [.up, .down]) {
            visit(Way(code: lot, reach: reach, seed: nil, signer: nil))
        }
    }

    /// An item of a lot that is followed down, or the same thing under a label that says more.
    private mutating func follow(_ thing: Thing, of place: Place, signer: String) {
        if thing.code.key != place.code.key {
            let reach = place.reach.intersection([.up, .down])
            if reach.contains(.down) { visit(Way(code: thing.code, reach: reach, seed: nil, signer: signer)) }
        } else if place.code.lotKey == nil, thing.code.lotKey != nil {
            visit(Way(code: thing.code, reach: place.reach, seed: nil, signer: signer))
        }
    }

    /// What stands across from a place that plays this part in an event.
    private mutating func follow(_ role: Thing.Role, of place: Place, in event: ResolvedEvent) {
        let reach = place.reach.intersection([.up, .down])
        guard followed.insert(Step(entry: event.entry, role: role, reach: reach)).inserted else { return }
        switch role {
        case .subject: break
        case .output where reach.contains(.up): visit(.input, of: event, .up, seed: event.operatorUSCC)
        case .input where reach.contains(.down): visit(.output, of: event, .down)
        case .child: visit(.parent, of: event, .carrier)
        case .parent where !reach.isEmpty: visit(.child, of: event, reach)
        case .input, .output, .parent: break
        }
    }

    private mutating func visit(_ role: Thing.Role, of event: ResolvedEvent, _ reach: Reach, seed: String? = nil) {
        for thing in event.things(playing: role) {
            visit(Way(code: thing.code, reach: reach, seed: seed, signer: event.operatorUSCC))
        }
    }
}

extension EPCISEvent {
    /// How many codes of things it names.
    fileprivate var thingCount: Int {
        let lists = [epcList, childEPCs, inputEPCList, outputEPCList].reduce(0) { $0 + $1.count }
        let quantities = [quantityList, childQuantityList, inputQuantityList, outputQuantityList]
        return lists + quantities.reduce(parentID == nil ? 0 : 1) { $0 + $1.count }
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
