import Testing
import Values

@testable import Codes

private let reader = CodeReader()

@Suite("Chinese and transport codes have one canonical URI each")
struct SchemeCodeTests {
    @Test(arguments: [
        ("SC10635010000013", "urn:yima:sc:SC10635010000013", "sc"),
        ("sc 106 350100 0001 3", "urn:yima:sc:SC10635010000013", "sc"),
        ("ＳＣ10635010000013", "urn:yima:sc:SC10635010000013", "sc"),
        ("CURY01032401010047", "urn:yima:gacc:CURY01032401010047", "gacc"),
        ("202603011350100004310872", "urn:yima:vetdrug:202603011350100004310872", "vetdrug"),
        ("9074729", "urn:yima:imo:9074729", "imo"), ("IMO9074729", "urn:yima:imo:9074729", "imo"),
        ("IMO 9074729\r\n", "urn:yima:imo:9074729", "imo"), ("imo 9074729", "urn:yima:imo:9074729", "imo"),
        ("urn:yima:customs:371320261000418823", "urn:yima:customs:371320261000418823", "customs"),
        ("URN:YIMA:customs:371320261000418823", "urn:yima:customs:371320261000418823", "customs"),
        ("urn:yima:sbt10680:35010200012340000017", "urn:yima:sbt10680:35010200012340000017", "sbt10680"),
        ("FJ350102000123004562603010075", "urn:yima:fujian-trace:FJ350102000123004562603010075", "fujian-trace"),
        ("MH-DHY-260301-07-0042-2", "urn:yima:minhai:DHY-260301-07-0042-2", "minhai"),
    ])
    func whichReadsBackToItself(written: String, uri: String, scheme: String) throws {
        let code = try reader.read(written)
        #expect(code.uri == uri)
        #expect(code.scheme == scheme)
        #expect(try reader.read(uri) == code)
        #expect(try reader.read(written, as: scheme) == code)
        #expect(try reader.read(uri, as: scheme) == code)
    }

    @Test func withItsPartsAndTheirNamesInBothLanguages() throws {
        let licence = try reader.read("SC10635010000013")
        #expect(licence.parts.map(\.name) == ["sc", "class", "region", "serial"])
        #expect(licence.parts.map(\.value) == ["SC10635010000013", "106", "350100", "0001"])
        #expect(reader.label(ofPart: "region", of: licence).zh == "行政区划代码（GB/T 2260）")
        #expect(reader.label(ofPart: "sc", of: licence).zh == "食品生产许可证编号")
        #expect(reader.label(ofScheme: "sc").en == "food production licence")
        let drug = try reader.read("202603011350100004310872")
        #expect(drug.part("date") == "2026-03-01")
        let label = try reader.read("(01)06901234567892(10)A1(17)261231")
        #expect(label.parts.map { reader.label(ofPart: $0.name, of: label).zh } == ["商品条码", "批号", "有效期至"])
        #expect(reader.label(ofScheme: "gtin").zh == "商品条码")
        #expect(reader.label(ofScheme: "uscc").zh == "统一社会信用代码")
    }

    @Test(arguments: [
        ("6901234567892", CodeSubject.goods), ("(00)106141412345678908", .goods), ("CSQU3054383", .goods),
        ("91350100M000100Y43", .party), ("(414)4012345000115", .place), ("(417)4012345002256", .party),
        ("(253)4012345555554987", .document), ("SC10635010000013", .party), ("CURY01032401010047", .party),
        ("urn:yima:customs:371320261000418823", .document), ("9074729", .vessel), ("MH-DHY-260301-07-0042-2", .goods),
    ])
    func andWhatTheyName(written: String, subject: CodeSubject) throws {
        #expect(reader.subject(of: try reader.read(written)) == subject)
    }

    @Test func aLotCodeOfAFirmKeepsItsLotAndProductBesideTheBox() throws {
        let box = try reader.read("MH-DHY-260301-07-0042-2")
        #expect(box.lotKey == "urn:yima:minhai:DHY-260301-07")
        #expect(box.productKey == "urn:yima:minhai:DHY")
        #expect(box.grain == .instance)
        let lot = try reader.read("urn:yima:minhai:DHY-260301-07")
        #expect(lot.key == box.lotKey)
        #expect(lot.grain == .lot)
        #expect(lot.part("harvestDate") == "2026-03-01")
        #expect(try reader.read("urn:yima:minhai:DHY").grain == .product)
        #expect(try reader.read("FJ350102000123004562603010075").grain == .lot)
    }
}

@Suite("A code is read as one of the scheme that the caller names")
struct NamedSchemeTests {
    @Test(arguments: [
        ("371320261000418823", "customs", "urn:yima:customs:371320261000418823"),
        ("3713 2026 1 000418823", "customs", "urn:yima:customs:371320261000418823"),
        ("35010200012340000017", "sbt10680", "urn:yima:sbt10680:35010200012340000017"),
        (" 9074729 ", "imo", "urn:yima:imo:9074729"),
        ("2026 0301 13501 00004310872", "vetdrug", "urn:yima:vetdrug:202603011350100004310872"),
        ("6901234567892", "gln", "https://id.gs1.org/414/6901234567892"),
        ("6901234567892", "gtin", "https://id.gs1.org/01/06901234567892"),
        ("6901234567892", "party", "https://id.gs1.org/417/6901234567892"),
        ("106141412345678908", "sscc", "https://id.gs1.org/00/106141412345678908"),
        ("00106141412345678908", "sscc", "https://id.gs1.org/00/106141412345678908"),
        ("(00)106141412345678908", "sscc", "https://id.gs1.org/00/106141412345678908"),
        ("urn:epc:id:sscc:0614141.1234567890", "sscc", "https://id.gs1.org/00/106141412345678908"),
        ("CSQU 305438-3", "container", "urn:epc:id:bic:CSQU3054383"),
        ("91350100M000100Y43", "uscc", "urn:yima:uscc:91350100M000100Y43"),
    ])
    func alsoWhereItsFormAloneDoesNotSayIt(written: String, scheme: String, uri: String) throws {
        #expect(try reader.read(written, as: scheme).uri == uri)
    }

    @Test(
        arguments: [
            ("371320262000418823", "customs", CodeError.Reason.wrongCharacter, 8),
            ("37132026100041882", "customs", .wrongLength, nil),
            ("CSQU3054384", "container", .wrongCheckCharacter, 10), ("6901234567893", "gln", .wrongCheckCharacter, 12),
            ("(01)06901234567892", "uscc", .otherScheme, nil), ("6901234567892", "uscc", .wrongLength, nil),
            ("https://id.gs1.org/01/06901234567892", "sscc", .otherScheme, nil),
            ("9074728", "imo", .wrongCheckCharacter, 6),
            ("1", "no-such-scheme", .unknownScheme, nil), ("SC10635010000014", "sc", .wrongCheckCharacter, 15),
            ("urn:yima:imo:907472", "imo", .wrongLength, nil),
            ("urn:yima:sc:SC1063501000001X", "sc", .wrongCharacter, 27),
            ("202613011350100004310872", "vetdrug", .wrongDate, 0),
        ] as [(String, String, CodeError.Reason, Int?)])
    func orRefusedWithTheReason(written: String, scheme: String, reason: CodeError.Reason, position: Int?) throws {
        let error = try #require(throws: CodeError.self) { try reader.read(written, as: scheme) }
        #expect(error.reason == reason, "\(error.wording.en)")
        #expect(error.position == position)
    }

    @Test(
        arguments: [
            ("371320261000418824", CodeError.Reason.wrongCheckCharacter, "urn:yima:customs:", "报关单编号"),
            ("071320261000418823", .unknownScheme, "urn:yima:customs:", "报关单编号"),
            ("35010200012340000017", .unknownScheme, "urn:yima:sbt10680:", "肉类蔬菜流通追溯码"),
            ("9074-729", .unknownScheme, "urn:yima:imo:", "IMO船舶识别号"),
        ] as [(String, CodeError.Reason, String, String)])
    func andTheAnswerToDigitsAloneSaysWhatElseTheyMayBe(
        written: String, reason: CodeError.Reason, prefix: String, label: String
    ) throws {
        let error = try #require(throws: CodeError.self) { try reader.read(written) }
        #expect(error.reason == reason)
        #expect(error.hint?.en.contains(prefix) == true, "\(error)")
        #expect(error.hint?.zh.contains(label) == true)
    }

    @Test func aDrugCodeThatMayBeAMisreadElementStringIsRefusedUntilItIsNamed() throws {
        // 20… for 00…: with the first digit misread this is a pallet's element string with an order number.
        let sscc = "260301135010000431"
        let digits = sscc.dropLast() + String(try #require(CheckCharacter.gs1(sscc.dropLast())))
        let written = "20" + digits + "4005"
        let error = try #require(throws: CodeError.self) { try reader.read(written) }
        #expect(error.reason == .ambiguous)
        #expect(error.hint?.en.contains("urn:yima:vetdrug:") == true)
        #expect(try reader.read(written, as: "vetdrug").scheme == "vetdrug")
    }
}
