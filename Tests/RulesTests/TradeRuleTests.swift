import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// Each rule of the trade beside its border: what breaks it, and what is right and looks like it.
@Suite struct TradeRuleTests {
    private static let carton = "https://id.gs1.org/00/006900000007000037"
    private static let other = "https://id.gs1.org/00/006900000007000044"
    private static let crate = "https://id.gs1.org/8003/06930000091002P"

    // MARK: the thing itself

    @Test func aSerialOfALotThatWasIssuedSerialBySerialIsUnknown() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), one(item("2", of: "A1")), at: 0)
        #expect(story.verdict(item("1", of: "A1")) == .valid)
        #expect(story.verdict(item("3", of: "A1")) == .unknown)
    }

    @Test func aSerialOfALotThatWasIssuedByQuantityIsUndecidedUntilItIsSeen() {
        var story = Story()
        story.issue(of("100", nil, lot("A1")), at: 0)
        #expect(story.verdict(item("3", of: "A1")) == .undecided)
        story.sell(one(item("3", of: "A1")), by: farm, at: 5)
        #expect(story.verdict(item("3", of: "A1")) == .valid)
    }

    @Test func aSerialOfALotThatWasSoldOnByQuantityIsUndecided() {
        var story = Story()
        story.issue(of("100", nil, lot("A1")), at: 0)
        story.move(of("100", nil, lot("A1")), from: farm, to: shop, at: 1)
        story.sell(of("30", nil, lot("A1")), by: shop, at: 5)
        #expect(story.verdict(item("5", of: "A1")) == .undecided)
        // The same number on an item of another lot is another item.
        story.issue(one(item("5", of: "B1")), at: 0)
        #expect(story.verdict(item("5", of: "A1")) == .undecided)
    }

    @Test func nobodyMakesASerialRealByNamingIt() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), at: 0)
        story.inspect(one(item("3", of: "A1")), by: lab, at: 5)
        #expect(story.verdict(item("3", of: "A1")) == .unknown)
    }

    // MARK: loads and portions

    @Test func whatACrateCarriedBeforeAndAfterIsAnothersMatter() {
        var story = Story()
        story.issue(kg("100", lot("A1")), kg("100", lot("B1")), at: 0)
        story.pack([kg("10", lot("A1"))], in: Self.crate, by: farm, at: 1)
        story.ship(one(Self.crate), from: farm, to: shop, at: 2)
        story.receive(one(Self.crate), by: shop, from: farm, at: 4)
        // It comes back without being unpacked, and is packed again.
        story.pack([kg("10", lot("B1"))], in: Self.crate, by: farm, at: 30)
        story.make([kg("9", lot("C1"))], from: [one(Self.crate)], by: farm, at: 31)
        let up = story.chain(lot("C1"), .up).members.map(\.code.key)
        #expect(up.contains(identity(lot("B1")).key) && !up.contains(identity(lot("A1")).key))
        #expect(story.chain(lot("A1"), .down).members.allSatisfy { $0.code.key != identity(lot("C1")).key })
    }

    @Test func aCartonIsFollowedToWhatItsOwnHolderMadeOfIt() {
        var story = Story()
        story.issue(kg("60", lot("A1")), at: 0)
        for (carton, firm) in [(Self.carton, plant), (Self.other, shop)] {
            story.pack([kg("30", lot("A1"))], in: carton, by: farm, at: 1)
            story.move(one(carton), from: farm, to: firm, at: 2)
            story.unpack([kg("30", lot("A1"))], from: carton, by: firm, at: 5)
        }
        story.make([kg("28", lot("P1"))], from: [kg("30", lot("A1"))], by: plant, at: 6)
        story.make([kg("280", lot("S1"))], from: [kg("30", lot("A1"))], by: shop, at: 6)
        let down = Set(story.chain(Self.carton, .down).members.map(\.code.key))
        #expect(down == Set([Self.carton, lot("A1"), lot("P1")].map { identity($0).key }))
        #expect(story.verdict(Self.carton) == .valid)
        // What its holder made of it is at fault, not the carton.
        #expect(story.verdict(Self.other) == .valid)
        #expect(story.rules(lot("S1")) == ["MASS-1"])
    }

    @Test func moreThanThereWasCannotBePackedIntoCartonsOfWhichOneIsAskedFor() {
        var story = Story()
        story.issue(kg("40", lot("A1")), at: 0)
        story.pack([kg("30", lot("A1"))], in: Self.carton, by: farm, at: 1)
        story.pack([kg("30", lot("A1"))], in: Self.other, by: farm, at: 1)
        story.move(one(Self.carton), from: farm, to: shop, at: 2)
        #expect(story.rules(Self.carton) == ["MASS-1"])
    }

    // MARK: custody of single things

    @Test(arguments: [false, true]) func aThingIsInOnePlace(isReturned: Bool) {
        var story = Story()
        story.issue(one(item("1", of: "A1")), at: 0)
        story.move(one(item("1", of: "A1")), from: farm, to: shop, at: 1)
        if isReturned { story.move(one(item("1", of: "A1")), from: shop, to: farm, at: 5) }
        story.move(one(item("1", of: "A1")), from: farm, to: store, at: 10)
        #expect(story.rules(item("1", of: "A1")) == (isReturned ? [] : ["LINK-4"]))
    }

    @Test func whatLiesWithAWarehouseIsMovedByItsOwner() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), at: 0)
        story.ship(one(item("1", of: "A1")), from: farm, to: store, at: 1)
        story.amendLast { $0.destinationList = [.init(type: "possessing_party", id: "urn:yima:uscc:\(store)")] }
        story.receive(one(item("1", of: "A1")), by: store, from: farm, at: 2)
        story.move(one(item("1", of: "A1")), from: farm, to: shop, at: 10)
        #expect(story.rules(item("1", of: "A1")).isEmpty)
    }

    @Test func aSecondThingWithTheSameCodeIsAClone() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), at: 0)
        story.move(one(item("1", of: "A1")), from: farm, to: shop, at: 1)
        story.receive(one(item("1", of: "A1")), by: plant, from: nil, at: 20)
        story.sell(one(item("1", of: "A1")), by: shop, at: 30)
        let notes = story.findings(item("1", of: "A1"))
        #expect(notes.contains { $0.rule == "CODE-5" || $0.severity == .info && $0.entries.contains(3) })
    }

    @Test func aCustomersReturnIsSoldAgain() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), by: shop, at: 0)
        story.sell(one(item("1", of: "A1")), by: shop, at: 1)
        story.receive(one(item("1", of: "A1")), by: shop, from: nil, at: 2)
        story.amendLast { $0.disposition = "returned" }
        story.sell(one(item("1", of: "A1")), by: shop, at: 3)
        #expect(story.rules(item("1", of: "A1")).isEmpty)
        story.sell(one(item("1", of: "A1")), by: shop, at: 4)
        #expect(story.rules(item("1", of: "A1")) == ["CODE-4"])
    }

    // MARK: links

    @Test(arguments: [(191.0, false), (193.0, true)])
    func aShipmentThatNobodyConfirmsIsMissedAfterItsTime(hours: Double, isMissed: Bool) {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.ship(kg("10", lot("A1")), from: farm, to: shop, at: 1, recorded: 1)
        let now = Timestamp(milliseconds: Story.start + Int64((1 + hours) * Double(Story.hour)))
        let named = Judge(now: now, operatorNames: [shop: "店"]).findings(in: story.chain(lot("A1")))
        #expect(named.map(\.rule) == (isMissed ? ["LINK-2"] : []))
        // Who is not on this ledger owes it nothing.
        #expect(Judge(now: now).findings(in: story.chain(lot("A1"))).isEmpty)
    }

    // MARK: restrictions

    private func restricted(_ step: String, _ disposition: String, by firm: String) -> Story {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.move(kg("4", lot("A1")), from: farm, to: plant, at: 1)
        story.make([kg("3", lot("P1"))], from: [kg("4", lot("A1"))], by: plant, at: 5)
        story.inspect(kg("10", lot("A1")), by: firm, at: 10)
        story.amendLast { event in
            event.bizStep = step
            event.disposition = disposition
        }
        return story
    }

    @Test(arguments: [("holding", "recalled"), ("inspecting", "non_conformant")])
    func whatTheMakerSaysReachesWhateverWasMadeOfIt(step: String, disposition: String) {
        let story = restricted(step, disposition, by: farm)
        #expect(story.rules(lot("A1")) == ["STATE-1"])
        #expect(story.rules(lot("P1")) == ["STATE-1"])
    }

    @Test func aStrangersRecallIsANote() {
        let findings = restricted("holding", "recalled", by: lab).findings(lot("P1"))
        #expect(findings.map(\.severity) == [.info])
    }

    @Test func aHoldIsLiftedByWhoSetItAndNobodyElse() {
        var story = restricted("holding", "non_sellable_other", by: farm)
        #expect(story.rules(lot("A1")) == ["STATE-1"])
        story.inspect(kg("10", lot("A1")), by: plant, at: 11)
        story.amendLast { $0.bizStep = "urn:yima:bizstep:releasing" }
        #expect(story.rules(lot("A1")) == ["STATE-1"])
        story.inspect(kg("10", lot("A1")), by: farm, at: 12)
        story.amendLast { $0.bizStep = "urn:yima:bizstep:releasing" }
        #expect(story.rules(lot("A1")).isEmpty)
    }

    @Test func goodsUnderRecallAreDestroyedWithoutAFurtherFault() {
        var story = restricted("holding", "recalled", by: farm)
        story.destroy(kg("6", lot("A1")), by: farm, at: 20)
        #expect(story.findings(lot("A1")).first?.message.en.contains("sold") == false)
        var sold = restricted("holding", "recalled", by: farm)
        sold.sell(kg("6", lot("A1")), by: farm, at: 20)
        #expect(sold.findings(lot("A1")).first?.message.en.contains("sold") == true)
    }

    /// A failed test, and a recall of that grade so many hours later, judged so many days after it began.
    private func recall(grade: Int, after hours: Double, judgedAfterDays days: Int64) -> [String] {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.move(kg("4", lot("A1")), from: farm, to: shop, at: 0.1)
        story.inspect(kg("10", lot("A1")), by: farm, at: 1)
        story.amendLast { $0.disposition = "non_conformant" }
        story.inspect(kg("10", lot("A1")), by: farm, at: 1 + hours)
        story.amendLast { event in
            event.disposition = "recalled"
            event.dataElements["recallLevel"] = String(grade)
        }
        let now = Timestamp(milliseconds: Story.start + Int64((1 + hours) * 3_600_000) + days * 86_400_000)
        return Judge(now: now).findings(in: story.chain(lot("A1"))).map(\.rule).filter { $0 == "STATE-3" }
    }

    @Test(arguments: [(1, 24.0, true), (1, 24.1, false), (2, 48.0, true), (2, 48.1, false), (3, 72.1, false)])
    func aRecallBeginsInTime(grade: Int, hours: Double, isSound: Bool) {
        #expect(recall(grade: grade, after: hours, judgedAfterDays: 1).isEmpty == isSound)
    }

    /// The story begins on a Sunday; fourteen days hold ten working days.
    @Test(arguments: [(1, 12, true), (1, 16, false), (2, 26, true), (2, 30, false)])
    func aRecallIsCompletedInTime(grade: Int, days: Int64, isSound: Bool) {
        #expect(recall(grade: grade, after: 1, judgedAfterDays: days).isEmpty == isSound)
    }

    @Test func aRecallIsCompletedWhenNobodyHasAnyOfTheGoodsLeft() {
        for isDestroyed in [true, false] {
            var story = restricted("holding", "recalled", by: farm)
            story.move(kg("6", lot("A1")), from: farm, to: shop, at: 2)
            if isDestroyed { story.destroy(kg("6", lot("A1")), by: shop, at: 30) }
            #expect(story.rules(lot("A1")).contains("STATE-3") == !isDestroyed)
        }
    }

    @Test func aCartonIsPackedBeforeItIsUnpacked() {
        var story = Story()
        story.issue(kg("30", lot("A1")), at: 0)
        story.unpack([kg("30", lot("A1"))], from: Self.carton, by: farm, at: 1)
        story.pack([kg("30", lot("A1"))], in: Self.carton, by: farm, at: 2)
        #expect(story.rules(Self.carton).contains("TIME-5"))
    }

    // MARK: aquatic

    @Test(arguments: [("2026-03-01", true), ("2026-03-02", false), ("2026-03-03", false)])
    func harvestWaitsForTheEndOfWithdrawal(end: String, isSound: Bool) {
        var story = Story()
        story.issue(kg("100", lot("F1")), at: 0)
        story.inspect(kg("100", lot("F1")), by: farm, at: 1)
        story.amendLast { $0.dataElements = ["drugCode": "1", "withdrawalEnd": end] }
        story.make([kg("90", lot("H1"))], from: [kg("100", lot("F1"))], by: farm, at: 5)
        #expect(story.rules(lot("H1")).contains("AQUA-2") == !isSound)
    }

    private func tested(_ item: String, _ value: String) -> [String] {
        var story = Story()
        story.issue(kg("100", lot("F1")), at: 0)
        story.inspect(kg("100", lot("F1")), by: farm, at: 1)
        story.amendLast { $0.dataElements = ["testItem": item, "testValue": value] }
        return story.rules(lot("F1"))
    }

    @Test(arguments: [
        ("孔雀石绿", "未检出", false), ("孔雀石绿", "ND", false), ("孔雀石绿", "<0.5 μg/kg", false), ("孔雀石绿", "0.6 μg/kg", true),
        ("氯霉素", "检出", true), ("chloramphenicol", "0.3 ug/kg", true), ("SEM", "1.0 µg/kg", true),
        ("assembly", "1.0", false),
    ])
    func aBannedDrugMayNotBeFoundInWhateverAmount(item: String, value: String, isFound: Bool) {
        #expect(tested(item, value) == (isFound ? ["AQUA-3"] : []))
    }

    @Test(arguments: [
        ("恩诺沙星", "100 μg/kg", false), ("恩诺沙星", "100.1 μg/kg", true), ("恩诺沙星", "0.1 mg/kg", false),
        ("恩诺沙星", "0.2mg/kg", true), ("enrofloxacin", "101 ppb", true), ("恩诺沙星", "5000", false),
    ])
    func aDrugHasItsLimit(item: String, value: String, isOver: Bool) {
        #expect(tested(item, value) == (isOver ? ["AQUA-4"] : []))
    }

    @Test(arguments: [("TOP", "", true), ("TOP", "catchCertNo", false), ("LYC", "", false)])
    func anImportedWildSpeciesMayNeedACatchCertificate(species: String, paper: String, isMissing: Bool) {
        var story = Story()
        var elements = ["fao3": species, "productionMethod": "captured", "customsDeclNo": "371320261000418823"]
        if !paper.isEmpty { elements[paper] = "A-1" }
        story.issue(kg("100", lot("F1")), at: 0, elements: elements)
        #expect(story.rules(lot("F1")) == (isMissing ? ["AQUA-5"] : []))
    }

    @Test(arguments: [("FRE", true), ("FRO", false)])
    func aChilledImportIsFiledAndReleased(form: String, isMissing: Bool) {
        var story = Story()
        let elements = ["productForm": form, "customsDeclNo": "371320261000418823", "sourceFilingNo": "S-1"]
        story.issue(kg("100", lot("F1")), at: 0, elements: elements)
        #expect(story.rules(lot("F1")) == (isMissing ? ["AQUA-6"] : []))
        #expect(story.findings(lot("F1")).first?.message.en.contains("source filing") != true)
    }

    // MARK: meat

    /// A lot in its container to the inspection site, where it is inspected and released, and on to a shop that sells it.
    private func meat(
        inspected: [String: String] = [:], release: [String: String] = [:], isReleased: Bool = true,
        netKg: String = "100"
    ) -> Story {
        var story = Story()
        story.issue(
            kg("100", lot("M1")), at: 0,
            elements: [
                "productName": "冻牛肉", "hsCode": "0202300090", "healthCertNo": "H-1",
                "customsDeclNo": "371320261000418823",
            ])
        story.pack([kg("100", lot("M1"))], in: container, by: farm, at: 1)
        story.ship(one(container), from: farm, to: plant, at: 2)
        story.receive(one(container), by: plant, from: farm, at: 10)
        story.amendLast { event in
            event.dataElements = [
                "containerNo": "CSQU3054383", "sealNo": "UY1", "quarantinePermitNo": "Q-1", "netKg": netKg,
                "conformityProofNo": "P-1",
            ]
        }
        story.unpack([kg("100", lot("M1"))], from: container, by: plant, at: 11)
        story.inspect(kg("100", lot("M1")), by: plant, at: 12)
        story.amendLast { event in
            event.dataElements = ["containerNo": "CSQU 305438-3", "sealNo": "UY1"].merging(inspected) { $1 }
        }
        if isReleased {
            story.inspect(kg("100", lot("M1")), by: plant, at: 20)
            story.amendLast { event in
                event.bizStep = "urn:yima:bizstep:releasing"
                event.disposition = "conformant"
                event.dataElements = ["inspectionCertNo": "I-1", "quarantinePermitNo": "Q-1"].merging(release) { $1 }
            }
        }
        for entry in story.records.indices where story.records[entry].operatorUSCC != shop {
            story.amend(entry) { $0.dataElements["profile"] = "imported-meat" }
        }
        story.move(kg("100", lot("M1")), from: plant, to: shop, at: 30)
        story.sell(kg("50", lot("M1")), by: shop, at: 40)
        return story
    }

    /// The rules of the trade alone: these stories leave out what the profile asks for besides.
    private func meatRules(_ story: Story, _ code: String = lot("M1")) -> [String] {
        story.rules(code).filter { !$0.hasPrefix("DATA-") }
    }

    @Test func importedMeatThatIsAsItsPapersSayIsSound() {
        #expect(meatRules(meat()).isEmpty)
    }

    @Test(arguments: [("sealNo", "UY2"), ("containerNo", "CSQU4051727"), ("healthCertNo", "H-2")])
    func theInspectionFindsWhatThePapersSay(element: String, found: String) {
        #expect(meatRules(meat(inspected: [element: found])) == ["MEAT-1"])
    }

    @Test(arguments: [("-18.0", true), ("-17.9", false), ("-18", true)])
    func frozenMeatIsCold(measured: String, isSound: Bool) {
        #expect(meatRules(meat(inspected: ["coreTempC": measured])) == (isSound ? [] : ["MEAT-5"]))
    }

    @Test func nothingIsReleasedWithoutItsPapers() {
        for paper in ["quarantinePermitNo", "inspectionCertNo"] {
            var story = meat()
            story.amend(6) { $0.dataElements[paper] = nil }
            #expect(meatRules(story) == ["MEAT-4"])
        }
    }

    @Test(arguments: [("100", true), ("100.5", true), ("101", false), ("99", false)])
    func whatComesOutOfAContainerIsWhatWasDeclared(netKg: String, isSound: Bool) {
        #expect(meatRules(meat(netKg: netKg)) == (isSound ? [] : ["MEAT-6"]))
    }

    @Test(arguments: [("40", true), ("42", false), ("38", false)])
    func asManyCartonsComeOutAsWereDeclared(cartons: String, isSound: Bool) {
        var story = meat()
        story.amend(0) { $0.dataElements.merge(["cartons": "20", "netKg": "100", "spec": "5千克/箱"]) { $1 } }
        // The other lot of the container has no papers in this chain.
        for entry in [1, 4] {
            story.amend(entry) {
                $0.childQuantityList.append(.init(epcClass: lot("M2"), amount: Amount("100"), uom: "KGM"))
            }
        }
        story.amend(3) { $0.dataElements.merge(["cartons": cartons, "netKg": "200"]) { $1 } }
        #expect(meatRules(story) == (isSound ? [] : ["MEAT-6"]))
        story.amend(0) { $0.dataElements["spec"] = "约5千克/箱" }
        #expect(meatRules(story).isEmpty, "of catch weight nobody can tell")
    }

    @Test func nothingIsSoldBeforeItsRelease() {
        #expect(meatRules(meat(isReleased: false)) == ["MEAT-7"])
        var made = meat(isReleased: false)
        made.make([kg("45", lot("K1"))], from: [kg("50", lot("M1"))], by: shop, at: 50)
        made.sell(kg("45", lot("K1")), by: shop, at: 51)
        #expect(meatRules(made, lot("K1")).contains("MEAT-7"))
    }

    // MARK: data

    @Test(arguments: [("2026-02-20", false), ("2026-02-19", true)])
    func aBuyerDoesNotKnowTheDayOfProductionBetter(day: String, isOther: Bool) {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0, elements: ["productionDate": "2026-02-20"])
        story.move(kg("10", lot("A1")), from: farm, to: shop, at: 1)
        story.amendLast { $0.dataElements["productionDate"] = day }
        #expect(story.rules(lot("A1")) == (isOther ? ["DATA-3"] : []))
    }

    /// DATA-3, at the borders: the story's first day is 2026-03-01, and at 17 hours it is the next day in China.
    @Test(arguments: [
        ("2026-03-01", 1.0, false), ("2026-03-02", 1, true), ("2026-03-02", 17, false), ("2026-03-03", 17, true),
        ("2026-03-01", 15.9, false), ("2026-03-02", 13.9, true),
    ])
    func goodsThatAreThereWereMadeByThatDay(day: String, hour: Double, isImpossible: Bool) {
        for element in ["productionDate", "slaughterDate", "harvestDate", "prodDateTo"] {
            var story = Story()
            story.issue(kg("10", lot("A1")), at: -20)
            story.move(kg("10", lot("A1")), from: farm, to: shop, at: hour - 2)
            story.amendLast { $0.dataElements[element] = day }
            // The receipt comes two hours later.
            #expect(story.rules(lot("A1")) == (isImpossible ? ["DATA-3"] : []), "\(element)")
        }
    }

    @Test func codesMayBeGivenBeforeTheDayOfProduction() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0, elements: ["productionDate": "2026-03-05"])
        #expect(story.rules(lot("A1")).isEmpty)
        story.make(
            [kg("9", lot("A2"))], from: [kg("10", lot("A1"))], by: farm, at: 1,
            elements: ["productionDate": "2026-03-05"])
        #expect(story.rules(lot("A2")).isEmpty && story.rules(lot("A1")).isEmpty)
        // What a firm had when it came to the ledger is there.
        story.add(.object, .observe, "urn:yima:bizstep:opening_stock", by: shop, at: 2) {
            $0.list([kg("5", lot("A3"))])
            $0.dataElements["productionDate"] = "2026-03-02"
        }
        #expect(story.rules(lot("A3")).contains("DATA-3"))
    }

    @Test(arguments: [("2026-02-20", false), ("2026-02-19", true), ("2026-03-20", false)])
    func goodsAreNotGoodUntilADayBeforeTheyWereMade(last: String, isImpossible: Bool) {
        for element in ["expiryDate", "expiry", "bestBefore"] {
            var story = Story()
            story.issue(
                kg("10", lot("A1")), at: 0, elements: ["productionDate": "2026-02-20", element: last])
            #expect(story.rules(lot("A1")).contains("DATA-3") == isImpossible, "\(element)")
        }
    }

    @Test(arguments: [("2026-02-20", false), ("2026-02-21", false), ("2026-02-22", true)])
    func aLotIssuedSerialBySerialHasTheDaysOfItsItems(day: String, isOther: Bool) {
        var story = Story()
        for (serial, made) in [("1", "2026-02-20"), ("2", "2026-02-21")] {
            story.issue(one(item(serial, of: "A1")), at: 0, elements: ["productionDate": made])
        }
        story.move(of("2", nil, lot("A1")), from: farm, to: shop, at: 1)
        story.amendLast { $0.dataElements["productionDate"] = day }
        #expect(story.rules(lot("A1")) == (isOther ? ["DATA-3"] : []))
    }

    @Test(arguments: [true, false]) func aMixtureHasACertificateOfItsOwn(isCertified: Bool) {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0, elements: ["complianceCertNo": "C-1"])
        story.issue(kg("10", lot("A2")), at: 0, elements: ["complianceCertNo": "C-2"])
        story.make(
            [kg("20", lot("A3"))], from: [kg("10", lot("A1")), kg("10", lot("A2"))], by: farm, at: 1,
            elements: isCertified ? ["complianceCertNo": "C-3"] : [:])
        #expect(story.rules(lot("A3")) == (isCertified ? [] : ["FOOD-2"]))
    }

    @Test func theRecallOfAnImportNamesWhoCarriesItOut() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0, elements: ["customsDeclNo": "371320261000418823"])
        story.inspect(kg("10", lot("A1")), by: farm, at: 1)
        story.amendLast { $0.disposition = "recalled" }
        #expect(story.rules(lot("A1")) == ["STATE-1", "STATE-4"])
        story.amendLast { $0.dataElements["recallTrusteeUscc"] = plant }
        #expect(story.rules(lot("A1")) == ["STATE-1"])
    }

    @Test(arguments: [
        (
            #"{"bannedDrugs":{"source":"s","validFrom":"2020-01-06","entries":[{"en":"a","zh":"b"}]}}"#,
            "\"names\" is missing"
        ),
        (#"{"drugs":{}}"#, "unknown member \"drugs\""),
        (
            #"{"residueLimits":{"source":"s","validFrom":"x","entries":[{"en":"a","zh":"b","names":["c"],"microgramsPerKilogram":"1"}]}}"#,
            "expected a date"
        ),
    ])
    func aFaultyListIsLocated(json: String, message: String) {
        let error = #expect(throws: LocatedError.self) { try ReferenceLists(json: Array(json.utf8)) }
        #expect(error?.wording.en.contains(message) == true)
        #expect(error?.line == 1)
    }
}
