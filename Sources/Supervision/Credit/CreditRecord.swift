import EPCIS
public import Evidence
public import Ledger
public import Values

/// What the ledger says of credit: the entries of a firm's file, or of an office's list, as far as their signers had the right to them.
public struct CreditRecord: Sendable {
    /// An entry, and what became of it.
    public struct Entry: Sendable {
        public let listing: Placed<CreditListing>
        public internal(set) var reviews: [Placed<CreditReview>] = []
        public internal(set) var removal: Placed<CreditRemoval>?
        /// The last day by its decision or by the terms; nil is open.
        public let lastDay: CalendarDate?

        /// Whether a review found that it should never have been.
        public var isRevoked: Bool { reviews.last.map { !$0.act.isUpheld } ?? false }

        /// Whether it stands on a day.
        public func isInForce(on day: CalendarDate) -> Bool {
            guard !isRevoked, listing.act.decided.daysSinceEpoch <= day.daysSinceEpoch else { return false }
            if let removal, removal.act.decided.daysSinceEpoch <= day.daysSinceEpoch { return false }
            return lastDay.map { day.daysSinceEpoch <= $0.daysSinceEpoch } ?? true
        }

        /// The days on which it stands; nil where it never did.
        public var span: (from: CalendarDate, to: CalendarDate?)? {
            guard !isRevoked else { return nil }
            let ends = [lastDay, removal?.act.decided.before].compactMap(\.self)
            return (listing.act.decided, ends.min { $0.daysSinceEpoch < $1.daysSinceEpoch })
        }

        /// Where what is said of it stands in the ledger.
        public var ledgerEntries: [UInt64] {
            [listing.entry] + reviews.map(\.entry) + [removal?.entry].compactMap(\.self)
        }
    }

    /// Why an act counts for nothing.
    public enum Refusal: Hashable, Sendable {
        case unreadable
        case notTheirs(uscc: String)
        case notAuthority
        case otherDistrict(scopes: [String], district: String)
        case numberTaken(String, entry: UInt64)
        case noSuchEntry(String)
        case unknownList(String)
        case unknownGround(String)
        case removedBefore(entry: UInt64)
        /// Not yet: from this day on.
        case tooEarly(CalendarDate)
        /// It begins later than it was signed.
        case inFuture(CalendarDate)
        /// It would stand longer than its list allows, which ends on this day.
        case afterTerm(CalendarDate)
    }

    public private(set) var entries: [Entry] = []
    public private(set) var refused: [(entry: UInt64, why: Refusal)] = []

    private var places: [String: Int] = [:]
    private let roles: Roles
    public let terms: CreditTerms

    package init(roles: Roles, terms: CreditTerms = .builtIn) {
        (self.roles, self.terms) = (roles, terms)
    }

    /// - Parameter events: all that name a firm's file or an office's list, ascending; each stood where it is.
    public init(events: [RecordedEvent], registries: [Registry], terms: CreditTerms = .builtIn) {
        self.init(events: events, roles: Roles(registries), terms: terms)
    }

    package init(events: [RecordedEvent], roles: Roles, terms: CreditTerms = .builtIn) {
        self.init(roles: roles, terms: terms)
        for event in events {
            guard let read = event.event, let act = CreditAct(read) else {
                refused.append((event.entry, .unreadable))
                continue
            }
            take(Placed(entry: event.entry, signer: event.journal.operatorUSCC, time: read.eventTime, act: act))
        }
    }

    public func entry(of office: String, _ number: String) -> Entry? {
        places["\(office)/\(number)"].map { entries[$0] }
    }

    /// Takes acts in the order of the ledger.
    public mutating func take(_ placed: Placed<CreditAct>) {
        if let why = refusal(taking: placed) { refused.append((placed.entry, why)) }
    }

    private mutating func refusal(taking placed: Placed<CreditAct>) -> Refusal? {
        func its<Act>(_ act: Act) -> Placed<Act> {
            placed.with(act)
        }
        switch placed.act {
        case .listing(let said):
            guard placed.signer == said.office else { return .notTheirs(uscc: placed.signer) }
            guard let list = terms.list(said.list) else { return .unknownList(said.list) }
            guard list.ground(said.ground) != nil else { return .unknownGround(said.ground) }
            if let other = entry(of: said.office, said.number) {
                return .numberTaken(said.number, entry: other.listing.entry)
            }
            guard said.decided.daysSinceEpoch <= placed.time.daysOnSpot else { return .inFuture(said.decided) }
            let end = list.months.map { said.decided.adding(months: $0).before }
            if let end, let said = said.end, said.daysSinceEpoch > end.daysSinceEpoch { return .afterTerm(end) }
            if let why = officeRefusal(placed, in: said.district) { return why }
            places["\(said.office)/\(said.number)"] = entries.count
            let last = said.end ?? end
            entries.append(Entry(listing: its(said), lastDay: last))
        case .review(let said):
            guard let place = place(said.office, said.number, said.firm) else { return .noSuchEntry(said.number) }
            // Whoever may decide for the district may look at it again: the office itself, or one above it.
            if let why = officeRefusal(placed, in: entries[place].listing.act.district) { return why }
            guard said.decided.daysSinceEpoch <= placed.time.daysOnSpot else { return .inFuture(said.decided) }
            entries[place].reviews.append(its(said))
        case .removal(let said):
            guard let place = place(said.office, said.number, said.firm) else { return .noSuchEntry(said.number) }
            guard placed.signer == said.office else { return .notTheirs(uscc: placed.signer) }
            let entry = entries[place]
            if let why = officeRefusal(placed, in: entry.listing.act.district) { return why }
            if let removal = entry.removal { return .removedBefore(entry: removal.entry) }
            if let day = earliest(of: said.ground, entry), said.decided.daysSinceEpoch < day.daysSinceEpoch {
                return .tooEarly(day)
            }
            guard said.decided.daysSinceEpoch <= placed.time.daysOnSpot else { return .inFuture(said.decided) }
            entries[place].removal = its(said)
        }
        return nil
    }

    private func place(_ office: String, _ number: String, _ firm: String) -> Int? {
        places["\(office)/\(number)"].flatMap { entries[$0].listing.act.firm == firm ? $0 : nil }
    }

    private func officeRefusal(_ placed: Placed<CreditAct>, in district: String) -> Refusal? {
        switch roles.authorityRefusal(placed.signer, at: placed.entry, in: district) {
        case nil: nil
        case .otherDistrict(let scopes, let district): .otherDistrict(scopes: scopes, district: district)
        default: .notAuthority
        }
    }

    /// The first day on which an entry may be ended on a ground; nil is any.
    public func earliest(of ground: CreditRemoval.Ground, _ entry: Entry) -> CalendarDate? {
        switch ground {
        case .expired: entry.lastDay.map { CalendarDate(daysSinceEpoch: $0.daysSinceEpoch + 1) }
        case .repaired:
            terms.list(entry.listing.act.list).map {
                entry.listing.act.decided.adding(months: $0.repairAfterMonths)
            }
        }
    }

    /// What everybody may see on a day: what stands then, of lists that are public.
    public func shown(on day: CalendarDate) -> [Entry] {
        entries.filter { $0.isInForce(on: day) && terms.list($0.listing.act.list)?.isPublic == true }
    }

    /// When firms may not trade, by USCC: entries of lists that bar.
    public var barred: [String: [(from: CalendarDate, to: CalendarDate?, entry: Entry)]] {
        var barred: [String: [(from: CalendarDate, to: CalendarDate?, entry: Entry)]] = [:]
        for entry in entries where terms.list(entry.listing.act.list)?.bars == true {
            guard let span = entry.span else { continue }
            barred[entry.listing.act.firm, default: []].append((span.from, span.to, entry))
        }
        return barred
    }
}

extension OffsetTime {
    /// The day on the spot, counted from 1970-01-01.
    fileprivate var daysOnSpot: Int {
        Int((moment.milliseconds + Int64(offsetMinutes) * 60_000).flooredDivision(by: 86_400_000).quotient)
    }
}

extension CreditRecord.Refusal {
    /// Whether it is about who may speak, not about what is said.
    public var isOfRoles: Bool {
        switch self {
        case .notTheirs, .notAuthority, .otherDistrict: true
        default: false
        }
    }

    public var wording: Wording {
        switch self {
        case .unreadable: Wording(en: "no act of credit in its one form", zh: "不是格式正确的信用行为")
        case .notTheirs(let uscc):
            Wording(en: "by \(uscc.shown), not by the office whose entry it is", zh: "由 \(uscc.shown) 记录，并非作出决定的机关")
        case .notAuthority:
            Wording(en: "its signer has not the role authority", zh: "签署方不具有监管部门（authority）角色")
        case .otherDistrict(let scopes, let district):
            Wording(
                en: "its signer is an authority of \(scopes.joined(separator: ", ")), not of \(district)",
                zh: "签署方的监管范围为 \(scopes.joined(separator: "、"))，不含 \(district)")
        case .numberTaken(let number, let entry):
            Wording(en: "number \(number.shown) is taken by entry \(entry)", zh: "编号 \(number.shown) 已用于第 \(entry) 条")
        case .noSuchEntry(let number):
            Wording(en: "the office has no entry \(number.shown) of this firm", zh: "该机关没有该主体的记录 \(number.shown)")
        case .unknownList(let list): Wording(en: "no such list: \(list.shown)", zh: "没有名单：\(list.shown)")
        case .unknownGround(let ground):
            Wording(en: "no ground of this list: \(ground.shown)", zh: "该名单没有事由：\(ground.shown)")
        case .removedBefore(let entry): Wording(en: "ended already in entry \(entry)", zh: "第 \(entry) 条已移出")
        case .tooEarly(let day): Wording(en: "not before \(day)", zh: "\(day) 之前不得移出")
        case .afterTerm(let day):
            Wording(en: "the list's own term ends on \(day)", zh: "该名单的法定期限于 \(day) 届满")
        case .inFuture(let day): Wording(en: "decided on \(day), which is still to come", zh: "决定日期 \(day) 尚未到来")
        }
    }
}
