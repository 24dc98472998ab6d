import Codes
import Testing
import Values

private let reader = CodeReader()

/// What is wrong with one written code.
struct Malformed: Sendable, CustomTestStringConvertible {
    let written: String
    let reason: CodeError.Reason
    let position: Int?
    let en: String
    let zh: String

    init(_ written: String, _ reason: CodeError.Reason, _ position: Int?, _ en: String, _ zh: String) {
        self.written = written
        self.reason = reason
        self.position = position
        self.en = en
        self.zh = zh
    }

    var testDescription: String { "\(reason): \(written)" }

    static let all = [
        Malformed("", .empty, nil, "nothing is written here", "没有内容"),
        Malformed(" \u{3000}\t", .empty, nil, "nothing is written here", "没有内容"),
        Malformed("]C1", .empty, nil, "nothing is written here", "没有内容"),
        Malformed(String(repeating: "1", count: 513), .tooLong, 0, "at most 512 bytes", "512 字节"),
        Malformed("hello", .unknownScheme, nil, "not a code of any known scheme", "不属于任何已知的编码体系"),
        Malformed("大黄鱼", .unknownScheme, nil, "not a code of any known scheme", "不属于任何已知的编码体系"),
        Malformed("6901234567893", .wrongCheckCharacter, 12, "wrong check digit (expected 2)", "校验位错误（应为 2）"),
        Malformed("  6901234567893", .wrongCheckCharacter, 14, "wrong check digit (expected 2)", "校验位错误（应为 2）"),
        Malformed("6 901234 567893", .wrongCheckCharacter, 14, "wrong check digit (expected 2)", "校验位错误（应为 2）"),
        Malformed("69012345678O2", .wrongCharacter, 11, "“O” where a digit belongs", "此处应为数字，实际是 “O”"),
        Malformed("690123456789", .wrongCheckCharacter, 11, "wrong check digit (expected 7)", "校验位错误（应为 7）"),
        Malformed("690123456", .wrongLength, nil, "takes 8, 12, 13 or 14 digits, here it has 9", "实际 9 位"),
        Malformed("690 234567892", .unknownScheme, nil, "not a code of any known scheme", "任何已知"),
        Malformed("6901234  567892", .unknownScheme, nil, "not a code of any known scheme", "任何已知"),
        Malformed(
            "(01)06901234567893", .wrongCheckCharacter, 17, "(01) GTIN: wrong check digit (expected 2)", "校验位错误（应为 2）"),
        Malformed(
            "(01)6901234567892", .wrongLength, 4, "(01) GTIN takes 14 digits, here it has 13", "应为 14 位数字，实际 13 位"),
        Malformed(
            "(01)06901234567892(10)", .wrongLength, 22, "(10) BATCH/LOT takes 1–20 characters, here it has 0", "实际 0 位"),
        Malformed(
            "(01)06901234567892(10)批", .wrongCharacter, 22, "where a character of GS1 set 82 of (10) BATCH/LOT belongs",
            "GS1 字符集 82"),
        Malformed(
            "(01)06901234567892(10)A批", .wrongCharacter, 23, "a character that is not ASCII where", "实际是 非 ASCII 字符"),
        Malformed("(01)06901234567892(10)A B", .wrongCharacter, 23, "␠ where", "␠"),
        Malformed("(01)06901234567892(99", .wrongLength, 4, "takes 14 digits", "14 位数字"),
        Malformed("(01)06901234567892(04)1", .unknownApplicationIdentifier, 19, "04 does not begin", "04 不是"),
        Malformed("(x", .wrongCharacter, 0, "an identifier in brackets", "带括号的应用标识符"),
        Malformed("(01)06901234567892(17)261301", .wrongDate, 22, "261301 is not a date", "261301 不是有效的日期"),
        Malformed("(01)06901234567892(17)260230", .wrongDate, 22, "260230 is not a date", "260230 不是有效的日期"),
        Malformed("(01)06901234567892(17)260001", .wrongDate, 22, "260001 is not a date", "日可为 00"),
        Malformed("(01)06901234567892(7006)260500", .wrongDate, 24, "260500 is not a date (YYMMDD)", "（YYMMDD）"),
        Malformed("(01)06901234567892(7003)2612312460", .wrongDate, 30, "2460 is not a time (hhmm)", "2460 不是有效的时间"),
        Malformed("(01)06901234567892(422)123", .wrongCharacter, 23, "123 is not a country code", "123 不是"),
        Malformed("(10)A1(17)261231", .missingPart, nil, "nothing here identifies a thing", "没有标识对象的代码"),
        Malformed("(02)06901234567892(37)12", .missingPart, nil, "nothing here identifies", "没有标识对象的代码"),
        Malformed("(00)106141412345678908(10)A1", .missingPart, 26, "(10) BATCH/LOT needs (01) or (02)", "(01) 或 (02)"),
        Malformed("(01)06901234567892(3922)1250", .missingPart, 24, "(01)+(31nn)", "(01)+(31nn)"),
        Malformed("(01)06901234567892(37)12", .contradiction, 22, "(01) GTIN must not stand beside (37) COUNT", "不得"),
        Malformed("(01)06901234567892(3102)000001(3103)000001", .contradiction, 36, "must not stand beside", "不得"),
        Malformed("(01)06901234567892(10)A(10)B", .contradiction, 27, "stands here twice", "出现两次"),
        Malformed("]C1010690123456789", .wrongLength, 5, "takes 14 digits, here it has 13", "实际 13 位"),
        Malformed("01069012345678921", .unknownApplicationIdentifier, 16, "1 does not begin", "其数据是否完整"),
        Malformed("]C1\u{1D}", .empty, nil, "nothing is written here", "没有内容"),
        Malformed("https://example.com/foo", .unknownScheme, nil, "carries no GS1 key", "网址中没有"),
        Malformed("https://", .unknownScheme, nil, "carries no GS1 key", "网址中没有"),
        Malformed("https:///01/06901234567892", .unknownScheme, nil, "carries no GS1 key", "网址中没有"),
        Malformed("https://a.cn/01/06901234567893", .wrongCheckCharacter, 29, "(expected 2)", "应为 2"),
        Malformed("https://a.cn/01/06901234567892/10", .missingPart, 33, "“10” has no value", "缺少取值"),
        Malformed("https://a.cn/01/06901234567892/10/", .missingPart, 33, "“10” has no value", "缺少取值"),
        Malformed(
            "https://a.cn/01/06901234567892/21/7/10/A", .wrongOrder, 34, "in the order 22, 10, 21 or 235", "22, 10, 21"),
        Malformed("https://a.cn/01/06901234567892/10/A/10/A", .wrongOrder, 34, "in the order", "顺序应为"),
        Malformed("https://a.cn/01/06901234567892/254/7", .wrongOrder, 35, "is no qualifier of (01) GTIN", "不能作为"),
        Malformed("https://a.cn/01/06901234567892/lot/7", .unknownApplicationIdentifier, 31, "“lot” is not", "“lot”不是"),
        Malformed("https://a.cn/01/06901234567892?21=7", .wrongOrder, 31, "(21) SERIAL must not stand after", "问号之后"),
        Malformed("https://a.cn/01/06901234567892?05=7", .unknownApplicationIdentifier, 31, "“05” is not", "“05”不是"),
        Malformed("https://a.cn/01/06901234567892/10/%4", .wrongCharacter, 34, "% without two hex digits", "两位十六进制"),
        Malformed("https://a.cn/01/06901234567892/10/%00", .wrongCharacter, 34, "0x00", "0x00"),
        Malformed("urn:epc:id:sgtin:6901234.05678.7", .wrongLength, 25, "13 digits, here it has 12", "实际 12 位"),
        Malformed("urn:epc:id:sgtin:69012.05678901.7", .wrongLength, 17, "6–12 digits, here it has 5", "实际 5 位"),
        Malformed("urn:epc:id:sgtin:6901234.056789", .missingPart, 31, "has 3 fields between dots, here 2", "实际 2 个"),
        Malformed("urn:epc:id:sgtin:690123A.056789.7", .wrongCharacter, 23, "“A” where a digit belongs", "应为数字"),
        Malformed("urn:epc:id:sgtin:6901234.056789.", .wrongLength, 32, "(21) SERIAL takes 1–20", "实际 0 位"),
        Malformed("urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52", .unsupported, 8, "“id:adi” is not one", "“id:adi”不是"),
        Malformed("urn:epc:", .unsupported, 8, "is not one of GS1 keys", "不是 GS1"),
        Malformed("urn:epc:idpat:sgtin:6901234.056789.7", .wrongCharacter, 35, "* of a pattern", "通配符"),
        Malformed("91350100M000100Y44", .wrongCheckCharacter, 17, "wrong check digit (expected 3)", "校验位错误（应为 3）"),
        Malformed("91350100O000100Y43", .wrongCharacter, 8, "other than I, O, S, V, Z", "不含 I、O、S、V、Z"),
        Malformed("9135O100M000100Y43", .wrongCharacter, 4, "a digit of the region", "行政区划"),
        Malformed("urn:yima:uscc:91350100M000100Y4", .wrongLength, nil, "18 characters, here it has 17", "实际 17 位"),
        Malformed("350505199001010578", .personalNumber, 0, "identity number of a person", "居民身份证号码"),
        Malformed("11010519491231002x", .personalNumber, 0, "identity number of a person", "居民身份证号码"),
        Malformed("91990100M000100Y4U", .wrongCharacter, 2, "990100 is no administrative division", "不是行政区划代码"),
        Malformed("91354000M000100Y4F", .wrongCharacter, 2, "354000 is no administrative division", "不是行政区划代码"),
        Malformed("]E41234567", .wrongLength, 3, "8 digits (]E4: EAN-8), here it has 7", "实际 7 位"),
        Malformed("]E06901234567893", .wrongCheckCharacter, 15, "expected 2", "应为 2"),
        Malformed("]E0CSQU3054383", .wrongCharacter, 3, "where a digit belongs", "零售商品条码"),
        Malformed("]E09074729", .wrongLength, 3, "13 digits (]E0: EAN-13 or UPC)", "13 位数字"),
        Malformed("]E4202603011350100004310872", .wrongLength, 3, "8 digits", "8 位数字"),
        Malformed("]E105", .unsupported, 3, "only the digits added on", "附加码"),
        Malformed("]E012345670", .wrongLength, 3, "here it has 8", "UPC-E"),
        Malformed("\u{2}(01)06901234567892(10)A1\u{3}", .wrongCharacter, 0, "0x02 stands before", "STX"),
        Malformed("6901234567892\u{3}", .wrongCharacter, 13, "0x03 stands behind", "STX"),
        Malformed("]Q2\\000026(01)06901234567892", .wrongCharacter, 3, "ECI \\000026", "ECI"),
        Malformed("\\0000266901234567892", .wrongCharacter, 0, "ECI \\000026", "ECI"),
        Malformed(
            "https://id.gs1.org/10/LOT/01/06901234567892", .wrongOrder, 19, "(10) BATCH/LOT stands before (01) GTIN",
            "(10) 批号 出现在 (01) 商品条码 之前"),
        Malformed("HTTP://ID.GS1.ORG/a/01/06901234567892", .wrongOrder, 18, "the path begins with the key", "主键"),
        Malformed("https://id.gs1.org/a/b/01/06901234567892", .wrongOrder, 19, "here (01) GTIN", "(01) 商品条码"),
        Malformed("https://a.cn/10/LOT/01/06901234567892", .wrongOrder, 13, "(10) BATCH/LOT stands before", "之前"),
        Malformed("https://a.cn/x/21/7/01/06901234567892", .wrongOrder, 15, "(21) SERIAL stands before", "之前"),
        Malformed(
            "https://a.cn/01/06901234567892/00/106141412345678908", .wrongOrder, 13,
            "(01) GTIN stands before (00) SSCC",
            "之前"),
        Malformed("urn:epc:id:imovn:9074728", .wrongCheckCharacter, 23, "expected 9", "应为 9"),
        Malformed("urn:epc:id:imovn:907472", .wrongLength, nil, "IMO ship number", "IMO"),
        Malformed("urn:epc:id:grai:6901234.56789.", .missingPart, 30, "the serial is missing", "缺少序列号"),
        Malformed("urn:epc:id:gdti:6901234.56789.", .missingPart, 30, "the serial is missing", "缺少序列号"),
        Malformed("urn:epc:id:sgcn:6901234.56789.", .missingPart, 30, "the serial is missing", "缺少序列号"),
        Malformed("2001234567893", .notGlobal, 0, "a shop's own number", "店内码"),
        Malformed("(01)02001234567893(10)A", .notGlobal, 4, "a shop's own number", "店内码"),
        Malformed("(00)106141412345678908(02)12901234567893(37)1", .notGlobal, 26, "a shop's own number", "店内码"),
        Malformed("https://id.gs1.org/01/00200123456788/10/A", .notGlobal, 22, "a shop's own number", "店内码"),
        Malformed("urn:epc:class:lgtin:200123.0456789.A", .notGlobal, 20, "a shop's own number", "店内码"),
        Malformed("20000004", .notGlobal, 0, "a shop's own number", "店内码"),
        Malformed("CSQU3054384", .wrongCheckCharacter, 10, "wrong check digit (expected 3)", "校验位错误（应为 3）"),
        Malformed("CSQA3054383", .wrongCharacter, 3, "the category U, J or Z", "设备类别"),
        Malformed("CSQU30S4383", .wrongCharacter, 6, "“S” where a digit belongs", "应为数字"),
        Malformed("urn:epc:id:bic:CSQU305438", .wrongLength, nil, "11 characters, here it has 10", "实际 10 位"),
    ]
}

@Suite("A malformed code is refused with the reason, the place and words in both languages")
struct MalformedCodeTests {
    @Test(arguments: Malformed.all)
    func isLocated(_ wrong: Malformed) throws {
        let error = try #require(throws: CodeError.self) { try reader.read(wrong.written) }
        #expect(error.reason == wrong.reason)
        #expect(error.position == wrong.position)
        #expect(error.wording.en.contains(wrong.en), "\(error.wording.en)")
        let zh = error.wording.zh + (error.hint?.zh ?? "")
        #expect(zh.contains(wrong.zh), "\(zh)")
    }

    @Test(arguments: [
        // Two fields run together past what a lot can hold.
        ("]C1010690123456789210ABCDEFGHIJ12345678901726123121SN1", 41, "(10) BATCH/LOT", "(10) 批号"),
        // A count of at most eight digits with a letter inside.
        ("]C1010690123456789230121021A", 27, "(30) VAR. COUNT", "(30) 变量数量"),
        ("]d2010690123456789270032612311030X", 33, "(7003) EXPIRY TIME", "(7003) 失效日期和时间"),
    ])
    func aMissingSeparatorIsDiagnosedNotGuessed(written: String, position: Int, en: String, zh: String) throws {
        let error = try #require(throws: CodeError.self) { try reader.read(written) }
        #expect(error.reason == .missingSeparator)
        #expect(error.position == position)
        #expect(error.hint?.en == "did the scanner drop the separator (FNC1) after \(en)?")
        #expect(error.hint?.zh == "扫码枪是否丢掉了 \(zh) 后的分隔符（FNC1）？")
        #expect(error.wording.zh.contains(zh))
    }

    @Test(arguments: [
        ("https://dlnkd.tn.gg/Dc1M7Jf9Qg", "compressed or shortened", "压缩或缩短"),
        ("https://id.gs1.org/01/06901234567892/DBCACBMA", "compressed or shortened", "压缩或缩短"),
        ("id.gs1.org/01/06901234567892/10/A1", "write https:// before it", "https://"),
        ("(01)6901234567892(10)A1", "06901234567892", "06901234567892"),
        ("(02)012345678905(37)1", "00012345678905", "补零"),
        ("LD260513-A1", "(01)<product code>(10)<lot number>", "(01)商品条码(10)批号"),
        ("260513", "a lot number alone names no product", "仅凭批号"),
    ])
    func andSaysTheWayOut(written: String, en: String, zh: String) throws {
        let error = try #require(throws: CodeError.self) { try reader.read(written) }
        #expect(error.hint?.en.contains(en) == true, "\(error)")
        #expect(error.hint?.zh.contains(zh) == true, "\(error)")
    }

    @Test(arguments: ["https://id.gs1.org/01/06901234567892/10/", "(01)6901234567893", "(00)6901234567892", "a/b.c"])
    func andNoneWhereThereIsNone(written: String) throws {
        let error = try #require(throws: CodeError.self) { try reader.read(written) }
        #expect(error.hint == nil, "\(error)")
    }

    @Test func anythingIsAnsweredWithinBounds() {
        var generator = SplitMix(state: 20_261_123)
        let alphabet = Array("0123456789()[]]%/.:*?&=-_ aAuUrnepchtdgsivQC1\u{1D}（一é".unicodeScalars)
        let starts = [
            "", "(01)", "]C1", "01", "urn:epc:id:", "urn:yima:uscc:", "https://a.cn/01/", "https://", "CSQU", "9135",
            "urn:epc:id:sgtin:6901234.", "urn:yima:sc:SC", "urn:yima:minhai:DHY", "urn:yima:", "SC1063", "MH-DHY-26",
            "FJ35",
            "IMO", "CURY0103", "20260301", "0020260301135010000435",
        ]
        let schemes = reader.schemes.schemes.map(\.id) + ["uscc", "container", "sscc", "gln", "giai", "cpid", "none"]
        for round in 0..<20_000 {
            var text = starts[round % starts.count]
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                text.unicodeScalars.append(alphabet.randomElement(using: &generator) ?? "0")
            }
            do {
                let code = try reader.read(text)
                #expect((try? reader.read(code.uri))?.key == code.key, "\(text)")
                _ = try? code.epcURN(companyPrefixLength: round % 16)
                _ = try? code.digitalLink(domain: text)
            } catch {
                #expect(error.position.map { (0...text.unicodeScalars.count).contains($0) } ?? true, "\(text)")
                #expect(!error.wording.en.isEmpty && !error.wording.zh.isEmpty)
            }
            let scheme = schemes[round % schemes.count]
            if let code = try? reader.read(text, as: scheme) {
                #expect((try? reader.read(code.uri))?.key == code.key, "\(text) as \(scheme)")
            }
        }
    }
}
