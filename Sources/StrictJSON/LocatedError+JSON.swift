public import Values

extension LocatedError {
    /// That a value is not what it should be.
    public init(at value: JSONValue, file: String = "", _ wording: Wording) {
        let (line, column) = value.location
        self.init(file: file, line: line, column: column, pointer: value.pointer, wording: wording)
    }

    /// The same error in a file of this name.
    package init(_ error: LocatedError, file: String) {
        self.init(
            file: file, line: error.line, column: error.column, pointer: error.pointer, wording: error.wording,
            hint: error.hint)
    }
}
