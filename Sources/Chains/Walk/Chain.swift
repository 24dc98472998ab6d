public import Codes
import EPCIS
public import Values

/// An entry that stands under a code of the chain but cannot be read as an EPCIS event, or only in part: what could be read
/// of it may be supplied as an event besides.
public struct UnreadableEntry: Hashable, Sendable {
    public let entry: UInt64
    public let operatorUSCC: String
    /// What is wrong with it, as the strict reader says.
    public let problems: [Wording]

    public init(entry: UInt64, operatorUSCC: String, problems: [Wording]) {
        self.entry = entry
        self.operatorUSCC = operatorUSCC
        self.problems = problems
    }
}

/// Everything that is on record about one code: its events and those of the things it came from and went into.
///
/// Made by `TraceWalk.chain()`; the same events give the same chain in whatever order they were supplied.
public struct Chain: Sendable {
    /// A code of the chain and why it belongs to it.
    public struct Member: Hashable, Sendable {
        public let code: CanonicalCode
        public let reach: Reach
        /// Operators through whose events the trace came up to this code.
        let seeds: Set<String>
        /// Operators at whose hands a portion of this lot is followed down.
        let holders: Set<String>
    }

    /// An event that its own operator declared erroneous (EPCIS errorDeclaration), or a declaration that withdraws nothing.
    public struct Withdrawal: Hashable, Sendable {
        public let declaration: UInt64
        public let operatorUSCC: String
        /// Entries of the events that are left out of judging; empty where there is no such event of that operator.
        public let withdrawn: [UInt64]
        /// What the declared events are called, and the first of those that were recorded instead.
        let name: String?
        let corrections: [String]
        let times: [Times]

        /// When an event is said to have happened, and when it had come.
        struct Times: Hashable, Sendable {
            let event: Timestamp
            let record: Timestamp
        }
    }

    /// What a correction stands for: an event of its signer at the same time.
    private struct Corrected: Hashable {
        let operatorUSCC: String
        let id: String
        let time: Timestamp
    }

    /// When an event came to the ledger, or the earlier one of its signer that it corrects, where both say the same time: that a record was
    /// put right makes it no later.
    package func recordTime(of event: ResolvedEvent) -> Timestamp {
        guard !correctedTimes.isEmpty, let id = event.event.eventID else { return event.record.recordTime }
        let corrected = Corrected(operatorUSCC: event.operatorUSCC, id: id, time: event.moment)
        return min(event.record.recordTime, correctedTimes[corrected] ?? event.record.recordTime)
    }

    private static func correctedTimes(_ withdrawals: [Withdrawal]) -> [Corrected: Timestamp] {
        var found: [Corrected: Timestamp] = [:]
        // In the order of the ledger, so that a correction of a correction goes back to the first.
        for withdrawal in withdrawals {
            for id in withdrawal.corrections {
                for times in withdrawal.times {
                    let signer = withdrawal.operatorUSCC
                    let first = withdrawal.name.flatMap {
                        found[Corrected(operatorUSCC: signer, id: $0, time: times.event)]
                    }
                    let corrected = Corrected(operatorUSCC: signer, id: id, time: times.event)
                    found[corrected] = min(first ?? times.record, times.record, found[corrected] ?? times.record)
                }
            }
        }
        return found
    }

    /// A part of the chain that is judged together.
    package struct Record: Sendable {
        /// In the order of their times; see `ResolvedEvent.precedes`.
        package let events: [ResolvedEvent]
        /// In the order of their keys.
        package let members: [Member]
        package let unreadable: [UnreadableEntry]
        package let book: AccountBook
    }

    public let subject: CanonicalCode
    public let direction: TraceDirection
    /// In the order of their times; see `ResolvedEvent.precedes`.
    public let events: [ResolvedEvent]
    /// In the order of their keys; the subject is one of them.
    public let members: [Member]
    public let withdrawals: [Withdrawal]
    private let correctedTimes: [Corrected: Timestamp]
    public let unreadable: [UnreadableEntry]
    /// What was left out, with who signed it where that is known.
    public let omissions: [Omission]
    /// Who has had the goods in hands.
    public let custody: Custody
    /// USCC of the firm whose portion was asked for, where nothing but its own word says that it has one.
    public let claimant: String?
    /// Whose word counts besides.
    package let hearing: Hearing
    /// Who may issue which codes.
    package let issuers: Issuers
    /// Who else issued the subject or its lot, though nobody put on the ledger whose it is: two lots of one name.
    public let rivalIssuers: [String]
    /// What those who are heard about the goods recorded under the permits of the chain: context, no part of it.
    private let permitEvents: [ResolvedEvent]
    /// Which lots goods may be that were named without one, and where the subject may have gone so.
    public let candidates: [CandidateSet]
    /// The events that show it and are no part of the chain, in the order of their times.
    package let candidateEvents: [ResolvedEvent]
    /// What those in custody recorded, and what it leads to: the verdict is about this.
    package let judged: Record
    /// The keys that the walk asks for where it follows those in custody: of whatever stands under one of them the chain knows.
    package let askedKeys: Set<String>
    private let lineCountMax: Int

    /// Whether something was left out that those in custody recorded, or nobody knows who: what is absent may exist. What
    /// is left out of a stranger's flood takes nothing from the verdict.
    public let isTruncated: Bool

    /// Whether the one who asked has gone before it was done: it is of no use.
    public var isCancelled: Bool { omissions.contains { $0.cause == .cancelled } }

    /// Whether nothing at all is on record about the subject.
    public var isEmpty: Bool { events.isEmpty && unreadable.isEmpty && withdrawals.isEmpty }

    /// Whether something was recorded by somebody who is not in custody.
    package var hasOutsiders: Bool {
        isReduced || judged.unreadable.count != unreadable.count
    }
    /// Whether an event, or a part of one, is not heard.
    private let isReduced: Bool

    /// Whether the chain is judged by what an event says, or by a part of it.
    package func isHeard(_ event: ResolvedEvent) -> Bool {
        hearing.hears(event) || custody.heard(event) != nil
    }

    /// Whether it is judged by all that it says.
    package func isHeardWhole(_ event: ResolvedEvent) -> Bool {
        hearing.hears(event) || custody.heard(event)?.things.count == event.things.count
    }

    /// The chain as if everybody's word counted: what is amiss only here is a note on those who are not in custody.
    package func wholeRecord() -> Record {
        Record(
            events: events, members: members, unreadable: unreadable,
            book: AccountBook(members: members, events: events, lineCountMax: lineCountMax))
    }

    /// What those who are heard about the goods recorded under a permit (`EPCISEvent.permitKey`), in the order of their times: of
    /// these goods and of others.
    package func events(underPermit key: String) -> [ResolvedEvent] {
        permitEvents.filter { $0.event.permitKey == key }
    }

    /// Entries that the chain is judged by beside its own.
    public var contextEntries: [UInt64] { (permitEvents + candidateEvents).map(\.entry) }

    /// The accounts of what is judged and of what was made of the subject, as they are shown.
    func shownBook() -> AccountBook {
        // Where nothing is followed up, nothing is left out of what is judged.
        guard judged.members.contains(where: { $0.reach.contains(.up) }) else { return judged.book }
        return AccountBook(members: judged.members, events: judged.events, lineCountMax: lineCountMax, isWhole: true)
    }

    /// The lots of a bare product code that are on record, in the order of their keys.
    public var lots: [CanonicalCode] {
        guard subject.grain == .product else { return [] }
        var found: [String: CanonicalCode] = [:]
        for thing in events.flatMap(\.things) where thing.code.productKey == subject.key {
            if let lot = thing.code.lot { found[lot.key] = lot }
        }
        return found.values.sorted { $0.key < $1.key }
    }
}

extension Chain: Hashable {
    /// What is judged follows from all this.
    public static func == (left: Self, right: Self) -> Bool {
        left.subject == right.subject && left.direction == right.direction && left.events == right.events
            && left.members == right.members && left.withdrawals == right.withdrawals
            && left.unreadable == right.unreadable && left.omissions == right.omissions
            && left.candidates == right.candidates
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(subject)
        hasher.combine(events.count)
    }
}

extension Chain {
    /// From a walk over events of which none is withdrawn.
    init(
        _ walk: TraceWalk, withdrawals: [Withdrawal], at claimant: String?, _ offices: Offices, _ issuers: Issuers
    ) {
        let events = walk.eventsWithStatus.sorted { $0.precedes($1) }
        let members = walk.members.filter { $0.reach != .beside }
        let unreadable = walk.unreadable.values.sorted { $0.entry < $1.entry }
        let custody = Custody(
            of: walk.subject, members: walk.members, events: events, unreadable: unreadable, claimant: claimant,
            issuers: issuers)
        self.claimant = claimant.flatMap { claimant in
            let plain = Custody(
                of: walk.subject, members: walk.members, events: events, unreadable: unreadable, issuers: issuers)
            return plain.holds(claimant) ? nil : claimant
        }
        let hearing = Hearing(offices, about: events.lazy.filter { custody.holds($0.operatorUSCC) })
        var omissions = walk.omissions

        var isReduced = false
        let held = events.compactMap { event -> ResolvedEvent? in
            if hearing.hears(event) { return event }
            let heard = custody.heard(event)
            if heard?.things.count != event.things.count { isReduced = true }
            return heard
        }
        self.isReduced = isReduced
        permitEvents = walk.documentEvents.filter { custody.holds($0.operatorUSCC) || hearing.hears($0) }
            .sorted { $0.precedes($1) }
        var (core, coreMembers) = (events, members)
        var askedKeys = walk.asked
        if isReduced {
            let again = walk.repeated(over: held, permitEvents)
            askedKeys = again.asked
            omissions.merge(again.omissions)
            (core, coreMembers) = (
                again.events.sorted { $0.precedes($1) }, again.members.filter { $0.reach != .beside }
            )
        }
        let found = walk.candidates.outcome(where: custody.holds)
        var codes = walk.codes
        let soldAs = walk.direction == .up ? nil : CandidateSet.soldAs(walk.subject, in: held, &codes)
        candidates = found.sets + (soldAs.map { [$0] } ?? [])
        let own = Set(events.map(\.entry))
        candidateEvents = found.events.values.filter { !own.contains($0.entry) }.sorted { $0.precedes($1) }
        let book = AccountBook(members: coreMembers, events: core, lineCountMax: walk.limits.lineCountMax)
        omissions.merge(book.omissions)

        subject = walk.places[walk.subject.key]?.code ?? walk.subject
        direction = walk.direction
        self.events = events
        self.members = members
        self.withdrawals = withdrawals
        correctedTimes = Self.correctedTimes(withdrawals)
        self.unreadable = unreadable
        self.omissions = omissions.all
        self.custody = custody
        self.askedKeys = askedKeys
        self.hearing = hearing
        self.issuers = issuers
        rivalIssuers = claimant == nil ? Self.rivals(of: custody, walk.subject, events, issuers) : []
        judged = Record(
            events: core, members: coreMembers, unreadable: unreadable.filter { custody.holds($0.operatorUSCC) },
            book: book)
        lineCountMax = walk.limits.lineCountMax
        // Where nobody is known to be in custody, nobody is known to be a stranger.
        let isAnyKnown = !custody.holders.isEmpty
        isTruncated = omissions.all.contains { left in !isAnyKnown || left.operatorUSCC.map(custody.holds) ?? true }
    }
}

extension Chain {
    /// Who issued the subject, or its lot, and is not in custody, where nobody is known to have the right to.
    private static func rivals(
        of custody: Custody, _ subject: CanonicalCode, _ events: [ResolvedEvent], _ issuers: Issuers
    ) -> [String] {
        guard subject.grain != .product else { return [] }
        let keys = Set([subject.key, subject.lotKey].compactMap(\.self))
        func issued(_ event: ResolvedEvent, asOwner: Bool) -> Bool {
            event.things.contains { thing in
                guard keys.contains(thing.code.key), Act(event, thing.role) == .issue else { return false }
                let owners = issuers.owners(of: thing.code, at: event.entry)
                return asOwner ? owners.contains(event.operatorUSCC) : owners.isEmpty
            }
        }
        // He whose it was when he issued it, before or after, is no rival's equal.
        guard !events.contains(where: { custody.holds($0.operatorUSCC) && issued($0, asOwner: true) }) else {
            return []
        }
        var rivals: Set<String> = []
        for event in events where !custody.holds(event.operatorUSCC) {
            if issued(event, asOwner: false) { rivals.insert(event.operatorUSCC) }
        }
        return rivals.sorted()
    }
}

extension TraceWalk {
    /// The chain of what was supplied. Withdrawn events are left out and the walk is made again without them, so that what
    /// was reached through a mistake alone is not in the chain.
    /// - Parameters:
    ///   - claimant: USCC of the firm whose portion is asked for; what it says is judged even where nobody sent it anything.
    ///   - offices: whose word counts about goods of others.
    ///   - issuers: who may issue which codes.
    public func chain(
        at claimant: String? = nil, offices: Offices = Offices(), issuers: Issuers = Issuers()
    ) -> Chain {
        let (events, context) = (events, documentEvents + candidates.events)
        let own = Set(events.map(\.entry))
        let withdrawals = Self.withdrawals(among: events + context.filter { !own.contains($0.entry) })
        let leftOut = Set(withdrawals.flatMap { $0.withdrawn + [$0.declaration] })
        guard !leftOut.isEmpty else { return Chain(self, withdrawals: [], at: claimant, offices, issuers) }
        let kept = repeated(
            over: events.filter { !leftOut.contains($0.entry) }, context.filter { !leftOut.contains($0.entry) })
        return Chain(
            kept.carrying(on: self), withdrawals: withdrawals.filter { own.contains($0.declaration) }, at: claimant,
            offices, issuers)
    }

    /// Who signed the events that were supplied.
    public var signers: Set<String> { Set((events + documentEvents + candidates.events).lazy.map(\.operatorUSCC)) }

    /// The codes that the walk came to.
    public var codesReached: [CanonicalCode] { places.values.lazy.filter(\.isThing).map(\.code) }

    var members: [Chain.Member] {
        places.values.filter(\.isThing).map { place in
            Chain.Member(
                code: place.code, reach: place.reach, seeds: place.seeds, holders: Set(place.holders.keys))
        }.sorted { $0.code.key < $1.code.key }
    }

    private static func withdrawals(among events: [ResolvedEvent]) -> [Chain.Withdrawal] {
        let declarations = events.filter { $0.event.errorDeclaration != nil }.sorted { $0.entry < $1.entry }
        guard !declarations.isEmpty else { return [] }
        let retractions = Retractions(among: events.map(\.record))
        var known: [UInt64: Chain.Withdrawal.Times] = [:]
        for event in events {
            known[event.entry] = Chain.Withdrawal.Times(event: event.moment, record: event.record.recordTime)
        }
        var gone: Set<UInt64> = []
        return declarations.map { declaration in
            // What is withdrawn is withdrawn once, however often that is said.
            let meant = retractions.byDeclaration[declaration.entry] ?? []
            let fresh = meant.filter { !gone.contains($0) }
            gone.formUnion(fresh)
            let entries = fresh.isEmpty ? Array(meant.prefix(1)) : fresh
            return Chain.Withdrawal(
                declaration: declaration.entry, operatorUSCC: declaration.operatorUSCC, withdrawn: entries,
                name: declaration.event.eventID,
                corrections: (declaration.event.errorDeclaration?.correctiveEventIDs ?? []).prefix(8).map(\.self),
                times: entries.compactMap { known[$0] })
        }
    }
}
