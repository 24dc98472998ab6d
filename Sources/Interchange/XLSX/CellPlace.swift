/// A cell of a sheet: row and column from 1.
public struct CellPlace: Hashable, Sendable, CustomStringConvertible {
    public let row: Int
    public let column: Int

    /// What a sheet of Excel has.
    static let rowsMax = 1_048_576
    static let columnsMax = 16_384

    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// Reads `C7` or `$C$7`; nil for anything else.
    init?(_ written: some StringProtocol) {
        var row = 0
        var column = 0
        for byte in written.utf8 where byte != UInt8(ascii: "$") {
            switch byte {
            case 0x30...0x39 where column > 0: row = row * 10 + Int(byte - 0x30)
            case 0x41...0x5A where row == 0: column = column * 26 + Int(byte - 0x40)
            default: return nil
            }
            guard row <= Self.rowsMax, column <= Self.columnsMax else { return nil }
        }
        guard row > 0, column > 0 else { return nil }
        self.init(row: row, column: column)
    }

    /// `C7`, as a spreadsheet shows it.
    public var description: String { columnLetters + String(row) }

    /// A … Z, AA … ZZ, AAA …
    var columnLetters: String {
        var letters = ""
        var rest = max(column, 1)
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(0x41 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return letters
    }
}
