import Chains
import Codes
import EPCIS
import Testing
import Values

@testable import Rules

@Suite struct DenialTests {
    private static func deny(_ story: inout Story, by firm: String, to other: String? = nil, at hour: Double = 50) {
        story.add(.object, .observe, EPCISEvent.denyingStep, by: firm, at: hour) {
            $0.list([kg("100", lot("A1"))])
            $0.disposition = "no_pedigree_match"
            if let other { $0.destinationList = [.init(type: "owning_party", id: "urn:yima:uscc:\(other)")] }
        }
    }

    /// The shop has a lot that it says it got from the farm, and nobody else says so.
    private static func claimed(_ denier: String? = nil) -> Story {
        var story = Story()
        story.receive(kg("100", lot("A1")), by: shop, from: farm, at: 2)
        if let denier { deny(&story, by: denier) }
        return story
    }

    @Test func aNamedOriginWhoDeniesIsShownFirstAndChangesNoVerdict() throws {
        let (before, after) = (Self.claimed(), Self.claimed(farm))
        #expect(after.verdict(lot("A1")) == before.verdict(lot("A1")))
        let findings = after.findings(lot("A1"))
        let first = try #require(findings.first)
        #expect(first.rule == "NOTE-2" && first.severity == .info && first.entries == [0, 1])
        #expect(
            first.message.en.contains("\(farm) says that lot A1 did not come from it: \(shop) named it as the supplier")
        )
        #expect(first.message.zh.contains("\(farm) 否认 批次 A1 出自本单位"))
        let link = try #require(findings.first { $0.rule == "LINK-1" })
        #expect(link.entries == [0], "the claim stays what it was")
        #expect(findings.dropFirst() == before.findings(lot("A1"))[...])
    }

    @Test func whoIsNotNamedIsANoteOnHimself() throws {
        let story = Self.claimed(lab)
        let findings = story.findings(lot("A1"))
        #expect(!findings.contains { $0.rule == "NOTE-2" })
        let note = try #require(findings.first { $0.rule == "NOTE-3" })
        #expect(note.severity == .info && note.entries == [1])
        #expect(findings.first?.rule == "LINK-1", "a stranger's word stands behind")
        #expect(findings.count == Self.claimed().findings(lot("A1")).count + 1, "nothing else follows from it")
    }

    @Test func whoRecordedItHimselfIsToldSo() throws {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: shop, at: 2)
        Self.deny(&story, by: farm)
        #expect(story.verdict(lot("A1")) == .valid)
        let note = try #require(story.findings(lot("A1")).first)
        #expect(note.rule == "NOTE-2" && note.message.en.contains("but recorded it itself (entry 0)"))
    }

    @Test func oneMayDenyOnlyWhatOneBuyerSays() throws {
        var story = Story()
        story.issue(kg("300", lot("A1")), at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: store, at: 2)
        story.receive(kg("100", lot("A1")), by: shop, from: farm, at: 3)
        Self.deny(&story, by: farm, to: shop)
        let note = try #require(story.findings(lot("A1")).first { $0.rule == "NOTE-2" })
        #expect(note.entries == [3, 4] && note.message.en.contains("\(shop) named it as the supplier"))
        #expect(story.verdict(lot("A1")) == .valid)
    }

    @Test func theSupplierMayBeNamedAsADatumOnly() {
        var story = Self.claimed(farm)
        story.amend(0) {
            $0.sourceList = []
            $0.dataElements["supplierUscc"] = farm
        }
        #expect(story.findings(lot("A1")).first?.rule == "NOTE-2")
    }

    @Test func whoOwnsThePrefixIsNamedByIt() throws {
        var story = Story()
        story.issue(kg("100", lot("A1")), by: shop, at: 0)
        Self.deny(&story, by: lab)
        let issuers = Issuers([Issuers.Assignment(prefix: "690123456789", operatorUSCC: lab)])
        for (known, rule) in [(issuers, "NOTE-2"), (Issuers(), "NOTE-3")] {
            let chain = story.walk(lot("A1")).chain(issuers: known)
            let note = try #require(Judge(now: Story.end).findings(in: chain).first { $0.rule.hasPrefix("NOTE-") })
            #expect(note.rule == rule && note.entries == [1])
        }
    }

    @Test func aDenialAloneIsNothingOnRecord() {
        var story = Story()
        Self.deny(&story, by: farm)
        #expect(story.verdict(lot("A1")) == .unknown)
        #expect(story.chain(lot("A1")).custody.holders.isEmpty)
    }

    @Test func aDenialIsNoUseBeforeIssueAndNoStep() {
        var story = Story()
        Self.deny(&story, by: farm, at: -5)
        story.issue(kg("100", lot("A1")), at: 0)
        story.sell(kg("100", lot("A1")), by: farm, at: 3)
        Self.deny(&story, by: farm, at: 9)
        #expect(story.rules(lot("A1")) == ["NOTE-2"])
    }

    @Test("whoever denies nineteen thousand times is read once for each of them")
    func aFloodOfDenials() throws {
        let count = 19_000
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        for hour in 1...20 { story.move(kg("1", lot("A1")), from: farm, to: shop, at: Double(hour)) }
        var flood: [ChainEvent] = []
        var one = Story()
        Self.deny(&one, by: lab, to: shop)
        for number in 0..<count {
            let first = one.records[0]
            flood.append(
                ChainEvent(
                    entry: UInt64(1000 + number), recordTime: first.recordTime, operatorUSCC: lab,
                    journal: first.journal,
                    event: first.event))
        }
        var walk = TraceWalk(subject: identity(lot("A1")))
        while let code = walk.next().first {
            walk.supply(code.key == lot("A1") ? story.records + flood : [], for: code)
        }
        let chain = walk.chain()
        #expect(chain.denials.count == count)
        let naming = Naming(chain, operatorNames: [:])
        let denials = Denials(in: RuleContext(chain.judged, of: chain, by: Judge(now: Story.end), naming: naming))
        #expect(denials.all.map(\.denials.count) == [count])
        #expect(denials.stepCount < 3 * count, "\(denials.stepCount)")
    }
}
