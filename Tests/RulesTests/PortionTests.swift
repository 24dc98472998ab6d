import Chains
import Codes
import EPCIS
import StrictJSON
import Testing
import Values

@testable import Rules

/// A lot of 300 kg of which the store has 100 kg, the shop 100 kg and the farm what is left.
private func shared(_ more: (inout Story) -> Void = { _ in }) -> Story {
    var story = Story()
    story.issue(kg("300", lot("A1")), at: 0)
    story.move(kg("100", lot("A1")), from: farm, to: store, at: 5)
    story.move(kg("100", lot("A1")), from: farm, to: shop, at: 6)
    more(&story)
    return story
}

private let names = [farm: "闽海养殖场", store: "城东冷库", shop: "西湖超市"]

extension Story {
    /// The verdict as `yima verify` gives it, of one party's portion where one is asked for.
    fileprivate func document(_ code: String, at party: String? = nil, offices: Offices = Offices()) -> VerdictDocument
    {
        let walk = walk(code)
        let name = party.map { try! PartyName($0) }
        let holder = name?.firm(in: walk, names: names)
        let chain = walk.chain(at: holder, offices: offices)
        let judgement = Judge(now: Self.end, operatorNames: [:]).judgement(of: chain)
        return VerdictDocument(
            code: code, chain: chain, findings: judgement.findings,
            basis: VerdictBasis(asOf: Self.end, notJudged: judgement.notJudged, operatorNames: names),
            asked: name.map { AskedPortion($0, holder: holder, in: chain, operatorNames: names) }, checkpoint: nil)
    }

    fileprivate func verdict(_ code: String, at party: String, offices: Offices = Offices()) -> Verdict {
        document(code, at: party, offices: offices).verdict
    }
}

extension VerdictDocument {
    fileprivate func portion(of holder: String) -> PortionVerdict? {
        portions?.portions.first { $0.holder == holder }
    }
}

@Suite struct PortionTests {
    @Test func everyHolderIsNamedWithWhatItHas() {
        let document = shared().document(lot("A1"))
        #expect(document.verdict == .valid)
        #expect(document.portions?.portionCount == 3 && document.portions?.isTold == true)
        for firm in [farm, store, shop] {
            let portion = document.portion(of: firm)
            #expect(portion?.state == .held && portion?.verdict == .valid && portion?.isSupported == true)
            #expect(portion?.amount == Measure(Amount("100")!, uom: "KGM"))
            #expect(portion?.name == names[firm])
        }
    }

    @Test func whatIsSoldOutIsNothingAndWhatWasSentOnIsAtTheNext() {
        let story = shared {
            $0.sell(kg("100", lot("A1")), by: shop, at: 10)
            $0.move(kg("100", lot("A1")), from: store, to: plant, at: 10)
        }
        let document = story.document(lot("A1"))
        #expect(document.portion(of: shop)?.state == .used)
        #expect(document.portion(of: shop)?.amount?.isZero == true)
        #expect(document.portion(of: store) == nil)
        #expect(document.portion(of: plant)?.amount == Measure(Amount("100")!, uom: "KGM"))
    }

    /// Void, refused, or moved to a site of one's own: it is still its sender's.
    @Test(arguments: ["void", "refused", "own site", "own site, and received"])
    func whatDidNotGoAwayIsWithItsSender(how: String) {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        let isOwn = how.hasPrefix("own")
        story.ship(kg("100", lot("A1")), from: farm, to: isOwn ? farm : store, at: 1, document: "D1")
        switch how {
        case "void":
            story.add(.object, .observe, "void_shipping", by: farm, at: 2) { $0.list([kg("100", lot("A1"))]) }
        case "refused":
            story.add(.object, .observe, "urn:yima:bizstep:refusing", by: store, at: 2) {
                $0.list([kg("100", lot("A1"))])
                $0.disposition = "returned"
            }
        case "own site": break
        default: story.receive(kg("100", lot("A1")), by: farm, from: farm, at: 3, document: "D1")
        }
        let portions = story.chain(lot("A1")).portions.all
        #expect(portions.map(\.holder) == [farm])
        #expect(portions.first?.amount == Measure(Amount("100")!, uom: "KGM"))
        #expect(portions.first?.state == (how == "refused" ? .inTransit : .held))
        let holdings = Holdings(story.chain(lot("A1")), .subject).concerned.filter(\.isOpen)
        #expect(holdings.map(\.holder) == [farm] && holdings.allSatisfy(\.excess.isNone))
    }

    @Test func whatIsOnItsWayIsWhereItShallCome() {
        let story = shared { $0.ship(kg("50", lot("A1")), from: store, to: plant, at: 10) }
        let document = story.document(lot("A1"))
        #expect(document.portion(of: plant)?.state == .inTransit)
        #expect(document.portion(of: plant)?.amount == Measure(Amount("50")!, uom: "KGM"))
        #expect(document.portion(of: store)?.amount == Measure(Amount("50")!, uom: "KGM"))
    }

    /// What a holder may do wrong with his part, and the rule that finds it.
    static let faults: [(rule: String, @Sendable (inout Story) -> Void)] = [
        ("MASS-1", { $0.sell(kg("180", lot("A1")), by: shop, at: 10) }),
        (
            "STATE-1",
            {
                $0.add(.object, .observe, "inspecting", by: shop, at: 9) {
                    $0.list([kg("100", lot("A1"))])
                    $0.disposition = "non_conformant"
                }
                $0.sell(kg("100", lot("A1")), by: shop, at: 10)
            }
        ),
        (
            "STATE-1",
            {
                $0.add(.object, .observe, "holding", by: shop, at: 9) { $0.list([kg("100", lot("A1"))]) }
                $0.sell(kg("100", lot("A1")), by: shop, at: 10)
            }
        ),
        (
            "LINK-3",
            {
                $0.move(kg("60", lot("A1")), from: shop, to: plant, at: 10)
                $0.amendLast { $0.list([kg("30", lot("A1"))]) }
            }
        ),
        (
            "TIME-5",
            {
                $0.ship(kg("60", lot("A1")), from: shop, to: plant, at: 12)
                $0.receive(kg("60", lot("A1")), by: plant, from: shop, at: 9)
            }
        ),
        (
            "CODE-1",
            {
                $0.inspect(kg("1", lot("A1")), by: shop, at: 9)
                $0.amendLast { $0.epcList.append("https://id.gs1.org/01/06901234567893/10/A1") }
            }
        ),
    ]

    @Test(arguments: faults.indices) func oneBuyersFaultIsHisAndNobodyElses(index: Int) {
        let (rule, fault) = Self.faults[index]
        let story = shared(fault)
        let document = story.document(lot("A1"))
        #expect(document.verdict == .invalid, "the headline is the worst portion")
        #expect(document.findings.contains { $0.rule == rule })
        for honest in [farm, store] {
            #expect(
                document.portion(of: honest)?.verdict == .valid, "\(rule): \(document.portion(of: honest)?.rules ?? [])"
            )
            #expect(story.verdict(lot("A1"), at: honest) == .valid)
        }
        let culprits = document.portions?.portions.filter { $0.verdict == .invalid } ?? []
        #expect(culprits.contains { $0.rules.contains(rule) })
        #expect(document.portions?.portions.first?.verdict == .invalid, "the worst stands first")
        // What is amiss between two firms is of the goods that went, not of those that stayed behind.
        let isBetween = ["LINK-3", "TIME-5"].contains(rule)
        if isBetween { #expect(document.portion(of: shop)?.verdict == .valid) }
        let guilty = isBetween ? plant : shop
        let asked = story.document(lot("A1"), at: guilty)
        #expect(asked.verdict == .invalid && asked.findings.contains { $0.rule == rule })
    }

    /// What is amiss before the goods went apart, or is said of all of them, is of every portion.
    static let commonFaults: [(rule: String, @Sendable (inout Story) -> Void)] = [
        (
            "STATE-1",
            {
                $0.add(.object, .observe, "holding", by: farm, at: 20) {
                    $0.list([kg("300", lot("A1"))])
                    $0.disposition = "recalled"
                }
            }
        ),
        (
            "STATE-1",
            {
                $0.add(.object, .observe, "inspecting", by: lab, at: 20) {
                    $0.list([kg("1", lot("A1"))])
                    $0.disposition = "non_conformant"
                }
            }
        ),
        ("CODE-1", { $0.amend(0) { $0.epcList.append("https://id.gs1.org/01/06901234567893/10/A1") } }),
    ]

    @Test(arguments: commonFaults.indices) func whatTheIssuerOrAnOfficeSaysIsOfEveryPortion(index: Int) {
        let (rule, fault) = Self.commonFaults[index]
        let story = shared(fault)
        let offices = Offices(everywhere: [lab: [.laboratory]])
        for firm in [farm, store, shop] {
            let asked = story.document(lot("A1"), at: firm, offices: offices)
            #expect(asked.verdict == .invalid && asked.findings.contains { $0.rule == rule })
        }
    }

    @Test func whatAMiddlemanDidWrongIsOfWhatCameThroughHisHands() {
        // The store says that it got 150 kg where 100 kg were sent, and passes 50 kg on.
        var story = Story()
        story.issue(kg("300", lot("A1")), at: 0)
        story.ship(kg("100", lot("A1")), from: farm, to: store, at: 5)
        story.receive(kg("150", lot("A1")), by: store, from: farm, at: 7)
        story.move(kg("100", lot("A1")), from: farm, to: shop, at: 6)
        story.move(kg("50", lot("A1")), from: store, to: plant, at: 10)
        #expect(story.document(lot("A1")).findings.contains { $0.rule == "LINK-3" })
        #expect(story.verdict(lot("A1"), at: plant) == .invalid)
        #expect(story.verdict(lot("A1"), at: store) == .invalid)
        #expect(story.verdict(lot("A1"), at: shop) == .valid)
        #expect(story.verdict(lot("A1"), at: farm) == .valid)
    }

    @Test func whatWasSentOnBeforeAHoldIsNotHeldAndWhatFailedHadFailedBefore() {
        func story(_ disposition: String?) -> Story {
            shared {
                $0.move(kg("50", lot("A1")), from: store, to: plant, at: 10)
                $0.add(.object, .observe, disposition == nil ? "holding" : "inspecting", by: store, at: 20) {
                    $0.list([kg("50", lot("A1"))])
                    $0.disposition = disposition
                }
            }
        }
        #expect(story(nil).verdict(lot("A1"), at: store) == .invalid)
        #expect(story(nil).verdict(lot("A1"), at: plant) == .valid)
        #expect(story("non_conformant").verdict(lot("A1"), at: plant) == .invalid)
        #expect(story("non_conformant").verdict(lot("A1"), at: shop) == .valid)
    }

    @Test(
        "what its owner ships from a public warehouse is no longer there, however he says whence",
        arguments: ["party", "place", "nothing"], ["owner", "possession alone"])
    func movedOutOfAWarehouse(said: String, left: String) {
        func keeper(_ firm: String) -> EPCISEvent.TypedReference {
            .init(type: "possessing_party", id: "urn:yima:uscc:\(firm)")
        }
        func owner(_ firm: String) -> EPCISEvent.TypedReference {
            .init(type: "owning_party", id: "urn:yima:uscc:\(firm)")
        }
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        let site = "urn:yima:site:350102-STORE"
        for isShipment in [true, false] {
            story.add(.object, .observe, isShipment ? "shipping" : "receiving", by: isShipment ? farm : store, at: 5) {
                $0.list([kg("100", lot("A1"))])
                if !isShipment { $0.sourceList = [owner(farm)] }
                $0.destinationList = (left == "owner" ? [owner(farm)] : []) + [keeper(store)]
                if !isShipment { $0.bizLocation = site }
            }
        }
        let before = story.document(lot("A1"))
        #expect(before.portion(of: store)?.amount == Measure(Amount("100")!, uom: "KGM"))
        #expect(before.portion(of: farm) == nil)
        story.move(kg("60", lot("A1")), from: farm, to: shop, at: 20)
        story.amend(3) {
            if said == "party" { $0.sourceList = [owner(farm), keeper(store)] }
            if said == "place" { $0.readPoint = site }
        }
        let document = story.document(lot("A1"))
        #expect(document.portion(of: store)?.amount == Measure(Amount("40")!, uom: "KGM"))
        #expect(document.portion(of: shop)?.amount == Measure(Amount("60")!, uom: "KGM"))
        #expect(document.portion(of: farm) == nil)
        #expect(document.verdict == .valid, "\(document.findings)")
        // As a look-up says it.
        let holdings = Holdings(story.chain(lot("A1")), .subject).all
        #expect(holdings.first { $0.holder == store }?.onHand.least == Measure(Amount("40")!, uom: "KGM"))
        #expect(holdings.first { $0.holder == farm }?.excess.isNone == true)
        // More than was there is still more than was there.
        story.move(kg("50", lot("A1")), from: farm, to: plant, at: 30)
        #expect(story.document(lot("A1")).findings.contains { $0.rule == "MASS-1" })
    }

    @Test func aStrangerIsNamedAsAClaimAndMayBeAskedFor() {
        let story = shared { $0.receive(kg("500", lot("A1")), by: lab, from: farm, at: 9) }
        let document = story.document(lot("A1"))
        #expect(document.verdict == .valid)
        #expect(document.portion(of: lab) == nil)
        #expect(document.portions?.claims.map(\.claimant) == [lab])
        #expect(document.portions?.claims.first?.entries == [5])
        #expect(document.portions?.claims.first?.amount == Measure(Amount("500")!, uom: "KGM"))
        let asked = story.document(lot("A1"), at: lab)
        #expect(asked.verdict == .suspect && asked.findings.contains { $0.rule == "LINK-1" && $0.severity == .warning })
        #expect(asked.portion(of: lab)?.isSupported == false)
        #expect(story.verdict(lot("A1"), at: store) == .valid)
    }

    @Test func aPartyMayBeNamedByItsNumberItsNameOrItsLocation() throws {
        var story = shared()
        story.amend(1) {
            $0.sourceList = [.init(type: "possessing_party", id: "https://id.gs1.org/417/6901234500004")]
        }
        for name in [farm, "urn:yima:uscc:\(farm)", "闽海养殖场", "6901234500004", "https://id.gs1.org/414/6901234500004"] {
            let document = story.document(lot("A1"), at: name)
            #expect(document.asked?.holder == farm, "\(name)")
            #expect(document.verdict == .valid)
        }
    }

    @Test func whoIsNotOnRecordHasNothingAndWhoCannotBeToldIsUndecided() {
        let story = shared()
        #expect(story.verdict(lot("A1"), at: lab) == .unknown)
        let unknown = story.document(lot("A1"), at: "无此企业")
        #expect(unknown.verdict == .undecided && unknown.asked?.holder == nil)
        #expect(Story().verdict(lot("A1"), at: "无此企业") == .unknown)
    }

    @Test(arguments: [
        ("", "a party's name has 1 to 200 characters"),
        (String(repeating: "x", count: 201), "a party's name has 1 to 200 characters"),
        ("91350521M000100Y40", "wrong check"), ("6901234500008", "wrong check"), (lot("A1"), "names no party"),
    ])
    func whatNamesNoPartyIsRefused(written: String, reason: String) {
        do {
            _ = try PartyName(written)
            Issue.record("accepted")
        } catch {
            #expect(error.wording.en.contains(reason), "\(error.wording.en)")
        }
    }

    @Test func atMostAHundredAreNamedAndTheWorstIsAmongThem() {
        var story = Story()
        let shops = (0..<130).map { uscc("91350521MA\(String(1_000_000 + $0))") }
        story.issue(kg("21385", lot("A1")), at: 0)
        for (place, shop) in shops.enumerated() {
            story.move(kg("\(100 + place)", lot("A1")), from: farm, to: shop, at: 5)
        }
        // The one with the least.
        story.sell(kg("300", lot("A1")), by: shops[0], at: 20)
        let document = story.document(lot("A1"))
        #expect(document.verdict == .invalid)
        #expect(document.portions?.portions.count == 100 && document.portions?.portionCount == 130)
        #expect(document.portions?.portions.first?.holder == shops[0])
        #expect(document.portions?.portions.filter { $0.verdict == .invalid }.count == 1)
    }

    @Test func theDocumentNamesThem() {
        let story = shared { $0.receive(kg("500", lot("A1")), by: lab, from: farm, at: 9) }
        let json = String(decoding: story.document(lot("A1"), at: "西湖超市").json.formatted(), as: UTF8.self)
        #expect(json.contains(#""at":{"party":"西湖超市","holder":"\#(shop)","name":"西湖超市","onRecord":true}"#))
        #expect(
            json.contains(
                #"{"holder":"\#(shop)","name":"西湖超市","state":"held","quantity":100,"uom":"KGM","supported":true,"verdict":"valid","rules":[]}"#
            ))
        #expect(json.contains(#""portionCount":3"#))
        #expect(
            json.contains(
                #""claims":[{"claimant":"\#(lab)","name":null,"quantity":500,"uom":"KGM","entries":[5]}],"claimCount":1"#
            ))
        var alone = Story()
        alone.issue(kg("1", lot("A1")), at: 0)
        #expect(!String(decoding: alone.document(lot("A1")).json.formatted(), as: UTF8.self).contains("portions"))
    }
}
