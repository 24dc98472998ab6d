public import Chains
public import Rules
public import Values

/// What a verdict is asked for beside its code: by what had arrived when, and about whose portion.
public struct VerdictQuestion: Hashable, Sendable {
    /// Judge by what had arrived by this moment, as one would have judged then; nil: by everything, now.
    public var asOf: Timestamp?
    /// Whose portion; nil: the worst.
    public var party: PartyName?
    /// Whether nothing is decided unless it is shown that nothing was left out.
    public var demandsCompleteness: Bool

    public init(asOf: Timestamp? = nil, party: PartyName? = nil, demandsCompleteness: Bool = false) {
        self.asOf = asOf
        self.party = party
        self.demandsCompleteness = demandsCompleteness
    }

    /// What is doubtful for who asks so, where completeness is demanded and not shown. That it is not shown makes nothing false.
    public func doubts(of completeness: Completeness?) -> [Verdict.Doubt] {
        guard demandsCompleteness, completeness?.isShown != true else { return [] }
        return [.unchecked((completeness ?? .noAnswers).wording)]
    }

    /// Why a text is no moment to judge by.
    public enum MomentError: Error, Hashable {
        /// Neither RFC 3339 nor a plain day.
        case malformed
        /// What will have arrived by then nobody knows.
        case future

        public var wording: Wording {
            switch self {
            case .malformed:
                Wording(
                    en: "not a time: give it as 2026-11-29T08:00:00+08:00, or a day as 2026-11-29",
                    zh: "不是时间：请写作 2026-11-29T08:00:00+08:00，或日期 2026-11-29")
            case .future:
                Wording(en: "lies in the future: what will arrive nobody knows", zh: "在将来：届时的记录尚无从得知")
            }
        }
    }

    /// Reads a moment to judge by: RFC 3339, or a plain day, which stands for its end in China (Asia/Shanghai, UTC+8); of today, for
    /// now.
    public static func moment(_ text: String, now: Timestamp) throws(MomentError) -> Timestamp {
        if let day = WrittenTime.date(text), day.description == text {
            let begin = OffsetTime(rfc3339: "\(day)T00:00:00+08:00")
            guard let begin = begin?.moment.milliseconds else { throw .malformed }
            guard begin <= now.milliseconds else { throw .future }
            return min(Timestamp(milliseconds: begin + 86_399_999), now)
        }
        guard let moment = OffsetTime(rfc3339: text)?.moment else { throw .malformed }
        guard moment <= now else { throw .future }
        return moment
    }
}
