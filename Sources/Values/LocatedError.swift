/// Something that is wrong in a text from outside: where, what, and, where there is one, the way out.
public struct LocatedError: Error, Hashable, Sendable {
    /// The file's name without its directory, where the reader was told it; else empty.
    public let file: String
    /// From 1; in a spreadsheet the row.
    public var line: Int
    /// From 1, in characters (Unicode scalars); in a spreadsheet the column's number.
    public var column: Int
    /// In a JSON text, the RFC 6901 pointer of the offending value, or of the object that lacks something.
    public var pointer: String
    public let wording: Wording
    public let hint: Wording?

    public init(
        file: String = "", line: Int, column: Int, pointer: String = "", wording: Wording, hint: Wording? = nil
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.pointer = pointer
        self.wording = wording
        self.hint = hint
    }
}

/// A reader's error that adds to the place a reason for programs.
public protocol LocatedReason: Error {
    var located: LocatedError { get }
}

extension LocatedReason {
    /// From 1.
    public var line: Int { located.line }
    /// From 1, in characters.
    public var column: Int { located.column }
    public var wording: Wording { located.wording }
    public var hint: Wording? { located.hint }
}

/// An expected failure that says in English and in Chinese what is wrong and where.
///
/// Programs read the error's case and its values; people read its wording, which has no final stop.
public protocol ExplainedError: Error, Sendable, CustomStringConvertible {
    var wording: Wording { get }
}

extension ExplainedError {
    /// The failure in English.
    public var en: String { wording.en }
    /// The same failure in Chinese (simplified).
    public var zh: String { wording.zh }

    public var description: String { en }
}
