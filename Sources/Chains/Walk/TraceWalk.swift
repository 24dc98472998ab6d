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
/// in. What carries a thing (pallet, container) joins the chain without its other contents, and for as long as it carries it
/// (`Loads`); it stands for what is in it where it is used itself. Of a lot in a carton that is asked for, only what is done with it
/// by those who had the carton is followed. Events of one transformation are one. What was released under the same permit is asked for
/// as context (`Chain.events(underPermit:)`). An item brings its lot, a lot that is followed down
/// brings its items; a bare product code only lists what is supplied for it. Cycles end by themselves.
///
/// Everything is bounded by `TraceLimits`, and what is left out is said (`Omission`). A walk whose task was cancelled stops
/// at once: its chain is of no use, and says so.
public struct TraceWalk: Sendable {
    public let subject: CanonicalCode
    public let direction: TraceDirection
    public let limits: TraceLimits

    var places: [String: TracePlace] = [:]
    private(set) var unreadable: [UInt64: UnreadableEntry] = [:]
    var omissions = Omissions()
    private(set) var isStopped = false
    /// Every event that was supplied, resolved once.
    private(set) var pool: [UInt64: ResolvedEvent] = [:]
    /// Entries that were chosen to be read, and so have taken their part of the budget.
    private var granted: Set<UInt64> = []
    /// Events of the pool that count for the next supply of a code without being read again.
    private var known: [String: [UInt64]] = [:]
    var wanted: Set<String> = []
    /// The keys whose events were handed in: of whatever stands under one of them the walk knows.
    package private(set) var asked: Set<String> = []
    /// Places to be followed again: there is a further reason, and nothing more to be read.
    var again: Set<String> = []
    /// What is put off to the last round: codes of which not all events were taken, and ways to codes.
    private var codesPutOff: Set<String> = []
    var waysPutOff: [TraceWay] = []
    var followed: Set<TraceStep> = []
    var budget: TraceBudget
    /// What is asked when the walk has been everywhere.
    var candidates = CandidateSearch()
    var codes: CodeCache
    private let reader: CodeReader
    private let elapsed: (@Sendable () -> Duration)?
    private var workCount = 0

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
        visit(TraceWay(code: subject, reach: reach))
        places[subject.key]?.isSubject = true
        followStatus(of: subject)
    }

    /// Whether a limit was met or a supply was not whole: then nothing may be concluded from what is absent.
    public var isTruncated: Bool { !omissions.all.isEmpty }

    /// The codes whose events are needed next, in the order of their keys; empty when the walk is done. A code may be asked
    /// for again when the walk has found a further reason to follow it, or when events were put off for others.
    public func next() -> [CanonicalCode] {
        guard wanted.isEmpty else { return wanted.sorted().compactMap { places[$0]?.code } }
        return candidates.wanted.values.sorted { $0.key < $1.key }
    }

    /// Every event that concerns a code of the walk.
    var events: [ResolvedEvent] { events { !$0.isDocument } }

    /// These, and what is said of their products without a lot.
    var eventsWithStatus: [ResolvedEvent] {
        let events = events
        let status = statusEvents
        guard !status.isEmpty else { return events }
        // Whatever names the goods too is of the chain as it is.
        let known = Set(events.map(\.entry))
        return events + status.filter { !known.contains($0.entry) }
    }

    /// Every event that names a document of the walk, and perhaps no code of it.
    var documentEvents: [ResolvedEvent] { events { $0.isDocument } }

    private func events(of isMeant: (TracePlace) -> Bool) -> [ResolvedEvent] {
        var entries: Set<UInt64> = []
        for place in places.values where isMeant(place) { entries.formUnion(place.entries) }
        return entries.compactMap { pool[$0] }
    }

    /// This walk with what another has met on the way: what it left out, and what it could not read.
    func carrying(on other: TraceWalk) -> TraceWalk {
        var walk = self
        walk.omissions.merge(other.omissions)
        walk.unreadable = other.unreadable
        return walk
    }

    /// The same walk over these events alone, and what names its documents; what this one had time for, it has too.
    func repeated(over events: [ResolvedEvent], _ context: [ResolvedEvent]) -> TraceWalk {
        var walk = TraceWalk(subject: subject, direction: direction, limits: limits, reader: reader)
        var index: [String: [ResolvedEvent]] = [:]
        var known: Set<UInt64> = []
        for event in events + context where known.insert(event.entry).inserted {
            for key in event.keys { index[key, default: []].append(event) }
        }
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { return walk }
            for code in wanted { walk.supply(walked: index[code.key] ?? [], for: code) }
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
        guard wanted.contains(code.key) else {
            return candidates.wants(code.key) ? candidates.choose(from: headers, for: code.key) : []
        }
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
        supply(walked: records, for: code, isComplete: isComplete)
    }

    /// The same of events that may have been resolved before.
    package mutating func supply(walked: [some WalkedEvent], for code: CanonicalCode, isComplete: Bool = true) {
        guard wanted.contains(code.key) else { return supplyCandidates(walked, for: code.key, isComplete) }
        if !isComplete { omissions.add(.supply, by: nil) }
        var events = (known.removeValue(forKey: code.key) ?? []).compactMap { pool[$0] }
        for record in FairOrder.arranged(walked, { $0.operatorUSCC }, { $0.entry }) {
            guard goesOn() else { break }
            if let event = pool[record.entry] {
                events.append(event)
            } else if isGranted(record, of: code.key) {
                let event = record.resolved(&codes)
                pool[record.entry] = event
                events.append(event)
            }
        }
        take(events, for: code.key)
    }

    /// Hands in an entry that the index holds under a code of the chain but that is not a readable event. What only names a document
    /// says nothing of the code.
    public mutating func supply(unreadable entry: UnreadableEntry, for code: CanonicalCode) {
        guard unreadable[entry.entry] == nil, places[code.key].map({ !$0.isDocument }) ?? false else { return }
        if !granted.contains(entry.entry) {
            switch budget.take(TraceBudget.Need(events: 1), for: entry.operatorUSCC) {
            case .granted: break
            case .later: return omissions.add(.events, by: entry.operatorUSCC)
            case .refused(let cause): return omissions.add(cause, by: entry.operatorUSCC)
            }
        }
        unreadable[entry.entry] = entry
    }

    private mutating func isGranted(_ record: some WalkedEvent, of key: String) -> Bool {
        let need = TraceBudget.Need(
            events: granted.contains(record.entry) ? 0 : 1, things: record.thingCount)
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
        asked.insert(key)
        places[key]?.supplied = events.map(\.entry)
        follow(key)
        while let key = again.popFirst() { follow(key) }
        if wanted.isEmpty { beginLastRound() }
        if wanted.isEmpty { followCandidates() }
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
    mutating func goesOn() -> Bool {
        workCount += 1
        guard !isStopped, workCount % 64 == 0 else { return !isStopped }
        if Task.isCancelled {
            stop(.cancelled)
        } else if let elapsed, elapsed() > limits.durationMax {
            stop(.time)
        }
        return !isStopped
    }

    /// Whether what is asked besides may still be asked; where not, the walk itself is whole all the same.
    var hasTimeLeft: Bool {
        !Task.isCancelled && elapsed.map { $0() <= limits.durationMax } ?? true
    }

    private mutating func stop(_ cause: Omission.Cause) {
        isStopped = true
        omissions.add(cause, by: nil, count: max(1, wanted.union(codesPutOff).count))
        wanted = []
    }
}
