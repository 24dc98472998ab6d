import Codes
import Testing
import Values

private let reader = CodeReader()

@Suite struct `A separator that a scanner writes as text` {
    @Test(arguments: [
        "<GS>", "{GS}", "[GS]", "<gs>", "<FNC1>", "{FNC1}", "[FNC1]", "\\x1d", "\\x1D", "\\u001d", "^]", "%1D", "&#29;",
        "\u{241D}", "<1D>", "{0x1D}", "~1", "|", "~", "#", "@", " ", "$", "\u{1E}",
    ])
    func `is diagnosed behind a lot, never read as part of it`(separator: String) throws {
        for start in ["", "]C1", "]d2"] {
            let written = "\(start)010690123456789210A1\(separator)217"
            let error = try #require(throws: CodeError.self, "\(written)") { try reader.read(written) }
            #expect(error.reason == .missingSeparator, "\(written): \(error.wording.en)")
            #expect(error.position == start.count + 20)
            #expect(error.hint?.en.contains("GS (ASCII 29)") == true)
            #expect(error.hint?.zh.contains("GS（ASCII 29）") == true)
        }
    }

    @Test(arguments: [
        ("{FNC1}010690123456789210A1", 0), ("<GS>0106901234567892", 0), ("]C1<GS>010690123456789210A1", 3),
        ("0106901234567892<GS>10A1", 16), ("010690123456789217261231{GS}10A1", 24), ("010690123456789210A1<GS>", 20),
        ("010690123456789210A1\u{1D}217<GS>", 24), ("010690123456789230100<GS>10A1", 21),
        ("(01)06901234567892(10)A1<GS>(21)7", 24), ("(01)06901234567892(10)A1{GS}", 24),
    ])
    func `is diagnosed wherever it stands`(written: String, position: Int) throws {
        let error = try #require(throws: CodeError.self) { try reader.read(written) }
        #expect(error.reason == .missingSeparator, "\(error.wording.en)")
        #expect(error.position == position)
    }

    @Test(arguments: [
        ("010690123456789210A<B>C", "A<B>C"), ("010690123456789210A%1DX", "A%1DX"),
        ("(01)06901234567892(10)A<GS>B", "A<GS>B"), ("010690123456789210A(GS)21", "A(GS)21"),
    ])
    func `leaves alone what a lot may hold`(written: String, lot: String) throws {
        #expect(try reader.read(written).part("lot") == lot)
    }

    @Test func `is a wrong character where no element begins behind it`() throws {
        for written in ["010690123456789210A1|", "010690123456789210A1|XY"] {
            let error = try #require(throws: CodeError.self) { try reader.read(written) }
            #expect(error.reason == .wrongCharacter && error.position == 20)
        }
    }
}
