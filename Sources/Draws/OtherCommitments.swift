public import Values

/// What else the office of a draw committed itself to and did not follow: whoever commits often, works out what would come of each, and follows
/// the one that he likes has chosen, though every step of that one holds.
public struct OtherCommitments: Sendable {
    /// What became of it.
    public enum State: String, Hashable, Sendable {
        /// Nothing was drawn from it.
        case notDrawn = "not-drawn"
        /// It was drawn, and nothing was ever made public of its inspections.
        case notInspected = "not-inspected"

        public var wording: Wording {
            switch self {
            case .notDrawn: Wording(en: "never drawn", zh: "从未抽取")
            case .notInspected: Wording(en: "drawn, and no findings of it are public", zh: "已抽取，从未公示检查结果")
            }
        }
    }

    public struct Other: Hashable, Sendable {
        public let name: DrawName
        public let title: String
        /// Its commitment.
        public let entry: UInt64
        public let arrival: Timestamp
        public let state: State
        /// Whether one of its lists is one of the draw's, byte for byte.
        public let hasSameList: Bool
        /// Whether the draw could have been taken in its place, so that nobody can say that none was chosen.
        public let isDoubtful: Bool
    }

    /// Those of the same lists first, then in the order of the ledger.
    public let others: [Other]

    /// For so many days before it a commitment of an overlapping district that was not drawn puts a draw in doubt, whatever its lists: a list
    /// with one line more is another list.
    public static let doubtDays = 90

    /// - Parameters:
    ///   - draw: that is looked at.
    ///   - records: of any draws of the ledger.
    public init(of draw: DrawRecord, among records: [DrawRecord]) {
        guard let own = draw.commitment else {
            others = []
            return
        }
        // What was committed to after this one was drawn could not stand in its place.
        let end = draw.result.map { ($0.entry, $0.arrival) } ?? (UInt64.max, own.arrival)
        others = records.compactMap { record -> Other? in
            guard record.name.uscc == draw.name.uscc, record.name != draw.name, let its = record.commitment,
                its.entry < end.0
            else { return nil }
            let hasSameList = its.act.firms == own.act.firms || its.act.inspectors == own.act.inspectors
            let isNear =
                its.arrival.localDay.daysSinceEpoch + Self.doubtDays >= end.1.localDay.daysSinceEpoch
                && (its.act.district.hasPrefix(own.act.district) || own.act.district.hasPrefix(its.act.district))
            func other(_ state: State, isDoubtful: Bool) -> Other {
                Other(
                    name: record.name, title: its.act.title, entry: its.entry, arrival: its.arrival, state: state,
                    hasSameList: hasSameList, isDoubtful: isDoubtful)
            }
            guard let result = record.result else { return other(.notDrawn, isDoubtful: hasSameList || isNear) }
            guard record.publications.isEmpty, hasSameList || isNear else { return nil }
            // Draws of one list may go on side by side: of two that were both inspected, both are published.
            let isPassedOver = result.entry < own.entry || !draw.publications.isEmpty
            return other(.notInspected, isDoubtful: hasSameList && isPassedOver)
        }.sorted { ($0.hasSameList ? 0 : 1, $0.entry) < ($1.hasSameList ? 0 : 1, $1.entry) }
    }

    public var isDoubtful: Bool { others.contains(where: \.isDoubtful) }
}

extension OtherCommitments.Other {
    public var wording: Wording {
        Wording(
            en: "\(name.word) (entry \(entry)\(hasSameList ? ", the same list" : "")): \(state.wording.en)",
            zh: "\(name.word)（第 \(entry) 条\(hasSameList ? "，名录相同" : "")）：\(state.wording.zh)")
    }
}
