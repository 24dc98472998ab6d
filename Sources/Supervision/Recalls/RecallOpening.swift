import Draws

/// An office takes the lead in a recall that is on record.
///
///     yima-recall/1 opening
///     recall: <name>
///     title: <text>
///     code: <canonical address of what is recalled>
///     entry: <of the event that opened the recall of the goods>
///     level: <1 to 3>
///     district: <GB/T 2260 prefix, for which the office leads>
///     evidence: <SHA-256 of the evidence file that it rests on, or ->
public struct RecallOpening: Hashable, Sendable {
    static let act = "opening"

    public let name: SharedRecallName
    public let title: String
    public let code: String
    public let entry: UInt64
    public let level: Int
    public let district: String
    public let evidence: String?

    public init(
        name: SharedRecallName, title: String, code: String, entry: UInt64, level: Int, district: String,
        evidence: String?
    ) {
        self.name = name
        self.title = title
        self.code = code
        self.entry = entry
        self.level = level
        self.district = district
        self.evidence = evidence
    }

    var lines: ActText {
        var text = ActText(RecallAct.form)
        text.add("recall", name)
        text.add("title", title)
        text.add("code", code)
        text.add("entry", entry)
        text.add("level", level)
        text.add("district", district)
        text.add("evidence", evidence ?? "-")
        return text
    }

    init?(_ read: ActText) {
        guard let name = read.value("recall").flatMap({ SharedRecallName($0) }), let title = read.value("title"),
            let code = read.value("code"), let entry = read.number("entry").flatMap({ UInt64(exactly: $0) }),
            let level = read.number("level"), let district = read.value("district"),
            let evidence = read.value("evidence")
        else { return nil }
        self.init(
            name: name, title: title, code: code, entry: entry, level: level, district: district,
            evidence: evidence == "-" ? nil : evidence)
    }

    var isSound: Bool {
        lines.isWritable && (1...3).contains(level) && SamplingAct.isDistrict(district)
            && evidence.map(RecallAct.isDigest) ?? true
    }
}
