import CExpat
public import Values

/// Why a text is not acceptable XML, and exactly where.
public struct XMLError: LocatedReason, Hashable, Sendable {
    /// The kinds of failure, for programs.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case empty, malformed, truncated, mismatchedTag, duplicateAttribute, trailingText, badEncoding, unknownEncoding
        case undeclaredPrefix, undefinedEntity, documentType
        case tooLarge, tooDeep, tooManyElements, tooManyAttributes, textTooLong, noMemory
    }

    public let reason: Reason
    /// The pointer is the path of the element in which it is: `/epcis:EPCISDocument/EPCISBody`; empty outside the root.
    public let located: LocatedError

    init(_ reason: Reason, at place: XMLPlace, path: String, wording: Wording? = nil) {
        self.reason = reason
        located = LocatedError(
            line: place.line, column: place.column, pointer: path, wording: wording ?? reason.wording, hint: reason.hint
        )
    }

    public var place: XMLPlace { XMLPlace(line: located.line, column: located.column) }
    /// The path of the element in which it is; empty outside the root.
    public var path: String { located.pointer }

    /// Wording and hint in one, for where there is one line for both.
    public var whole: Wording {
        guard let hint else { return wording }
        return Wording(en: "\(wording.en) (\(hint.en))", zh: "\(wording.zh)（\(hint.zh)）")
    }
}

extension XMLError.Reason {
    init(_ code: XML_Error) {
        self =
            switch code {
            case XML_ERROR_NO_ELEMENTS: .empty
            case XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_UNCLOSED_CDATA_SECTION: .truncated
            case XML_ERROR_PARTIAL_CHAR, XML_ERROR_INCORRECT_ENCODING: .badEncoding
            case XML_ERROR_UNKNOWN_ENCODING: .unknownEncoding
            case XML_ERROR_TAG_MISMATCH: .mismatchedTag
            case XML_ERROR_DUPLICATE_ATTRIBUTE: .duplicateAttribute
            case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: .trailingText
            case XML_ERROR_UNDEFINED_ENTITY: .undefinedEntity
            case XML_ERROR_UNBOUND_PREFIX: .undeclaredPrefix
            case XML_ERROR_NO_MEMORY: .noMemory
            default: .malformed
            }
    }

    /// What people read.
    var wording: Wording {
        switch self {
        case .empty: Wording(en: "no XML element", zh: "没有 XML 元素")
        case .malformed: Wording(en: "not well-formed XML", zh: "XML 格式错误")
        case .truncated: Wording(en: "the XML ends too early", zh: "XML 不完整，提前结束")
        case .mismatchedTag: Wording(en: "the end tag does not match the start tag", zh: "结束标签与开始标签不一致")
        case .duplicateAttribute: Wording(en: "the same attribute twice in one element", zh: "同一元素中有重复的属性")
        case .trailingText: Wording(en: "text after the end of the root element", zh: "根元素结束后还有多余内容")
        case .badEncoding: Wording(en: "bytes that are no character of the encoding", zh: "含有不符合编码的字节")
        case .unknownEncoding: Wording(en: "an encoding that is not read", zh: "不支持的字符编码")
        case .undeclaredPrefix: Wording(en: "a namespace prefix that is not declared", zh: "命名空间前缀未声明")
        case .undefinedEntity: Wording(en: "an entity that XML does not define", zh: "未定义的实体引用")
        case .documentType:
            Wording(
                en: "a document type (DOCTYPE) with declarations or an address is not accepted",
                zh: "不接受带有声明或地址的文档类型（DOCTYPE）")
        case .tooLarge: Wording(en: "the XML is larger than allowed", zh: "XML 超过允许的大小")
        case .tooDeep: Wording(en: "nested too deeply", zh: "嵌套层数过多")
        case .tooManyElements: Wording(en: "too many elements", zh: "元素过多")
        case .tooManyAttributes: Wording(en: "too many attributes in one element", zh: "一个元素中的属性过多")
        case .textTooLong: Wording(en: "a text or tag longer than allowed", zh: "文本或标签超过允许的长度")
        case .noMemory: Wording(en: "not enough memory", zh: "内存不足")
        }
    }

    /// The way out, where there is one.
    var hint: Wording? {
        switch self {
        case .badEncoding, .unknownEncoding:
            Wording(en: "save the file as UTF-8", zh: "请将文件另存为 UTF-8")
        case .malformed:
            Wording(en: "in a text, & is written &amp; and < is written &lt;", zh: "文本中的 & 写作 &amp;，< 写作 &lt;")
        case .documentType:
            Wording(en: "take the DOCTYPE out; nothing here needs one", zh: "请删除 DOCTYPE，此处不需要它")
        case .undefinedEntity:
            Wording(
                en: "only &amp; &lt; &gt; &quot; &apos; and character references",
                zh: "只可用 &amp; &lt; &gt; &quot; &apos; 与字符引用")
        default: nil
        }
    }
}

/// How much of an XML text is read before it is refused.
public struct XMLLimits: Hashable, Sendable {
    /// Bytes of the whole text, as they are fed.
    public var sizeMax: Int
    /// Elements inside one another.
    public var depthMax: Int
    /// Elements in all.
    public var elementsMax: Int
    /// Attributes of one element, and as many declarations of namespaces.
    public var attributesMax: Int
    /// Bytes (UTF-8) of one run of text, and of one tag, comment or the like as it stands in the file.
    public var textBytesMax: Int

    /// A precondition failure where a limit is not positive.
    public init(
        sizeMax: Int, depthMax: Int = 64, elementsMax: Int = 1_000_000, attributesMax: Int = 128,
        textBytesMax: Int = 1 << 20
    ) {
        precondition(
            sizeMax > 0 && depthMax > 0 && elementsMax > 0 && attributesMax > 0 && textBytesMax > 0,
            "a limit that lets nothing through")
        self.sizeMax = sizeMax
        self.depthMax = depthMax
        self.elementsMax = elementsMax
        self.attributesMax = attributesMax
        self.textBytesMax = textBytesMax
    }

    /// A document: 16 MiB, 64 levels, a million elements.
    public static let document = XMLLimits(sizeMax: 16 << 20)
}
