import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// Who has had the goods in hands; a lot made at the farm, shipped to the plant, and on to the store.
@Suite struct CustodyTests {
    private var story: Story {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: plant, at: 1)
        story.make([kg("60", lot("B1"))], from: [kg("100", lot("A1"))], by: plant, at: 5)
        story.move(kg("60", lot("B1")), from: plant, to: store, at: 7)
        return story
    }

    private func holders(_ story: Story, _ code: String, _ direction: TraceDirection = .both) -> Set<String> {
        story.chain(code, direction).custody.holders
    }

    @Test func theFirstIssuerAndWhoeverWasShippedToAreInCustody() {
        #expect(holders(story, lot("A1")) == [farm, plant, store])
        #expect(holders(story, lot("B1")) == [farm, plant, store])
        #expect(holders(story, lot("B1"), .up) == [farm, plant, store])
        var shipped = story
        shipped.ship(kg("60", lot("B1")), from: store, to: shop, at: 20)
        #expect(holders(shipped, lot("B1")) == [farm, plant, store, shop], "before the receipt is recorded")
    }

    @Test func theOrderOfTheLedgerDecidesWhoIssuedAndNotTheTimeThatIsClaimed() {
        var story = story
        story.issue(kg("100", lot("B1")), by: shop, at: -50)
        #expect(holders(story, lot("B1")) == [farm, plant, store])
        var squatted = Story()
        squatted.issue(kg("1", lot("B1")), by: shop, at: 90)
        squatted.issue(kg("60", lot("B1")), by: plant, at: 5)
        #expect(holders(squatted, lot("B1")) == [shop], "authority over a name is a later matter")
    }

    @Test func aReceiptWithoutAShipmentGivesNoCustody() {
        var story = story
        story.receive(kg("1", lot("B1")), by: shop, from: plant, at: 9)
        story.sell(kg("1", lot("B1")), by: shop, at: 10)
        #expect(!holders(story, lot("B1")).contains(shop))
    }

    @Test(arguments: [(Optional(farm), true), (nil, true), (Optional(lab), false)])
    func whereNoReceiverIsNamedWhoeverReceivedFromTheSenderHasIt(from: String?, isHeld: Bool) {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.ship(kg("10", lot("A1")), from: farm, to: nil, at: 1)
        story.receive(kg("10", lot("A1")), by: shop, from: from, at: 3)
        #expect(holders(story, lot("A1")).contains(shop) == isHeld)
    }

    @Test func oneMayReceiveOnBehalfOfAReceiverWhoDoesNotHimself() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.ship(kg("10", lot("A1")), from: farm, to: shop, at: 1)
        func receive(by firm: String, _ story: inout Story) {
            story.receive(kg("10", lot("A1")), by: firm, from: farm, at: 3)
            story.amendLast { $0.destinationList = [.init(type: "owning_party", id: "urn:yima:uscc:\(shop)")] }
        }
        var delivered = story
        receive(by: store, &delivered)
        #expect(holders(delivered, lot("A1")) == [farm, shop, store])
        receive(by: shop, &delivered)
        #expect(holders(delivered, lot("A1")) == [farm, shop])
    }

    @Test func aStrangersPalletProductAndShipmentLeadNowhere() {
        var story = story
        story.pack([kg("1", lot("B1"))], in: pallet, by: lab, at: 8)
        story.move(one(pallet), from: lab, to: shop, at: 9)
        story.make([kg("1", lot("X1"))], from: [kg("1", lot("B1"))], by: lab, at: 9)
        story.move(kg("1", lot("X1")), from: lab, to: shop, at: 10)
        #expect(holders(story, lot("B1")) == [farm, plant, store])
        let chain = story.chain(lot("B1"))
        #expect(chain.members.contains { $0.code.part("lot") == "X1" }, "what is claimed is on record")
        #expect(!chain.judged.members.contains { $0.code.part("lot") == "X1" }, "and is not judged")
    }

    @Test func whatAHolderPackedGoesWithItsPallet() {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.pack([kg("10", lot("A1"))], in: pallet, by: farm, at: 1)
        story.move(one(pallet), from: farm, to: plant, at: 2)
        story.move(one(pallet), from: plant, to: shop, at: 9)
        #expect(holders(story, lot("A1")) == [farm, plant, shop])
        #expect(holders(story, pallet) == [farm, plant, shop])
    }

    @Test func aCodeThatNobodyIssuedComesFromWhoeverHadItFirst() {
        var story = Story()
        story.inspect(kg("9", lot("G1")), by: lab, at: 1)
        story.receive(kg("9", lot("G1")), by: plant, from: nil, at: 2)
        story.sell(kg("9", lot("G1")), by: shop, at: 1)
        #expect(holders(story, lot("G1")) == [plant])
        var sold = Story()
        sold.sell(kg("9", lot("G1")), by: shop, at: 1)
        #expect(holders(sold, lot("G1")) == [shop])
        var seen = Story()
        seen.inspect(kg("9", lot("G1")), by: lab, at: 1)
        #expect(holders(seen, lot("G1")) == [lab], "nobody else is there to be believed")
    }

    @Test func anItemOfAnIssuedLotComesFromTheLotWhoeverSoldItFirst() {
        var story = Story()
        story.issue(of("100", nil, lot("A1")), at: 0)
        story.sell(one(item("7", of: "A1")), by: lab, at: 1)
        story.move(of("100", nil, lot("A1")), from: farm, to: shop, at: 2)
        story.sell(one(item("7", of: "A1")), by: shop, at: 9)
        #expect(holders(story, item("7", of: "A1")) == [farm, shop])
    }
}

/// What somebody writes about goods that he never had is a note on him; the same by one who had them counts as it did.
@Suite struct StrangerTests {
    /// One act, by whoever does it.
    struct Act: Sendable, CustomTestStringConvertible {
        let name: String
        /// The rule that finds it where it is done by one in custody; nil where the act is told otherwise.
        let rule: String
        let severity: Finding.Severity
        let perform: @Sendable (inout Story, String) -> Void

        var testDescription: String { name }

        init(
            _ name: String, _ rule: String, _ severity: Finding.Severity = .violation,
            _ perform: @escaping @Sendable (inout Story, String) -> Void
        ) {
            self.name = name
            self.rule = rule
            self.severity = severity
            self.perform = perform
        }
    }

    /// The store has a part of B1 and keeps it: what it does afterwards is out of its hands.
    private static let acts: [Act] = [
        Act("a time in the future", "TIME-1") { story, firm in
            story.add(.object, .observe, "storing", by: firm, at: 90, recorded: 50) { $0.list([kg("1", lot("B1"))]) }
        },
        Act("a second commissioning", "CODE-2") { $0.issue(kg("60", lot("B1")), by: $1, at: 50) },
        Act("a shipment of more than it has", "MASS-1") { $0.ship(kg("500", lot("B1")), from: $1, to: nil, at: 50) },
        Act("a receipt that nobody shipped", "LINK-1", .warning) {
            $0.receive(kg("60", lot("B1")), by: $1, from: plant, at: 50)
        },
        Act("a destruction of more than it has", "MASS-1") { $0.destroy(kg("61", lot("B1")), by: $1, at: 50) },
        Act("a sale of more than it has", "MASS-1") { $0.sell(kg("61", lot("B1")), by: $1, at: 50) },
        Act("its packing into a pallet that is shipped", "MASS-1") {
            $0.pack([kg("99", lot("B1"))], in: pallet, by: $1, at: 50)
            $0.ship(one(pallet), from: $1, to: nil, at: 51)
        },
        Act("its transformation", "MASS-1") {
            $0.make([kg("99", lot("X1"))], from: [kg("99", lot("B1"))], by: $1, at: 50)
        },
        Act("a huge amount", "MASS-1") { $0.sell(kg("999999999", lot("B1")), by: $1, at: 50) },
        Act("a malformed code beside it", "CODE-1") { story, firm in
            story.add(.object, .observe, "storing", by: firm, at: 50) {
                $0.epcList = [lot("B1"), "https://id.gs1.org/01/06901234567893/10/B1"]
            }
        },
    ]

    private func honest() -> Story {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: plant, at: 1)
        story.make([kg("60", lot("B1"))], from: [kg("100", lot("A1"))], by: plant, at: 5)
        story.move(kg("60", lot("B1")), from: plant, to: store, at: 7)
        return story
    }

    private func verdict(_ story: Story, _ code: String) -> Verdict {
        // Whose codes they are is on the ledger: else two issuers of one lot could not be told apart.
        let chain = story.walk(code).chain(
            issuers: Issuers([farm, plant].map { .init(prefix: "6901", operatorUSCC: $0) }))
        let findings = Judge(now: Story.end).findings(in: chain)
        return Verdict(findings: findings, doubts: chain.doubts, eventCount: chain.events.count)
    }

    @Test(arguments: acts) func aStrangersActIsANoteOnHim(act: Act) throws {
        var story = honest()
        let own = Set(story.records.map(\.entry))
        act.perform(&story, lab)
        for code in [lot("A1"), lot("B1")] {
            #expect(verdict(story, code) == .valid, "\(code)")
        }
        let findings = story.findings(lot("B1"))
        #expect(!findings.isEmpty, "it is said")
        for finding in findings {
            #expect(finding.severity == .info)
            #expect(!own.isSuperset(of: finding.entries), "no note without a stranger's event")
            #expect(finding.message.en.hasPrefix("said by \(lab), who never had these goods: "))
            #expect(finding.message.zh.hasPrefix("\(lab) 从未经手该货物"))
        }
    }

    @Test(arguments: acts) func theSameActOfAHolderCountsAsItDid(act: Act) throws {
        var story = honest()
        act.perform(&story, store)
        let findings = story.findings(lot("B1"))
        #expect(findings.contains { $0.rule == act.rule && $0.severity == act.severity })
        #expect(verdict(story, lot("B1")) == (act.severity == .warning ? .suspect : .invalid))
    }

    @Test(arguments: [(lab, Verdict.valid), (farm, .invalid), (store, .invalid)])
    func anUnreadableEventConcernsItsSigner(firm: String, expected: Verdict) {
        var walk = honest().walk(lot("B1"))
        let problem = Wording(en: "eventTime is missing", zh: "缺少 eventTime")
        walk.supply(unreadable: UnreadableEntry(entry: 77, operatorUSCC: firm, problems: [problem]), for: walk.subject)
        let chain = walk.chain()
        let findings = Judge(now: Story.end).findings(in: chain)
        #expect(findings.map(\.rule) == ["DATA-2"] && findings[0].entries == [77])
        #expect(Verdict(findings: findings, doubts: chain.doubts, eventCount: chain.events.count) == expected)
    }

    @Test func aCodeOfWhichOnlyUnreadableThingsAreKnownIsNotValid() {
        var walk = TraceWalk(subject: identity(lot("B1")))
        walk.supply(
            unreadable: UnreadableEntry(entry: 7, operatorUSCC: lab, problems: [Wording(en: "x", zh: "x")]),
            for: walk.subject)
        let chain = walk.chain()
        let findings = Judge(now: Story.end).findings(in: chain)
        #expect(Verdict(findings: findings, doubts: chain.doubts, eventCount: 0) == .invalid)
    }

    @Test(arguments: [lab, farm]) func nobodyDeclaresAnothersEventErroneous(firm: String) {
        var story = honest()
        story.amendLast { $0.eventID = "urn:uuid:1" }
        story.add(.object, .observe, "receiving", by: firm, at: 60) {
            $0.list([kg("60", lot("B1"))])
            $0.eventID = "urn:uuid:1"
            $0.errorDeclaration = .init(
                declarationTime: Timestamp(milliseconds: 0), reason: nil, correctiveEventIDs: [])
        }
        #expect(story.findings(lot("B1")).map(\.severity) == [.info])
        #expect(verdict(story, lot("B1")) == .valid)
    }

    @Test func aFloodOfNotesIsOneNoteForEachRule() {
        var story = honest()
        for hour in 0..<300 { story.ship(kg("1", lot("B1")), from: lab, to: nil, at: Double(50 + hour)) }
        let findings = story.findings(lot("B1"))
        #expect(Set(findings.map(\.rule)).count == findings.count)
        #expect(findings.allSatisfy { $0.entries.count <= 200 })
        #expect(verdict(story, lot("B1")) == .valid)
    }

    @Test func aStrangersNameForTheProductIsNotBelieved() {
        var story = Story()
        story.add(.object, .observe, "storing", by: lab, at: -9) {
            $0.list([kg("1", lot("A1"))])
            $0.dataElements["productName"] = "毒鱼"
        }
        story.issue(kg("100", lot("A1")), at: 0, elements: ["productName": "大黄鱼"])
        #expect(TraceGraph(story.chain(lot("A1"))).nodes.map(\.product) == ["大黄鱼"])
    }

    @Test func whatAStrangerSaysMovesNothingInADrawing() {
        var story = honest()
        story.move(kg("60", lot("B1")), from: lab, to: shop, at: 30)
        story.sell(kg("60", lot("B1")), by: lab, at: 40)
        let graph = TraceGraph(story.chain(lot("B1")))
        #expect(graph.movements.map(\.from) == [farm, plant])
        #expect(graph.endings.isEmpty)
        #expect(graph.nodes.last?.holder == store)
    }
}
