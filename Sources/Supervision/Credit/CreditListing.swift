import Draws
public import Values

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
