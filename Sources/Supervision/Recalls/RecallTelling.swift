import Draws

/// An office tells another: the one that leads, or one that was told and hands the matter on.
///
///     yima-recall/1 telling
///     recall: <name>
///     to: <USCC>
///     handing-on: yes | no
///     evidence: <SHA-256 of the evidence file that was handed over>
///     note: <text or ->
public struct RecallTelling: Hashable, Sendable {
    static let act = "telling"

    public let name: SharedRecallName
    public let to: String
    /// Whether who tells gives the matter away, and has nothing to find any more.
    public let isHandingOn: Bool
    public let evidence: String
    public let note: String?

    public init(name: SharedRecallName, to: String, isHandingOn: Bool, evidence: String, note: String?) {
        self.name = name
        self.to = to
        self.isHandingOn = isHandingOn
        self.evidence = evidence
        self.note = note
    }

    var lines: ActText {
        var text = ActText(RecallAct.form)
        text.add("recall", name)
        text.add("to", to)
        text.add("handing-on", isHandingOn ? "yes" : "no")
        text.add("evidence", evidence)
        text.add("note", note ?? "-")
        return text
    }

    init?(_ read: ActText) {
        guard let name = read.value("recall").flatMap({ SharedRecallName($0) }), let to = read.value("to"),
            let isHandingOn = ["yes": true, "no": false][read.value("handing-on") ?? ""],
            let evidence = read.value("evidence"), let note = read.value("note")
        else { return nil }
        self.init(
            name: name, to: to, isHandingOn: isHandingOn, evidence: evidence, note: note == "-" ? nil : note)
    }

    var isSound: Bool { lines.isWritable && OfficeName.isNumber(to) && RecallAct.isDigest(evidence) }
}

/// An office that was told says that it knows, of which telling, and that it has the file.
///
///     yima-recall/1 confirmation
///     recall: <name>
///     telling: <entry>
public struct RecallConfirmation: Hashable, Sendable {
    static let act = "confirmation"

    public let name: SharedRecallName
    /// The entry that told it.
    public let telling: UInt64

    public init(name: SharedRecallName, telling: UInt64) { (self.name, self.telling) = (name, telling) }

    var lines: ActText {
        var text = ActText(RecallAct.form)
        text.add("recall", name)
        text.add("telling", telling)
        return text
    }

    init?(_ read: ActText) {
        guard let name = read.value("recall").flatMap({ SharedRecallName($0) }),
            let telling = read.number("telling").flatMap({ UInt64(exactly: $0) })
        else { return nil }
        self.init(name: name, telling: telling)
    }
}

/// The office that leads ends the shared recall.
///
///     yima-recall/1 closure
///     recall: <name>
///     grounds: <why it ends though something is open, or ->
public struct RecallClosure: Hashable, Sendable {
    static let act = "closure"

    public let name: SharedRecallName
    public let grounds: String?

    public init(name: SharedRecallName, grounds: String?) { (self.name, self.grounds) = (name, grounds) }

    var lines: ActText {
        var text = ActText(RecallAct.form)
        text.add("recall", name)
        text.add("grounds", grounds ?? "-")
        return text
    }

    init?(_ read: ActText) {
        guard let name = read.value("recall").flatMap({ SharedRecallName($0) }),
            let grounds = read.value("grounds")
        else { return nil }
        self.init(name: name, grounds: grounds == "-" ? nil : grounds)
    }
}
