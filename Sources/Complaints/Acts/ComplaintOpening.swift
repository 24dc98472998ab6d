import Codes
import Draws
public import Values

/// What a complaint is about, as it was taken.
///
///     yima-complaint/1 opening
///     complaint: <name>
///     class: complaint | report
///     kind: <word of the definition file>
///     way: page | telephone | visit | letter | office
///     hotline: <digits>                           where it came by one: 12315
///     received: <day, as in China>                the day from which terms run
///     district: <GB/T 2260>                       whose office is to act
///     code: <canonical address>                   left out where none is known
///     firm: <USCC>                                left out where none is known
///
/// What is wrong in the complainant's words, how he is reached and where he bought it are private values of the event (`Sealed`).
public struct ComplaintOpening: Hashable, Sendable {
    /// What is asked for, by article 3 of the measures.
    public enum Class: String, Hashable, Sendable, CaseIterable {
        /// 投诉: a consumer asks for his dispute with a firm to be settled.
        case complaint
        /// 举报: anybody tells of what may be against the law.
        case report

        public var wording: Wording {
            switch self {
            case .complaint: Wording(en: "complaint", zh: "投诉")
            case .report: Wording(en: "report", zh: "举报")
            }
        }
    }

    /// How it came.
    public enum Way: String, Hashable, Sendable, CaseIterable {
        /// By the page behind a code; only a journal that the host keeps says so.
        case page
        case telephone, visit, letter
        /// From another office.
        case office

        public var wording: Wording {
            switch self {
            case .page: Wording(en: "by the page behind the code", zh: "扫码页面")
            case .telephone: Wording(en: "by telephone", zh: "电话")
            case .visit: Wording(en: "in person", zh: "来访")
            case .letter: Wording(en: "by letter", zh: "来信")
            case .office: Wording(en: "from another office", zh: "其他机关转来")
            }
        }
    }

    /// The names of its private values.
    public enum Sealed: String, Sendable, CaseIterable {
        case text, contact, place
    }

    public let name: ComplaintName
    public let `class`: Class
    public let kind: String
    public let way: Way
    public let hotline: String?
    public let received: CalendarDate
    public let district: String
    public let code: String?
    public let firm: String?

    public init(
        name: ComplaintName, class: Class, kind: String, way: Way, hotline: String? = nil, received: CalendarDate,
        district: String, code: String?, firm: String?
    ) {
        (self.name, self.class, self.kind, self.way, self.hotline) = (name, `class`, kind, way, hotline)
        (self.received, self.district, self.code, self.firm) = (received, district, code, firm)
    }

    static let act = "opening"

    private var lines: ActText {
        var text = ActText(ComplaintAct.header)
        text.add("complaint", name)
        text.add("class", self.class.rawValue)
        text.add("kind", kind)
        text.add("way", way.rawValue)
        text.add("hotline", optional: hotline)
        text.add("received", received)
        text.add("district", district)
        text.add("code", optional: code)
        text.add("firm", optional: firm)
        return text
    }

    public var text: String { lines.text(Self.act) }

    /// Whether it can be written and read back.
    public var isSound: Bool {
        lines.isWritable && Self.isWord(kind) && District.isKnown(prefix: district)
            && hotline.map { (3...12).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
                ?? true
            && firm.map(ComplaintAct.isOperator) ?? true
    }

    /// Whether the hotline, where one is given, is a public number: a known one, another short one, or one that is free of charge (400, 800). Of
    /// what is about to be taken; what stands on a ledger is read as it is.
    public func hasPublicHotline(_ definitions: ComplaintDefinitions = .builtIn) -> Bool {
        guard let hotline else { return true }
        let isFree = hotline.utf8.count == 10 && (hotline.hasPrefix("400") || hotline.hasPrefix("800"))
        return definitions.hotlines.contains(hotline) || Self.isShortNumber(hotline)
            || isFree && hotline.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Three to six digits that begin with 1 or 9: the short numbers of public services. No telephone of a person has one.
    static func isShortNumber(_ text: String) -> Bool {
        (3...6).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (text.hasPrefix("1") || text.hasPrefix("9"))
    }

    /// Small letters and hyphens.
    static func isWord(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
    }

    /// Reads exactly what `text` gives; nil for anything else.
    public init?(text: String) {
        guard let read = ActText(text, of: Self.act, ComplaintAct.header),
            let name = read.value("complaint").flatMap({ ComplaintName($0) }),
            let `class` = read.value("class").flatMap(Class.init(rawValue:)), let kind = read.value("kind"),
            let way = read.value("way").flatMap(Way.init(rawValue:)),
            let received = read.value("received").flatMap({ WrittenTime.date($0) }),
            let district = read.value("district")
        else { return nil }
        self.init(
            name: name, class: `class`, kind: kind, way: way, hotline: read.value("hotline"), received: received,
            district: district, code: read.value("code"), firm: read.value("firm"))
        guard isSound, self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }
}
