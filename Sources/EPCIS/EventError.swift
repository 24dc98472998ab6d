import StrictJSON
public import Values

/// One thing that is wrong with an event or a document of events, and where.
public struct EventProblem: Hashable, Sendable {
    /// 1-based, in the text that was handed in.
    public var line: Int
    /// 1-based, in characters.
    public var column: Int
    /// RFC 6901 pointer of the offending value, or of the object that lacks something.
    public var pointer: String
    public var wording: Wording

    public init(line: Int, column: Int, pointer: String, wording: Wording) {
        self.line = line
        self.column = column
        self.pointer = pointer
        self.wording = wording
    }

    init(_ error: JSONError) {
        self.init(line: error.line, column: error.column, pointer: error.pointer, wording: error.wording)
    }

    init(at value: JSONValue, _ wording: Wording) {
        let (line, column) = value.location
        self.init(line: line, column: column, pointer: value.pointer, wording: wording)
    }
}

/// Why a text is not an acceptable event or document: everything found, in the order found, at most `problemsMax`.
public struct EventError: Error, Hashable, Sendable {
    /// Never empty.
    public let problems: [EventProblem]

    /// Where there are more, the rest is not looked for.
    public static let problemsMax = 20

    package init(_ problems: [EventProblem]) {
        precondition(!problems.isEmpty)
        self.problems = problems
    }
}

/// Where the reader puts what it finds.
struct ProblemList {
    private(set) var problems: [EventProblem] = []

    var isEmpty: Bool { problems.isEmpty }
    var isFull: Bool { problems.count >= EventError.problemsMax }

    mutating func add(at value: JSONValue, en: String, zh: String) {
        guard !isFull else { return }
        problems.append(EventProblem(at: value, Wording(en: en, zh: zh)))
    }

    mutating func add(_ problem: EventProblem) {
        guard !isFull else { return }
        problems.append(problem)
    }
}
