import Codes
import EPCIS
import Profiles
import Testing
import Values

@Suite struct `A word that stands for nothing` {
    static let words = [
        "无", "（无）", "/", "-", "——", "N/A", "n.a.", "NONE", "不详", "暂无", "待补", "无编号", "０００", "0000", "xxx", "***", "。",
        "null",
        "同上", " 无 ",
    ]

    /// `food.conformityProofNo`
    private static func element(_ path: String) -> DataElement? {
        let parts = path.split(separator: ".").map(String.init)
        return Profile.named(parts[0])?.element(named: parts[1])
    }

    @Test(
        arguments: [
            "food.conformityProofNo", "food.reportNo", "food.supplierName", "food.vehicleNo",
            "aquatic.farmCertNo", "aquatic.complianceCertNo", "aquatic.fishingLicenceNo",
            "aquatic.legalCatchNo", "imported-meat.healthCertNo", "imported-meat.quarantinePermitNo",
            "imported-meat.sealNo", "imported-meat.inspectionCertNo", "crops.complianceCertNo",
            "livestock.quarantineCertNo", "livestock.earTagNo", "grain.storageNo",
        ], words)
    func `is malformed as the number of a document or the name of a party`(name: String, word: String) throws {
        let definition = try #require(Self.element(name))
        #expect(throws: MalformedValue.self) { try definition.canonical(word, codes: CodeReader()) }
    }

    @Test(arguments: [
        ("conformityProofNo", "无锡市检（2026）第0012号"), ("conformityProofNo", "HGZ492556"), ("conformityProofNo", "1"),
        ("conformityProofNo", "无0001"), ("supplierName", "无锡市民生食品有限公司"), ("supplierName", "暂得楼餐厅"),
        ("reportNo", "X1"), ("reportNo", "00012"), ("reportNo", "空检2026-7"), ("remark", "无"), ("spec", "/"),
        ("testValue", "无"),
    ])
    func `is not found in what only resembles one, nor where one may be written`(name: String, value: String) throws {
        let definition = try #require(Profile.named("food")?.element(named: name))
        #expect(try definition.canonical(value, codes: CodeReader()) == value)
    }

    /// Filling in a word must not be safer than leaving the cell empty, and an empty one must be seen where the element is required.
    @Test(arguments: [("无", "malformed"), ("-", "malformed"), (nil, "missing")] as [(String?, String)])
    func `is found in an event as a missing number is`(value: String?, kind: String) throws {
        var receipt = EPCISEvent(
            kind: .object, eventTime: try #require(OffsetTime(rfc3339: "2026-06-01T08:30:00+08:00")))
        (receipt.action, receipt.bizStep) = (.observe, "receiving")
        receipt.dataElements = ["profile": "food"]
        receipt.dataElements["conformityProofNo"] = value
        let found = ProfileLibrary.builtIn.problems(in: receipt).filter { $0.element == "conformityProofNo" }
        #expect(found.map(\.kind.rawValue) == [kind])
    }

    @Test func `is found behind a sound number too`() throws {
        let time = try #require(OffsetTime(rfc3339: "2026-06-01T08:30:00+08:00"))
        var receipt = EPCISEvent(kind: .object, eventTime: time)
        (receipt.action, receipt.bizStep) = (.observe, "receiving")
        receipt.dataElements = ["profile": "food"]
        receipt.setElementValues("conformityProofNo", ["HGZ1", "HGZ2"])
        let library = ProfileLibrary.builtIn
        #expect(!library.problems(in: receipt).contains { $0.element == "conformityProofNo" })
        receipt.setElementValues("conformityProofNo", ["HGZ1", "无"])
        #expect(library.problems(in: receipt).filter { $0.element == "conformityProofNo" }.map(\.kind) == [.malformed])
    }
}
