import Draws
public import Values

/// An entry is ended.
///
///     yima-credit/1 removal
///     office, number, firm, ground: <expired or repaired>, document: <text or ->, decided: <day>, reason: <text>
public struct CreditRemoval: Hashable, Sendable {
    static let act = "removal"

    public enum Ground: String, Hashable, Sendable, CaseIterable {
        /// Its time is over (期满移出).
        case expired
        /// The firm has mended what it did (信用修复).
        case repaired

        public var wording: Wording {
            switch self {
            case .expired: Wording(en: "its time is over", zh: "期满移出")
            case .repaired: Wording(en: "credit repaired", zh: "信用修复，提前移出")
            }
        }
    }

    public let office: String
    public let number: String
    public let firm: String
    public let ground: Ground
    public let document: String
    public let decided: CalendarDate
    public let reason: String

    public init(
        office: String, number: String, firm: String, ground: Ground, document: String, decided: CalendarDate,
        reason: String
    ) {
        self.office = office
        self.number = number
        self.firm = firm
        self.ground = ground
        self.document = document
        self.decided = decided
        self.reason = reason
    }

    var lines: ActText {
        var text = ActText(CreditAct.form)
        text.add("office", office)
        text.add("number", number)
        text.add("firm", firm)
        text.add("ground", ground.rawValue)
        text.add("document", document)
        text.add("decided", decided)
        text.add("reason", reason)
        return text
    }

    init?(_ read: ActText) {
        guard let office = read.value("office"), let number = read.value("number"), let firm = read.value("firm"),
            let ground = read.value("ground").flatMap({ Ground(rawValue: $0) }),
            let document = read.value("document"),
            let decided = read.value("decided").flatMap({ WrittenTime.date($0) }), let reason = read.value("reason")
        else { return nil }
        self.init(
            office: office, number: number, firm: firm, ground: ground, document: document, decided: decided,
            reason: reason)
    }

    var isSound: Bool {
        lines.isWritable && OfficeName.isNumber(office) && SamplingAct.isWord(number) && OfficeName.isNumber(firm)
    }
}
