import Codes
import Testing

private let reader = CodeReader()

@Suite("EPC URNs and codes are turned into each other")
struct EPCTests {
    static let urns = [
        "urn:epc:id:sgtin:0614141.107346.2018", "urn:epc:id:sgtin:952001.1012345.22222223333",
        "urn:epc:id:sgtin:0614141.012345.A%2F%25b", "urn:epc:id:sgtin:0614141.012345.1.2.3",
        "urn:epc:id:sgtin:690123456789.0.%22%3C%3E%3F%26!'()*+,-:;=_", "urn:epc:class:lgtin:4012345.012345.998877",
        "urn:epc:idpat:sgtin:6901234.056789.*", "urn:epc:idpat:sgtin:690123456789.0.*",
        "urn:epc:id:upui:4012345.012345.AB12", "urn:epc:idpat:upui:4012345.012345.*",
        "urn:epc:id:itip:4012345.012345.01.02.999", "urn:epc:idpat:itip:4012345.012345.01.02.*",
        "urn:epc:id:sscc:4012345.0000000333", "urn:epc:id:sscc:401234.00000003339",
        "urn:epc:id:sgln:4012345.00011.987", "urn:epc:id:sgln:4012345.00005.0", "urn:epc:idpat:sgln:4012345.00005.*",
        "urn:epc:id:sgln:401234500005..0", "urn:epc:id:pgln:4012345.00225", "urn:epc:id:grai:4012345.55555.987",
        "urn:epc:idpat:grai:4012345.66666.*", "urn:epc:id:giai:4000001.111", "urn:epc:id:giai:400000.1A%2FB",
        "urn:epc:id:gsrn:0614141.0000010253", "urn:epc:id:gsrnp:4012345.0000098765",
        "urn:epc:id:gdti:4012345.55555.987",
        "urn:epc:idpat:gdti:4012345.55555.*", "urn:epc:id:sgcn:4012345.99999.44", "urn:epc:idpat:sgcn:4012345.99999.*",
        "urn:epc:id:cpi:4012345.ABC.123", "urn:epc:id:cpi:4012345.5PQ7%2FZ43.12345", "urn:epc:id:cpi:4012345.A%23-.1",
        "urn:epc:idpat:cpi:4012345.ABC.*", "urn:epc:id:ginc:4012345.333", "urn:epc:id:gsin:4012345.999987654",
        "urn:epc:id:bic:CSQU3054383",
    ]

    @Test(arguments: urns)
    func everyURNComesBackExactly(urn: String) throws {
        let code = try reader.read(urn)
        #expect(try code.epcURN() == urn)
        #expect(
            code.companyPrefixLength
                == (code.scheme == "container" ? nil : urn.split(separator: ":")[4].prefix { $0 != "." }.count))
    }

    @Test(arguments: urns)
    func whatALabelSaysGivesTheURNWithTheLengthOfTheCompanyPrefix(urn: String) throws {
        let code = try reader.read(urn)
        let label = try reader.read(code.uri)
        #expect(label == code)
        #expect(label.companyPrefixLength == nil)
        let again = try label.epcURN(companyPrefixLength: code.companyPrefixLength)
        // A place without extension and a class of third-party serials have two URNs; a label cannot say which was meant.
        let twins = [
            "urn:epc:idpat:sgln:4012345.00005.*": "urn:epc:id:sgln:4012345.00005.0",
            "urn:epc:idpat:upui:4012345.012345.*": "urn:epc:idpat:sgtin:4012345.012345.*",
        ]
        #expect(again == twins[urn] ?? urn)
    }

    @Test(arguments: 6...12)
    func everyLengthOfCompanyPrefixReadsBackToTheSameThing(length: Int) throws {
        for written in [
            "(01)16901234567899(21)A/7", "(01)06901234567892(10)L%1", "6901234567892", "(00)106141412345678908",
            "(414)4012345000115(254)A.1", "(8003)04012345555554987", "(8018)061414100000102534",
            "(402)40123459999876541",
            "(253)4012345555554987", "(255)401234599999044", "(8006)040123451234560102(21)9",
        ] {
            let code = try reader.read(written)
            let urn = try code.epcURN(companyPrefixLength: length)
            #expect(try reader.read(urn) == code, "\(urn)")
            #expect(try reader.read(urn).companyPrefixLength == length)
        }
    }

    @Test func anItemsURNSaysTheSerialAndNotTheLot() throws {
        let code = try reader.read("(01)06901234567892(10)A1(21)7")
        let urn = try code.epcURN(companyPrefixLength: 7)
        #expect(urn == "urn:epc:id:sgtin:6901234.056789.7")
        #expect(try reader.read(urn).key == code.key)
    }

    @Test(
        arguments: [
            ("91350100M000100Y43", 7, CodeError.Reason.unsupported),
            ("(8013)1987654Ad4X4bL5ttr2310c2K", 7, .unsupported),
            ("6901234567892", nil, .missingPart), ("6901234567892", 5, .wrongLength),
            ("6901234567892", 13, .wrongLength),
            ("(8004)4000AB1", 7, .wrongLength), ("(8004)4000001", 7, .wrongLength),
        ] as [(String, Int?, CodeError.Reason)])
    func whereThereIsNoneThatIsSaid(written: String, length: Int?, reason: CodeError.Reason) throws {
        let code = try reader.read(written)
        let error = #expect(throws: CodeError.self) { try code.epcURN(companyPrefixLength: length) }
        #expect(error?.reason == reason)
    }
}

@Suite("A code becomes a Digital Link of any domain")
struct DigitalLinkOutTests {
    @Test(arguments: [
        "https://id.gs1.org", "trace.example.cn", "https://trace.example.cn/", "http://127.0.0.1:8470/scan/p",
        "https://xn--fsq.cn",
    ])
    func andReadsBackToTheSameIdentityAndParts(domain: String) throws {
        for written in [
            "6901234567892", "(01)06901234567892(10)A/1(21)S=1(17)261231(3103)001250(422)156",
            "(01)06901234567892(30)3(3932)15601250", "(00)106141412345678908(02)06901234567892(37)12(10)A1",
            "(414)4012345000115(254)987", "(8003)04012345555554987", "(01)06901234567892(235)X/Y(10)A1",
            "urn:epc:id:cpi:4012345.5PQ7%2FZ43.12345", "(01)06901234567892(11)260300(17)270200(7003)2612311030",
            "(01)06901234567892(10)!\"%&'()*+,-./:;<=>?_(240)A&B=C",
        ] {
            let code = try reader.read(written)
            let link = try code.digitalLink(domain: domain)
            #expect(try reader.read(link) == code, "\(link)")
            #expect(link.hasPrefix(domain.hasPrefix("http") ? String(domain.prefix(12)) : "https://" + domain))
        }
    }

    @Test func withItsAttributesInTheQueryOrWithoutThem() throws {
        let code = try reader.read(
            "]d20106901234567892172612313103001250" + "10A1\u{1D}21S 1".replacing(" ", with: "/"))
        #expect(
            try code.digitalLink(domain: "a.cn")
                == "https://a.cn/01/06901234567892/10/A1/21/S%2F1?17=261231&3103=001250")
        #expect(
            try code.digitalLink(domain: "a.cn", withAttributes: false)
                == "https://a.cn/01/06901234567892/10/A1/21/S%2F1")
    }

    @Test(arguments: [
        ("91350100M000100Y43", "a.cn", CodeError.Reason.unsupported), ("6901234567892", "", .wrongCharacter),
        ("6901234567892", "a.cn?x", .wrongCharacter), ("6901234567892", "https://", .wrongCharacter),
        ("6901234567892", "a b", .wrongCharacter), ("(01)06901234567892(414)4012345000115(254)9", "a.cn", .unsupported),
    ])
    func exceptWhereThereIsNone(written: String, domain: String, reason: CodeError.Reason) throws {
        let code = try reader.read(written)
        let error = #expect(throws: CodeError.self) { try code.digitalLink(domain: domain) }
        #expect(error?.reason == reason)
    }
}
