public import Evidence
public import Ledger
public import Values

/// What the ledger says of a draw: its acts in their order, as far as their signers had the right to them.
public struct DrawRecord: Sendable {
    /// An act that counts.
    public struct Placed<Act: Sendable>: Sendable {
        public let entry: UInt64
        public let arrival: Timestamp
        public let act: Act
    }

    /// Why an event under the draw's name counts for nothing.
    public enum Refusal: Hashable, Sendable {
        /// It is no act of a draw in its one form.
        case unreadable
        /// Its signer is another than the office that the draw is named after.
        case otherOffice(uscc: String)
        /// Its signer was not granted the role `authority` before it.
        case notAuthority
        /// Its signer is an authority, elsewhere.
        case otherDistrict(scopes: [String], district: String)
        /// There is a commitment already; none is replaced.
        case committedBefore(entry: UInt64)
        case notCommitted
        case drawnBefore(entry: UInt64)
        case notDrawn
        /// Not the next number.
        case outOfOrder(number: Int)
        /// It does not say the commitment that counts.
        case otherCommitment(entry: UInt64)
    }

    public let name: DrawName
    public private(set) var commitment: Placed<DrawPlan>?
    /// The commitment's leaf, byte for byte.
    public private(set) var commitmentLeaf: [UInt8] = []
    public private(set) var result: Placed<DrawResult>?
    public private(set) var substitutions: [Placed<DrawSubstitution>] = []
    /// What was made public, the newest last.
    public private(set) var publications: [Placed<DrawPublication>] = []
    /// Events that seal the names of inspectors.
    public private(set) var names: [UInt64] = []
    public private(set) var refused: [(entry: UInt64, why: Refusal)] = []

    /// - Parameters:
    ///   - events: all that name the draw, ascending; each stood where it is.
    ///   - registry: who was granted which roles.
    public init(_ name: DrawName, events: [RecordedEvent], registry: Registry) {
        self.name = name
        for event in events {
            if let why = take(event, registry) { refused.append((event.entry, why)) }
        }
    }

    /// Takes an event in, or says why it counts for nothing.
    private mutating func take(_ event: RecordedEvent, _ registry: Registry) -> Refusal? {
        guard let act = event.event.flatMap({ DrawAct($0) }), act.name == name else { return .unreadable }
        guard event.journal.operatorUSCC == name.uscc else { return .otherOffice(uscc: event.journal.operatorUSCC) }
        if case .commitment(let plan) = act {
            if let commitment { return .committedBefore(entry: commitment.entry) }
            if let refusal = Self.refusal(name.uscc, at: event.entry, district: plan.district, registry) {
                return refusal
            }
            commitment = Placed(entry: event.entry, arrival: event.recordTime, act: plan)
            commitmentLeaf =
                EventEntry(journal: event.journal, index: event.journalIndex, body: event.body).bytes
            return nil
        }
        if case .names = act {
            guard Self.isAuthority(name.uscc, at: event.entry, registry) else { return .notAuthority }
            names.append(event.entry)
            return nil
        }
        guard let commitment else { return .notCommitted }
        let district = commitment.act.district
        if let refusal = Self.refusal(name.uscc, at: event.entry, district: district, registry) { return refusal }
        func placed<Act>(_ act: Act) -> Placed<Act> {
            Placed(entry: event.entry, arrival: event.recordTime, act: act)
        }
        switch act {
        case .result(let said):
            if let result { return .drawnBefore(entry: result.entry) }
            guard said.commitment == commitment.entry else { return .otherCommitment(entry: said.commitment) }
            result = placed(said)
        case .substitution(let said):
            guard result != nil else { return .notDrawn }
            guard said.number == substitutions.count + 1 else { return .outOfOrder(number: said.number) }
            substitutions.append(placed(said))
        case .publication(let said):
            guard result != nil else { return .notDrawn }
            publications.append(placed(said))
        case .names, .commitment: break
        }
        return nil
    }
}

extension DrawRecord {
    /// Why an operator may not draw in a district, for an entry that stands, or is to stand, at `entry`; nil where it may.
    public static func refusal(
        _ uscc: String, at entry: UInt64 = .max, district: String, _ registry: Registry
    ) -> Refusal? {
        let scopes = scopes(uscc, at: entry, registry)
        guard !scopes.isEmpty else { return .notAuthority }
        guard scopes.contains(where: { district.hasPrefix($0) }) else {
            return .otherDistrict(scopes: scopes, district: district)
        }
        return nil
    }

    static func isAuthority(_ uscc: String, at entry: UInt64, _ registry: Registry) -> Bool {
        !scopes(uscc, at: entry, registry).isEmpty
    }

    /// Where an operator is an authority; the empty scope is everywhere.
    private static func scopes(_ uscc: String, at entry: UInt64, _ registry: Registry) -> [String] {
        registry.operators[uscc]?.roles.compactMap { grant in
            grant.role.word == "authority" && grant.tenure.holds(at: entry) ? grant.role.scope ?? "" : nil
        } ?? []
    }
}

extension DrawRecord.Refusal {
    public var wording: Wording {
        switch self {
        case .unreadable: Wording(en: "no act of a draw in its one form", zh: "不是格式正确的抽查行为")
        case .otherOffice(let uscc): Wording(en: "by \(uscc), not by the office that draws", zh: "由 \(uscc) 记录，并非抽查机关")
        case .notAuthority:
            Wording(en: "its signer has not the role authority", zh: "签署方不具有监管部门（authority）角色")
        case .otherDistrict(let scopes, let district):
            Wording(
                en: "its signer is an authority of \(scopes.joined(separator: ", ")), not of \(district)",
                zh: "签署方的监管范围为 \(scopes.joined(separator: "、"))，不含 \(district)")
        case .committedBefore(let entry):
            Wording(en: "committed to already in entry \(entry)", zh: "第 \(entry) 条已有承诺")
        case .notCommitted: Wording(en: "nothing was committed to before it", zh: "此前没有承诺")
        case .drawnBefore(let entry): Wording(en: "drawn already in entry \(entry)", zh: "第 \(entry) 条已抽取")
        case .notDrawn: Wording(en: "nothing was drawn before it", zh: "此前尚未抽取")
        case .outOfOrder(let number):
            Wording(en: "substitution \(number) is not the next one", zh: "替换序号 \(number) 不连续")
        case .otherCommitment(let entry):
            Wording(en: "it speaks of the commitment in entry \(entry)", zh: "其所称承诺为第 \(entry) 条")
        }
    }
}
