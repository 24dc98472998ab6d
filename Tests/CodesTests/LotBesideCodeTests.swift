import Codes
import Testing
import Values

private let reader = CodeReader()

@Suite struct `A lot that is written beside a code` {
    static let item = "https://id.gs1.org/01/06901234567892/10/A1/21/7"

    @Test(arguments: [
        ("6901234567892", "https://id.gs1.org/01/06901234567892/10/A1"),
        ("06901234567892", "https://id.gs1.org/01/06901234567892/10/A1"),
        ("012345678905", "https://id.gs1.org/01/00012345678905/10/A1"),
        ("96385074", "https://id.gs1.org/01/00000096385074/10/A1"),
        ("urn:epc:id:sgtin:6901234.056789.7", item), ("(01)06901234567892(21)7", item),
        ("https://shop.cn/p/01/06901234567892/21/7?x=1", item), ("]C1010690123456789221" + "7", item),
        ("(01)06901234567892(22)2A(21)7", "https://id.gs1.org/01/06901234567892/22/2A/10/A1/21/7"),
        ("(8006)069012345678920102(21)7", "https://id.gs1.org/8006/069012345678920102/10/A1/21/7"),
    ])
    func `makes the identity that a label with both has`(written: String, uri: String) throws {
        let code = try reader.read(written)
        let whole = try reader.read(code, withLot: "A1")
        #expect(whole.uri == uri)
        #expect(whole == (try reader.read(uri)))
        #expect(whole.key == code.key || code.grain == .product)
        #expect(whole.part("lot") == "A1")
    }

    @Test func `keeps what else the label says`() throws {
        let code = try reader.read("(01)06901234567892(17)261231(3103)001250(21)7")
        let whole = try reader.read(code, withLot: "A/1")
        #expect(whole == (try reader.read("(01)06901234567892(10)A/1(21)7(17)261231(3103)001250")))
        #expect(try whole.digitalLink().hasSuffix("/10/A%2F1/21/7?17=261231&3103=001250"))
    }

    @Test func `is kept beside a third-party serial and a second key, which leave no room for it in the path`() throws {
        for more in ["(235)XYZ", "(21)7(414)6901234567892"] {
            let code = try reader.read(try reader.read("(01)06901234567892" + more), withLot: "A1")
            #expect(code == (try reader.read("(01)06901234567892\(more)(10)A1")))
            #expect(code.lotKey == "https://id.gs1.org/01/06901234567892/10/A1")
        }
    }

    @Test(arguments: [
        "(01)06901234567892(10)B(21)7", "(00)106901234567890128", "CSQU3054383", "MH-DHY-260301-07-0042-2",
        "urn:yima:minhai:DHY", "(8003)06901234567892", "91350100M000100Y43",
    ])
    func `changes no code that has one or cannot have one`(written: String) throws {
        let code = try reader.read(written)
        #expect(try reader.read(code, withLot: "A1") == code)
    }

    @Test(arguments: [("批次一", CodeError.Reason.wrongCharacter), ("A1234567890123456789B", .wrongLength)])
    func `is refused where no lot is written so`(lot: String, reason: CodeError.Reason) throws {
        let code = try reader.read("6901234567892")
        let error = try #require(throws: CodeError.self) { try reader.read(code, withLot: lot) }
        #expect(error.reason == reason && error.position == nil)
        #expect(error.wording.en.contains("(10) BATCH/LOT"))
    }
}
