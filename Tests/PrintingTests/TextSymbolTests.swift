import Pictures
import Printing
import Testing

@Suite("A QR code of any text")
struct TextSymbolTests {
    private let symbol = Result {
        try Symbol(SymbolData(text: String(repeating: "yima-field/1 91350100M000100Y43/dock-2 ", count: 9)))
    }

    @Test("is shown as lines of half blocks that have just its modules, with white space around them")
    func halfBlocks() throws {
        let symbol = try symbol.get()
        let lines = symbol.halfBlocks.map(Array.init)
        #expect(lines.count == (symbol.height + 8 + 1) / 2 && lines.allSatisfy { $0.count == symbol.width + 8 })
        for row in -4..<(symbol.height + 4) {
            for column in -4..<(symbol.width + 4) {
                let character = lines[(row + 4) / 2][column + 4]
                let isLight = (row + 4) % 2 == 0 ? "█▀".contains(character) : "█▄".contains(character)
                #expect(isLight != symbol.isDark(row: row, column: column), "\(row) \(column)")
            }
        }
    }

    @Test("is drawn in an SVG file that has each dark module once")
    func svg() throws {
        let symbol = try symbol.get()
        let text = symbol.svg()
        var drawn: Set<[Int]> = []
        for match in text.matches(of: /M(\d+) (\d+)h(\d+)v(\d+)h-\d+z/) {
            let numbers = [match.1, match.2, match.3, match.4].map { Int($0) ?? 0 }
            for x in 0..<numbers[2] {
                for y in 0..<numbers[3] { #expect(drawn.insert([numbers[0] + x - 4, numbers[1] + y - 4]).inserted) }
            }
        }
        for row in 0..<symbol.height {
            for column in 0..<symbol.width {
                #expect(drawn.contains([column, row]) == symbol.isDark(row: row, column: column))
            }
        }
        #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\"") && text.hasSuffix("</svg>\n"))
    }
}
