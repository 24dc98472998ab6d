public import StrictJSON
public import Values

/// Whether it is shown, and not only said, that nothing was left out: by a committed index that the ledger itself names.
public enum Completeness: Hashable, Sendable {
    /// Every entry that stood under any name of the chain when the ledger named the state of its index.
    case shown(Extent)
    /// Why it is not shown.
    case notShown(Wording)

    /// Up to where, and for how much, it is shown.
    public struct Extent: Hashable, Sendable {
        /// When the ledger named the state, by its own word.
        public let time: Timestamp
        /// Every entry before this one, which names the state, is covered.
        public let entry: UInt64
        /// Names that were answered.
        public let nameCount: Int
        /// Entries that the ledger has after the state: of them nothing is shown.
        public let laterCount: UInt64

        public init(time: Timestamp, entry: UInt64, nameCount: Int, laterCount: UInt64 = 0) {
            (self.time, self.entry, self.nameCount, self.laterCount) = (time, entry, nameCount, laterCount)
        }
    }

    /// Nothing was shown either way.
    public static let noAnswers = Completeness.notShown(
        Wording(en: "no answers of the index came with it", zh: "未附索引答复"))

    /// Only the ledger says that it has nothing.
    public static let unproven = Completeness.notShown(
        Wording(en: "that nothing is on record is the ledger's word alone", zh: "“没有记录”仅为账本一面之词"))

    public var isShown: Bool {
        if case .shown = self { true } else { false }
    }

    /// In a sentence.
    public var wording: Wording {
        switch self {
        case .shown(let extent):
            Wording(
                en: "complete as of \(extent.time): nothing under \(extent.nameCount) names was left out before entry "
                    + "\(extent.entry)"
                    + (extent.laterCount == 0
                        ? "" : "; of the \(extent.laterCount) entries that came later nothing is shown"),
                zh: "截至 \(extent.time) 完整：\(extent.nameCount) 个名称下、第 \(extent.entry) 条之前的条目无一遗漏"
                    + (extent.laterCount == 0 ? "" : "；其后 \(extent.laterCount) 条未证明"))
        case .notShown(let reason):
            Wording(en: "not shown to be complete: \(reason.en)", zh: "未证明完整：\(reason.zh)")
        }
    }

    /// `{"asOf","entry","names","later"}`, or `{"message","messageZh"}` of why not.
    public var json: JSONNode {
        switch self {
        case .shown(let extent):
            .object([
                ("asOf", .string("\(extent.time)")), ("entry", .integer(extent.entry)),
                ("names", .integer(extent.nameCount)), ("later", .integer(extent.laterCount)),
            ])
        case .notShown(let reason):
            .object([("message", .string(reason.en)), ("messageZh", .string(reason.zh))])
        }
    }
}
