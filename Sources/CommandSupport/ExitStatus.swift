/// What a command tells the shell: verdicts below 64, above them the words of sysexits.
package enum ExitStatus: Int32, Sendable {
    /// Valid, or done.
    case done = 0
    /// Evidence is false, or a rule is violated.
    case violated = 1
    /// It could not be checked.
    case undecided = 2
    /// Nothing is on record about the code.
    case unknown = 3
    case usage = 64
    /// The input cannot be used; nothing was written.
    case badInput = 65
    /// Rows were left out as `--skip-bad` asked; the others were recorded.
    case leftOut = 66
    /// The ledger does not answer.
    case unreachable = 69
    /// The program contradicts itself.
    case software = 70
    case cannotWrite = 73
    case cannotRead = 74
    case tryLater = 75
    case notAllowed = 77

    /// The worse of two, as a batch counts: 0 < 3 < 2 < 1, and any failure of the machinery beyond those.
    package func worse(_ other: ExitStatus) -> ExitStatus {
        rank >= other.rank ? self : other
    }

    private var rank: Int32 {
        switch self {
        case .done: 0
        case .unknown: 1
        case .undecided: 2
        case .violated: 3
        case .usage, .badInput, .leftOut, .unreachable, .software, .cannotWrite, .cannotRead, .tryLater, .notAllowed:
            rawValue
        }
    }
}
