public import Evidence
public import Ledger
public import Values

/// What the ledger says of a complaint: its acts in their order, as far as their signers had the right to them.
public struct ComplaintRecord: Sendable {
    /// An act that counts.
    public struct Placed<Act: Sendable>: Sendable {
        public let entry: UInt64
        public let arrival: Timestamp
        /// Who answers for it: the office, or the host that signed for a shopper.
        public let uscc: String
        public let act: Act
    }

    /// An act under a complaint's name, with who signed it where.
    public struct Signed: Sendable {
        public let entry: UInt64
        public let arrival: Timestamp
        public let journal: JournalName
        /// Nil where it is none in its one form.
        public let act: ComplaintAct?

        public init(entry: UInt64, arrival: Timestamp, journal: JournalName, act: ComplaintAct?) {
            (self.entry, self.arrival, self.journal, self.act) = (entry, arrival, journal, act)
        }

        public init(_ event: RecordedEvent) {
            self.init(
                entry: event.entry, arrival: event.recordTime, journal: event.journal,
                act: event.event.flatMap { ComplaintAct($0) })
        }
    }

    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Received, and nothing decided.
        case open
        case accepted, refused, closed

        public var wording: Wording {
            switch self {
            case .open: Wording(en: "received", zh: "已收到，待决定")
            case .accepted: Wording(en: "accepted", zh: "已受理")
            case .refused: Wording(en: "not accepted", zh: "不予受理")
            case .closed: Wording(en: "closed", zh: "已办结")
            }
        }

        /// For a report, of which a case is made or not.
        public var wordingOfReport: Wording {
            switch self {
            case .open: Wording(en: "received, being checked", zh: "已收到，核查中")
            case .accepted: Wording(en: "a case was opened", zh: "已立案")
            case .refused: Wording(en: "no case was opened", zh: "不予立案")
            case .closed: wording
            }
        }
    }

    public let name: ComplaintName
    public private(set) var opening: Placed<ComplaintOpening>?
    /// Acceptance or refusal.
    public private(set) var decision: Placed<ComplaintStep>?
    public private(set) var extended: Placed<ComplaintStep>?
    /// The newest last.
    public private(set) var answers: [Placed<ComplaintStep>] = []
    public private(set) var referrals: [Placed<ComplaintStep>] = []
    public private(set) var closure: Placed<ComplaintStep>?
    /// Where the office that closed it was an authority then; the empty scope is everywhere.
    private var closingScopes: [String] = []
    public private(set) var refused: [(entry: UInt64, why: Refusal)] = []

    /// What strangers write under a complaint's name is told, so much of it.
    private static let refusedMax = 50

    public init(_ name: ComplaintName) { self.name = name }

    /// - Parameters:
    ///   - events: all that name the complaint, ascending; each stood where it is.
    ///   - registry: who was granted which roles.
    public init(_ name: ComplaintName, events: [RecordedEvent], registry: Registry) {
        self.name = name
        for event in events { take(Signed(event), registry) }
    }

    /// The office that is to act, by its district; nil while nothing is on record.
    public var district: String? { referrals.last?.act.district ?? opening?.act.district }

    public var state: State {
        if closure != nil { return .closed }
        return switch decision?.act.act {
        case .acceptance: .accepted
        case nil: .open
        default: .refused
        }
    }

    /// Whether an office in charge of the firm said by closing it that what was complained of was found to be true. That it was accepted, or that
    /// a case was opened, says nothing of that.
    /// - Parameter firmDistrict: where the firm is registered, as its number says; nil where no firm is named.
    public func isUpheld(
        firmDistrict: String?, _ definitions: ComplaintDefinitions = .builtIn
    ) -> Bool {
        guard let ground = closure?.act.ground, definitions.isUpheld(ground: ground) else { return false }
        guard let firmDistrict else { return opening?.act.firm == nil }
        // Who is registered with the city or the province itself is in the charge of every office in it.
        var registered = firmDistrict
        while registered.utf8.count > 2, registered.hasSuffix("00") { registered.removeLast(2) }
        return closingScopes.contains {
            registered.hasPrefix($0) || $0.hasPrefix(registered) && registered != firmDistrict
        }
    }

    public var stateWording: Wording {
        opening?.act.class == .report ? state.wordingOfReport : state.wording
    }

    /// What offices did, in the order of the ledger.
    public var steps: [Placed<ComplaintStep>] {
        ([decision, extended, closure].compactMap(\.self) + answers + referrals).sorted { $0.entry < $1.entry }
    }

    /// Takes the next act in, or notes why it counts for nothing.
    public mutating func take(_ signed: Signed, _ registry: Registry) {
        guard let why = admit(signed, registry) else { return }
        if refused.count < Self.refusedMax { refused.append((signed.entry, why)) }
    }

    private mutating func admit(_ signed: Signed, _ registry: Registry) -> Refusal? {
        guard let act = signed.act, act.name == name else { return .unreadable }
        func placed<Act>(_ act: Act) -> Placed<Act> {
            Placed(entry: signed.entry, arrival: signed.arrival, uscc: signed.journal.operatorUSCC, act: act)
        }
        switch act {
        case .opening(let said):
            if let opening { return .openedBefore(entry: opening.entry) }
            if let why = Self.refusal(of: said, by: signed, registry) { return why }
            opening = placed(said)
        case .step(let step):
            guard opening != nil, let district else { return .notOpened }
            if let why = Self.refusal(signed.journal.operatorUSCC, at: signed.entry, district: district, registry) {
                return why
            }
            if let why = refusal(of: step) { return why }
            switch step.act {
            case .acceptance, .refusal: decision = placed(step)
            case .extension: extended = placed(step)
            case .answer: answers.append(placed(step))
            case .closure:
                closure = placed(step)
                closingScopes = Self.scopes(signed.journal.operatorUSCC, at: signed.entry, registry)
            case .referral: referrals.append(placed(step))
            }
        }
        return nil
    }
}
