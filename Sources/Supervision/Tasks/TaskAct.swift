import Draws
public import EPCIS
public import Values

/// What offices do about a quick-response task, as a device signs it: an EPCIS event of a type of its own, about the task.
///
///     yima-task/1 opening
///     task, owner: <USCC of the office that is to act>, district: <GB/T 2260>, kind: <word of the terms>,
///     about: <USCC, code or name of a warning>, what: <text>
///
///     yima-task/1 taking
///     task, note: <text or ->
///
///     yima-task/1 closure
///     task, outcome: <word of the terms>, found: <text>
public enum TaskAct: Hashable, Sendable {
    case opening(TaskOpening)
    case taking(TaskTaking)
    case closure(TaskClosure)

    static let form = "yima-task/1 "
    package static let events = OfficeEvent(type: "yima:Task", element: "task")

    public var name: TaskName {
        switch self {
        case .opening(let opening): opening.name
        case .taking(let taking): taking.name
        case .closure(let closure): closure.name
        }
    }

    private var lines: (word: String, text: ActText) {
        var text = ActText(Self.form)
        text.add("task", name)
        switch self {
        case .opening(let opening):
            text.add("owner", opening.owner)
            text.add("district", opening.district)
            text.add("kind", opening.kind)
            text.add("about", opening.about)
            text.add("what", opening.what)
            return ("opening", text)
        case .taking(let taking):
            text.add("note", taking.note ?? "-")
            return ("taking", text)
        case .closure(let closure):
            text.add("outcome", closure.outcome)
            text.add("found", closure.found)
            return ("closure", text)
        }
    }

    public var text: String { lines.text.text(lines.word) }

    /// Whether it can be written and says something.
    public var isSound: Bool {
        guard lines.text.isWritable else { return false }
        return switch self {
        case .opening(let opening):
            OfficeName.isNumber(opening.owner) && SamplingAct.isDistrict(opening.district)
                && SamplingAct.isWord(opening.kind) && opening.about != "-"
        case .taking(let taking): taking.note != "-"
        case .closure(let closure): SamplingAct.isWord(closure.outcome)
        }
    }

    /// Reads the text of an act; nothing but what `text` gives.
    public init(text: String) throws(SamplingError) {
        let word = String(text.prefix { $0 != "\n" }.dropFirst(Self.form.count))
        guard let read = ActText(text, of: word, Self.form), let name = read.value("task").flatMap({ TaskName($0) })
        else { throw .malformedAct }
        let act: TaskAct? =
            switch word {
            case "opening": TaskOpening(name, read).map { .opening($0) }
            case "taking":
                read.value("note").map { .taking(TaskTaking(name: name, note: $0 == "-" ? nil : $0)) }
            case "closure":
                if let outcome = read.value("outcome"), let found = read.value("found") {
                    .closure(TaskClosure(name: name, outcome: outcome, found: found))
                } else {
                    nil
                }
            default: nil
            }
        guard let act, act.isSound, act.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
        self = act
    }

    /// The act that an event tells; nil where it tells none, or not in its one form.
    public init?(_ event: EPCISEvent) {
        guard
            let text = Self.events.text(
                of: event, about: { text in (try? TaskAct(text: text)).map { Self.things($0.name) } }),
            let act = try? TaskAct(text: text)
        else { return nil }
        self = act
    }

    private static func things(_ name: TaskName) -> [String] { [name.description, TaskName.register] }

    /// The event that tells it.
    public func event(at time: OffsetTime) -> SealedEvent {
        Self.events.event(text, about: Self.things(name), at: time)
    }
}

/// A task is opened, by the office in whose name it is, for itself or for another.
public struct TaskOpening: Hashable, Sendable {
    public let name: TaskName
    /// The office that is to act.
    public let owner: String
    public let district: String
    /// One of the terms' kinds, by which its clock runs.
    public let kind: String
    /// A firm, a code, a warning.
    public let about: String
    public let what: String

    public init(name: TaskName, owner: String, district: String, kind: String, about: String, what: String) {
        (self.name, self.owner, self.district) = (name, owner, district)
        (self.kind, self.about, self.what) = (kind, about, what)
    }

    init?(_ name: TaskName, _ read: ActText) {
        guard let owner = read.value("owner"), let district = read.value("district"), let kind = read.value("kind"),
            let about = read.value("about"), let what = read.value("what")
        else { return nil }
        self.init(name: name, owner: owner, district: district, kind: kind, about: about, what: what)
    }
}

/// Its owner has it in hand.
public struct TaskTaking: Hashable, Sendable {
    public let name: TaskName
    public let note: String?

    public init(name: TaskName, note: String?) { (self.name, self.note) = (name, note) }
}

/// It is done, and this was found.
public struct TaskClosure: Hashable, Sendable {
    public let name: TaskName
    public let outcome: String
    public let found: String

    public init(name: TaskName, outcome: String, found: String) {
        (self.name, self.outcome, self.found) = (name, outcome, found)
    }
}
