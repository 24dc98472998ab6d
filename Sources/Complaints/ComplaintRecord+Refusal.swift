public import Ledger
public import Values

extension ComplaintRecord {
    /// Why an event under a complaint's name counts for nothing.
    public enum Refusal: Hashable, Sendable {
        /// It is no act about a complaint in its one form.
        case unreadable
        case openedBefore(entry: UInt64)
        case notOpened
        /// Its signer was not granted the role `authority` before it.
        case notAuthority
        /// Its signer is an authority, elsewhere.
        case otherDistrict(scopes: [String], district: String)
        /// It says to come by the page, and is not of the host's journal; or the host's journal says something else.
        case otherWay
        /// The day on which it was received is after it came.
        case receivedLater(CalendarDate)
        case decidedBefore(entry: UInt64)
        case notAccepted
        case closedBefore(entry: UInt64)
        /// Only the term of a report is extended, once, before it ends in a decision.
        case notExtendable
        /// It is referred to where it is.
        case sameDistrict
    }

    /// Why an operator may not act in a district, for an entry that stands, or is to stand, at `entry`; nil where it may.
    public static func refusal(
        _ uscc: String, at entry: UInt64 = .max, district: String, _ registry: Registry
    ) -> Refusal? {
        refusal(scopes: scopes(uscc, at: entry, registry), district: district)
    }

    /// Where an operator was an authority before an entry; the empty scope is everywhere.
    static func scopes(_ uscc: String, at entry: UInt64, _ registry: Registry) -> [String] {
        registry.operators[uscc]?.roles.compactMap { grant in
            grant.role.word == "authority" && grant.tenure.holds(at: entry) ? grant.role.scope ?? "" : nil
        } ?? []
    }

    /// The same of one who is an authority in these districts; the empty scope is everywhere.
    public static func refusal(scopes: [String], district: String) -> Refusal? {
        guard !scopes.isEmpty else { return .notAuthority }
        return scopes.contains { district.hasPrefix($0) }
            ? nil : .otherDistrict(scopes: scopes, district: district)
    }

    static func refusal(of opening: ComplaintOpening, by signed: Signed, _ registry: Registry) -> Refusal? {
        guard opening.received.daysSinceEpoch <= signed.arrival.localDay.daysSinceEpoch else {
            return .receivedLater(opening.received)
        }
        guard signed.journal.isCustodial == (opening.way == .page) else { return .otherWay }
        guard opening.way != .page else { return nil }
        return refusal(signed.journal.operatorUSCC, at: signed.entry, district: opening.district, registry)
    }

    /// Why a step cannot be taken now, whoever takes it; nil where it can.
    public func refusal(of step: ComplaintStep) -> Refusal? {
        guard let opening else { return .notOpened }
        // What is answered after the end is still told.
        if step.act == .answer { return nil }
        if let closure { return .closedBefore(entry: closure.entry) }
        switch step.act {
        case .acceptance, .refusal, .referral:
            if let decision { return .decidedBefore(entry: decision.entry) }
            return step.act == .referral && step.district == district ? .sameDistrict : nil
        case .extension:
            return opening.act.class == .report && extended == nil && decision == nil ? nil : .notExtendable
        case .closure: return decision?.act.act == .acceptance ? nil : .notAccepted
        case .answer: return nil
        }
    }
}

extension ComplaintRecord.Refusal {
    public var wording: Wording {
        switch self {
        case .unreadable: Wording(en: "no act about a complaint in its one form", zh: "不是格式正确的投诉举报行为")
        case .openedBefore(let entry): Wording(en: "opened already in entry \(entry)", zh: "第 \(entry) 条已登记")
        case .notOpened: Wording(en: "no complaint was opened before it", zh: "此前没有登记该投诉举报")
        case .notAuthority:
            Wording(en: "its signer has not the role authority", zh: "签署方不具有监管部门（authority）角色")
        case .otherDistrict(let scopes, let district):
            Wording(
                en: "its signer is an authority of \(scopes.joined(separator: ", ")), not of \(district)",
                zh: "签署方的监管范围为 \(scopes.joined(separator: "、"))，不含 \(district)")
        case .otherWay:
            Wording(
                en: "by the page comes what the host's own journal signs, and nothing else", zh: "“扫码页面”只能由主机代管日志签署")
        case .receivedLater(let day): Wording(en: "received on \(day), after it came", zh: "收到日期 \(day) 晚于入账日期")
        case .decidedBefore(let entry): Wording(en: "decided already in entry \(entry)", zh: "第 \(entry) 条已作决定")
        case .notAccepted: Wording(en: "it was not accepted before", zh: "此前未受理")
        case .closedBefore(let entry): Wording(en: "closed already in entry \(entry)", zh: "第 \(entry) 条已办结")
        case .notExtendable:
            Wording(en: "only the check of a report is extended, once, before it is decided", zh: "仅举报核查可在决定前延长一次")
        case .sameDistrict: Wording(en: "it is that district's already", zh: "已由该区划处理")
        }
    }
}
