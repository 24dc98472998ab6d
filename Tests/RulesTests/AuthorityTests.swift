import Chains
import Codes
import EPCIS
import Rules
import Testing
import Values

/// Whose word counts about goods of others, and who may issue which codes, as the ledger says.
@Suite struct AuthorityTests {
    /// A lot of the farm that the store has; entries 0 to 2.
    private func honest() -> Story {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: store, at: 1)
        return story
    }

    private func judged(
        _ story: Story, _ code: String = lot("A1"), offices: Offices = Offices(), issuers: Issuers = Issuers()
    ) -> (verdict: Verdict, findings: [Finding]) {
        let chain = story.walk(code).chain(offices: offices, issuers: issuers)
        let findings = Judge(now: Story.end).findings(in: chain)
        return (Verdict(findings: findings, doubts: chain.doubts, eventCount: chain.events.count), findings)
    }

    private func grant(_ role: Offices.Role, _ scope: String? = nil, after: UInt64? = nil, until: UInt64? = nil)
        -> Offices
    {
        Offices([lab: [.init(role: role, scope: scope, after: after, until: until)]])
    }

    private enum Act: CaseIterable { case fails, holds, recalls }

    private func told(_ act: Act) -> Story {
        var story = honest()
        switch act {
        case .fails:
            story.inspect(kg("1", lot("A1")), by: lab, at: 20)
            story.amendLast { $0.disposition = "non_conformant" }
        case .holds: story.add(.object, .observe, "holding", by: lab, at: 20) { $0.list([kg("100", lot("A1"))]) }
        case .recalls:
            story.add(.object, .observe, "holding", by: lab, at: 20) {
                $0.list([kg("100", lot("A1"))])
                $0.disposition = "recalled"
            }
        }
        return story
    }

    @Test("each office may say what is of it, and nothing else")
    func whatEachMaySay() {
        let rights: [Offices.Role: Set<Act>] = [
            .laboratory: [.fails], .port: [.fails, .holds], .authority: [.fails, .holds, .recalls],
        ]
        for role in Offices.Role.allCases {
            for act in Act.allCases {
                let found = judged(told(act), offices: grant(role))
                let isHeard = rights[role]?.contains(act) ?? false
                #expect(found.verdict == (isHeard ? .invalid : .valid), "\(role) \(act)")
                #expect(found.findings.contains { $0.rule == "STATE-1" }, "it is said: \(role) \(act)")
            }
        }
    }

    @Test(
        "a role counts for what stands after its entry and not after the entry that ends it",
        arguments: [
            (UInt64?.none, UInt64?.none, true), (2, nil, true), (3, nil, false), (4, nil, false), (2, 3, true),
            (0, 2, false), (nil, 3, true),
        ])
    func order(after: UInt64?, until: UInt64?, isHeard: Bool) {
        // The failed test is entry 3.
        let found = judged(told(.fails), offices: grant(.laboratory, after: after, until: until))
        #expect(found.verdict == (isHeard ? .invalid : .valid))
    }

    @Test(
        "an office of a district is heard about goods that were there or of firms from there",
        arguments: [
            (String?.none, true), ("35", true), ("3505", true), ("350521", true), ("3501", false), ("44", false),
            ("3301", true),
        ])
    func scope(district: String?, isHeard: Bool) {
        var story = told(.holds)
        // The farm and the store are of 350521; the goods were once in Hangzhou.
        story.amend(1) { $0.readPoint = "urn:yima:site:330106000012" }
        #expect(judged(story, offices: grant(.authority, district)).verdict == (isHeard ? .invalid : .valid))
    }

    @Test("an authority lifts what another has set, a laboratory only its own")
    func lifting() {
        for (role, isLifted) in [(Offices.Role.authority, true), (.laboratory, false), (.port, false)] {
            var story = honest()
            story.add(.object, .observe, "holding", by: farm, at: 20) { $0.list([kg("100", lot("A1"))]) }
            story.add(.object, .observe, "urn:yima:bizstep:releasing", by: lab, at: 30) {
                $0.list([kg("100", lot("A1"))])
            }
            #expect(judged(story, offices: grant(role)).verdict == (isLifted ? .valid : .invalid), "\(role)")
        }
    }

    private func owner(_ firm: String, _ prefix: String = "690123456", after: UInt64? = nil) -> Issuers.Assignment {
        .init(prefix: prefix, operatorUSCC: firm, after: after)
    }

    @Test("a lot that two issue is undecided until it is on the ledger whose codes they are")
    func twoIssuers() {
        // The stranger was first.
        var story = Story()
        story.issue(kg("70", lot("A1")), by: lab, at: -1)
        story.issue(kg("100", lot("A1")), at: 0)
        story.move(kg("100", lot("A1")), from: farm, to: store, at: 1)
        #expect(judged(story).verdict == .undecided)
        let owned = judged(story, issuers: Issuers([owner(farm)]))
        #expect(owned.verdict == .valid)
        #expect(owned.findings.map(\.severity) == [.info], "the stranger's issue is told")
        // The stranger came before the assignment, or after its end: he whose it was when he issued it is no rival's equal.
        for owner in [
            Issuers.Assignment(prefix: "690123456", operatorUSCC: farm, after: 0),
            .init(prefix: "690123456", operatorUSCC: farm, until: 1),
        ] {
            var late = story
            late.issue(kg("5", lot("A1")), by: lab, at: 9)
            #expect(judged(late, issuers: Issuers([owner])).verdict == .valid)
        }
        let chain = story.walk(lot("A1")).chain(at: store)
        #expect(chain.rivalIssuers.isEmpty, "a holder is named")
    }

    @Test("what somebody else issues under an assigned prefix is CODE-2, from the assignment on")
    func anothersPrefix() {
        let story = honest()
        for (issuers, expected) in [
            ([owner(plant)], ["CODE-2"]), ([owner(farm)], []), ([owner(plant), owner(farm, "6901")], []),
            ([owner(plant, "690123457")], []), ([owner(plant, after: 0)], []), ([], []),
        ] {
            let found = judged(story, issuers: Issuers(issuers))
            #expect(found.findings.map(\.rule) == expected)
            #expect(found.verdict == (expected.isEmpty ? .valid : .invalid))
        }
    }

    @Test("a plant that makes another's brand may issue its codes where the owner takes the goods")
    func commissionedProduction() {
        var story = Story()
        story.issue(kg("100", lot("A1")), by: plant, at: 0)
        story.move(kg("100", lot("A1")), from: plant, to: farm, at: 1)
        story.move(kg("100", lot("A1")), from: farm, to: store, at: 5)
        #expect(judged(story, issuers: Issuers([owner(farm)])).verdict == .valid)
        // Taken back as a return, they are not taken as his.
        story.amend(2) { $0.disposition = "returned" }
        #expect(judged(story, issuers: Issuers([owner(farm)])).findings.contains { $0.rule == "CODE-2" })
    }

    @Test("opening stock of another's code is LINK-1, one's own is not")
    func openingStock() {
        var story = Story()
        story.add(.object, .observe, "urn:yima:bizstep:opening_stock", by: store, at: 0) {
            $0.list([kg("100", lot("A1"))])
        }
        #expect(judged(story, issuers: Issuers([owner(farm)])).findings.map(\.rule) == ["LINK-1"])
        #expect(judged(story, issuers: Issuers([owner(store)])).verdict == .valid)
        #expect(judged(story).verdict == .valid)
    }

    @Test(
        "codes begin with their company prefix or their scheme",
        arguments: [
            ("https://id.gs1.org/01/06901234567892/10/A1", "6901234567892"),
            ("https://id.gs1.org/00/106141412345678908", "06141412345678908"),
            ("https://id.gs1.org/414/6901234567892", "6901234567892"),
            ("FJ350102000123004562603010075", "fujian-trace:FJ350102000123004562603010075"),
        ])
    func issuerNames(written: String, name: String) throws {
        #expect(try CodeReader(schemes: .builtIn).read(written).issuerName == name)
        #expect(IssuerPrefix(String(name.prefix(20))) != nil || !name.contains(":"))
    }

    @Test(arguments: ["690", "6901234567892", "69012a", ":x", "scheme:", "６９０１２３", "a b:c", ""])
    func noPrefix(text: String) {
        #expect(IssuerPrefix(text) == nil)
    }
}
