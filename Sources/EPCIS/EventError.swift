import StrictJSON
public import Values

/// Why a text is not an acceptable event or document: everything found, in the order found, at most `problemsMax`.
public struct EventError: Error, Hashable, Sendable {
    /// Never empty.
    public let problems: [LocatedError]

    /// Where there are more, the rest is not looked for.
    public static let problemsMax = 20

    package init(_ problems: [LocatedError]) {
        precondition(!problems.isEmpty)
        self.problems = problems
    }
}

/// Where the reader puts what it finds.
struct ProblemList {
    private(set) var problems: [LocatedError] = []

    var isEmpty: Bool { problems.isEmpty }
    var isFull: Bool { problems.count >= EventError.problemsMax }

    mutating func add(at value: JSONValue, en: String, zh: String) {
        guard !isFull else { return }
        problems.append(LocatedError(at: value, Wording(en: en, zh: zh)))
    }

    mutating func add(_ problem: LocatedError) {
        guard !isFull else { return }
        problems.append(problem)
    }
}
