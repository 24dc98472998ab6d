import Codes
import EPCIS
import Profiles
import Testing
import Values

@Suite struct `A profile` {
    private func event(_ kind: EPCISEvent.Kind, _ action: EPCISEvent.Action?, _ bizStep: String) throws -> EPCISEvent {
        let time = try #require(OffsetTime(rfc3339: "2026-03-01T08:30:00+08:00"))
        var event = EPCISEvent(kind: kind, eventTime: time)
        event.action = action
        event.bizStep = bizStep
        return event
    }

    private func missing(_ event: EPCISEvent, _ profile: String) throws -> Set<String> {
        let profile = try #require(Profile.named(profile))
        return Set(profile.problems(in: event).filter(\.isMissing).map(\.element))
    }

    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id))
    func `is built in, with labels in both languages and no required private element`(id: String) throws {
        let profile = try #require(Profile.named(id))
        #expect(profile.id == id && profile.elements.count > 25)
        for element in profile.elements {
            #expect(!element.label.en.isEmpty && !element.label.zh.isEmpty)
            #expect(!element.isPrivate || !StepKind.allCases.contains { element.isRequired(for: $0) })
        }
        #expect(profile.element(named: "price")?.isPrivate == true)
    }

    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id))
    func `has no label that two columns share`(id: String) throws {
        let profile = try #require(Profile.named(id))
        let labels = profile.elements.map(\.label.zh) + profile.elements.map(\.name)
        #expect(Set(labels).count == labels.count)
    }

    @Test(
        arguments: [
            (.object, .add, "commissioning", .commission),
            (.object, .observe, "shipping", .ship), (.object, .observe, "receiving", .receive),
            (.transformation, nil, "commissioning", .transform), (.aggregation, .add, "packing", .pack),
            (.object, .observe, "inspecting", .inspect), (.object, .observe, "storing", .store),
            (.object, .observe, "urn:yima:bizstep:releasing", .release), (.object, .observe, "holding", nil),
            (.object, .observe, "urn:yima:bizstep:opening_stock", .opening),
            (.object, .observe, "urn:yima:bizstep:correcting", .correct),
            (.object, .delete, "retail_selling", nil), (.object, .observe, "commissioning", nil),
            (.object, .add, "shipping", nil),
        ] as [(EPCISEvent.Kind, EPCISEvent.Action?, String, StepKind?)])
    func `knows the kind of step that an event is`(
        kind: EPCISEvent.Kind, action: EPCISEvent.Action?, bizStep: String, expected: StepKind?
    ) throws {
        let steps = ProfileLibrary.builtIn.steps
        #expect(steps.stepKind(of: try event(kind, action, bizStep)) == expected)
    }

    @Test func `asks of a receipt what the law asks of a purchase`() throws {
        var receipt = try event(.object, .observe, "receiving")
        #expect(
            try missing(receipt, "food") == [
                "actorUscc", "siteCode", "traceCode", "quantity", "productName", "spec", "productionDate",
                "supplierUscc", "supplierName", "conformityProofNo",
            ])
        receipt.dataElements = [
            "actorUscc": "91350100M000100Y43", "productName": "饼干", "spec": "250克", "productionDate": "2026-03-01",
            "shelfLifeDays": "300", "supplierName": "晋江市佳味食品有限公司", "conformityProofNo": "HGZ2",
        ]
        receipt.readPoint = "urn:yima:site:350521"
        receipt.sourceList = [.init(type: "owning_party", id: "urn:yima:uscc:91350505MA347T0R4N")]
        receipt.quantityList = [.init(epcClass: ScannedLot.uri, amount: Amount("3"))]
        #expect(try missing(receipt, "food") == [])
        #expect(try missing(receipt, "imported-meat").contains("containerNo"))
        receipt.quantityList[0].amount = nil
        #expect(try missing(receipt, "food") == ["quantity"])
        receipt.sourceList = [.init(type: "location", id: "https://id.gs1.org/414/6901234567892")]
        #expect(try missing(receipt, "food") == ["quantity", "supplierUscc"])
    }

    @Test(arguments: [
        ("productionDate", "2026-02-30"), ("shelfLifeDays", "0"), ("shelfLifeDays", "1.5"), ("tempC", "cold"),
        ("tempC", "-300"), ("testVerdict", "perhaps"), ("gtin", "6901234567893"),
        ("supplierUscc", "91350100M000100Y42"),
        ("scNo", "SC123"), ("reportNo", "无"), ("conformityProofNo", "N/A"), ("productName", ""),
        ("productName", "a\u{7}"), ("recallLevel", "4"),
    ])
    func `finds a malformed element`(name: String, value: String) throws {
        let profile = try #require(Profile.named("food"))
        var sale = try event(.object, .delete, "retail_selling")
        sale.dataElements[name] = value
        let problems = profile.problems(in: sale).filter { $0.kind == .malformed }
        #expect(problems.map(\.element) == [name])
    }

    @Test(arguments: [
        ("food", "productionDate", "2026/3/1", "2026-03-01"), ("food", "productionDate", "20260301", "2026-03-01"),
        ("food", "productionDate", "2026年3月1日", "2026-03-01"), ("food", "tempC", "－１８．５", "-18.5"),
        ("food", "testVerdict", "不合格", "fail"), ("imported-meat", "issueCountry", "乌拉圭", "URY"),
        ("imported-meat", "issueCountry", "UY", "URY"), ("food", "tempC", "-18.50", "-18.5"),
        ("food", "shelfLifeDays", "300", "300"),
        ("aquatic", "harvestTime", "2026-03-01 04:10", "2026-03-01T04:10:00+08:00"), ("aquatic", "fao3", "LYC", "LYC"),
        ("imported-meat", "containerNo", "CSQU 305438-3", "CSQU3054383"),
        ("imported-meat", "customsDeclNo", "371320261000418823", "371320261000418823"),
    ])
    func `brings a written value into its one form`(id: String, name: String, written: String, canonical: String) throws
    {
        let element = try #require(Profile.named(id)?.element(named: name))
        #expect(try element.canonical(written, codes: CodeReader()) == canonical)
    }

    @Test func `of a name that does not exist is a malformed element`() throws {
        var sale = try event(.object, .delete, "retail_selling")
        #expect(ProfileLibrary.builtIn.problems(in: sale) == [])
        sale.dataElements["profile"] = "toys"
        #expect(ProfileLibrary.builtIn.problems(in: sale).map(\.element) == ["profile"])
    }
}

enum ScannedLot {
    static let uri = "https://id.gs1.org/01/06901234567892/10/A1"
}
