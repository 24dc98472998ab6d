public import Values

/// Why a definition file (profile, step table) cannot be used: which file, where, what.
public struct DefinitionError: Error, Hashable, Sendable {
    /// The file's name, without its directory.
    public let file: String
    /// From 1; the column in characters.
    public let line: Int
    public let column: Int
    public let wording: Wording

    public init(file: String, line: Int, column: Int, wording: Wording) {
        self.file = file
        self.line = line
        self.column = column
        self.wording = wording
    }
}
