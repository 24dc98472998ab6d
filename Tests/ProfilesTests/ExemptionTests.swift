import EPCIS
import Profiles
import Testing
import Values

/// What does not exist for a product, a party or a way of transport is not asked; and what does exist is.
@Suite struct `A profile asks` {
    private static let complete = [
        "actorUscc": "91350100M000100Y43", "productName": "x", "spec": "x", "productionDate": "2026-06-01",
        "producerName": "张三", "supplierName": "张三", "conformityProofNo": "HGZ1",
    ]

    /// What the profile misses in an event of that step that has everything else.
    private func missing(
        _ step: String, _ elements: [String: String?], in profile: String = "food", code: String = ScannedLot.uri,
        at time: String = "2026-06-01T08:30:00+08:00"
    ) throws -> [String] {
        let profile = try #require(Profile.named(profile))
        let step = try #require(profile.steps.step(named: step))
        var event = EPCISEvent(kind: step.eventKind, eventTime: try #require(OffsetTime(rfc3339: time)))
        (event.action, event.bizStep, event.disposition) = (step.action, step.bizStep, step.disposition)
        event.readPoint = "urn:yima:site:350521"
        if step.eventKind == .transformation {
            event.inputQuantityList = [.init(epcClass: ScannedLot.uri + "0", amount: Amount("3"))]
            event.outputQuantityList = [.init(epcClass: code, amount: Amount("3"))]
        } else if code.contains("/21/") || code.hasPrefix("urn:epc:id:") || code.contains("/00/") {
            event.epcList = [code]
        } else {
            event.quantityList = [.init(epcClass: code, amount: Amount("3"))]
        }
        event.dataElements = Self.complete
        for (name, value) in elements { event.dataElements[name] = value }
        return profile.problems(in: event).map(\.element)
    }

    static let lives: [(elements: [String: String?], isAsked: Bool)] = [
        (["productName": "生猪", "spec": "110千克/头", "producerName": "南安生猪养殖场"], false),
        (["productName": "活鸡", "spec": "2千克/只"], false),
        (["productName": "上海青", "spec": "散装", "producerName": "永春蔬菜合作社"], false),
        (["productName": "上海青", "spec": "300克/袋", "producerName": "永春蔬菜合作社"], false),
        (["productName": "土鸡蛋", "spec": "30枚/盒"], false),
        (["productName": "白条猪", "producerName": "安溪民生食品有限公司"], false),
        (
            [
                "productName": "芦柑", "spec": "10千克/箱", "supplierName": "永春果业有限公司",
                "supplierUscc": "91350505MA347T0R4N",
            ], false
        ),
        (["productName": "米酒", "spec": "500克/袋", "goodsKind": "fresh"], false),
        (["productName": "食用盐", "spec": "400克/袋"], false),
        (["productName": "花生油", "spec": "5升/桶", "producerName": "另一家食品厂"], true),
        (["productName": "早餐饼", "spec": "250克/袋"], true), (["productName": "冻去骨牛肩肉", "spec": "散装"], true),
        (["productName": "豆干", "goodsKind": "processed", "scNo": "SC10635010000013"], true),
        (["productName": "豆干", "scNo": "SC10635010000013"], true),
        (["productName": "糖果", "producerName": "晋江市佳味食品有限公司"], true),
    ]

    @Test(arguments: lives.indices, ["commission", "receive", "opening-stock"])
    func `for a shelf life only of what has one, in whichever of its forms`(index: Int, step: String) throws {
        let (elements, isAsked) = Self.lives[index]
        #expect(try missing(step, elements) == (isAsked ? ["shelfLifeDays"] : []), "\(elements)")
        let forms: [[String: String?]] = [
            ["shelfLifeDays": "30"], ["shelfLifeMonths": "12"], ["expiryDate": "2026-12-01"],
        ]
        for form in forms {
            #expect(try missing(step, elements.merging(form) { $1 }) == [], "\(elements) \(form)")
        }
    }

    @Test(
        arguments: [
            ("张三（农户）", false), ("李四", false), ("晋江市佳味食品有限公司", true), ("永春蔬菜合作社", true), ("便利店一", true),
            ("阿婆批发部", true), (nil, true),
        ] as [(String?, Bool)])
    func `a firm for its number, and a person for none`(supplier: String?, isAsked: Bool) throws {
        let names = supplier == nil ? ["supplierName"] : []
        #expect(
            try missing("receive", ["supplierName": supplier]).sorted() == (names + (isAsked ? ["supplierUscc"] : [])))
        #expect(
            try missing("receive", ["supplierName": supplier, "supplierUscc": "91350505MA347T0R4N"]) == names)
    }

    @Test(
        arguments: [
            ([:], []), (["transportMode": "pickup"], []), (["transportMode": "courier"], []),
            (["transportMode": "road"], ["receiverUscc", "vehicleNo"]), (["vehicleNo": "闽C70652"], ["receiverUscc"]),
            (["transportMode": "road", "receiverName": "王五"], ["vehicleNo"]),
            (["transportMode": "rail"], ["receiverUscc"]),
            (["transportMode": "road", "vehicleNo": "闽C70652", "receiverUscc": "91350505MA347T0R4N"], []),
            (["transportMode": "road", "vehicleNo": "闽C70652", "receiverName": "王五"], []),
            (["receiverName": "王五"], []), (["receiverName": "石狮大润超市"], ["receiverUscc"]),
        ] as [([String: String?], [String])])
    func `a shipment for a vehicle where it goes by road, and for the number of a receiver who has one`(
        elements: [String: String?], expected: [String]
    ) throws {
        #expect(try missing("ship", elements) == expected)
    }

    @Test(
        arguments: [
            (["goodsKind": "processed", "shelfLifeDays": "1"], ["scNo"]),
            (["goodsKind": "processed", "shelfLifeDays": "1", "scNo": "SC10635010000013"], []),
            (["goodsKind": "fresh"], []),
        ] as [([String: String?], [String])])
    func `the producer of processed food for its licence`(elements: [String: String?], expected: [String]) throws {
        #expect(try missing("commission", elements) == expected)
    }

    @Test(arguments: [
        ("https://id.gs1.org/01/06901234567892/21/7", true), ("urn:epc:id:sgtin:6901234.056789.7", true),
        ("https://id.gs1.org/01/06901234567892", true), ("https://id.gs1.org/01/06901234567892/10/A1/21/7", false),
        ("urn:epc:class:lgtin:6901234.056789.A1", false), ("https://id.gs1.org/00/106141412345678908", false),
        ("urn:yima:container:CSQU3054383", false),
    ])
    func `what is issued for its lot, which a product has and a pallet has not`(code: String, isAsked: Bool) throws {
        #expect(try missing("commission", [:], code: code) == (isAsked ? ["lotNo"] : []))
        #expect(try missing("commission", ["lotNo": "A1"], code: code) == [])
        #expect(try missing("sell", [:], code: code) == [])
        if !code.hasPrefix("urn:epc:id:"), !code.contains("/21/") {
            #expect(try missing("transform", [:], code: code) == (isAsked ? ["lotNo"] : []))
        }
    }

    @Test(arguments: ["takeback", "refuse", "void", "unshelve", "hold", "loss", "weigh", "count", "sample"])
    func `nothing of the product where goods only come back, are refused, held, weighed or lost`(step: String) throws {
        let nothing = Dictionary(
            uniqueKeysWithValues: Self.complete.keys.filter { $0 != "actorUscc" }.map { ($0, String?.none) })
        for profile in ProfileLibrary.builtIn.profiles.map(\.id) {
            #expect(try missing(step, nothing, in: profile) == [], "\(profile)")
        }
    }

    @Test func `a correction for what it corrects and why`() throws {
        #expect(try missing("correct", [:]) == ["correctedEventID", "correctionReason"])
        #expect(
            try missing(
                "correct", ["correctedEventID": "urn:uuid:5", "correctionReason": "incorrect_data"]) == [])
    }

    @Test func `aggregations for no product data, whatever the profile`() throws {
        for profile in ProfileLibrary.builtIn.profiles {
            let step = try #require(profile.steps.step(named: "pack"))
            var event = EPCISEvent(
                kind: .aggregation, eventTime: try #require(OffsetTime(rfc3339: "2026-06-01T08:30:00+08:00")))
            (event.action, event.bizStep) = (step.action, step.bizStep)
            (event.parentID, event.readPoint) = ("https://id.gs1.org/00/106141412345678908", "urn:yima:site:350521")
            event.childQuantityList = [.init(epcClass: ScannedLot.uri, amount: Amount("3"))]
            event.dataElements = ["actorUscc": "91350100M000100Y43"]
            #expect(profile.problems(in: event) == [], "\(profile.id)")
            event.childQuantityList[0].amount = nil
            #expect(profile.problems(in: event).map(\.element) == ["quantity"], "\(profile.id)")
        }
    }

    @Test(
        arguments: [
            ("BET", "2026-06-01", true, ["legalCatchNo"]), ("BET", "2026-06-01", false, []),
            ("LYC", "2026-06-01", true, []),
        ] as [(String, String, Bool, [String])])
    func `for the legal-catch paper only of imports of the species that need it`(
        species: String, day: String, isImported: Bool, expected: [String]
    ) throws {
        let elements: [String: String?] = [
            "fao3": species, "speciesLatin": "x", "customsDeclNo": isImported ? "371320261000418823" : nil,
        ]
        let asked = try missing("receive", elements, in: "aquatic", at: day + "T12:00:00+08:00")
        #expect(asked == expected)
    }

    @Test(arguments: [
        ("2021-12-31", "none"), ("2022-01-01", "第248号"), ("2026-05-31", "第248号"), ("2026-06-01", "第280号"),
    ])
    func `for the registration of overseas establishments by the decree of that day`(day: String, decree: String) throws
    {
        let profile = try #require(Profile.named("imported-meat"))
        let isAsked = try missing("commission", [:], in: "imported-meat", at: day + "T12:00:00+08:00").contains(
            "gaccRegNo")
        #expect(isAsked == (decree != "none"))
        let element = try #require(profile.element(named: "gaccRegNo"))
        let date = try #require(WrittenTime.date(day)).daysSinceEpoch
        let asking = element.requirements.filter { requirement in
            requirement.from.daysSinceEpoch <= date && requirement.until.map { date <= $0.daysSinceEpoch } ?? true
        }
        #expect(asking.allSatisfy { $0.source?.contains(decree) == true } && asking.count == (isAsked ? 1 : 0))
    }

    @Test(arguments: ["commission", "receive", "inspect", "release"])
    func `imported meat for its health certificate at every place where it is shown`(step: String) throws {
        #expect(try missing(step, [:], in: "imported-meat").contains("healthCertNo"))
        #expect(try !missing(step, ["healthCertNo": "MGAP-1"], in: "imported-meat").contains("healthCertNo"))
    }
}
