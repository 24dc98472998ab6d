import EPCIS
import Profiles
import Testing
import Values

/// Crops, livestock and grain: the groups of the law that are no processed food.
@Suite struct `The profile of primary products` {
    private func missing(
        _ step: String, _ profile: String, _ elements: [String: String], at day: String = "2026-06-01"
    ) throws -> [String] {
        let profile = try #require(Profile.named(profile))
        let step = try #require(profile.steps.step(named: step))
        let time = try #require(OffsetTime(rfc3339: day + "T08:30:00+08:00"))
        var event = EPCISEvent(kind: step.eventKind, eventTime: time)
        (event.action, event.bizStep, event.disposition) = (step.action, step.bizStep, step.disposition)
        event.readPoint = "urn:yima:site:350521"
        if step.eventKind == .transformation {
            event.inputQuantityList = [.init(epcClass: ScannedLot.uri + "0", amount: Amount("3"))]
            event.outputQuantityList = [.init(epcClass: ScannedLot.uri, amount: Amount("3"))]
        } else {
            event.quantityList = [.init(epcClass: ScannedLot.uri, amount: Amount("3"))]
        }
        event.dataElements = ["actorUscc": "91350100M000100Y43", "productName": "x"].merging(elements) { $1 }
        return profile.problems(in: event).map(\.element)
    }

    static let greens = [
        "cropKind": "vegetable", "originRegion": "永春", "harvestDate": "2026-06-01", "producerName": "永春蔬菜合作社",
        "plotNo": "7", "complianceCertNo": "CN1",
    ]
    static let pig = [
        "animalKind": "pig", "animalForm": "live", "originRegion": "南安", "producerName": "南安生猪养殖场",
        "farmCode": "350583001",
        "epidemicCertNo": "1", "earTagNo": "135058300000001", "complianceCertNo": "CN2",
    ]
    static let paddy = ["grainKind": "paddy", "originRegion": "浦城", "harvestYear": "2025", "producerName": "王五"]

    @Test(arguments: [
        ("commission", "crops", greens), ("receive", "crops", ["supplierName": "张三（农户）", "complianceCertNo": "CN1"]),
        ("commission", "livestock", pig),
        ("receive", "livestock", ["supplierName": "李四", "quarantineCertNo": "3500001"]),
        ("ship", "livestock", ["quarantineCertNo": "3500001"]), ("commission", "grain", paddy),
        (
            "receive", "grain",
            [
                "supplierName": "王五", "conformityProofNo": "1", "grainKind": "稻谷", "originRegion": "浦城",
                "harvestYear": "2025",
            ]
        ),
        ("store", "grain", ["storageNo": "3-1", "grade": "2", "moisturePercent": "13.5"]),
        ("ship", "grain", ["reportNo": "LJ1"]), ("ship", "grain", ["producerName": "王五"]),
    ])
    func `is content with what honest growers, keepers and buyers have`(
        step: String, profile: String, elements: [String: String]
    ) throws {
        #expect(try missing(step, profile, elements) == [])
    }

    /// Each element of an honest event is there because it is asked for, or decides what is asked.
    @Test(arguments: [
        ("crops", greens, ["cropKind", "originRegion", "harvestDate", "producerName", "plotNo", "complianceCertNo"]),
        ("livestock", pig, ["animalKind", "animalForm", "originRegion", "farmCode", "epidemicCertNo", "earTagNo"]),
        ("grain", paddy, ["grainKind", "originRegion", "harvestYear", "producerName"]),
    ])
    func `sees each element that is left out of an issue`(profile: String, elements: [String: String], names: [String])
        throws
    {
        for name in names {
            var left = elements
            left[name] = nil
            #expect(try !missing("commission", profile, left).isEmpty, "\(name)")
        }
    }

    @Test func `asks a firm for the conformity certificate from its day on, and again after mixing`() throws {
        var greens = Self.greens
        greens["complianceCertNo"] = nil
        #expect(try missing("harvest", "crops", greens) == ["complianceCertNo"])
        #expect(try missing("harvest", "crops", greens, at: "2026-01-31") == [])
        greens["producerName"] = "张三"
        #expect(try missing("harvest", "crops", greens) == [])
        #expect(try missing("merge", "crops", ["cropKind": "tea"]) == ["complianceCertNo"])
        #expect(try missing("merge", "crops", ["cropKind": "fungus"]) == [])
        #expect(
            try missing("merge", "livestock", ["animalKind": "chicken", "animalForm": "egg"]) == ["complianceCertNo"])
    }

    @Test func `asks a buyer for a certificate, whichever the goods have`() throws {
        let crops = try missing("receive", "crops", ["supplierName": "张三"])
        #expect(crops == ["conformityProofNo"])
        #expect(try missing("receive", "crops", ["supplierName": "张三", "conformityProofNo": "x1"]) == [])
        let eggs = ["supplierName": "张三", "animalForm": "egg"]
        #expect(try missing("receive", "livestock", eggs) == ["conformityProofNo"])
        #expect(
            try missing("receive", "livestock", ["supplierName": "张三"]) == ["conformityProofNo", "quarantineCertNo"])
    }

    @Test func `asks for the ear tags of pigs, cattle and sheep, and of no chicken and no egg`() throws {
        var animal = Self.pig
        animal["earTagNo"] = nil
        for (kind, isAsked) in [("pig", true), ("cattle", true), ("sheep", true), ("chicken", false), ("duck", false)] {
            animal["animalKind"] = kind
            #expect(try missing("commission", "livestock", animal) == (isAsked ? ["earTagNo"] : []), "\(kind)")
        }
        animal["animalForm"] = "egg"
        #expect(try missing("commission", "livestock", animal) == ["productionDate"])
    }

    @Test func `asks a pig's slaughter for its permit, its day and its certificate`() throws {
        let carcass = ["animalKind": "pig", "animalForm": "carcass"]
        #expect(
            try missing("slaughter", "livestock", carcass)
                == ["slaughterPermitNo", "slaughterDate", "meatInspectionCertNo"])
        #expect(
            try missing("slaughter", "livestock", carcass.merging(["animalKind": "sheep"]) { $1 }) == ["slaughterDate"])
    }

    @Test func `asks for a filed vehicle where living animals are driven, and none where the buyer fetches them`()
        throws
    {
        let live = ["animalForm": "live", "quarantineCertNo": "1", "receiverName": "王五"]
        #expect(try missing("ship", "livestock", live) == ["vehicleNo"])
        #expect(
            try missing("ship", "livestock", live.merging(["vehicleNo": "闽C1"]) { $1 }) == ["vehicleFilingNo"])
        #expect(try missing("ship", "livestock", live.merging(["transportMode": "pickup"]) { $1 }) == [])
    }

    @Test(arguments: ["crops", "grain"])
    func `asks of every use of a pesticide what the record must hold`(profile: String) throws {
        #expect(
            try missing("treat", profile, ["pesticideName": "吡虫啉"])
                == ["pesticideRegNo", "doseDate", "dosage", "withdrawalEnd"])
    }
}
