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
        /// Entries under the names of which only the hashes are shown, by the USCC of who signed them: strangers to the goods, by what is
        /// shown.
        public let unread: [String: Int]

        public init(
            time: Timestamp, entry: UInt64, nameCount: Int, laterCount: UInt64 = 0, unread: [String: Int] = [:]
        ) {
            (self.time, self.entry, self.nameCount, self.laterCount) = (time, entry, nameCount, laterCount)
            self.unread = unread
        }

        /// That of strangers' entries only the hashes are shown; empty where all are shown.
        public var unreadWording: Wording {
            guard !unread.isEmpty else { return Wording(en: "", zh: "") }
            let told = unread.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            let firms = told.prefix(3).map(\.key).joined(separator: ", ") + (told.count > 3 ? ", …" : "")
            let count = unread.values.reduce(0, +)
            return Wording(
                en:
                    "; of \(count) entries of firms that had nothing of these goods (\(firms)) only the hashes are shown",
                zh: "；与该货物无关的企业（\(firms)）所写的 \(count) 条仅出示哈希")
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

    /// Of when it is shown, by the ledger's own word; nil where it is not.
    public var time: Timestamp? {
        if case .shown(let extent) = self { extent.time } else { nil }
    }

    /// In a sentence.
    public var wording: Wording {
        switch self {
        case .shown(let extent):
            Wording(
                en: "complete as of \(extent.time): nothing under \(extent.nameCount) names was left out before entry "
                    + "\(extent.entry)"
                    + extent.unreadWording.en
                    + (extent.laterCount == 0
                        ? "" : "; of the \(extent.laterCount) entries that came later nothing is shown"),
                zh: "截至 \(extent.time) 完整：\(extent.nameCount) 个名称下、第 \(extent.entry) 条之前的条目无一遗漏"
                    + extent.unreadWording.zh
                    + (extent.laterCount == 0 ? "" : "；其后 \(extent.laterCount) 条未证明"))
        case .notShown(let reason):
            Wording(en: "not shown to be complete: \(reason.en)", zh: "未证明完整：\(reason.zh)")
        }
    }

    /// `{"asOf","entry","names","later"}`, with `unread` where strangers' entries are not shown, or `{"message","messageZh"}` of why not.
    public var json: JSONNode {
        switch self {
        case .shown(let extent):
            .object(
                [
                    ("asOf", .string("\(extent.time)")), ("entry", .integer(extent.entry)),
                    ("names", .integer(extent.nameCount)), ("later", .integer(extent.laterCount)),
                ]
                    + (extent.unread.isEmpty
                        ? []
                        : [
                            (
                                "unread",
                                .array(
                                    extent.unread.sorted { $0.key < $1.key }.map {
                                        .object([("operator", .string($0.key)), ("entries", .integer($0.value))])
                                    })
                            )
                        ]))
        case .notShown(let reason):
            .object([("message", .string(reason.en)), ("messageZh", .string(reason.zh))])
        }
    }
}
