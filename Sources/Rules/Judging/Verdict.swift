public import Chains
import Codes
public import Values

/// What is to be thought of a code, in one word.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Everything on record was checked and nothing is wrong.
    case valid
    /// Something is amiss that proves no wrong: warnings.
    case suspect
    /// A rule is broken, or evidence is false.
    case invalid
    /// It could not be checked, wholly or at all.
    case undecided
    /// Nothing is on record: never "genuine".
    case unknown

    /// Why a chain cannot be decided, though nothing wrong was found in it.
    public enum Doubt: Hashable, Sendable {
        /// A limit of the trace was met, or the index gave only a part.
        case truncated
        /// A bare product code stands for many lots: only a lot or an item can be judged.
        case productOnly
        /// Of the item only its lot is on record.
        case serialNeverSeen
        /// Others issued it too, and nobody put on the ledger whose it is; their names or USCCs.
        case severalIssuers([String])
        /// What it came from was named without a lot, and these lots that it may be are held, failed or recalled; their names.
        case restrictedCandidates([String])
        /// Something else could not be checked (a proof that is not there yet, a ledger that did not answer).
        case unchecked(Wording)

        public var wording: Wording {
            switch self {
            case .truncated: Wording(en: "the chain is too long to be followed whole", zh: "追溯链过长，未能完整核查")
            case .productOnly:
                Wording(
                    en: "a product code without lot or serial stands for many lots: give the lot",
                    zh: "仅有商品编码、没有批号或序列号，无法判定：请提供批号")
            case .serialNeverSeen:
                Wording(
                    en: "the lot is on record, this serial was never seen: whether it is one of the lot is not known",
                    zh: "批次有记录，但该序列号从未出现过，无法确认其是否属于该批次")
            case .severalIssuers(let firms):
                Wording(
                    en:
                        "issued by others too (\(firms.prefix(3).joined(separator: ", "))), and nobody is known to own the code: say whose goods are meant",
                    zh: "另有 \(firms.prefix(3).joined(separator: "、")) 也对其赋码，且该编码的归属未登记：请指明持有人")
            case .restrictedCandidates(let lots):
                Wording(
                    en:
                        "goods that were named without a lot may be of \(lots.prefix(5).joined(separator: ", ")), which must not be traded",
                    zh: "未写批号的货物可能属于 \(lots.prefix(5).joined(separator: "、"))，该批次处于禁止交易状态")
            case .unchecked(let wording): wording
            }
        }
    }

    /// The verdict of findings (the judge's and the ledger's own together) about a code of which `eventCount` events are on
    /// record.
    ///
    /// A violation stands whatever else could not be checked; a doubt outweighs a warning, for "could not check" is never
    /// merged with what was checked.
    public init(findings: [Finding], doubts: [Doubt] = [], eventCount: Int) {
        if findings.contains(where: { $0.severity == .violation }) {
            self = .invalid
        } else if !doubts.isEmpty {
            self = .undecided
        } else if eventCount == 0, findings.isEmpty {
            self = .unknown
        } else if findings.contains(where: { $0.severity == .warning }) {
            self = .suspect
        } else if eventCount == 0 {
            // Everything on record was withdrawn: nothing is left that could be called valid.
            self = .unknown
        } else {
            self = .valid
        }
    }

    /// As `yima verify` exits: 0 valid or suspect (a warning is said, not failed), 1 invalid, 2 undecided, 3 unknown.
    public var exitStatus: Int32 {
        switch self {
        case .valid, .suspect: 0
        case .invalid: 1
        case .undecided: 2
        case .unknown: 3
        }
    }

    /// What people read.
    public var wording: Wording {
        switch self {
        case .valid: Wording(en: "valid", zh: "有效")
        case .suspect: Wording(en: "suspect", zh: "存疑")
        case .invalid: Wording(en: "invalid", zh: "无效")
        case .undecided: Wording(en: "undecided", zh: "无法判定")
        case .unknown: Wording(en: "unknown code", zh: "未知编码")
        }
    }
}

extension Chain {
    /// Why no verdict `valid` may be given on this chain.
    public var doubts: [Verdict.Doubt] {
        var doubts: [Verdict.Doubt] = []
        if isTruncated { doubts.append(.truncated) }
        if subject.grain == .product, !isEmpty { doubts.append(.productOnly) }
        if standing == .lotOnly { doubts.append(.serialNeverSeen) }
        if !restrictedCandidates.isEmpty {
            doubts.append(.restrictedCandidates(restrictedCandidates.map { ($0.part("lot") ?? $0.key).shown }))
        }
        if !rivalIssuers.isEmpty { doubts.append(.severalIssuers(rivalIssuers)) }
        return doubts
    }
}
