public import TransparencyLog
public import Values

extension Registry {
    /// Whether what a device records stands, and why not.
    public enum Standing: Hashable, Sendable {
        case good
        case notEnrolled
        case revoked(entry: UInt64, from: Timestamp)
        /// Revoked as stolen: never to stand again.
        case stolen(entry: UInt64, since: Timestamp)
        case operatorSuspended(entry: UInt64, from: Timestamp)
        /// The journal signed two histories: it takes nothing more.
        case forked(entry: UInt64)
    }

    /// The standing of what comes under a journal's signed `checkpoint` at ledger index `entry`, by the entries before that.
    ///
    /// Without a checkpoint: of whatever the device may sign now. Without an index: by all entries there are.
    public func standing(
        of journal: JournalName, under checkpoint: Checkpoint? = nil, at entry: UInt64 = .max
    ) -> Standing {
        guard let device = devices[journal], device.entries[0] < entry,
            let owner = operators[journal.operatorUSCC], owner.entries[0] < entry
        else { return .notEnrolled }
        if let fork = forks[journal], fork.entry < entry { return .forked(entry: fork.entry) }
        if let ban = device.revocations.inForce(at: entry), !ban.spares(journal, checkpoint) {
            let theft = device.revocations.last { $0.stolenSince != nil && $0.holds(at: entry) }
            if let theft, let since = theft.stolenSince { return .stolen(entry: theft.entry, since: since) }
            return .revoked(entry: ban.entry, from: ban.from)
        }
        if let ban = owner.suspensions.inForce(at: entry), !ban.spares(journal, checkpoint) {
            return .operatorSuspended(entry: ban.entry, from: ban.from)
        }
        return .good
    }

    /// Whether anything of a journal may still be taken: what a push is admitted by before its body is read.
    public func mayTake(_ journal: JournalName) -> Bool {
        switch standing(of: journal) {
        case .good: true
        case .notEnrolled, .forked: false
        case .revoked, .stolen, .operatorSuspended:
            [devices[journal]?.revocation, operators[journal.operatorUSCC]?.suspension].compactMap(\.self)
                .allSatisfy { ban in ban.signed.contains { $0.journal == journal } }
        }
    }

    /// Something that the host says against an event that stands.
    public enum Claim: Hashable, Sendable {
        /// Its device was revoked afterwards, from before it came.
        case revoked(entry: UInt64, from: Timestamp)
        /// Its operator was suspended afterwards, from before it came.
        case operatorSuspended(entry: UInt64, from: Timestamp)
        /// It is of a time since which its device was stolen.
        case stolen(entry: UInt64, since: Timestamp)
    }

    /// An act takes its time to the ledger: what came within these seconds after the moment that it names is not meant.
    public static let actDelaySecondsMax: Int64 = 5

    /// What the host claims against an event at ledger index `entry`; none of it makes the event false.
    /// - Parameters:
    ///   - arrival: when the event came.
    ///   - claimed: the event's own time; nil where it has none that can be read.
    public func claims(
        against journal: JournalName, at entry: UInt64, arrival: Timestamp, claimed: Timestamp?
    ) -> [Claim] {
        var claims: [Claim] = []
        let device = devices[journal]
        if let theft = device?.theft, let since = theft.stolenSince, claimed ?? arrival >= since {
            claims.append(.stolen(entry: theft.entry, since: since))
        } else if let ban = device?.revocations.first(where: { $0.isClaim(against: entry, arrival) }) {
            claims.append(.revoked(entry: ban.entry, from: ban.from))
        }
        let suspensions = operators[journal.operatorUSCC]?.suspensions ?? []
        if let ban = suspensions.first(where: { $0.isClaim(against: entry, arrival) }) {
            claims.append(.operatorSuspended(entry: ban.entry, from: ban.from))
        }
        return claims
    }

    /// The revocation or suspension that admin entry `entry` says, where it is the newest and says one.
    func ban(in entry: UInt64) -> Ban? {
        newestBan?.entry == entry ? newestBan : nil
    }

    /// The entries that decide a journal's standing: the admin key's, its operator's, its own, its fork's; ascending.
    public func entries(deciding journal: JournalName) -> [UInt64] {
        let owners = operators[journal.operatorUSCC]?.entries ?? []
        let own = (devices[journal]?.entries ?? []) + (forks[journal].map { [$0.entry] } ?? [])
        return Set(keyEntries + owners + own).sorted()
    }

    /// The entries that decide whether an operator is on this ledger, and what it may do; ascending. None where it is not.
    public func entries(decidingOperator uscc: String) -> [UInt64] {
        operators[uscc].map { Set(keyEntries + $0.entries).sorted() } ?? []
    }

    /// How a definition file came to count, the last time; nil where it never did.
    public func adoption(of sha256: DefinitionDigest) -> Adoption? {
        definitions.values.lazy.joined().filter { $0.sha256 == sha256 }.max { $0.entry < $1.entry }
    }

    /// The entries that say which definition files count now; ascending.
    public var entriesOfDefinitions: [UInt64] {
        definitions.isEmpty ? [] : Set(keyEntries + definitions.values.compactMap { $0.last?.entry }).sorted()
    }

    /// The entries that decide who may issue what begins as `name`: the assignments, and who is meant by them; ascending.
    public func entries(decidingIssuersOf name: String) -> [UInt64] {
        var entries: Set<UInt64> = []
        for assignment in prefixes.matching(name) {
            let ends = [assignment.tenure.endedBy, assignment.voidedBy].compactMap(\.self)
            entries.formUnion([assignment.tenure.entry] + ends)
            entries.formUnion(operators[assignment.uscc]?.entries ?? [])
        }
        return entries.isEmpty ? [] : entries.union(keyEntries).sorted()
    }
}

extension Ban {
    /// Whether what comes under just this checkpoint is still taken.
    fileprivate func spares(_ journal: JournalName, _ checkpoint: Checkpoint?) -> Bool {
        guard let checkpoint else { return false }
        return signed.contains(SignedExtent(journal: journal, size: checkpoint.treeSize, root: checkpoint.root))
    }

    /// Whether it speaks, afterwards, of a time in which the event at `index` had come. What was lifted is claimed no more.
    fileprivate func isClaim(against index: UInt64, _ arrival: Timestamp) -> Bool {
        index < entry && liftedBy == nil
            && arrival.milliseconds - from.milliseconds > Registry.actDelaySecondsMax * 1000
    }
}

extension Registry.Standing {
    /// The entry that keeps a device from standing.
    public var decidingEntry: UInt64? {
        switch self {
        case .good, .notEnrolled: nil
        case .revoked(let entry, _), .stolen(let entry, _), .operatorSuspended(let entry, _), .forked(let entry): entry
        }
    }
}
