import EPCIS
public import Evidence
public import Ledger
public import Rules
public import Values

/// What the ledger says of quick-response tasks: their acts in their order, as far as their signers had the right to them.
public struct TaskRecord: Sendable {
    /// A task, and what became of it.
    public struct Entry: Sendable {
        public let opening: Placed<TaskOpening>
        public internal(set) var taking: Placed<TaskTaking>?
        public internal(set) var closure: Placed<TaskClosure>?

        public var name: TaskName { opening.act.name }

        /// Where what is said of it stands in the ledger.
        public var ledgerEntries: [UInt64] {
            [opening.entry] + [taking?.entry, closure?.entry].compactMap(\.self)
        }

        public var state: State { closure != nil ? .closed : taking != nil ? .taken : .open }

        /// What is to be done next and by when, by the day on which its opening came to the ledger; nil where it is closed, or of a kind that the terms do not
        /// know.
        public func clock(_ terms: TaskTerms, _ calendar: WorkingDays) -> (isTaking: Bool, due: CalendarDate)? {
            guard closure == nil, let kind = terms.kind(opening.act.kind) else { return nil }
            let days = taking == nil ? kind.take : kind.close
            return (taking == nil, terms.lastDay(days, kind, after: opening.termDay, calendar))
        }
    }

    public enum State: String, Hashable, Sendable, CaseIterable {
        case open, taken, closed

        public var wording: Wording {
            switch self {
            case .open: Wording(en: "open", zh: "待接办")
            case .taken: Wording(en: "in hand", zh: "办理中")
            case .closed: Wording(en: "closed", zh: "已办结")
            }
        }
    }

    /// Why an act counts for nothing.
    public enum Refusal: Hashable, Sendable {
        case unreadable
        case notTheirs(uscc: String)
        case notAuthority
        case otherDistrict(scopes: [String], district: String)
        case openedBefore(entry: UInt64)
        case notOpened
        case takenBefore(entry: UInt64)
        case notTaken
        case closedBefore(entry: UInt64)
        case unknownKind(String)
        case unknownOutcome(String)
        /// Who shall take it in hand is no authority of the district, and never could.
        case ownerNotAuthority(uscc: String)
    }

    public private(set) var entries: [Entry] = []
    public private(set) var refused: [(entry: UInt64, why: Refusal)] = []
    private var places: [TaskName: Int] = [:]
    private let roles: Roles
    /// Whether an operator's roles are at hand: evidence has those of whoever spoke in it.
    private let knows: @Sendable (_ uscc: String) -> Bool
    public let terms: TaskTerms

    /// What strangers write under a task's name is told, so much of it.
    private static let refusedMax = 100

    package init(
        roles: Roles, terms: TaskTerms = .builtIn, knows: @escaping @Sendable (_ uscc: String) -> Bool = { _ in true }
    ) {
        (self.roles, self.terms, self.knows) = (roles, terms, knows)
    }

    /// - Parameter events: all that name a task or their register, ascending; each stood where it is.
    public init(events: [RecordedEvent], registries: [Registry], terms: TaskTerms = .builtIn) {
        self.init(events: events, roles: Roles(registries), terms: terms) { uscc in
            registries.contains { $0.operators[uscc] != nil }
        }
    }

    package init(
        events: [RecordedEvent], roles: Roles, terms: TaskTerms = .builtIn,
        knows: @escaping @Sendable (_ uscc: String) -> Bool = { _ in true }
    ) {
        self.init(roles: roles, terms: terms, knows: knows)
        for event in events {
            guard let read = event.event, let act = TaskAct(read) else {
                refuse(event.entry, .unreadable)
                continue
            }
            take(
                Placed(
                    entry: event.entry, signer: event.journal.operatorUSCC, time: read.eventTime, act: act,
                    arrival: event.recordTime))
        }
    }

    public func entry(_ name: TaskName) -> Entry? { places[name].map { entries[$0] } }

    /// Takes acts in the order of the ledger.
    public mutating func take(_ placed: Placed<TaskAct>) {
        if let why = refusal(taking: placed) { refuse(placed.entry, why) }
    }

    private mutating func refuse(_ entry: UInt64, _ why: Refusal) {
        if refused.count < Self.refusedMax || entry == .max { refused.append((entry, why)) }
    }

    private mutating func refusal(taking placed: Placed<TaskAct>) -> Refusal? {
        func its<Act>(_ act: Act) -> Placed<Act> {
            placed.with(act)
        }
        let place = places[placed.act.name]
        if case .opening(let said) = placed.act {
            if let place { return .openedBefore(entry: entries[place].opening.entry) }
            guard placed.signer == said.name.uscc else { return .notTheirs(uscc: placed.signer) }
            guard terms.kind(said.kind) != nil else { return .unknownKind(said.kind) }
            if let why = roleRefusal(placed, in: said.district) { return why }
            // What is about to be signed is asked of the host; what was signed, of whoever's roles are shown.
            if placed.entry == .max || knows(said.owner),
                roles.authorityRefusal(said.owner, at: placed.entry, in: said.district) != nil
            {
                return .ownerNotAuthority(uscc: said.owner)
            }
            places[said.name] = entries.count
            entries.append(Entry(opening: its(said)))
            return nil
        }
        guard let place else { return .notOpened }
        let entry = entries[place]
        guard placed.signer == entry.opening.act.owner else { return .notTheirs(uscc: placed.signer) }
        if let why = roleRefusal(placed, in: entry.opening.act.district) { return why }
        if let closure = entry.closure { return .closedBefore(entry: closure.entry) }
        switch placed.act {
        case .opening: return .unreadable
        case .taking(let said):
            if let taking = entry.taking { return .takenBefore(entry: taking.entry) }
            entries[place].taking = its(said)
        case .closure(let said):
            guard entry.taking != nil else { return .notTaken }
            guard terms.outcome(said.outcome) != nil else { return .unknownOutcome(said.outcome) }
            entries[place].closure = its(said)
        }
        return nil
    }

    private func roleRefusal(_ placed: Placed<TaskAct>, in district: String) -> Refusal? {
        switch roles.authorityRefusal(placed.signer, at: placed.entry, in: district) {
        case nil: nil
        case .otherDistrict(let scopes, let district): .otherDistrict(scopes: scopes, district: district)
        default: .notAuthority
        }
    }
}

extension TaskRecord.Refusal {
    /// Whether it is about who may speak, not about what is said.
    public var isOfRoles: Bool {
        switch self {
        case .notTheirs, .notAuthority, .otherDistrict, .ownerNotAuthority: true
        default: false
        }
    }

    public var wording: Wording {
        switch self {
        case .unreadable: Wording(en: "no act about a task in its one form", zh: "不是格式正确的任务行为")
        case .notTheirs(let uscc):
            Wording(en: "by \(uscc.shown), who may not say it", zh: "由 \(uscc.shown) 记录，无权作出")
        case .notAuthority:
            Wording(en: "its signer has not the role authority", zh: "签署方不具有监管部门（authority）角色")
        case .otherDistrict(let scopes, let district):
            Wording(
                en: "its signer is an authority of \(scopes.joined(separator: ", ")), not of \(district)",
                zh: "签署方的监管范围为 \(scopes.joined(separator: "、"))，不含 \(district)")
        case .openedBefore(let entry): Wording(en: "opened already in entry \(entry)", zh: "第 \(entry) 条已建立")
        case .notOpened: Wording(en: "no task was opened before it", zh: "此前没有建立该任务")
        case .takenBefore(let entry): Wording(en: "taken already in entry \(entry)", zh: "第 \(entry) 条已接办")
        case .notTaken: Wording(en: "nobody has taken it in hand", zh: "尚未接办")
        case .closedBefore(let entry): Wording(en: "closed already in entry \(entry)", zh: "第 \(entry) 条已办结")
        case .unknownKind(let kind): Wording(en: "no such kind of task: \(kind.shown)", zh: "没有任务类型：\(kind.shown)")
        case .ownerNotAuthority(let uscc):
            Wording(
                en: "for \(uscc.shown), which is no authority of that district and could never take it in hand",
                zh: "承办方 \(uscc.shown) 不是该区划的监管部门，无法接办")
        case .unknownOutcome(let word): Wording(en: "no such outcome: \(word.shown)", zh: "没有办理结果：\(word.shown)")
        }
    }
}
