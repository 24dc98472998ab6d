public import Values

/// Why a proof of the index does not prove what it claims.
public enum IndexProofError: ExplainedError, Hashable {
    /// The proof says that the run is empty, its root does not.
    case notEmpty
    /// The bits on the way do not strictly decrease.
    case bitsDoNotDescend(bit: UInt8)
    /// The shown key lies elsewhere than the asked one.
    case anotherPath(bit: UInt8)
    /// A key's absence is to be shown by the key itself.
    case sameKey
    /// The way does not lead to the run's root.
    case rootMismatch
    /// A page shows from 1 to 256 entries.
    case pageLength(Int)
    /// An entry that the run is not of.
    case entryOutside(entry: UInt64, range: Range<UInt64>)
    /// An entry that is not above the one before it.
    case entriesDoNotAscend(entry: UInt64)
    /// More older entries than the run has room for.
    case tooManyOlder(count: UInt64)
    /// An older page does not grow to what was shown of the newer one.
    case edgeMismatch

    public var wording: Wording {
        switch self {
        case .notEmpty:
            Wording(en: "the run is said to be empty, and its root says it is not", zh: "证明称该区段为空，其根哈希却不是空的")
        case .bitsDoNotDescend(let bit):
            Wording(en: "bit \(bit) does not descend on the way to the root", zh: "通向根的路径上第 \(bit) 位没有递减")
        case .anotherPath(let bit):
            Wording(
                en: "the shown key parts from the asked one at bit \(bit), which is on the way",
                zh: "所示键与所查键在路径上的第 \(bit) 位已分开")
        case .sameKey:
            Wording(en: "a key cannot show its own absence", zh: "键不能证明自身不存在")
        case .rootMismatch:
            Wording(en: "the proof does not lead to the root of the run", zh: "证明得不出该区段的根哈希")
        case .pageLength(let count):
            Wording(
                en: "a page shows 1 to \(ListPage.entriesMax) entries, not \(count)",
                zh: "每页应有 1 至 \(ListPage.entriesMax) 个条目，不是 \(count) 个")
        case .entryOutside(let entry, let range):
            Wording(
                en: "entry \(entry) is none of [\(range.lowerBound), \(range.upperBound))",
                zh: "条目 \(entry) 不在区段 [\(range.lowerBound), \(range.upperBound)) 内")
        case .entriesDoNotAscend(let entry):
            Wording(en: "entry \(entry) is out of order", zh: "条目 \(entry) 顺序不对")
        case .tooManyOlder(let count):
            Wording(en: "\(count) older entries have no room in the run", zh: "该区段容不下 \(count) 个更早的条目")
        case .edgeMismatch:
            Wording(
                en: "the older page does not grow to what was shown of the newer one",
                zh: "较早的一页接不上已出示的较新一页")
        }
    }
}
