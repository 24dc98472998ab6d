import Codes
import Testing

private let reader = CodeReader()

@Suite("GS1 keys have one canonical Digital Link")
struct DigitalLinkTests {
    /// Written form, canonical URI, scheme. The EPCs are those of GS1's and openepcis' test documents; their
    /// check digits were computed with python-stdnum.
    @Test(arguments: [
        ("urn:epc:id:sgtin:0614141.107346.2018", "01/10614141073464/21/2018", "gtin"),
        ("urn:epc:id:sgtin:952001.1012345.22222223333", "01/19520010123455/21/22222223333", "gtin"),
        ("urn:epc:id:sgtin:0614141.012345.A%2F%25b", "01/00614141123452/21/A%2F%25b", "gtin"),
        ("urn:epc:id:sgtin:0614141.012345.1.2.3", "01/00614141123452/21/1.2.3", "gtin"),
        ("urn:epc:class:lgtin:4012345.012345.998877", "01/04012345123456/10/998877", "gtin"),
        ("urn:epc:id:upui:4012345.012345.AB12", "01/04012345123456/235/AB12", "gtin"),
        ("urn:epc:id:sscc:4012345.0000000333", "00/040123450000003338", "sscc"),
        ("urn:epc:id:sgln:4012345.00011.987", "414/4012345000115/254/987", "gln"),
        ("urn:epc:id:sgln:4012345.00005.0", "414/4012345000054", "gln"),
        ("(414)4012345000115(254)987", "414/4012345000115/254/987", "gln"),
        ("urn:epc:id:pgln:4012345.00225", "417/4012345002256", "party"),
        ("urn:epc:id:grai:4012345.55555.987", "8003/04012345555554987", "grai"),
        ("urn:epc:idpat:grai:4012345.66666.*", "8003/04012345666663", "grai"),
        ("urn:epc:id:giai:4000001.111", "8004/4000001111", "giai"),
        ("urn:epc:id:gsrn:0614141.0000010253", "8018/061414100000102534", "gsrn"),
        ("urn:epc:id:gsrnp:4012345.0000098765", "8017/401234500000987658", "gsrnp"),
        ("urn:epc:id:gdti:4012345.55555.987", "253/4012345555554987", "gdti"),
        ("urn:epc:id:sgcn:4012345.99999.44", "255/401234599999044", "gcn"),
        ("urn:epc:id:cpi:4012345.ABC.123", "8010/4012345ABC/8011/123", "cpid"),
        ("urn:epc:id:ginc:4012345.333", "401/4012345333", "ginc"),
        ("urn:epc:id:gsin:4012345.999987654", "402/40123459999876541", "gsin"),
        ("urn:epc:id:itip:4012345.012345.01.02.999", "8006/040123451234560102/21/999", "itip"),
        ("(8010)4012345A#/-(8011)1", "8010/4012345A%23%2F-/8011/1", "cpid"),
        ("(8018)061414100000102534(8019)12", "8018/061414100000102534/8019/12", "gsrn"),
        ("(415)4012345000115(8020)INV1", "415/4012345000115/8020/INV1", "payTo"),
        ("(8013)1987654Ad4X4bL5ttr2310c2K", "8013/1987654Ad4X4bL5ttr2310c2K", "gmn"),
        ("(01)06901234567892(10)A(1", "01/06901234567892/10/A%281", "gtin"),
        (
            "(01)06901234567892(21)!\"%&'()*+,-./:;<=>?_",
            "01/06901234567892/21/%21%22%25%26%27%28%29%2A%2B%2C-.%2F%3A%3B%3C%3D%3E%3F_", "gtin"
        ),
        ("https://a.cn/01/06901234567892/10/%41%2f1", "01/06901234567892/10/A%2F1", "gtin"),
        ("https://a.cn/414/4012345000115/01/06901234567892", "01/06901234567892", "gtin"),
    ])
    func fromEveryForm(written: String, path: String, scheme: String) throws {
        let code = try reader.read(written)
        #expect(code.uri == "https://id.gs1.org/" + path)
        #expect(code.scheme == scheme)
        #expect(try reader.read(code.uri) == code)
        #expect(try reader.read(code.key).key == code.key)
    }

    @Test func aClassOfAssetsIsAProductAndAnAssetAnInstance() throws {
        let asset = try reader.read("urn:epc:id:grai:4012345.66666.87")
        let pattern = try reader.read("urn:epc:idpat:grai:4012345.66666.*")
        #expect(asset.productKey == pattern.key)
        #expect(asset.grain == .instance)
        #expect(pattern.grain == .product)
    }

    @Test func everyGrainOfAnItemReadsBackToItself() throws {
        let code = try reader.read("(01)06901234567892(22)V/1(10)L%1(21)S=1")
        #expect(try reader.read(code.uri) == code)
        #expect(try reader.read(code.key).key == code.key)
        let lot = try reader.read(#require(code.lotKey))
        #expect(lot.key == code.lotKey)
        #expect(lot.part("lot") == "L%1")
        #expect(try reader.read(#require(code.productKey)).key == code.productKey)
    }
}
