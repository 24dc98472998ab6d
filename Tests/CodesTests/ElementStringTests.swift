import Codes
import Testing

@Suite("A code becomes the element string of a barcode")
struct ElementStringTests {
    private static let gtin = "(01)06901234567892"
    private static let set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

    @Test(arguments: [
        "", "(10)A1", "(10)A1(21)7", "(22)2A(10)ABC/12%", "(235)TP-1", "(11)260301", "(11)260300(10)A1", "(17)261231",
        "(3103)001250", "(3100)001250", "(3105)001250", "(7003)2612311030", "(7007)260501260503", "(7007)260501",
        "(8008)26030108", "(8008)260301083015", "(7005)47(7008)CRY(422)156", "(20)01(30)12", "(30)3(3932)15601250",
        "(30)3(3920)5", "(410)6901234567892(414)6901234567892", "(423)156036", "(7011)2603011030",
        "(91)anything(99)more",
    ])
    func `of trade items, and reads back to the same code`(attributes: String) throws {
        try Self.expectRoundTrip(of: Self.gtin + attributes)
    }

    @Test(arguments: [
        "(00)106141412345678908", "(00)106141412345678908(4331)001800-(4333)002500-", "(414)6901234567892(254)A1",
        "(00)106141412345678908(02)06901234567892(37)24(10)L1", "(8006)069012345678920102(21)7",
        "(00)106141412345678908(4324)2612311030", "(253)6901234567892ABC", "(8004)69012345ABC", "(417)6901234567892",
        "(8018)690123456789012346(7250)19900101",
        "urn:epc:id:sgtin:6901234.056789.7", "https://a.cn/01/06901234567892/10/A1?17=261231&15=261100",
    ])
    func `of other things, and reads back to the same code`(written: String) throws {
        try Self.expectRoundTrip(of: written)
    }

    @Test func `lots may hold every character of set 82`() throws {
        let characters = Array(Self.set82)
        for start in stride(from: 0, to: characters.count, by: 20) {
            let lot = String(characters[start..<min(start + 20, characters.count)])
            try Self.expectRoundTrip(of: "]d20106901234567892" + "10" + lot + "\u{1D}21" + String(lot.reversed()))
        }
    }

    @Test func `a lot that looks like an element is written without doubt in the data`() throws {
        let code = try CodeReader().read("]d2010690123456789210A(21)B")
        let string = try ElementString(code)
        #expect(string.data == "010690123456789210A(21)B")
        #expect(try CodeReader().read("]Q3" + string.data) == code)
    }

    @Test func `the key leads, predefined lengths follow, and only what needs a separator has one`() throws {
        let code = try CodeReader().read(Self.gtin + "(10)A1(21)7(17)261231(3103)001250")
        let string = try ElementString(code)
        #expect(string.bracketed == "(01)06901234567892(17)261231(3103)001250(10)A1(21)7")
        #expect(string.data == "0106901234567892172612313103001250" + "10A1\u{1D}217")
    }

    @Test func `a code that is not GS1's has none`() throws {
        let code = try CodeReader().read("91350100M000100Y43")
        let error = #expect(throws: CodeError.self) { try ElementString(code) }
        #expect(error?.reason == .unsupported)
    }

    @Test func `a year out of reach of two digits is refused rather than written wrong`() throws {
        let code = try CodeReader(currentYear: 2026).read(Self.gtin + "(17)750101")
        #expect(code.part("expiry") == "2075-01-01")
        #expect(throws: CodeError.self) { try ElementString(code, reader: CodeReader(currentYear: 1999)) }
    }

    private static func expectRoundTrip(of written: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let code = try CodeReader().read(written)
        let string = try ElementString(code)
        let again = try CodeReader().read("]d2" + string.data)
        #expect(again.key == code.key && again.uri == code.uri, sourceLocation: sourceLocation)
        #expect(Set(again.parts) == Set(code.parts), sourceLocation: sourceLocation)
    }
}
