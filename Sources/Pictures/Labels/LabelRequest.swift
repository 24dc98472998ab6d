public import Codes

/// One label that is asked for, by a row of a sheet's CSV or by hand.
public struct LabelRequest: Hashable, Sendable {
    public let written: String
    public let code: CanonicalCode
    public let productName: String
    /// Lines that were written beside the code.
    public let fields: [LabelField: String]
    /// Lines with titles of the file's own.
    public let others: [LabelContent.Line]
    /// How many equal labels.
    public let copies: Int
    /// Where the code stands in the file, from 1; without a file both are 1.
    public let line: Int
    public let column: Int

    public init(
        written: String, code: CanonicalCode, productName: String = "", fields: [LabelField: String] = [:],
        others: [LabelContent.Line] = [], copies: Int = 1, line: Int = 1, column: Int = 1
    ) {
        self.written = written
        self.code = code
        self.productName = productName
        self.fields = fields
        self.others = others
        self.copies = copies
        self.line = line
        self.column = column
    }
}
