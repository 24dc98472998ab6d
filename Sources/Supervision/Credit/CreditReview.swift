import Draws
public import Values

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
