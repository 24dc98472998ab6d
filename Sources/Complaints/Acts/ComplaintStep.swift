import Codes
import Draws
public import Values

/// What an office does about a complaint.
///
///     yima-complaint/1 acceptance | refusal | extension | answer | closure | referral
///     complaint: <name>
///     ground: <word>                              of a refusal or a closure
///     to: <GB/T 2260>                             of a referral: the district whose office is to act
///     reason: <text>                              for everybody to read
///
/// What is answered to the complainant is a private value of the event, `answer`: told to whoever says the receipt number.
public struct ComplaintStep: Hashable, Sendable {
    public enum Act: String, Hashable, Sendable, CaseIterable {
        /// The complaint is accepted (受理); what a report tells of becomes a case (立案).
        case acceptance
        case refusal
        /// The term for checking a report is extended, once.
        case `extension`
        case answer
        case closure
        case referral

        public var wording: Wording {
            switch self {
            case .acceptance: Wording(en: "accepted", zh: "受理")
            case .refusal: Wording(en: "not accepted", zh: "不予受理")
            case .extension: Wording(en: "term extended", zh: "延长期限")
            case .answer: Wording(en: "answered", zh: "答复")
            case .closure: Wording(en: "closed", zh: "办结")
            case .referral: Wording(en: "referred", zh: "移送")
            }
        }
    }

    /// As it is called of a case of this class: of a report a case is opened, or not.
    public func wording(of class: ComplaintOpening.Class?) -> Wording {
        guard `class` == .report else { return act.wording }
        return switch act {
        case .acceptance: Wording(en: "a case was opened", zh: "立案")
        case .refusal: Wording(en: "no case was opened", zh: "不予立案")
        case .extension, .answer, .closure, .referral: act.wording
        }
    }

    /// The name of the private value that answers.
    public static let answerName = "answer"

    public let act: Act
    public let name: ComplaintName
    public let ground: String?
    public let district: String?
    public let reason: String?

    public init(
        _ act: Act, name: ComplaintName, ground: String? = nil, district: String? = nil, reason: String? = nil
    ) {
        (self.act, self.name, self.ground, self.district, self.reason) = (act, name, ground, district, reason)
    }

    private var lines: ActText {
        var text = ActText(ComplaintAct.header)
        text.add("complaint", name)
        text.add("ground", optional: ground)
        text.add("to", optional: district)
        text.add("reason", optional: reason)
        return text
    }

    public var text: String { lines.text(act.rawValue) }

    /// Whether it can be written, and says what such an act must and nothing else.
    public var isSound: Bool {
        guard lines.isWritable, ground.map(ComplaintOpening.isWord) ?? true else { return false }
        let hasGround = act == .refusal || act == .closure
        let hasReason = act == .refusal || act == .extension || act == .referral
        return (ground != nil) == hasGround && (!hasReason || reason != nil)
            && (district.map { District.isKnown(prefix: $0) } ?? false) == (act == .referral)
    }

    /// Reads exactly what `text` gives; nil for anything else.
    public init?(_ act: Act, text: String) {
        guard let read = ActText(text, of: act.rawValue, ComplaintAct.header),
            let name = read.value("complaint").flatMap({ ComplaintName($0) })
        else { return nil }
        self.init(
            act, name: name, ground: read.value("ground"), district: read.value("to"), reason: read.value("reason"))
        guard isSound, self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }
}
