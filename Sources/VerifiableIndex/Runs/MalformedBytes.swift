public import Values

/// Bytes that are not in their one form, and where.
public struct MalformedBytes: ExplainedError, Hashable {
    /// From the first byte, 0.
    public let offset: Int
    public let fault: Fault

    /// What is wrong there.
    public enum Fault: Hashable, Sendable {
        /// The bytes end too early.
        case truncated
        /// Bytes after the end.
        case trailing
        /// It does not begin as a run begins.
        case notARun
        /// A proof of a kind that there is not.
        case unknownKind
        /// A number above what there can be, or a zero where there must be some.
        case tooMany
        /// A number that is not in its shortest form.
        case number
        /// A range that is empty or too far.
        case range
        /// Keys that do not ascend.
        case keyOrder
        /// An entry that does not lie in the run.
        case entryOutside
        /// A place that lies outside the run's bytes, or before what came before it.
        case place
        /// A hash that is not of what it stands for.
        case hash
        /// Not what a writer of the same postings writes.
        case notCanonical
    }

    public init(offset: Int, _ fault: Fault) {
        self.offset = offset
        self.fault = fault
    }

    public var wording: Wording {
        let what = fault.wording
        return Wording(en: "byte \(offset): \(what.en)", zh: "第 \(offset) 字节：\(what.zh)")
    }
}

extension MalformedBytes.Fault {
    fileprivate var wording: Wording {
        switch self {
        case .truncated: Wording(en: "the bytes end too early", zh: "字节过早结束")
        case .trailing: Wording(en: "bytes after the end", zh: "末尾有多余字节")
        case .notARun: Wording(en: "this is no run of the index", zh: "这不是索引区段")
        case .unknownKind: Wording(en: "an unknown kind of proof", zh: "未知的证明种类")
        case .tooMany: Wording(en: "a number that there cannot be", zh: "不可能的数目")
        case .number: Wording(en: "a number that is not in its shortest form", zh: "数字不是最短写法")
        case .range: Wording(en: "a range of no entries", zh: "区段不含任何条目")
        case .keyOrder: Wording(en: "a key out of order", zh: "键的顺序不对")
        case .entryOutside: Wording(en: "an entry outside the run", zh: "条目不在区段内")
        case .place: Wording(en: "a place outside the run", zh: "位置超出区段")
        case .hash: Wording(en: "a hash that is not of what it stands for", zh: "哈希与其内容不符")
        case .notCanonical: Wording(en: "not as a run of these postings is written", zh: "与这些条目应有的写法不同")
        }
    }
}
