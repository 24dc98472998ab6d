import EPCIS
public import Evidence
public import Ledger
public import Values

/// What the ledger says of a recall that several offices share: who leads, who was told by whom, who confirmed, what was found, and whether
/// it has ended; as far as their signers had the right to say it.
public struct SharedRecall: Sendable {
    /// An office that was told.
    public struct Told: Sendable {
        public var uscc: String { telling.act.to }
        /// The first that told it.
        public let telling: Placed<RecallTelling>
        public internal(set) var confirmation: Placed<RecallConfirmation>?
        /// What it found: of each firm and unit the newest word.
        public internal(set) var findings: [Placed<RecallFinding>] = []
        /// What it said before of the same firm.
        public internal(set) var replaced: [Placed<RecallFinding>] = []
        /// To whom it gave the matter away.
        public internal(set) var handedOn: Placed<RecallTelling>?

        /// Whether it has said what it found, or given the matter away.
        public var hasReported: Bool { !findings.isEmpty || handedOn != nil }

        /// Where what is said of it stands in the ledger.
        public var entries: [UInt64] {
            ([telling.entry, confirmation?.entry, handedOn?.entry].compactMap(\.self)
                + (findings + replaced).map(\.entry)).sorted()
        }
    }

    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Nobody was told.
        case opened
        /// Somebody has not confirmed.
        case told
        /// All have confirmed, and somebody has not said what it found.
        case confirmed
        /// All have said what they found, or given the matter away.
        case reported
        case closed

        public var wording: Wording {
            switch self {
            case .opened: Wording(en: "opened, no office told", zh: "已建立，尚未通知其他机关")
            case .told: Wording(en: "told, not confirmed by all", zh: "已通知，尚有机关未确认")
            case .confirmed: Wording(en: "confirmed by all, not all have reported", zh: "均已确认，尚有机关未反馈")
            case .reported: Wording(en: "all have reported", zh: "均已反馈")
            case .closed: Wording(en: "closed", zh: "已结束")
            }
        }
    }

    public let name: SharedRecallName
    public private(set) var opening: Placed<RecallOpening>?
    /// In the order in which they were told.
    public private(set) var told: [Told] = []
    /// What the office that leads found itself.
    public private(set) var ownFindings: [Placed<RecallFinding>] = []
    public private(set) var closure: Placed<RecallClosure>?
    public private(set) var refused: [(entry: UInt64, why: Refusal)] = []

    private let roles: Roles
    /// Whether it is known who somebody is: evidence brings the standing of those who spoke in it, and of nobody else.
    private let knows: @Sendable (_ uscc: String) -> Bool

    package init(
        _ name: SharedRecallName, roles: Roles, knows: @escaping @Sendable (_ uscc: String) -> Bool = { _ in true }
    ) {
        (self.name, self.roles, self.knows) = (name, roles, knows)
    }

    /// - Parameter events: all that name the recall, ascending; each stood where it is.
    public init(_ name: SharedRecallName, events: [RecordedEvent], registries: [Registry]) {
        self.init(name, events: events, roles: Roles(registries)) { uscc in
            registries.contains { $0.operators[uscc] != nil }
        }
    }

    package init(
        _ name: SharedRecallName, events: [RecordedEvent], roles: Roles,
        knows: @escaping @Sendable (_ uscc: String) -> Bool = { _ in true }
    ) {
        self.init(name, roles: roles, knows: knows)
        for event in events {
            guard let read = event.event, let act = RecallAct(read) else {
                refused.append((event.entry, .unreadable))
                continue
            }
            take(
                Placed(
                    entry: event.entry, signer: event.journal.operatorUSCC, time: read.eventTime, act: act,
                    arrival: event.recordTime))
        }
    }

    public func told(_ uscc: String) -> Told? { told.first { $0.uscc == uscc } }

    public var state: State {
        if closure != nil { return .closed }
        if told.isEmpty { return .opened }
        if told.contains(where: { $0.confirmation == nil }) { return .told }
        return told.allSatisfy(\.hasReported) ? .reported : .confirmed
    }

    /// What counts of what was found, whoever found it.
    public var findings: [Placed<RecallFinding>] {
        (ownFindings + told.flatMap(\.findings)).sorted { $0.entry < $1.entry }
    }

    /// What is still held at firms, or of which nobody says what became of it.
    public var openStock: [Placed<RecallFinding>] {
        findings.filter { $0.act.amount(.held) > .zero || $0.act.unaccounted > .zero }
    }

    /// Takes acts in the order of the ledger; gives why one counts for nothing.
    @discardableResult
    public mutating func take(_ placed: Placed<RecallAct>) -> Refusal? {
        let why = admit(placed)
        if let why { refused.append((placed.entry, why)) }
        return why
    }

    /// Takes an act in, or says why it counts for nothing.
    private mutating func admit(_ placed: Placed<RecallAct>) -> Refusal? {
        guard placed.act.name == name else { return .unreadable }
        func its<Act>(_ act: Act) -> Placed<Act> {
            placed.with(act)
        }
        if case .opening(let said) = placed.act {
            guard placed.signer == name.uscc else { return .notTheirs(uscc: placed.signer) }
            if let opening { return .openedBefore(entry: opening.entry) }
            if let why = roles.authorityRefusal(placed.signer, at: placed.entry, in: said.district) {
                return Refusal(why)
            }
            opening = its(said)
            return nil
        }
        guard let opening else { return .notOpened }
        if let closure { return .closedBefore(entry: closure.entry) }
        guard isAuthority(placed.signer, at: placed.entry) else { return .notAuthority }
        if placed.time.isClearlyBefore(opening.latestMoment) { return .datedBefore(entry: opening.entry) }
        switch placed.act {
        case .opening: return .unreadable
        case .telling(let said): return admit(its(said))
        case .confirmation(let said):
            guard let place = told.firstIndex(where: { $0.uscc == placed.signer }) else {
                return .notTold(uscc: placed.signer)
            }
            guard told[place].telling.entry == said.telling else { return .otherTelling(entry: said.telling) }
            if let made = told[place].confirmation { return .confirmedBefore(entry: made.entry) }
            guard !placed.time.isClearlyBefore(told[place].telling.latestMoment) else {
                return .datedBefore(entry: said.telling)
            }
            told[place].confirmation = its(said)
        case .finding(let said):
            if placed.signer == name.uscc, told(placed.signer) == nil {
                ownFindings.removeAll { $0.act.isOfSame(as: said) }
                ownFindings.append(its(said))
                return nil
            }
            guard let place = told.firstIndex(where: { $0.uscc == placed.signer }) else {
                return .notTold(uscc: placed.signer)
            }
            guard told[place].confirmation != nil else { return .notConfirmed([placed.signer]) }
            if let handed = told[place].handedOn { return .handedOnBefore(entry: handed.entry) }
            told[place].replaced += told[place].findings.filter { $0.act.isOfSame(as: said) }
            told[place].findings.removeAll { $0.act.isOfSame(as: said) }
            told[place].findings.append(its(said))
        case .closure(let said):
            guard placed.signer == name.uscc else { return .notTheirs(uscc: placed.signer) }
            if let why = roles.authorityRefusal(placed.signer, at: placed.entry, in: opening.act.district) {
                return Refusal(why)
            }
            if said.grounds == nil, let why = whyOpen { return why }
            closure = its(said)
        }
        return nil
    }

    private mutating func admit(_ placed: Placed<RecallTelling>) -> Refusal? {
        let said = placed.act
        guard said.to != placed.signer, said.to != name.uscc else { return .toldItself }
        guard isAuthority(said.to, at: placed.entry) || !knows(said.to) else { return .toldNoOffice(uscc: said.to) }
        if let before = told(said.to) { return .toldBefore(entry: before.telling.entry) }
        if said.isHandingOn {
            guard let place = told.firstIndex(where: { $0.uscc == placed.signer }) else {
                return .notTold(uscc: placed.signer)
            }
            guard told[place].confirmation != nil else { return .notConfirmed([placed.signer]) }
            if let handed = told[place].handedOn { return .handedOnBefore(entry: handed.entry) }
            told[place].handedOn = placed
        } else {
            guard placed.signer == name.uscc else { return .notTheirs(uscc: placed.signer) }
        }
        told.append(Told(telling: placed))
        return nil
    }

    /// Why it may not end yet without grounds; nil where it may.
    public var whyOpen: Refusal? {
        let silent = told.filter { $0.confirmation == nil }.map(\.uscc)
        if !silent.isEmpty { return .notConfirmed(silent) }
        let waiting = told.filter { !$0.hasReported }.map(\.uscc)
        if !waiting.isEmpty { return .notReported(waiting) }
        let open = openStock
        return open.isEmpty ? nil : .stockOpen(open.map(\.entry))
    }

    private func isAuthority(_ uscc: String, at entry: UInt64) -> Bool {
        !roles.scopes(uscc, "authority", at: entry).isEmpty
    }
}

extension RecallFinding {
    /// Whether it takes the place of another.
    fileprivate func isOfSame(as other: RecallFinding) -> Bool { firm == other.firm && unit == other.unit }
}

extension OffsetTime {
    /// Clocks of two offices differ, but not by a day.
    fileprivate func isClearlyBefore(_ other: Timestamp) -> Bool {
        moment.milliseconds + 86_400_000 < other.milliseconds
    }
}
