import Codes
import EPCIS
import Profiles
import Testing
import Values

@testable import Chains
@testable import Rules

/// Farm → plant → store → shop, in order and in balance; each test breaks one thing of it.
private func sound(received: String = "60", uom: String = "KGM") -> Story {
    var story = Story()
    story.issue(kg("100", lot("A1")), at: 0, elements: ["productName": "大黄鱼"])
    story.move(kg("100", lot("A1")), from: farm, to: plant, at: 2)
    story.make([kg("60", lot("B1")), kg("30", lot("B2"))], from: [kg("100", lot("A1"))], by: plant, at: 10)
    story.ship(kg("60", lot("B1")), from: plant, to: store, at: 20)
    story.receive(of(received, uom, lot("B1")), by: store, from: plant, at: 22)
    story.move(kg("50", lot("B1")), from: store, to: shop, at: 30)
    story.sell(kg("20", lot("B1")), by: shop, at: 40)
    story.sell(kg("30", lot("B1")), by: shop, at: 41)
    return story
}

@Suite struct SoundChainTests {
    @Test(arguments: ["A1", "B1", "B2"]) func aSoundChainHasNoFindings(name: String) {
        #expect(sound().findings(lot(name)).isEmpty)
    }

    @Test func aSoundChainOfPalletsAndItemsHasNoFindings() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.make([one(item("1", of: "B1")), one(item("2", of: "B1"))], from: [kg("100", lot("A1"))], by: farm, at: 1)
        story.pack([one(item("1", of: "B1")), one(item("2", of: "B1"))], in: pallet, by: farm, at: 2)
        story.pack([one(pallet)], in: container, by: farm, at: 3)
        story.move(one(container), from: farm, to: store, at: 4)
        story.unpack([one(pallet)], from: container, by: store, at: 7)
        story.move(one(pallet), from: store, to: shop, at: 8)
        story.unpack([one(item("1", of: "B1")), one(item("2", of: "B1"))], from: pallet, by: shop, at: 11)
        story.sell(one(item("1", of: "B1")), by: shop, at: 12)
        for code in [lot("A1"), lot("B1"), item("1", of: "B1"), item("2", of: "B1"), pallet, container] {
            #expect(story.findings(code).isEmpty, "\(code)")
        }
    }

    @Test func anItemSoldFromALotReceivedAsALotIsSound() {
        var story = Story()
        story.issue(of("100", nil, lot("A1")), at: 0)
        story.move(of("100", nil, lot("A1")), from: farm, to: shop, at: 2)
        story.sell(one(item("7", of: "A1")), by: shop, at: 9)
        #expect(story.findings(item("7", of: "A1")).isEmpty)
        #expect(story.findings(lot("A1")).isEmpty)
    }
}

@Suite struct KinTests {
    @Test func aLotShippedAsALotMayBeReceivedItemByItem() {
        var story = Story()
        story.issue(of("100", nil, lot("A1")), at: 0)
        story.ship(of("100", nil, lot("A1")), from: farm, to: shop, at: 1)
        story.receive(one(item("7", of: "A1")), by: shop, from: farm, at: 3)
        #expect(story.findings(item("7", of: "A1")).isEmpty)
        #expect(story.findings(lot("A1")).isEmpty)
        story.receive(one(item("8", of: "A1")), by: store, from: farm, at: 3)
        #expect(story.rules(item("8", of: "A1")) == ["LINK-1"], "no shipment went to the store")
    }

    @Test func anItemsFindingsAreNotItsSiblings() {
        var story = Story()
        story.issue(one(item("7", of: "A1")), one(item("8", of: "A1")), by: shop, at: 0)
        story.sell(one(item("8", of: "A1")), by: shop, at: 1)
        story.sell(one(item("8", of: "A1")), by: shop, at: 2)
        #expect(story.rules(item("7", of: "A1")).isEmpty)
        #expect(story.rules(item("8", of: "A1")) == ["CODE-4"])
        #expect(story.rules(lot("A1")) == ["CODE-4"])
    }
}

@Suite struct CodeRuleTests {
    @Test func code1AMalformedCodeIsNamedWithItsFault() throws {
        var story = sound()
        story.amendLast { $0.epcList = ["https://id.gs1.org/01/06901234567893"] }
        let finding = try #require(story.findings(lot("B1")).first)
        #expect(finding.rule == "CODE-1" && finding.entries == [9] && finding.severity == .violation)
        #expect(finding.message.en.contains("06901234567893") && finding.message.zh.contains("校验"))
    }

    @Test func code1AnUnknownURIIsAnIdentityOfItsOwn() {
        var story = sound()
        story.amendLast { $0.epcList = ["urn:example:crate:7"] }
        #expect(story.findings(lot("B1")).isEmpty)
    }

    @Test func code2TwoFirmsNeverIssueOneLot() {
        var story = sound()
        story.issue(kg("5", lot("B1")), by: shop, at: 12)
        let finding = story.findings(lot("B1")).first { $0.rule == "CODE-2" }
        #expect(finding?.entries == [3, 10])
        #expect(finding?.message.en == "lot B1 was issued by 2 firms: \(plant), \(shop)")
    }

    /// Bread of the wheat of a mill and the oil of another firm, which issues the mill's lot as well.
    @Test(arguments: [false, true]) func code2WhoNeverHadALotCondemnsItToNobody(isByItsBuyer: Bool) {
        var story = Story()
        let (wheat, oil, bread) = (lot("W1"), lot("O1"), lot("B1"))
        story.issue(kg("100", wheat), by: farm, at: 0)
        story.issue(kg("20", oil), by: store, at: 0)
        story.issue(kg("100", wheat), by: isByItsBuyer ? plant : store, at: 1)
        story.move(kg("100", wheat), from: farm, to: plant, at: 2)
        story.move(kg("20", oil), from: store, to: plant, at: 2)
        story.make([kg("110", bread)], from: [kg("100", wheat), kg("20", oil)], by: plant, at: 6)
        let findings = story.findings(bread).filter { $0.rule == "CODE-2" }
        #expect(findings.map(\.severity) == [isByItsBuyer ? .violation : .info])
        #expect(findings.first?.entries == [0, 2])
        #expect(story.verdict(bread) == (isByItsBuyer ? .invalid : .valid))
    }

    @Test func code2AnItemIsIssuedOnce() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), at: 0)
        #expect(story.rules(item("1", of: "A1")).isEmpty)
        story.issue(one(item("1", of: "A1")), at: 5)
        #expect(story.rules(item("1", of: "A1")) == ["CODE-2"])
    }

    @Test(arguments: [(336.0, true), (336.1, false), (0.0, true)])
    func code2ALotMayGrowWithinItsWindow(hour: Double, isSound: Bool) {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.issue(kg("12", lot("A1")), at: hour)
        #expect(story.rules(lot("A1")) == (isSound ? [] : ["CODE-2"]))
    }

    @Test func code2OneDeviceRecordsOneThingOnce() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.issue(kg("10", lot("A1")), at: 0)
        #expect(story.rules(lot("A1")) == ["CODE-2"])
    }

    @Test func code2ALotHasOneProductionDate() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0, elements: ["productionDate": "2026-03-01"])
        story.issue(kg("12", lot("A1")), at: 1, elements: ["productionDate": "2026-02-12"])
        #expect(story.rules(lot("A1")) == ["CODE-2"])
    }

    @Test func code3ATestBeforeCommissioningIsFound() {
        var story = sound()
        story.inspect(one(lot("A1")), by: lab, at: -5)
        #expect(story.rules(lot("A1")) == ["CODE-3"])
        #expect(story.rules(lot("B1")) == ["CODE-3"], "an origin's fault is the product's too")
    }

    @Test(arguments: [(-0.05, true), (-0.1, false)])
    func code3ClocksMayDifferByMinutes(hour: Double, isSound: Bool) {
        var story = sound()
        story.inspect(one(lot("A1")), by: lab, at: hour)
        #expect(story.rules(lot("A1")) == (isSound ? [] : ["CODE-3"]))
    }

    @Test func code4AnItemSoldTwiceIsFoundAndTestsOfItAreNot() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), by: shop, at: 0)
        story.sell(one(item("1", of: "A1")), by: shop, at: 1)
        story.inspect(one(item("1", of: "A1")), by: lab, at: 9)
        #expect(story.rules(item("1", of: "A1")).isEmpty)
        story.sell(one(item("1", of: "A1")), by: shop, at: 2)
        let finding = story.findings(item("1", of: "A1"))
        #expect(finding.map(\.rule) == ["CODE-4"] && finding.first?.entries == [1, 3])
        #expect(finding.first?.message.zh.contains("售出") == true)
    }

    @Test func code4ALotEndsWhenAllOfItIsGone() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.make([kg("90", lot("B1"))], from: [kg("100", lot("A1"))], by: farm, at: 1)
        #expect(story.rules(lot("A1")).isEmpty)
        story.sell(kg("20", lot("A1")), by: farm, at: 3)
        #expect(story.rules(lot("A1")) == ["CODE-4"], "told once, not as MASS-1 too")
    }

    @Test func code4ALotOfWhichSomeIsLeftHasNotEnded() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.destroy(kg("99", lot("A1")), by: farm, at: 1)
        story.sell(kg("1", lot("A1")), by: farm, at: 3)
        #expect(story.rules(lot("A1")).isEmpty)
    }

    @Test func code4WhatWasReturnedMayMove() {
        var story = Story()
        story.issue(one(item("1", of: "A1")), by: shop, at: 0)
        story.sell(one(item("1", of: "A1")), by: shop, at: 1)
        story.receive(one(item("1", of: "A1")), by: shop, from: nil, at: 9)
        story.amendLast { $0.disposition = "returned" }
        #expect(!story.rules(item("1", of: "A1")).contains("CODE-4"))
    }
}

@Suite struct LinkRuleTests {
    @Test func link1SellingWhatWasNeverReceivedIsAViolation() {
        var story = Story()
        story.sell(kg("30", lot("G1")), by: shop, at: 4)
        let findings = story.findings(lot("G1"))
        #expect(findings.map(\.rule) == ["LINK-1"] && findings[0].severity == .violation)
    }

    @Test func link1EachOperatorMustHaveHadIt() {
        var story = sound()
        story.ship(kg("1", lot("B1")), from: lab, to: nil, at: 45)
        #expect(story.rules(lot("B1")) == ["LINK-1"])
    }

    @Test func link1AReceiptWithoutShipmentIsAWarning() {
        var story = Story()
        story.receive(kg("30", lot("G1")), by: shop, from: farm, at: 4)
        story.sell(kg("30", lot("G1")), by: shop, at: 5)
        let findings = story.findings(lot("G1"))
        #expect(findings.map(\.rule) == ["LINK-1"] && findings[0].severity == .warning)
        #expect(Verdict(findings: findings, eventCount: 2) == .suspect)
    }

    @Test func link1TheSameGoodsAreNotReceivedTwice() {
        var story = sound()
        story.receive(kg("50", lot("B1")), by: shop, from: store, at: 33)
        #expect(story.rules(lot("B1")) == ["LINK-1"])
    }

    @Test func link1AWarehouseThatOnlyStoresHasReceived() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.ship(kg("10", lot("A1")), from: farm, to: store, at: 1)
        story.add(.object, .observe, "storing", by: store, at: 3) {
            $0.quantityList = [.init(epcClass: lot("A1"), amount: Amount("10"), uom: "KGM")]
        }
        story.move(kg("10", lot("A1")), from: store, to: shop, at: 9)
        #expect(story.rules(lot("A1")).isEmpty)
    }

    @Test(arguments: [("60", true), ("59.4", true), ("59.3", false), ("60.7", false)])
    func link3AmountsMayDifferByOnePercent(received: String, isSound: Bool) {
        #expect(sound(received: received).rules(lot("B1")) == (isSound ? [] : ["LINK-3"]))
    }

    @Test func link3UnitsAreConverted() {
        #expect(sound(received: "60000", uom: "GRM").rules(lot("B1")).isEmpty)
        #expect(sound(received: "0.06", uom: "TNE").rules(lot("B1")).isEmpty)
    }

    @Test func link3TheMessageGivesBothFigures() throws {
        let finding = try #require(sound(received: "55").findings(lot("B1")).first)
        #expect(finding.message.en == "\(plant) shipped 60 kg of lot B1 but \(store) received 55 kg")
        #expect(finding.message.zh == "\(plant) 发出 批次 B1 60 千克，\(store) 收到 55 千克")
        #expect(finding.entries == [4, 5])
    }

    @Test func link3AnotherThanTheNamedReceiverIsFound() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.ship(kg("10", lot("A1")), from: farm, to: store, at: 1)
        story.receive(kg("10", lot("A1")), by: shop, from: farm, at: 3)
        let findings = story.findings(lot("A1"))
        #expect(findings.map(\.rule) == ["LINK-3"] && findings[0].entries == [1, 2])
    }

    @Test func link3AnotherThanTheSenderIsNamedByTheRightReceiver() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.move(kg("10", lot("A1")), from: farm, to: store, at: 1)
        story.ship(kg("10", lot("A1")), from: store, to: shop, at: 9)
        story.receive(kg("10", lot("A1")), by: shop, from: farm, at: 11)
        let finding = story.findings(lot("A1")).first { $0.rule == "LINK-3" }
        #expect(finding?.entries == [3, 4])
        #expect(
            finding?.message.en
                == "\(store) shipped lot A1 to \(shop), which recorded it as received from \(farm)")
        #expect(finding?.message.zh == "\(store) 将 批次 A1 发给 \(shop)，\(shop) 收货时却把来源写为 \(farm)")
    }

    @Test func link3DeliveriesMayArriveInAnotherOrderOrInParts() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.ship(kg("30", lot("A1")), from: farm, to: shop, at: 1)
        story.ship(kg("20", lot("A1")), from: farm, to: shop, at: 2)
        story.receive(kg("20", lot("A1")), by: shop, from: farm, at: 4)
        story.receive(kg("30", lot("A1")), by: shop, from: farm, at: 5)
        story.ship(kg("50", lot("A1")), from: farm, to: shop, at: 11, document: "urn:yima:document:x:1")
        story.receive(kg("10", lot("A1")), by: shop, from: farm, at: 14, document: "urn:yima:document:x:1")
        story.receive(kg("40", lot("A1")), by: shop, from: farm, at: 15, document: "urn:yima:document:x:1")
        #expect(story.rules(lot("A1")).isEmpty)
    }

    @Test func link3WhatIsOnItsWayIsNoDifference() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.ship(kg("30", lot("A1")), from: farm, to: shop, at: 1)
        story.ship(kg("20", lot("A1")), from: farm, to: shop, at: 2)
        story.receive(kg("30", lot("A1")), by: shop, from: farm, at: 4)
        #expect(story.rules(lot("A1")).isEmpty)
    }

    @Test func anotherBuyersFaultIsNotThisProducts() {
        var story = sound()
        // Of flour lot F1 the plant's part is in order; the shop's receipt of its own part differs.
        story.issue(kg("200", lot("F1")), at: 0)
        story.move(kg("100", lot("F1")), from: farm, to: plant, at: 1)
        story.make([kg("90", lot("P1"))], from: [kg("100", lot("F1"))], by: plant, at: 10)
        story.ship(kg("100", lot("F1")), from: farm, to: shop, at: 3)
        story.receive(kg("70", lot("F1")), by: shop, from: farm, at: 5)
        #expect(story.rules(lot("F1")) == ["LINK-3"])
        #expect(story.rules(lot("P1")).isEmpty)
    }
}

@Suite struct MassRuleTests {
    @Test func mass1ALotThatGivesOutMoreThanItTookInIsNamedWithItsFigures() throws {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.ship(kg("70", lot("A1")), from: farm, to: plant, at: 1)
        story.ship(kg("50000", lot("A1")), from: farm, to: shop, at: 2)
        story.amendLast { $0.quantityList[0].uom = "GRM" }
        let finding = try #require(story.findings(lot("A1")).first)
        #expect(finding.rule == "MASS-1" && finding.entries == [0, 1, 2])
        #expect(finding.message.en == "lot A1 gives out 120 kg but took in 100 kg at \(farm)")
        #expect(finding.message.zh == "批次 A1 在 \(farm) 出库 120 千克，超过入库 100 千克")
    }

    @Test(arguments: [("100", true), ("100.5", true), ("100.500001", false)])
    func mass1ScalesMayDifferByHalfAPercent(amount: String, isSound: Bool) {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.sell(kg(amount, lot("A1")), by: farm, at: 1)
        #expect(story.rules(lot("A1")) == (isSound ? [] : ["MASS-1"]))
    }

    @Test func mass3UnitsThatCannotBeComparedAreSaidAndNotJudged() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.sell(of("5000", "XCT", lot("A1")), by: farm, at: 1)
        #expect(story.rules(lot("A1")) == ["MASS-3"])
    }

    @Test(arguments: [("105", true), ("105.1", false)])
    func mass1ATransformationMakesNoMoreThanWentIn(out: String, isSound: Bool) {
        var story = Story()
        story.issue(kg("60", lot("A1")), at: 0)
        story.issue(kg("40", lot("A2")), at: 0)
        story.make([kg(out, lot("B1"))], from: [kg("60", lot("A1")), kg("40", lot("A2"))], by: farm, at: 3)
        #expect(story.rules(lot("B1")) == (isSound ? [] : ["MASS-1"]))
    }

    @Test func mass1PartsOfOneTransformationAreBalancedTogether() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.make([kg("90", lot("B1"))], from: [kg("50", lot("A1"))], by: farm, at: 3, id: "urn:run:1")
        story.make([], from: [kg("50", lot("A1"))], by: farm, at: 4, id: "urn:run:1")
        #expect(story.rules(lot("A1")).isEmpty)
    }

    @Test func mass1WhatIsOnAPalletCounts() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.pack([kg("80", lot("A1"))], in: pallet, by: farm, at: 1)
        story.ship(one(pallet), from: farm, to: shop, at: 2)
        story.ship(kg("20", lot("A1")), from: farm, to: store, at: 3)
        #expect(story.rules(lot("A1")).isEmpty)
        story.ship(kg("10", lot("A1")), from: farm, to: store, at: 4)
        #expect(story.rules(lot("A1")) == ["MASS-1"])
    }
}

@Suite struct TimeRuleTests {
    @Test(arguments: [(5.0, true), (5.1, false)])
    func time1AnEventMayBeMinutesAheadOfItsArrival(minutes: Double, isSound: Bool) {
        var story = Story()
        story.add(.object, .add, "commissioning", by: farm, at: minutes / 60, recorded: 0) { $0.epcList = [pallet] }
        #expect(story.rules(pallet) == (isSound ? [] : ["TIME-1"]))
    }

    @Test func time1WhatLiesAfterTheJudgingHasNotHappened() {
        let now = Timestamp(milliseconds: Story.start + 39 * Story.hour)
        let findings = Judge(now: now).findings(in: sound().chain(lot("B1")))
        #expect(findings.map(\.rule) == ["TIME-1", "TIME-1"])
    }

    @Test(arguments: [(120.0, true), (120.1, false)])
    func time2AnEventRecordedLongAfterIsBackDated(hours: Double, isSound: Bool) {
        var story = Story()
        story.add(.object, .add, "commissioning", by: farm, at: 0, recorded: hours) { $0.epcList = [pallet] }
        #expect(story.rules(pallet) == (isSound ? [] : ["TIME-2"]))
    }

    /// Shipped at 1 and pushed at 5; received at 3.
    @Test(arguments: [(29.0, true), (29.1, false)])
    func time3AReceiptIsConfirmedWithin24HoursOfTheSuppliersPush(recorded: Double, isSound: Bool) {
        var story = Story()
        story.issue(kg("1", lot("A1")), at: 0)
        story.ship(kg("1", lot("A1")), from: farm, to: shop, at: 1, recorded: 5)
        story.receive(kg("1", lot("A1")), by: shop, from: farm, at: 3, recorded: recorded)
        #expect(story.rules(lot("A1")) == (isSound ? [] : ["TIME-3"]))
    }

    @Test(arguments: [(39.0, true), (39.1, false)])
    func time3WithoutAPushThePurchaseIsEnteredWithin36Hours(recorded: Double, isSound: Bool) {
        var story = Story()
        story.receive(kg("1", lot("A1")), by: shop, from: farm, at: 3, recorded: recorded)
        #expect(story.rules(lot("A1")) == (isSound ? ["LINK-1"] : ["LINK-1", "TIME-3"]))
    }

    /// Good through 2026-03-07 local time; the story begins on March 1 at 08:00, so that day ends at hour 160.
    @Test(arguments: [(159.9, true), (160.1, false)])
    func time4ShelfLifeEndsWithItsLastDay(hour: Double, isSound: Bool) {
        var story = Story()
        let elements = ["productionDate": "2026-03-01", "shelfLifeDays": "6"]
        story.issue(kg("100", lot("A1")), at: 0, elements: elements)
        story.sell(kg("10", lot("A1")), by: farm, at: hour)
        #expect(story.rules(lot("A1")) == (isSound ? [] : ["TIME-4"]))
    }

    @Test("until when goods are good is told in months too", arguments: [true, false])
    func time4ShelfLifeInMonths(isSound: Bool) throws {
        var story = Story()
        story.issue(
            kg("100", lot("A1")), at: 0, elements: ["productionDate": "2026-02-28", "shelfLifeMonths": "1"])
        let elements = story.records[0].event.dataElements
        let last = try #require(ShelfLife.lastGoodDay(of: elements))
        #expect("\(last)" == "2026-03-28")
        let hours = Double(isSound ? 24 * 27 : 24 * 28)
        story.sell(kg("10", lot("A1")), by: farm, at: hours)
        #expect(story.rules(lot("A1")) == (isSound ? [] : ["TIME-4"]))
    }

    @Test func time4TheLabelsExpiryCountsAndDestroyingIsRight() throws {
        var story = Story()
        let label = "(01)06901234567892(17)260307(10)A1"
        story.issue(kg("100", lot("A1")), at: 0)
        story.destroy(kg("10", label), by: farm, at: 400)
        #expect(story.rules(lot("A1")).isEmpty)
        story.sell(kg("10", label), by: farm, at: 401)
        let finding = try #require(story.findings(lot("A1")).first)
        #expect(finding.rule == "TIME-4" && finding.entries == [2])
        #expect(finding.message.en.contains("expired on 2026-03-07"))
    }

    @Test func time4AWordInASaleDoesNotExcuseIt() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0, elements: ["productionDate": "2026-03-01", "shelfLifeDays": "6"])
        story.ship(kg("10", lot("A1")), from: farm, to: store, at: 300)
        story.amendLast { $0.disposition = "expired" }
        #expect(story.rules(lot("A1")).isEmpty, "sent off to be destroyed")
        story.sell(kg("10", lot("A1")), by: farm, at: 301)
        story.amendLast { $0.disposition = "returned" }
        #expect(story.rules(lot("A1")) == ["TIME-4"])
    }

    @Test func time4AnItemIsAsOldAsItsLot() {
        var story = Story()
        story.issue(of("9", nil, lot("A1")), at: 0, elements: ["productionDate": "2026-03-01", "shelfLifeDays": "6"])
        story.sell(one(item("7", of: "A1")), by: farm, at: 300)
        #expect(story.rules(item("7", of: "A1")) == ["TIME-4"])
    }

    @Test(arguments: [(0.95, true), (0.9, false)])
    func time5AReceiptComesAfterItsShipment(hour: Double, isSound: Bool) {
        var story = Story()
        story.issue(kg("1", lot("A1")), at: 0)
        story.ship(kg("1", lot("A1")), from: farm, to: shop, at: 1)
        story.receive(kg("1", lot("A1")), by: shop, from: farm, at: hour)
        #expect(story.rules(lot("A1")) == (isSound ? [] : ["TIME-5"]))
    }

    @Test func time5NothingIsProcessedBeforeItArrived() {
        var story = Story()
        story.issue(kg("9", lot("A1")), at: 0)
        story.move(kg("9", lot("A1")), from: farm, to: plant, at: 5)
        story.make([kg("8", lot("B1"))], from: [kg("9", lot("A1"))], by: plant, at: 6)
        #expect(story.rules(lot("A1")) == ["TIME-5"])
        #expect(story.rules(lot("B1")) == ["TIME-5"])
    }
}

@Suite struct DataRuleTests {
    @Test func data1AMissingElementIsNamed() throws {
        var story = Story()
        story.issue(kg("9", lot("A1")), at: 0, elements: ["profile": "food"])
        let findings = story.findings(lot("A1"))
        #expect(findings.map(\.rule) == ["DATA-1"])
        #expect(findings[0].message.en.contains("productName"))
    }

    @Test("what lacks of a lot is as grave as the law says on the lot itself, and warns on what was made of it")
    func data1WarnsOnWhatDescends() throws {
        var story = Story()
        story.issue(kg("9", lot("A1")), at: 0, elements: ["profile": "food"])
        story.make([kg("8", lot("B1"))], from: [kg("9", lot("A1"))], by: farm, at: 2)
        func severities(_ code: String) -> [Finding.Severity] {
            story.findings(code).filter { $0.rule == "DATA-1" && $0.entries == [0] }.map(\.severity)
        }
        #expect(severities(lot("A1")) == [.violation])
        #expect(severities(lot("B1")) == [.warning])
    }

    @Test(
        "a proof of crops that is not there is told once: left out, by a word for nothing, or of an import",
        arguments: [
            ([:], ["FOOD-1 warning"]), (["conformityProofNo": "无"], ["FOOD-1 warning"]),
            (["complianceCertNo": "HGZ-20260301"], []),
            (["customsDeclNo": "351020261000418823"], ["DATA-1 violation"]),
            (["conformityProofNo": String(repeating: "9", count: 61)], ["DATA-2 violation"]),
        ] as [([String: String], [String])])
    func aProofIsToldOnce(elements: [String: String], expected: [String]) {
        var story = Story()
        story.receive(kg("9", lot("A1")), by: shop, from: farm, at: 3)
        story.amendLast { $0.dataElements = ["profile": "crops"].merging(elements) { $1 } }
        let proofs = ["conformityProofNo", "complianceCertNo", "inspectionCertNo", "conformity proof"]
        let found = story.findings(lot("A1")).filter { finding in
            proofs.contains { finding.message.en.contains($0) }
        }
        #expect(found.map { "\($0.rule) \($0.severity)" } == expected, "\(found.map(\.message.en))")
    }

    @Test("a mixture of certified crops without a certificate of its own is told once")
    func aMixtureIsToldOnce() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0, elements: ["complianceCertNo": "C-1"])
        story.issue(kg("10", lot("A2")), at: 0, elements: ["complianceCertNo": "C-2"])
        story.make(
            [kg("20", lot("A3"))], from: [kg("10", lot("A1")), kg("10", lot("A2"))], by: farm, at: 1,
            elements: ["profile": "crops", "cropKind": "vegetable"])
        let found = story.findings(lot("A3")).filter { finding in
            finding.entries == [2] && ["certificate", "complianceCertNo"].contains { finding.message.en.contains($0) }
        }
        #expect(found.map { "\($0.rule) \($0.severity)" } == ["FOOD-2 warning"], "\(found.map(\.message.en))")
    }

    @Test func data2AMalformedElementIsNamed() {
        var story = Story()
        story.issue(kg("9", lot("A1")), at: 0, elements: ["profile": "food", "productionDate": "2026-02-30"])
        #expect(story.rules(lot("A1")) == ["DATA-1", "DATA-2"])
    }

    @Test func data2AnEntryThatIsNoEventIsNamed() throws {
        var walk = sound().walk(lot("B1"))
        let problem = Wording(en: "eventTime is missing", zh: "缺少 eventTime")
        walk.supply(unreadable: UnreadableEntry(entry: 77, operatorUSCC: farm, problems: [problem]), for: walk.subject)
        let finding = try #require(Judge(now: Story.end).findings(in: walk.chain()).first)
        #expect(finding.rule == "DATA-2" && finding.entries == [77])
        #expect(finding.message.zh.contains("缺少 eventTime"))
    }
}

@Suite struct WithdrawalTests {
    private func withMistake(declaredBy firm: String) -> Story {
        var story = sound()
        story.sell(kg("500", lot("B1")), by: shop, at: 42)
        story.amendLast { $0.eventID = "urn:uuid:1" }
        story.sell(kg("500", lot("B1")), by: firm, at: 42)
        story.amendLast {
            $0.eventID = "urn:uuid:1"
            $0.errorDeclaration = .init(
                declarationTime: Timestamp(milliseconds: 0), reason: "incorrect_data", correctiveEventIDs: [])
        }
        return story
    }

    @Test func anEventWithdrawnByItsOperatorIsNotJudgedButSaid() {
        let findings = withMistake(declaredBy: shop).findings(lot("B1"))
        #expect(findings.map(\.rule) == ["NOTE-1"] && findings[0].severity == .info)
        #expect(findings[0].entries == [10, 11])
    }

    @Test func nobodyWithdrawsAnothersRecord() {
        #expect(withMistake(declaredBy: farm).rules(lot("B1")) == ["MASS-1", "NOTE-1"])
    }

    @Test func whatWasReachedThroughAMistakeAloneLeavesTheChain() {
        var story = sound()
        story.make([kg("1", lot("B1"))], from: [kg("1", lot("X1"))], by: plant, at: 10)
        story.amendLast { $0.eventID = "urn:uuid:2" }
        #expect(story.chain(lot("B1")).members.contains { $0.code.part("lot") == "X1" })
        story.make([kg("1", lot("B1"))], from: [kg("1", lot("X1"))], by: plant, at: 10)
        story.amendLast {
            $0.eventID = "urn:uuid:2"
            $0.errorDeclaration = .init(
                declarationTime: Timestamp(milliseconds: 0), reason: nil, correctiveEventIDs: [])
        }
        #expect(!story.chain(lot("B1")).members.contains { $0.code.part("lot") == "X1" })
        #expect(story.rules(lot("B1")) == ["NOTE-1"])
    }
}

@Suite struct JudgeTests {
    /// A chain in which many rules are broken at once.
    private var troubled: Story {
        var story = sound(received: "52")
        story.issue(kg("5", lot("B1")), by: shop, at: 12, elements: ["profile": "food"])
        story.sell(kg("80", lot("B1")), by: shop, at: 39)
        story.ship(kg("1", lot("B1")), from: lab, to: nil, at: 9, recorded: 500)
        story.receive(kg("3", lot("B1")), by: farm, from: lab, at: 8)
        return story
    }

    @Test func theOrderOfSupplyNeverChangesTheFindings() {
        let story = troubled
        let expected = Judge(now: Story.end).findings(in: story.chain(lot("B1")))
        #expect(Set(expected.map(\.rule)).count >= 5)
        var random = SeededRandom(state: 42)
        for _ in 0..<100 {
            let chain = story.walk(lot("B1")) { $0.shuffled(using: &random) }.chain()
            #expect(Judge(now: Story.end).findings(in: chain) == expected)
        }
    }

    @Test func findingsComeGravestFirst() {
        let findings = troubled.findings(lot("B1"))
        #expect(findings.map(\.severity.rank) == findings.map(\.severity.rank).sorted())
    }

    @Test func aTruncatedChainIsNotJudgedByWhatIsAbsent() {
        var story = Story()
        story.sell(kg("30", lot("G1")), by: shop, at: 4)
        var walk = TraceWalk(subject: identity(lot("G1")))
        walk.supply(story.records, for: identity(lot("G1")), isComplete: false)
        let chain = walk.chain()
        let findings = Judge(now: Story.end).findings(in: chain)
        #expect(findings.isEmpty)
        #expect(Verdict(findings: findings, doubts: chain.doubts, eventCount: 1) == .undecided)
    }
}

/// SplitMix64, so that a failure can be repeated.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
