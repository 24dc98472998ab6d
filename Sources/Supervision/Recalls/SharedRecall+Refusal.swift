public import Values

extension SharedRecall {
    /// Why an act counts for nothing.
    public enum Refusal: Hashable, Sendable {
        /// It is no act of a shared recall in its one form.
        case unreadable
        /// Its signer is another than the office that leads.
        case notTheirs(uscc: String)
        case notAuthority
        case otherDistrict(scopes: [String], district: String)
        case openedBefore(entry: UInt64)
        case notOpened
        case closedBefore(entry: UInt64)
        /// Nobody told its signer.
        case notTold(uscc: String)
        case toldBefore(entry: UInt64)
        case toldItself
        /// Who is told is no authority on this ledger.
        case toldNoOffice(uscc: String)
        /// It confirms what told another, or nothing.
        case otherTelling(entry: UInt64)
        case confirmedBefore(entry: UInt64)
        case notConfirmed([String])
        case notReported([String])
        case handedOnBefore(entry: UInt64)
        /// It is dated more than a day before what it follows, in that entry.
        case datedBefore(entry: UInt64)
        /// Some is still held, or unaccounted for; the entries that say so.
        case stockOpen([UInt64])

        init(_ refusal: SampleRefusal) {
            switch refusal {
            case .otherDistrict(let scopes, let district): self = .otherDistrict(scopes: scopes, district: district)
            default: self = .notAuthority
            }
        }

        /// Whether it is about who may speak, not about what is said.
        public var isOfRoles: Bool {
            switch self {
            case .notTheirs, .notAuthority, .otherDistrict, .notTold: true
            default: false
            }
        }

        public var wording: Wording {
            switch self {
            case .unreadable: Wording(en: "no act of a shared recall in its one form", zh: "不是格式正确的召回协同行为")
            case .notTheirs(let uscc):
                Wording(en: "by \(uscc.shown), not by the office that leads", zh: "由 \(uscc.shown) 记录，并非牵头机关")
            case .notAuthority:
                Wording(en: "its signer has not the role authority", zh: "签署方不具有监管部门（authority）角色")
            case .otherDistrict(let scopes, let district):
                Wording(
                    en: "its signer is an authority of \(scopes.joined(separator: ", ")), not of \(district)",
                    zh: "签署方的监管范围为 \(scopes.joined(separator: "、"))，不含 \(district)")
            case .datedBefore(let entry):
                Wording(
                    en: "dated before entry \(entry), which it follows: is the clock right?",
                    zh: "所记时间早于其所依据的第 \(entry) 条，请检查时钟")
            case .openedBefore(let entry): Wording(en: "opened already in entry \(entry)", zh: "第 \(entry) 条已建立")
            case .notOpened: Wording(en: "no office has taken the lead before it", zh: "此前没有机关牵头")
            case .closedBefore(let entry):
                Wording(
                    en:
                        "closed already in entry \(entry): what is found later needs another one (yima shared-recall open)",
                    zh: "第 \(entry) 条已结束：此后发现的情况须另行建立召回协同（yima shared-recall open）")
            case .notTold(let uscc): Wording(en: "nobody told \(uscc.shown)", zh: "\(uscc.shown) 未获通知")
            case .toldBefore(let entry): Wording(en: "told already in entry \(entry)", zh: "第 \(entry) 条已通知")
            case .toldItself:
                Wording(en: "an office does not tell itself, nor the one that leads", zh: "不能通知本机关或牵头机关")
            case .toldNoOffice(let uscc):
                Wording(en: "\(uscc.shown) is no authority on this ledger", zh: "\(uscc.shown) 不是本账本的监管部门")
            case .otherTelling(let entry):
                Wording(en: "entry \(entry) is not what told its signer", zh: "第 \(entry) 条并非对签署方的通知")
            case .confirmedBefore(let entry): Wording(en: "confirmed already in entry \(entry)", zh: "第 \(entry) 条已确认")
            case .notConfirmed(let offices):
                Wording(
                    en: "not confirmed by \(offices.map(\.shown).joined(separator: ", "))",
                    zh: "尚未确认：\(offices.map(\.shown).joined(separator: "、"))")
            case .notReported(let offices):
                Wording(
                    en: "what was found is not told by \(offices.map(\.shown).joined(separator: ", "))",
                    zh: "尚未反馈核查情况：\(offices.map(\.shown).joined(separator: "、"))")
            case .handedOnBefore(let entry):
                Wording(en: "handed on already in entry \(entry)", zh: "第 \(entry) 条已移交")
            case .stockOpen(let entries):
                Wording(
                    en:
                        "some is still held or unaccounted for: entries \(entries.map { "\($0)" }.joined(separator: ", "))",
                    zh: "尚有封存或去向不明的货物：第 \(entries.map { "\($0)" }.joined(separator: "、")) 条")
            }
        }
    }
}
