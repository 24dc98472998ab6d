import Codes
import Pictures
import Printing
import Testing

@Suite("A code's data for each symbol, and its modules")
struct SymbolTests {
    private static func data(_ written: String, _ kind: SymbolKind, domain: String? = nil) throws -> SymbolData {
        let code = try CodeReader().read(written)
        return try SymbolData(code, written: written, kind: kind, domain: domain ?? SymbolData.domainDefault)
    }

    private static func reason(of body: () throws -> Void) -> LabelError.Reason? {
        #expect(throws: LabelError.self, performing: body)?.reason
    }

    // MARK: Data

    @Test func `a QR code carries the Digital Link with the label's attributes`() throws {
        let data = try Self.data("(01)06901234567892(10)A/1(17)261231", .qr)
        #expect(data.text == "https://id.gs1.org/01/06901234567892/10/A%2F1?17=261231")
        #expect(data.interpretation == "(01)06901234567892(17)261231(10)A/1")
    }

    @Test func `the domain is whose it is told to be`() throws {
        let data = try Self.data("(01)06901234567892(10)A1", .qr, domain: "https://trace.example.cn/t")
        #expect(data.text == "https://trace.example.cn/t/01/06901234567892/10/A1")
    }

    @Test(arguments: ["a.cn:8443", "http://127.0.0.1:8470/t", "https://[::1]:80/t/x", "HTTPS://A-1.cn/"])
    func `a domain may have a port, be a number, and have a path`(domain: String) throws {
        #expect(
            try Self.data("(01)06901234567892(10)A1", .qr, domain: domain).text.hasSuffix("/01/06901234567892/10/A1"))
    }

    @Test(arguments: [
        "ftp://a.cn", "https://a.cn?x=1", "https://a.cn#x", "", "javascript:alert(1)", "https://a.cn:x", "a.cn:123456",
        "https://me:secret@a.cn", "https://[::1", "https://(a)", "-a.cn", "https://:80",
    ])
    func `a domain that makes no Digital Link is refused`(domain: String) {
        #expect(
            Self.reason { _ = try Self.data("(01)06901234567892", .qr, domain: domain) } == .symbolCannotCarry)
    }

    @Test func `matrix and bars carry the element string with separators`() throws {
        for kind in [SymbolKind.datamatrix, .gs1128] {
            #expect(
                try Self.data("(01)06901234567892(10)A1(21)7", kind).text == "010690123456789210A1\u{1D}217")
        }
    }

    @Test func `a code that is not GS1's goes into a QR code as it is`() throws {
        #expect(try Self.data(" 91350100M000100Y43 ", .qr).text == "91350100M000100Y43")
        #expect(try Self.data("CSQU 305438 3", .qr).text == "CSQU3054383")
        #expect(try Self.data("]Q1urn:epc:id:bic:CSQU3054383", .qr).text == "CSQU3054383")
        #expect(Self.reason { _ = try Self.data("91350100M000100Y43", .datamatrix) } == .symbolCannotCarry)
    }

    @Test func `EAN-13 takes a bare GTIN of twelve or thirteen digits and nothing else`() throws {
        #expect(try Self.data("6901234567892", .ean13).text == "6901234567892")
        #expect(try Self.data("036000291452", .ean13).text == "0036000291452")
        for other in ["16901234567899", "96385074", "(01)06901234567892(10)A", "(00)106141412345678908"] {
            #expect(Self.reason { _ = try Self.data(other, .ean13) } == .symbolCannotCarry)
        }
    }

    @Test func `GS1-128 ends at 48 characters`() throws {
        let full = "(01)06901234567892(10)\(String(repeating: "A", count: 20))(240)1234567"
        #expect(throws: Never.self) { try Symbol(try Self.data(String(full.dropLast(1)), .gs1128)) }
        #expect(try Self.data(String(full.dropLast(1)), .gs1128).text.utf8.count == 48)
        #expect(Self.reason { _ = try Self.data(full, .gs1128) } == .dataTooLong)
    }

    // MARK: Modules

    @Test(arguments: SymbolKind.allCases) func `the rectangles are the dark modules, each once`(
        kind: SymbolKind
    ) throws {
        let symbol = try Symbol(try Self.data(kind == .ean13 ? "6901234567892" : "(01)06901234567892(10)A1", kind))
        var painted = Array(repeating: 0, count: symbol.width * symbol.height)
        for cell in symbol.rectangles {
            for row in cell.y..<(cell.y + cell.height) {
                for column in cell.x..<(cell.x + cell.width) { painted[Int(row) * symbol.width + Int(column)] += 1 }
            }
        }
        for row in 0..<symbol.height {
            for column in 0..<symbol.width {
                let isDark = symbol.isDark(row: row, column: column)
                #expect(painted[row * symbol.width + column] == (isDark ? 1 : 0))
            }
        }
        #expect(symbol.rectangles.count * 2 < symbol.width * symbol.height)
    }

    @Test func `sizes are those of the standards`() throws {
        let ean = try Symbol(try Self.data("6901234567892", .ean13))
        #expect((ean.width, ean.height) == (95, 1))
        let matrix = try Symbol(try Self.data("(01)06901234567892", .datamatrix))
        #expect(matrix.width == matrix.height && matrix.width.isMultiple(of: 2))
        let link = try Symbol(try Self.data("(01)06901234567892", .qr))
        #expect(link.width == link.height && (link.width - 17).isMultiple(of: 4))
        #expect(link.isDark(row: 0, column: 0) && !link.isDark(row: -1, column: 0) && !link.isDark(row: 0, column: 99))
    }

    @Test func `the longest code that is read is drawn too`() throws {
        let fields = (91...95).map { "(\($0))" + String(repeating: "x", count: 89) }.joined()
        let written = "(01)06901234567892" + fields.prefix(480)
        for kind in [SymbolKind.qr, .datamatrix] {
            #expect(throws: Never.self) { try Symbol(try Self.data(written, kind)) }
        }
    }
}
