import Codes
import EPCIS
import Profiles
import Testing
import Values

@Suite struct `A requirement of a profile` {
    /// What the aquatic profile misses in an event of that step, with these data elements, at that time.
    private func missing(
        _ step: String, _ elements: [String: String], at time: String = "2026-06-01T08:30:00+08:00"
    ) throws -> [String] {
        try problems(step, elements, at: time).map(\.element)
    }

    private func problems(
        _ step: String, _ elements: [String: String], at time: String = "2026-06-01T08:30:00+08:00"
    ) throws -> [ElementProblem] {
        let profile = try #require(Profile.named("aquatic"))
        let step = try #require(profile.steps.step(named: step))
        var event = EPCISEvent(kind: step.eventKind, eventTime: try #require(OffsetTime(rfc3339: time)))
        event.action = step.action
        event.bizStep = step.bizStep
        event.readPoint = "urn:yima:site:350521"
        event.quantityList = [.init(epcClass: ScannedLot.uri, amount: Amount("3"))]
        let always = [
            "actorUscc": "91350100M000100Y43", "productName": "鱼", "spec": "x", "productionDate": "2026-06-01",
            "producerName": "x", "speciesLatin": "Larimichthys crocea", "fao3": "LYC",
        ]
        event.dataElements = always.merging(elements) { $1 }
        return profile.problems(in: event).filter(\.isMissing)
    }

    static let vessel = [
        "vesselName", "vesselNo", "fishingLicenceNo", "gearCode", "catchArea", "tripStart", "tripEnd", "landingPort",
        "landingTime",
    ]

    @Test func `asks of farmed fish what the farm knows, and of captured fish what the vessel knows`() throws {
        #expect(try missing("harvest", [:]) == ["productionMethod"])
        #expect(
            try missing("harvest", ["productionMethod": "farmed"])
                == ["farmCertNo", "pondId", "harvestTime", "complianceCertNo"])
        #expect(try missing("harvest", ["productionMethod": "captured"]) == Self.vessel)
        #expect(try missing("harvest", ["productionMethod": "捕捞"]) == Self.vessel)
    }

    @Test func `is not asked where its exception is met`() throws {
        let fry = ["productionMethod": "farmed", "pondId": "1", "seedPermitNo": "1"]
        #expect(try missing("commission", fry) == [])
        let imported = ["fao3": "SWO", "customsDeclNo": "371320261000418823"]
        #expect(try missing("release", imported) == ["legalCatchNo"])
        #expect(try missing("release", imported.merging(["fao3": "LYC"]) { $1 }) == [])
    }

    @Test func `needs all of its conditions`() throws {
        let receipt = ["supplierUscc": "91350505MA347T0R4N", "supplierName": "张三", "conformityProofNo": "HGZ1"]
        let declared = receipt.merging(["customsDeclNo": "371320261000418823"]) { $1 }
        for elements in [receipt, declared, receipt.merging(["productForm": "FRE"]) { $1 }] {
            #expect(try missing("receive", elements) == [])
        }
        let chilled = declared.merging(["productForm": "FRE"]) { $1 }
        #expect(try missing("receive", chilled) == ["sourceFilingNo", "portReleaseNo"])
        #expect(try missing("receive", declared.merging(["productForm": "FRO"]) { $1 }) == [])
    }

    @Test func `of a proof at receipt is met by whichever certificate the goods have`() throws {
        let receipt = ["supplierName": "张三"]
        #expect(try missing("receive", receipt) == ["conformityProofNo"])
        for name in ["conformityProofNo", "complianceCertNo", "portReleaseNo"] {
            #expect(try missing("receive", receipt.merging([name: "HGZ1"]) { $1 }) == [])
        }
    }

    @Test func `may hold of every step, also one that has no letter`() throws {
        let dosed = ["drugCode": "202507151350100004310872", "doseDate": "2026-05-01"]
        #expect(try missing("treat", dosed) == ["withdrawalEnd"])
    }

    @Test(arguments: [
        ("2026-01-31T23:59:59+08:00", false), ("2026-02-01T00:00:00+08:00", true), ("2026-01-31T16:00:00+00:00", false),
        ("2026-01-31T16:00:00+08:00", false), ("2026-01-31T23:59:59-05:00", false), ("2026-02-01T00:00:00+14:00", true),
    ])
    func `begins on its day where the event happened`(time: String, isAsked: Bool) throws {
        let harvest = [
            "productionMethod": "farmed", "farmCertNo": "1", "pondId": "1", "harvestTime": "2026-01-31T08:00:00+08:00",
        ]
        #expect(try missing("harvest", harvest, at: time) == (isAsked ? ["complianceCertNo"] : []))
    }

    @Test func `is not asked of what happened before its profile held`() throws {
        #expect(try missing("harvest", [:], at: "2024-04-30T12:00:00+08:00") == [])
        #expect(try missing("harvest", [:], at: "2024-05-01T12:00:00+08:00") == ["productionMethod"])
    }

    @Test func `ends after its last day`() throws {
        let file = #"""
            {"id": "toys", "version": 1, "validFrom": "2023-01-01", "label": {"en": "toys", "zh": "玩具"}, "source": "x",
             "elements": [{"name": "a", "en": "a", "zh": "甲", "type": "text", "required": "*", "until": "2023-01-08"}]}
            """#
        let library = try ProfileLibrary(overrides: ["toys.json": Array(file.utf8)])
        for (day, count) in [("2022-12-31", 0), ("2023-01-01", 1), ("2023-01-08", 1), ("2023-01-09", 0)] {
            let time = try #require(OffsetTime(rfc3339: day + "T12:00:00+08:00"))
            var event = EPCISEvent(kind: .object, eventTime: time)
            event.dataElements = ["profile": "toys"]
            #expect(library.problems(in: event).count == count, "\(day)")
        }
    }

    @Test func `says why it is asked, in both languages`() throws {
        let farmed = try problems("harvest", ["productionMethod": "farmed"])
        #expect(
            farmed[0].wording.en
                == "farmCertNo (aquaculture certificate) is missing (productionMethod is farmed, seedPermitNo is not given)"
        )
        #expect(farmed[0].wording.zh == "缺少水域滩涂养殖证编号（farmCertNo）：生产方式为养殖，未填水产苗种生产许可证编号")
        let dosed = try problems("treat", ["drugCode": "202507151350100004310872"])
        #expect(dosed[0].wording.en == "doseDate (date of dosing) is missing (drugCode is given)")
    }

    @Test(
        arguments: [
            ("gearCode", "OTB", "OTB"), ("gearCode", "流刺网", "GND"), ("catchArea", "61", "61"),
            ("catchArea", "27.4.a", "27.4.a"),
            ("catchArea", "60", nil), ("catchArea", "611", nil), ("gearCode", "ZZZ", nil),
        ] as [(String, String, String?)])
    func `holds gear and catch areas to the lists of FAO`(name: String, written: String, canonical: String?) throws {
        let element = try #require(Profile.named("aquatic")?.element(named: name))
        #expect((try? element.canonical(written, codes: CodeReader())) == canonical)
    }
}
