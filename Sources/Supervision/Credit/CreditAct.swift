import Draws
public import EPCIS
public import Values

/// What an office enters in a firm's credit file, as its device signs it: an EPCIS event of a type of its own, about the firm's file and
/// the office's list.
public enum CreditAct: Hashable, Sendable {
    case listing(CreditListing)
    case review(CreditReview)
    case removal(CreditRemoval)

    static let form = "yima-credit/1 "
    package static let events = OfficeEvent(type: "yima:Credit", element: "credit")
    /// Under this every act of every office stands.
    public static let register = "urn:yima:credits"

    /// Under what all stands that was entered about a firm.
    public static func file(of firm: String) -> String { "urn:yima:credit:\(firm)" }

    /// Under what all stands that an office entered, or that was entered about what it had.
    public static func list(of office: String) -> String { "urn:yima:credit-list:\(office)" }

    public var firm: String {
        switch self {
        case .listing(let listing): listing.firm
        case .review(let review): review.firm
        case .removal(let removal): removal.firm
        }
    }

    /// The office whose entry it is about.
    public var office: String {
        switch self {
        case .listing(let listing): listing.office
        case .review(let review): review.office
        case .removal(let removal): removal.office
        }
    }

    public var text: String {
        switch self {
        case .listing(let listing): listing.lines.text(CreditListing.act)
        case .review(let review): review.lines.text(CreditReview.act)
        case .removal(let removal): removal.lines.text(CreditRemoval.act)
        }
    }

    /// Reads the text of an act; nothing but what `text` gives.
    public init(text: String) throws(SamplingError) {
        let word = String(text.prefix { $0 != "\n" }.dropFirst(Self.form.count))
        guard let read = ActText(text, of: word, Self.form) else { throw .malformedAct }
        let act: CreditAct? =
            switch word {
            case CreditListing.act: CreditListing(read).map { .listing($0) }
            case CreditReview.act: CreditReview(read).map { .review($0) }
            case CreditRemoval.act: CreditRemoval(read).map { .removal($0) }
            default: nil
            }
        guard let act, act.isSound, act.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
        self = act
    }

    /// The act that an event tells; nil where it tells none, or not in its one form.
    public init?(_ event: EPCISEvent) {
        guard
            let text = Self.events.text(
                of: event, about: { text in (try? CreditAct(text: text)).map { $0.things } }),
            let act = try? CreditAct(text: text)
        else { return nil }
        self = act
    }

    private var things: [String] { [Self.file(of: firm), Self.list(of: office), Self.register] }

    /// The event that tells it.
    /// - Parameter disclosures: names of persons, which everybody may not read for ever.
    public func event(at time: OffsetTime, sealing disclosures: [Disclosure] = []) -> SealedEvent {
        Self.events.event(text, about: things, at: time, sealing: disclosures)
    }

    /// Whether it can be written and says something.
    public var isSound: Bool {
        switch self {
        case .listing(let listing): listing.isSound
        case .review(let review): review.isSound
        case .removal(let removal): removal.isSound
        }
    }
}

/// A firm is put on a list.
///
///     yima-credit/1 listing
///     office: <USCC>, number: <of the entry>, firm: <USCC>, name, list, ground, fact: <text>, district, document: <of the decision>,
///     decided: <day>, end: <day or ->
public struct CreditListing: Hashable, Sendable {
    static let act = "listing"

    public let office: String
    /// Of the office's own.
    public let number: String
    public let firm: String
    public let name: String
    /// One of the terms' lists.
    public let list: String
    public let ground: String
    public let fact: String
    /// For which the office decides.
    public let district: String
    public let document: String
    public let decided: CalendarDate
    /// The last day; nil is what the terms say.
    public let end: CalendarDate?

    public init(
        office: String, number: String, firm: String, name: String, list: String, ground: String, fact: String,
        district: String, document: String, decided: CalendarDate, end: CalendarDate?
    ) {
        self.office = office
        self.number = number
        self.firm = firm
        self.name = name
        self.list = list
        self.ground = ground
        self.fact = fact
        self.district = district
        self.document = document
        self.decided = decided
        self.end = end
    }

    var lines: ActText {
        var text = ActText(CreditAct.form)
        text.add("office", office)
        text.add("number", number)
        text.add("firm", firm)
        text.add("name", name)
        text.add("list", list)
        text.add("ground", ground)
        text.add("fact", fact)
        text.add("district", district)
        text.add("document", document)
        text.add("decided", decided)
        text.add("end", end.map { "\($0)" } ?? "-")
        return text
    }

    init?(_ read: ActText) {
        guard let office = read.value("office"), let number = read.value("number"), let firm = read.value("firm"),
            let name = read.value("name"), let list = read.value("list"), let ground = read.value("ground"),
            let fact = read.value("fact"), let district = read.value("district"),
            let document = read.value("document"),
            let decided = read.value("decided").flatMap({ WrittenTime.date($0) }), let end = read.value("end")
        else { return nil }
        self.init(
            office: office, number: number, firm: firm, name: name, list: list, ground: ground, fact: fact,
            district: district, document: document, decided: decided,
            end: end == "-" ? nil : WrittenTime.date(end))
    }

    var isSound: Bool {
        lines.isWritable && OfficeName.isNumber(office) && SamplingAct.isWord(number) && OfficeName.isNumber(firm)
            && SamplingAct.isWord(list) && SamplingAct.isWord(ground) && SamplingAct.isDistrict(district)
            && end.map { $0.daysSinceEpoch >= decided.daysSinceEpoch } ?? true
    }
}

/// An authority has looked at an entry again: 复核, 行政复议, 诉讼.
///
///     yima-credit/1 review
///     office: <whose entry it is>, number, firm, outcome: <upheld or revoked>, document, decided: <day>, reason: <text>
public struct CreditReview: Hashable, Sendable {
    static let act = "review"

    public let office: String
    public let number: String
    public let firm: String
    /// The entry stands; else it never should have.
    public let isUpheld: Bool
    public let document: String
    public let decided: CalendarDate
    public let reason: String

    public init(
        office: String, number: String, firm: String, isUpheld: Bool, document: String, decided: CalendarDate,
        reason: String
    ) {
        self.office = office
        self.number = number
        self.firm = firm
        self.isUpheld = isUpheld
        self.document = document
        self.decided = decided
        self.reason = reason
    }

    var lines: ActText {
        var text = ActText(CreditAct.form)
        text.add("office", office)
        text.add("number", number)
        text.add("firm", firm)
        text.add("outcome", isUpheld ? "upheld" : "revoked")
        text.add("document", document)
        text.add("decided", decided)
        text.add("reason", reason)
        return text
    }

    init?(_ read: ActText) {
        guard let office = read.value("office"), let number = read.value("number"), let firm = read.value("firm"),
            let outcome = read.value("outcome"), let isUpheld = ["upheld": true, "revoked": false][outcome],
            let document = read.value("document"),
            let decided = read.value("decided").flatMap({ WrittenTime.date($0) }), let reason = read.value("reason")
        else { return nil }
        self.init(
            office: office, number: number, firm: firm, isUpheld: isUpheld, document: document, decided: decided,
            reason: reason)
    }

    var isSound: Bool {
        lines.isWritable && OfficeName.isNumber(office) && SamplingAct.isWord(number) && OfficeName.isNumber(firm)
    }
}

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
