import Codes
import EPCIS
import Testing
import Values

@testable import Chains

extension Story {
    fileprivate func holdings(_ code: String, _ scope: Holdings.Scope = .downstream) -> Holdings {
        Holdings(chain(code), scope)
    }

    /// A step of no kind of its own.
    fileprivate mutating func observe(
        _ step: String, _ portions: [Portion], by firm: String, at hour: Double, disposition: String? = nil,
        from sender: String? = nil, document: String? = nil
    ) {
        add(.object, .observe, step, by: firm, at: hour) {
            $0.list(portions)
            $0.disposition = disposition
            if let sender { $0.sourceList = [.init(type: "owning_party", id: "urn:yima:uscc:\(sender)")] }
            if let document { $0.bizTransactionList = [.init(type: "desadv", id: document)] }
        }
    }
}

extension Holdings {
    fileprivate func of(_ holder: String, _ code: String) -> Holding? {
        all.first { $0.holder == holder && $0.goods.key == identity(code).key }
    }

    /// `holder: on hand/sold/…` in one line, so that a whole book is compared at once.
    fileprivate var told: [String] {
        concerned.map { holding in
            let name =
                [farm: "farm", plant: "plant", store: "store", shop: "shop", lab: "lab"][holding.holder]
                ?? holding.holder
            let amounts: [(String, HeldAmount)] = [
                ("has", holding.onHand), ("coming", holding.inTransit), ("sold", holding.sold), ("used", holding.used),
                ("destroyed", holding.destroyed), ("lost", holding.lost), ("returned", holding.returned),
                ("missing", holding.unaccounted), ("excess", holding.excess),
            ]
            let shown = amounts.filter { $0.0 == "has" || !$0.1.isNone }.map { "\($0.0) \($0.1.figures)" }
            return
                "\(name) \(holding.goods.part("lot") ?? holding.goods.part("serial") ?? "?"): \(shown.joined(separator: ", "))"
        }
    }

    /// What was made and came from nowhere is somewhere.
    fileprivate func isBalanced(_ code: String) -> Bool {
        let own = holdings(of: identity(code).key)
        let total = Holding.total(own)
        let amounts = [
            total.onHand, total.inTransit, total.sold, total.used, total.destroyed, total.lost, total.unaccounted,
        ]
        let (out, into) = (
            amounts.reduce(0) { $0 + $1.least.quanta }, total.made.least.quanta + total.excess.least.quanta
        )
        return out == into
    }
}

private func lot300(_ more: (inout Story) -> Void = { _ in }) -> Story {
    var story = Story()
    story.issue(kg("300", lot("A1")), at: 0)
    more(&story)
    return story
}

@Suite("Who has how much") struct HoldingsTests {
    @Test func aLotAtThreeFirmsHasThreeHoldersWithWhatEachHas() {
        let book = lot300 {
            $0.move(kg("100", lot("A1")), from: farm, to: store, at: 5)
            $0.move(kg("80", lot("A1")), from: farm, to: shop, at: 6)
        }.holdings(lot("A1"))
        #expect(book.told == ["farm A1: has 120", "store A1: has 100", "shop A1: has 80"].sorted(by: byHolder))
        #expect(book.isBalanced(lot("A1")))
    }

    @Test func aLaboratoryDoesNotHoldWhatItTested() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: store, at: 5) }
        story.inspect(kg("1", lot("A1")), by: lab, at: 9)
        story.observe("sampling", [kg("1", lot("A1"))], by: lab, at: 8)
        #expect(story.holdings(lot("A1")).of(lab, lot("A1")) == nil)
        #expect(story.holdings(lot("A1")).isBalanced(lot("A1")))
    }

    @Test func whatIsSoldOutIsNothingAndAPartSaleLeavesTheRest() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: shop, at: 5) }
        story.sell(kg("40", lot("A1")), by: shop, at: 10)
        #expect(story.holdings(lot("A1")).told.contains("shop A1: has 60, sold 40"))
        story.sell(kg("60", lot("A1")), by: shop, at: 11)
        let shopHolding = story.holdings(lot("A1")).of(shop, lot("A1"))
        #expect(shopHolding?.onHand.isNone == true && shopHolding?.isOpen == false && shopHolding?.isConcerned == true)
        #expect(story.holdings(lot("A1")).isBalanced(lot("A1")))
    }

    @Test func whatAShopperBroughtBackIsThereAgain() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: shop, at: 5) }
        story.sell(kg("40", lot("A1")), by: shop, at: 10)
        story.observe("receiving", [kg("5", lot("A1"))], by: shop, at: 12, disposition: "returned")
        #expect(story.holdings(lot("A1")).told.contains("shop A1: has 65, sold 35"))
        #expect(story.holdings(lot("A1")).isBalanced(lot("A1")))
    }

    @Test func goodsSentBackAreWhereTheyCameFrom() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: shop, at: 5) }
        story.ship(kg("30", lot("A1")), from: shop, to: farm, at: 20)
        story.amendLast { $0.disposition = "returned" }
        #expect(
            story.holdings(lot("A1")).told
                == ["farm A1: has 200, coming 30", "shop A1: has 70, returned 30"].sorted(by: byHolder))
        story.receive(kg("30", lot("A1")), by: farm, from: shop, at: 22)
        story.amendLast { $0.disposition = "returned" }
        let book = story.holdings(lot("A1"))
        #expect(book.told == ["farm A1: has 230", "shop A1: has 70, returned 30"].sorted(by: byHolder))
        #expect(book.of(farm, lot("A1"))?.cameBack.figures == "30")
        #expect(book.isBalanced(lot("A1")))
    }

    @Test func aRefusedDeliveryIsOnItsWayBackUntilItIsThere() {
        var story = lot300 { $0.ship(kg("100", lot("A1")), from: farm, to: shop, at: 5, document: "D1") }
        #expect(
            story.holdings(lot("A1")).told == ["farm A1: has 200", "shop A1: has 0, coming 100"].sorted(by: byHolder))
        story.observe(
            "urn:yima:bizstep:refusing", [kg("100", lot("A1"))], by: shop, at: 7, disposition: "returned",
            document: "D1")
        #expect(
            story.holdings(lot("A1")).told
                == ["farm A1: has 200, coming 100", "shop A1: has 0, returned 100"].sorted(by: byHolder))
        story.observe("receiving", [kg("100", lot("A1"))], by: farm, at: 9, disposition: "returned", from: shop)
        let book = story.holdings(lot("A1"))
        #expect(book.told == ["farm A1: has 300", "shop A1: has 0, returned 100"].sorted(by: byHolder))
        #expect(book.isBalanced(lot("A1")))
    }

    @Test func whatWasRefusedAndIsGivenOutAgainHadComeBack() {
        var story = lot300()
        let before = story.holdings(lot("A1")).of(farm, lot("A1"))
        let all = before?.onHand.least.trade.amount.description ?? "0"
        story.ship(kg(all, lot("A1")), from: farm, to: lab, at: 60, document: "R1")
        story.observe(
            "urn:yima:bizstep:refusing", [kg(all, lot("A1"))], by: lab, at: 62, disposition: "returned", from: farm,
            document: "R1")
        story.move(kg(all, lot("A1")), from: farm, to: store, at: 70)
        let holding = story.holdings(lot("A1")).of(farm, lot("A1"))
        #expect(all != "0" && holding?.excess.isNone == true && holding?.isOpen == false)
    }

    @Test func ofAPartRefusedTheRestIsThere() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: shop, at: 5) }
        story.amendLast { $0.list([kg("70", lot("A1"))]) }
        #expect(story.holdings(lot("A1")).told.contains("shop A1: has 70, missing 30"))
        story.observe("urn:yima:bizstep:refusing", [kg("30", lot("A1"))], by: shop, at: 7.5, disposition: "returned")
        let book = story.holdings(lot("A1"))
        #expect(
            book.told == ["farm A1: has 200, coming 30", "shop A1: has 70, returned 30"].sorted(by: byHolder))
        #expect(book.isBalanced(lot("A1")))
    }

    @Test func aVoidedShipmentNeverLeft() {
        var story = lot300 { $0.ship(kg("100", lot("A1")), from: farm, to: shop, at: 5, document: "D1") }
        story.observe("void_shipping", [kg("100", lot("A1"))], by: farm, at: 6, document: "D1")
        #expect(story.holdings(lot("A1")).told == ["farm A1: has 300"])
        story.ship(kg("300", lot("A1")), from: farm, to: shop, at: 8, document: "D2")
        let book = story.holdings(lot("A1"))
        #expect(book.told == ["farm A1: has 0", "shop A1: has 0, coming 300"].sorted(by: byHolder))
        #expect(book.isBalanced(lot("A1")))
    }

    @Test func whatArrivesLessIsUnaccountedForAndWhatIsToldAsLostIsNot() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: shop, at: 5) }
        story.amendLast { $0.list([kg("90", lot("A1"))]) }
        #expect(story.holdings(lot("A1")).told.contains("shop A1: has 90, missing 10"))
        story.add(.object, .delete, "urn:yima:bizstep:losing", by: shop, at: 8) {
            $0.list([kg("10", lot("A1"))])
            $0.bizTransactionList = [.init(type: "desadv", id: "D1")]
        }
        let book = story.holdings(lot("A1"))
        #expect(book.told.contains("shop A1: has 90, lost 10"))
        #expect(book.isBalanced(lot("A1")))
    }

    @Test func whatACountDoesNotFindIsUnaccountedFor() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: shop, at: 5) }
        story.sell(kg("20", lot("A1")), by: shop, at: 10)
        story.observe("stock_taking", [kg("75", lot("A1"))], by: shop, at: 12)
        story.sell(kg("5", lot("A1")), by: shop, at: 14)
        let book = story.holdings(lot("A1"))
        #expect(book.told.contains("shop A1: has 70, sold 25, missing 5"))
        #expect(book.isBalanced(lot("A1")))
    }

    @Test func whatIsDestroyedOrUsedIsToldApart() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: plant, at: 5) }
        story.make([kg("55", lot("S1"))], from: [kg("60", lot("A1"))], by: plant, at: 9)
        story.destroy(kg("10", lot("A1")), by: plant, at: 10)
        story.move(kg("50", lot("S1")), from: plant, to: shop, at: 12)
        let book = story.holdings(lot("A1"))
        #expect(
            book.told
                == [
                    "farm A1: has 200", "plant A1: has 30, used 60, destroyed 10", "plant S1: has 5", "shop S1: has 50",
                ].sorted(by: byGoods))
        #expect(book.of(plant, lot("A1"))?.usedFor.map(\.key) == [identity(lot("S1")).key])
        #expect(story.holdings(lot("A1"), .subject).told.allSatisfy { $0.contains("A1") })
        #expect(book.isBalanced(lot("A1")) && book.isBalanced(lot("S1")))
    }

    @Test func trimOfWhatWasUsedIsUsedAndNotDestroyedBesides() {
        var story = Story()
        story.issue(kg("105", lot("A1")), at: 0)
        story.make([kg("62", lot("B1"))], from: [kg("100", lot("A1"))], by: farm, at: 5)
        story.destroy(kg("43", lot("A1")), by: farm, at: 6)
        let own = story.holdings(lot("A1"), .subject).of(farm, lot("A1"))!
        #expect([own.onHand, own.used, own.destroyed, own.excess].map(\.wording.en) == ["0", "100 kg", "5 kg", "0"])
    }

    @Test func whatLiesOnADeliveredPalletIsWhereThePalletIs() {
        var story = lot300()
        story.pack([kg("120", lot("A1"))], in: pallet, by: farm, at: 2)
        story.ship(one(pallet), from: farm, to: store, at: 5)
        #expect(
            story.holdings(lot("A1")).told == ["farm A1: has 180", "store A1: has 0, coming 120"].sorted(by: byHolder))
        story.receive(one(pallet), by: store, from: farm, at: 7)
        #expect(story.holdings(lot("A1")).told == ["farm A1: has 180", "store A1: has 120"].sorted(by: byHolder))
        #expect(story.holdings(pallet).told.contains("store A1: has 120"))
    }

    @Test func itemsAndTheirLotAreOneAmount() {
        var story = Story()
        story.issue(of("3", nil, lot("L1")), at: 0)
        story.issue(one(item("1", of: "L1")), one(item("2", of: "L1")), one(item("3", of: "L1")), at: 0)
        story.move(one(item("1", of: "L1")), from: farm, to: shop, at: 5)
        story.sell(one(item("1", of: "L1")), by: shop, at: 9)
        let book = story.holdings(lot("L1"))
        #expect(book.told == ["farm L1: has 2", "shop L1: has 0, sold 1"].sorted(by: byHolder))
        let single = story.holdings(item("1", of: "L1"))
        #expect(single.told == ["farm L1: has 0", "shop L1: has 0, sold 1"].sorted(by: byHolder))
    }

    @Test func anAmountThatIsNotSaidLeavesBounds() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: shop, at: 5) }
        story.sell(.init(code: lot("A1"), amount: nil, uom: nil), by: shop, at: 9)
        let holding = story.holdings(lot("A1")).of(shop, lot("A1"))
        #expect(holding?.onHand.figures == "0–100")
        #expect(holding?.sold.figures == "?")
        #expect(holding?.isOpen == true)
    }

    @Test func whatComesOfNothingIsSaidAndMakesNobodyNegative() {
        var story = lot300 { $0.move(kg("100", lot("A1")), from: farm, to: shop, at: 5) }
        story.sell(kg("130", lot("A1")), by: shop, at: 9)
        let book = story.holdings(lot("A1"))
        #expect(book.told.contains("shop A1: has 0, sold 130, excess 30"))
        #expect(book.isBalanced(lot("A1")))
    }

    @Test func aStrangerHasNothing() {
        var story = lot300()
        story.receive(kg("500", lot("A1")), by: lab, from: farm, at: 9)
        story.destroy(kg("300", lot("A1")), by: lab, at: 10)
        #expect(story.holdings(lot("A1")).told == ["farm A1: has 300"])
    }

    /// The work grows with the events and not with their square.
    @Test func tenThousandHoldersAreTold() {
        var story = Story()
        let shops = (0..<10_000).map { uscc("91350521MB\(String(1_000_000 + $0))") }
        story.issue(kg("50000", lot("A1")), at: 0)
        for shop in shops { story.move(kg("5", lot("A1")), from: farm, to: shop, at: 5) }
        story.sell(kg("2", lot("A1")), by: shops[77], at: 20)
        let limits = TraceLimits(eventCountMax: 60_000, thingCountMax: 300_000, lineCountMax: 750_000)
        let walk = story.indexedWalk(lot("A1"), limits: limits)
        let chain = walk.chain()
        #expect(!chain.isTruncated)
        let book = Holdings(chain)
        #expect(book.concerned.count == 10_001 && !book.isTruncated)
        #expect(book.of(shops[77], lot("A1"))?.onHand.figures == "3")
        #expect(book.isBalanced(lot("A1")))
    }
}

private func byHolder(_ left: String, _ right: String) -> Bool { rank(left) < rank(right) }
private func byGoods(_ left: String, _ right: String) -> Bool {
    (left.split(separator: " ")[1], rank(left)) < (right.split(separator: " ")[1], rank(right))
}

/// In the order of the USCCs.
private func rank(_ line: String) -> String {
    let names = ["farm": farm, "plant": plant, "store": store, "shop": shop, "lab": lab]
    return names[String(line.split(separator: " ")[0])] ?? line
}

extension Story {
    /// A walk over an index, for stories of ten thousand events.
    func indexedWalk(_ code: String, limits: TraceLimits) -> TraceWalk {
        let reader = CodeReader()
        let resolved = records.map { ResolvedEvent($0, reader: reader) }
        var index: [String: [ResolvedEvent]] = [:]
        for event in resolved { for key in event.keys { index[key, default: []].append(event) } }
        var walk = TraceWalk(subject: identity(code), direction: .both, limits: limits)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { return walk }
            for code in wanted { walk.supply(walked: index[code.key] ?? [], for: code) }
        }
    }
}
