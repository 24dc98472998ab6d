import Codes
import Testing

private let reader = CodeReader()

@Suite("All written forms of one thing are one identity")
struct WrittenFormsTests {
    @Test(arguments: [
        "6901234567892", "06901234567892", "6 901234 567892", "6-901234-567892", " 6901234567892\r\n", "６９０１２３４５６７８９２",
        "(01)06901234567892", "（01）06901234567892", "]E06901234567892", "]E3690123456789212",
        "]E3690123456789251299", "]E06901234567892\r\n", "]d20106901234567892", "]C10106901234567892",
        "]Q30106901234567892", "]e00106901234567892", "0106901234567892", "\u{1D}0106901234567892",
        "https://id.gs1.org/01/06901234567892", "https://id.gs1.org/01/6901234567892/",
        "HTTPS://EXAMPLE.CN/a/b/01/06901234567892",
        "http://127.0.0.1:8080/01/06901234567892?linkType=gs1:pip#top", "]Q1https://id.gs1.org/01/06901234567892",
        "urn:epc:idpat:sgtin:6901234.056789.*", "URN:EPC:idpat:sgtin:69012345.06789.*",
        "URN:EPC:IDPAT:SGTIN:6901234.056789.*",
        "urn:epc:idpat:sgtin:690123456789.0.*",
    ])
    func ofAProduct(written: String) throws {
        let code = try reader.read(written)
        #expect(code.scheme == "gtin")
        #expect(code.key == "https://id.gs1.org/01/06901234567892")
        #expect(code.uri == code.key)
        #expect(code.productKey == code.key)
        #expect(code.lotKey == nil)
        #expect(code.grain == .product)
        #expect(code.part("gtin") == "06901234567892")
    }

    @Test(arguments: [
        "(01)06901234567892(10)A1", "(10)A1(01)06901234567892", "(01) 06901234567892 (10) A1",
        "]C1010690123456789210A1",
        "]d210A1\u{1D}0106901234567892", "010690123456789210A1\u{1D}", "010690123456789217261231\u{1D}10A1",
        "https://trace.example.cn/scan/01/06901234567892/10/A1?17=261231", "urn:epc:class:lgtin:6901234.056789.A1",
        "(01)06901234567892(10)A1(01)06901234567892",
    ])
    func ofALot(written: String) throws {
        let code = try reader.read(written)
        #expect(code.key == "https://id.gs1.org/01/06901234567892/10/A1")
        #expect(code.lotKey == code.key)
        #expect(code.uri == code.key)
        #expect(code.grain == .lot)
        #expect(code.part("lot") == "A1")
    }

    @Test(arguments: [
        "(01)06901234567892(10)A1(21)7", "(21)7(10)A1(01)06901234567892", "]d2010690123456789210A1\u{1D}217",
        "010690123456789221\u{37}\u{1D}10A1", "https://id.gs1.org/01/06901234567892/10/A1/21/7",
    ])
    func ofAnItemKeepTheLotBesideTheSerial(written: String) throws {
        let code = try reader.read(written)
        #expect(code.uri == "https://id.gs1.org/01/06901234567892/10/A1/21/7")
        #expect(code.key == "https://id.gs1.org/01/06901234567892/21/7")
        #expect(code.lotKey == "https://id.gs1.org/01/06901234567892/10/A1")
        #expect(code.productKey == "https://id.gs1.org/01/06901234567892")
        #expect(code.grain == .instance)
        #expect(code.parts.map(\.name) == ["gtin", "lot", "serial"])
    }

    @Test(arguments: [
        "urn:epc:id:sgtin:6901234.056789.7", "(01)06901234567892(21)7", "https://id.gs1.org/01/06901234567892/21/7",
    ])
    func ofAnItemWithoutItsLotHaveTheSameKey(written: String) throws {
        let code = try reader.read(written)
        #expect(code.key == (try reader.read("(01)06901234567892(10)A1(21)7").key))
        #expect(code.lotKey == nil)
    }

    @Test(arguments: [
        ("9638 5074", "00000096385074"), ("0 36000 29145 2", "00036000291452"),
        ("1 69 01234 56789 9", "16901234567899"),
        ("36000291452", nil), ("690-1234567892", nil), ("6 90123 456789 2", nil),
    ])
    func groupsOfDigitsAreReadAsTheyArePrintedAndNotOtherwise(written: String, gtin: String?) throws {
        #expect((try? reader.read(written))?.part("gtin") == gtin)
    }

    @Test(arguments: [
        ("96385074", "00000096385074"), ("036000291452", "00036000291452"), ("16901234567899", "16901234567899"),
    ])
    func productCodesOfEveryLengthArePaddedTo14(written: String, gtin: String) throws {
        #expect(try reader.read(written).part("gtin") == gtin)
        #expect(try reader.read("https://id.gs1.org/01/\(written)").part("gtin") == gtin)
    }

    @Test(arguments: [
        ("91350100M000100Y43", "urn:yima:uscc:91350100M000100Y43", "uscc"),
        ("91350100m000100y43", "urn:yima:uscc:91350100M000100Y43", "uscc"),
        ("91350100 M000100Y4 3", "urn:yima:uscc:91350100M000100Y43", "uscc"),
        ("urn:yima:uscc:91350100M000100Y43", "urn:yima:uscc:91350100M000100Y43", "uscc"),
        ("CSQU3054383", "urn:epc:id:bic:CSQU3054383", "container"),
        ("CSQU 305438-3", "urn:epc:id:bic:CSQU3054383", "container"),
        ("csqu 305438 3", "urn:epc:id:bic:CSQU3054383", "container"),
        ("urn:epc:id:bic:CSQU3054383", "urn:epc:id:bic:CSQU3054383", "container"),
    ])
    func ofAFirmOrContainer(written: String, uri: String, scheme: String) throws {
        let code = try reader.read(written)
        #expect(code.uri == uri)
        #expect(code.key == uri)
        #expect(code.scheme == scheme)
        #expect(code.part(scheme) == uri.split(separator: ":").last.map(String.init))
        #expect(code.grain == .instance)
    }

    @Test(arguments: [
        "(00)106141412345678908", "00106141412345678908", "]C100106141412345678908",
        "urn:epc:id:sscc:0614141.1234567890",
        "https://id.gs1.org/00/106141412345678908",
    ])
    func ofAPallet(written: String) throws {
        let code = try reader.read(written)
        #expect(code.uri == "https://id.gs1.org/00/106141412345678908")
        #expect(code.key == code.uri)
        #expect(code.scheme == "sscc")
        #expect(code.part("sscc") == "106141412345678908")
    }

    @Test func aPalletIsAlsoFoundThroughTheLotThatItHolds() throws {
        let code = try reader.read("(00)106141412345678908(02)06901234567892(37)12(10)A1")
        #expect(code.key == "https://id.gs1.org/00/106141412345678908")
        #expect(code.lotKey == "https://id.gs1.org/01/06901234567892/10/A1")
        #expect(code.part("count") == "12")
        #expect(code.grain == .instance)
    }

    @Test(arguments: [
        "(414)6901234567892", "(414)6901234567892(254)0", "https://id.gs1.org/414/6901234567892/254/0",
        "https://a.cn/shop/414/6901234567892", "urn:epc:id:sgln:6901234.56789.0", "]C141469012345678922540",
    ])
    func ofAPlaceAreOneWithTheExtensionZeroAndWithout(written: String) throws {
        let code = try reader.read(written)
        #expect(code.uri == "https://id.gs1.org/414/6901234567892")
        #expect(code.key == code.uri)
        #expect(code.parts == [.init(name: "gln", value: "6901234567892")])
        #expect(try code.epcURN(companyPrefixLength: 7) == "urn:epc:id:sgln:6901234.56789.0")
        #expect(try reader.read("(414)6901234567892(254)00").key != code.key)
    }

    @Test(arguments: [
        "9074729", "IMO 9074729", "urn:yima:imo:9074729", "urn:epc:id:imovn:9074729", "URN:EPC:ID:IMOVN:9074729",
    ])
    func ofAShip(written: String) throws {
        let code = try reader.read(written)
        #expect(code.key == "urn:yima:imo:9074729")
        #expect(try code.epcURN() == "urn:epc:id:imovn:9074729")
    }

    @Test(arguments: [
        ("]E0036000291452", "00036000291452"), ("]E00036000291452", "00036000291452"),
        ("]E496385074", "00000096385074"),
    ])
    func ofARetailBarcodeAreAsLongAsTheScannerSays(written: String, gtin: String) throws {
        #expect(try reader.read(written).part("gtin") == gtin)
        #expect(try reader.read(written, as: "gtin").part("gtin") == gtin)
    }

    @Test func aConsumerVariantRefinesTheUriNotTheKey() throws {
        let code = try reader.read("(01)06901234567892(22)2A(10)A1(21)7")
        #expect(code.uri == "https://id.gs1.org/01/06901234567892/22/2A/10/A1/21/7")
        #expect(code.key == "https://id.gs1.org/01/06901234567892/21/7")
        #expect(code.part("cpv") == "2A")
    }
}
