import Draws
public import EPCIS
public import Values

/// What an office does in a recall that several offices share, as its device signs it: an EPCIS event of a type of its own, about the shared
/// recall as a thing. The recall itself (opened, notified, returned, closed) is told about the goods, by whoever may; nothing here takes its
/// place.
public enum RecallAct: Hashable, Sendable {
    case opening(RecallOpening)
    case telling(RecallTelling)
    case confirmation(RecallConfirmation)
    case finding(RecallFinding)
    case closure(RecallClosure)

    static let form = "yima-recall/1 "
    package static let events = OfficeEvent(type: "yima:Recall", element: "recall")

    public var name: SharedRecallName {
        switch self {
        case .opening(let opening): opening.name
        case .telling(let telling): telling.name
        case .confirmation(let confirmation): confirmation.name
        case .finding(let finding): finding.name
        case .closure(let closure): closure.name
        }
    }

    public var text: String {
        switch self {
        case .opening(let opening): opening.lines.text(RecallOpening.act)
        case .telling(let telling): telling.lines.text(RecallTelling.act)
        case .confirmation(let confirmation): confirmation.lines.text(RecallConfirmation.act)
        case .finding(let finding): finding.lines.text(RecallFinding.act)
        case .closure(let closure): closure.lines.text(RecallClosure.act)
        }
    }

    /// Reads the text of an act; nothing but what `text` gives.
    public init(text: String) throws(SamplingError) {
        let word = String(text.prefix { $0 != "\n" }.dropFirst(Self.form.count))
        guard let read = ActText(text, of: word, Self.form) else { throw .malformedAct }
        let act: RecallAct? =
            switch word {
            case RecallOpening.act: RecallOpening(read).map { .opening($0) }
            case RecallTelling.act: RecallTelling(read).map { .telling($0) }
            case RecallConfirmation.act: RecallConfirmation(read).map { .confirmation($0) }
            case RecallFinding.act: RecallFinding(read).map { .finding($0) }
            case RecallClosure.act: RecallClosure(read).map { .closure($0) }
            default: nil
            }
        guard let act, act.isSound, act.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
        self = act
    }

    /// The act that an event tells; nil where it tells none, or not in its one form.
    public init?(_ event: EPCISEvent) {
        guard
            let text = Self.events.text(
                of: event, about: { text in (try? RecallAct(text: text)).map { Self.things($0.name) } }),
            let act = try? RecallAct(text: text)
        else { return nil }
        self = act
    }

    private static func things(_ name: SharedRecallName) -> [String] {
        [name.description, SharedRecallName.register]
    }

    /// The event that tells it.
    public func event(at time: OffsetTime) -> SealedEvent {
        Self.events.event(text, about: Self.things(name), at: time)
    }

    /// Whether it can be written and says something.
    public var isSound: Bool {
        switch self {
        case .opening(let opening): opening.isSound
        case .telling(let telling): telling.isSound
        case .confirmation(let confirmation): confirmation.lines.isWritable
        case .finding(let finding): finding.isSound
        case .closure(let closure): closure.lines.isWritable
        }
    }

    /// Whether a text is a SHA-256 in small hexadecimal digits.
    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
