import Testing
import Values

@testable import Codes
@testable import StrictJSON

/// A definition file in parts, so that a test can spoil one of them.
struct SchemeFile {
    var id = "\"box\""
    var recognised = "\"bare\""
    var pattern = "\"BX-{firm}{lot}{check}\""
    var parts = """
        {"name": "firm", "form": "@@", "en": "firm", "zh": "企业"},
          {"name": "lot", "characters": "0-9A-F", "lengthMin": 2, "lengthMax": 6, "en": "lot", "zh": "批次"},
          {"name": "check", "characters": "0-9X", "length": 1, "en": "check", "zh": "校验"}
        """
    var check = """
        {"algorithm": "iso7064-mod-37-36", "over": ["firm", "lot"], "part": "check"}
        """
    var canonical = "\"urn:yima:box:{firm}:{lot}\""
    var more = ""
    var examples = """
        {"written": "BX-AB0F2X", "error": "wrongCheckCharacter"}
        """

    var bytes: [UInt8] {
        Array(
            """
            {
              "id": \(id), "version": 1, "validFrom": "2026-01-01",
              "label": {"en": "box code", "zh": "箱码"}, "source": "test", "subject": "goods",
              "recognised": \(recognised), "grouped": false,
              "pattern": \(pattern),
              "parts": [\(parts)],
              \(check.isEmpty ? "" : "\"check\": \(check),")
              "canonical": \(canonical), \(more)
              "examples": [\(examples)]
            }
            """.utf8)
    }
}

@Suite("A new scheme is one definition file")
struct CodeSchemeLibraryTests {
    /// Weighted mod 11, weights 2 3 4 5 over the lot: 1·2+2·3+3·4+4·5 = 40, 40 mod 11 = 7, 11 − 7 = 4.
    private static func weighted() -> SchemeFile {
        var file = SchemeFile()
        file.pattern = "\"{firm}{lot}{check}\""
        file.parts = """
            {"name": "firm", "form": "QZ@@@@@@", "en": "firm", "zh": "企业"},
              {"name": "lot", "form": "####", "en": "lot", "zh": "批次"},
              {"name": "check", "characters": "0-9X", "length": 1, "en": "check", "zh": "校验"}
            """
        file.check = """
            {"algorithm": "weighted-mod", "weights": [2, 3, 4, 5], "modulus": 11, "complement": true, "over": ["lot"], "part": "check"}
            """
        file.canonical = "\"urn:yima:box:{firm}:{lot}\""
        file.more = "\"lot\": \"urn:yima:box:{firm}:{lot}\", \"product\": \"urn:yima:box:{firm}\","
        file.examples = """
            {"written": "QZABCDEF12344", "canonical": "urn:yima:box:QZABCDEF:1234"},
                {"written": "QZABCDEF12345", "error": "wrongCheckCharacter"}
            """
        return file
    }

    @Test func thatIsReadWithoutCompilingAnything() throws {
        let library = try CodeSchemeLibrary(overrides: ["box.json": Self.weighted().bytes])
        let reader = CodeReader(schemes: library)
        let code = try reader.read("qzabcdef12344")
        #expect(code.uri == "urn:yima:box:QZABCDEF:1234")
        #expect(code.lotKey == code.uri)
        #expect(code.productKey == "urn:yima:box:QZABCDEF")
        #expect(code.part("lot") == "1234")
        #expect(reader.label(ofPart: "firm", of: code).zh == "企业")
        #expect(throws: CodeError.self) { try CodeReader().read("QZABCDEF12344") }
    }

    @Test func whoseCodesMayBeAnotherWrittenFormOfAGS1Lot() throws {
        var file = SchemeFile()
        file.pattern = "\"PL/{gtin}/{lot}\""
        file.parts = """
            {"name": "gtin", "form": "##############", "content": "gs1", "en": "GTIN", "zh": "商品条码"},
              {"name": "lot", "characters": "0-9A-Za-z.", "lengthMin": 1, "lengthMax": 20, "en": "lot", "zh": "批次"}
            """
        file.check = ""
        file.canonical = "\"https://id.gs1.org/01/{gtin}/10/{lot}\""
        file.examples = """
            {"written": "PL/06901234567892/A1", "canonical": "https://id.gs1.org/01/06901234567892/10/A1"},
                {"written": "PL/06901234567893/A1", "error": "wrongCheckCharacter"}
            """
        let reader = CodeReader(schemes: try CodeSchemeLibrary(overrides: ["platform.json": file.bytes]))
        let code = try reader.read("PL/06901234567892/a.1")
        let label = try reader.read("(01)06901234567892(10)a.1")
        #expect(code.key == label.key)
        #expect(code.lotKey == label.lotKey)
        #expect(code.scheme == "gtin")
        #expect(code.part("box") == "PL/06901234567892/a.1")
        #expect(try reader.read("PL/06901234567892/a.1", as: "box") == code)
        #expect(try ElementString(code, reader: reader).bracketed == "(01)06901234567892(10)a.1")
    }

    @Test func andTakesThePlaceOfABuiltInOneOfTheSameName() throws {
        let text = String(decoding: CodeSchemeLibrary.builtInFiles["imo.json"] ?? [], as: UTF8.self)
        let changed = text.replacing("\"recognised\": \"bare\"", with: "\"recognised\": \"named\"")
        let reader = CodeReader(schemes: try CodeSchemeLibrary(overrides: ["imo.json": Array(changed.utf8)]))
        #expect(throws: CodeError.self) { try reader.read("9074729") }
        #expect(try reader.read("9074729", as: "imo").scheme == "imo")
    }

    @Test func theBuiltInFilesAreThere() {
        let ids = CodeSchemeLibrary.builtIn.schemes.map(\.id)
        #expect(ids == ["customs", "fujian-trace", "gacc", "imo", "minhai", "sbt10680", "sc", "vetdrug"])
        #expect(CodeSchemeLibrary.builtIn.schemes.allSatisfy { !$0.source.isEmpty && $0.version >= 1 })
    }

    /// What is spoilt, where the error is, and a piece of its wording.
    struct Spoilt: Sendable, CustomTestStringConvertible {
        let line: Int
        let column: Int
        let wording: String
        let spoil: @Sendable (inout SchemeFile) -> Void

        init(_ line: Int, _ column: Int, _ wording: String, _ spoil: @escaping @Sendable (inout SchemeFile) -> Void) {
            self.line = line
            self.column = column
            self.wording = wording
            self.spoil = spoil
        }

        var testDescription: String { wording }

        static let all = [
            Spoilt(2, 9, "a–z") { $0.id = "\"Box\"" },
            Spoilt(2, 9, "is a built-in scheme") { $0.id = "\"gtin\"" },
            Spoilt(2, 9, "is a built-in scheme") { $0.id = "\"uscc\"" },
            Spoilt(4, 17, "expected one of bare, named") { $0.recognised = "\"sometimes\"" },
            Spoilt(4, 17, "may pass for one of \"uscc\"") {
                $0.pattern = "\"{firm}35010212345{lot}{check}\""
                $0.parts = $0.parts.replacing("\"@@\"", with: "\"91\"").replacing(
                    "\"lengthMin\": 2, \"lengthMax\": 6", with: "\"length\": 4")
                $0.examples += #", {"written": "913501021234512340", "canonical": "urn:yima:box:91:1234"}"#
            },
            Spoilt(4, 17, "a few digits without a check") {
                $0.pattern = "\"{firm}\""
                $0.parts = #"{"name": "firm", "form": "1#####", "en": "a", "zh": "a"}"#
                $0.check = ""
                $0.canonical = "\"urn:yima:box:{firm}\""
                $0.examples =
                    #"{"written": "123456", "canonical": "urn:yima:box:123456"}, {"written": "12345X", "error": "wrongCharacter"}"#
            },
            Spoilt(5, 14, "no part is called \"lott\"") { $0.pattern = "\"BX{firm}{lott}{check}\"" },
            Spoilt(5, 14, "bracket that is not closed") { $0.pattern = "\"BX{firm}{lot\"" },
            Spoilt(5, 14, "is not in the pattern") { $0.pattern = "\"BX-{firm}{lot}\"" },
            Spoilt(5, 14, "a part stands twice") { $0.pattern = "\"BX{firm}{lot}{check}{lot}\"" },
            Spoilt(5, 14, "only one part may vary") {
                $0.parts = $0.parts.replacing(
                    "\"form\": \"@@\"", with: "\"characters\": \"A-Z\", \"lengthMin\": 1, \"lengthMax\": 2")
            },
            // 70 forms of it would be gigabytes.
            Spoilt(5, 14, "too many forms, or too long") {
                $0.parts = $0.parts.replacing("\"lengthMax\": 6", with: "\"lengthMax\": 64")
                $0.pattern = "\"\(String(repeating: "B", count: 1 << 19))[X]{firm}{lot}{check}\""
            },
            Spoilt(5, 14, "too many forms") { $0.pattern = "\"[A][B][C][D][E][F][G][H]{firm}{lot}{check}\"" },
            Spoilt(5, 14, "letters, digits and - . _ ~ * only") { $0.pattern = "\"BX{firm} {lot}{check}\"" },
            Spoilt(6, 38, "letters, digits and - . _ ~ * only") { $0.parts = $0.parts.replacing("@@", with: "@%") },
            Spoilt(7, 3, "lengthMin") { $0.parts = $0.parts.replacing("\"lengthMin\": 2, ", with: "") },
            Spoilt(7, 72, "1 to 64 characters") {
                $0.parts = $0.parts.replacing("\"lengthMax\": 6", with: "\"lengthMax\": 65")
            },
            Spoilt(9, 26, "expected one of gs1, ") {
                $0.check = $0.check.replacing("iso7064-mod-37-36", with: "mod-7")
            },
            Spoilt(9, 80, "no part is called") {
                $0.check = $0.check.replacing("\"part\": \"check\"", with: "\"part\": \"x\"")
            },
            Spoilt(1, 1, "does not take the characters") {
                $0.check = $0.check.replacing("iso7064-mod-37-36", with: "luhn")
            },
            Spoilt(5, 14, "letters, digits and - . _ ~ * only") { $0.pattern = "\"[箱]BX{firm}{lot}{check}\"" },
            Spoilt(5, 14, "nothing in it") { $0.pattern = "\"[]BX{firm}{lot}{check}\"" },
            Spoilt(9, 58, "unknown member \"modulus\"") {
                $0.check = $0.check.replacing("\"over\"", with: "\"modulus\": 11, \"over\"")
            },
            Spoilt(9, 53, "weight 22 divides by the modulus") {
                $0 = CodeSchemeLibraryTests.weighted()
                $0.check = $0.check.replacing("[2, 3", with: "[22, 3")
            },
            Spoilt(11, 16, "either a canonical URI or an error") {
                $0.examples = $0.examples.replacing("}", with: ", \"canonical\": \"urn:yima:box:AB:0F2\"}")
            },
            Spoilt(10, 16, "begins with urn:yima:box:") { $0.canonical = "\"urn:yima:sc:{lot}\"" },
            Spoilt(10, 55, "unknown member \"colour\"") { $0.more = #""colour": 1,"# },
            Spoilt(11, 15, "one that is refused") {
                $0.examples = #"{"written": "BX-AB0F2X", "canonical": "urn:yima:box:AB:0F2"}"#
            },
            Spoilt(11, 74, "it is refused: wrong check") {
                $0.examples += #", {"written": "BX-AB0F20", "canonical": "urn:yima:box:AB:0F2"}"#
            },
            Spoilt(11, 74, "it is read as") {
                $0.parts = $0.parts.replacing("0-9X", with: "0-9A-Z")
                $0.examples += ##", {"written": "BX-AB0F2\##(CodeSchemeLibraryTests.check)", "error": "wrongLength"}"##
                $0.examples +=
                    ##", {"written": "BX-AB0F2\##(CodeSchemeLibraryTests.check)", "canonical": "urn:yima:box:AB:0F2"}"##
            },
        ]
    }

    /// The check character of `AB0F2` by ISO/IEC 7064 MOD 37,36.
    private static let check =
        CheckAlgorithm.mod37And36.character(after: Array("AB0F2".utf8)[...])
        .map { String(decoding: [$0], as: UTF8.self) } ?? "?"

    @Test(arguments: Spoilt.all)
    func thatContradictsItselfIsRefusedWithItsPlace(_ spoilt: Spoilt) throws {
        var file = SchemeFile()
        spoilt.spoil(&file)
        let error = try #require(throws: LocatedError.self) {
            try CodeSchemeLibrary(overrides: ["box.json": file.bytes])
        }
        #expect(error.file == "box.json")
        #expect(error.wording.en.contains(spoilt.wording), "\(error)")
        #expect((error.line, error.column) == (spoilt.line, spoilt.column), "\(error)")
    }

    @Test func thatIsLargerThanAMebibyteIsRefused() throws {
        let bytes = SchemeFile().bytes
        let larger = bytes + [UInt8](repeating: 0x20, count: (1 << 20) + 1 - bytes.count)
        let error = try #require(throws: LocatedError.self) { try CodeScheme(file: "box.json", bytes: larger) }
        #expect(error.wording.en.contains("larger"), "\(error)")
    }

    @Test func noPatternMakesReadingSlow() throws {
        var file = Self.weighted()
        file.pattern = "\"[Q][Q]QZ{firm}{lot}{check}\""
        file.parts = """
            {"name": "firm", "characters": "A-Z", "lengthMin": 1, "lengthMax": 30, "en": "firm", "zh": "企业"},
              {"name": "lot", "form": "####", "en": "lot", "zh": "批次"},
              {"name": "check", "characters": "0-9X", "length": 1, "en": "check", "zh": "校验"}
            """
        file.examples = """
            {"written": "QZABCDEF12344", "canonical": "urn:yima:box:ABCDEF:1234"},
                {"written": "QZABCDEF12345", "error": "wrongCheckCharacter"}
            """
        let scheme = try CodeScheme(file: "box.json", bytes: file.bytes)
        // One comparison a place and a shape: never more than 128 shapes, whatever the text.
        #expect(scheme.pattern.shapes.count == 120)
    }
}
