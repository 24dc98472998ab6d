public import Chains
public import Rules
public import TransparencyLog
public import Values

/// What a verdict is asked for beside its code: by what had arrived when, and about whose portion.
public struct VerdictQuestion: Hashable, Sendable {
    /// Judge by what had arrived by this moment, as one would have judged then; nil: by everything, now.
    public var asOf: Timestamp?
    /// Whose portion; nil: the worst.
    public var party: PartyName?
    /// Whether nothing is decided unless it is shown that nothing was left out.
    public var demandsCompleteness: Bool
    /// Of how long ago it may be shown at most, where it is demanded; nil for any age.
    public var completenessAgeMax: Duration?

    public init(
        asOf: Timestamp? = nil, party: PartyName? = nil, demandsCompleteness: Bool = false,
        completenessAgeMax: Duration? = nil
    ) {
        self.asOf = asOf
        self.party = party
        self.demandsCompleteness = demandsCompleteness
        self.completenessAgeMax = completenessAgeMax
    }

    /// What is doubtful for who asks so, where completeness is demanded and not shown, or not lately. That it is not shown makes nothing false.
    /// - Parameter signed: the checkpoint under which it is: of a ledger that is quiet since its newest state a witness says when it was so.
    public func doubts(
        of completeness: Completeness?, under signed: SignedCheckpoint?, now: Timestamp
    ) -> [Verdict.Doubt] {
        guard demandsCompleteness else { return [] }
        guard case .shown(let extent)? = completeness else {
            return [.unchecked((completeness ?? .noAnswers).wording)]
        }
        guard let ageMax = completenessAgeMax else { return [] }
        let witnessed = extent.laterCount == 0 ? signed?.cosignatures.compactMap(\.time) ?? [] : []
        let newest = max(
            extent.time.milliseconds / 1000,
            witnessed.map { min(Int64(clamping: $0), now.milliseconds / 1000) }.max() ?? 0)
        guard now.milliseconds / 1000 - newest > ageMax.components.seconds else { return [] }
        let time = Timestamp(milliseconds: newest * 1000)
        return [
            .unchecked(
                Wording(
                    en: "it is shown to be complete as of \(time), longer ago than is asked for (--max-age)",
                    zh: "所证明的完整截至 \(time)，早于所要求的时限（--max-age）"))
        ]
    }

    /// Of how long ago completeness may be shown for who demands it and says no more: what came since may be a recall.
    public static let ageMaxDefault = Duration.seconds(86_400)

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
