import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

@Suite("What will be found of goods is known before it is recorded, as far as one's own record decides it")
struct ForesightTests {
    private static let lot = "(01)06901234567892(10)A1"
    private static let other = "(01)06901234567892(10)B1"

    /// What is foreseen of the events from `first` on, by one firm's record.
    private func foreseen(_ story: Story, from first: Int) async -> [Foresight.Foreseen] {
        let foresight = Foresight(judge: Judge(now: Story.end), reader: CodeReader())
        return await foresight.foreseen(
            Array(story.records[first...]), beside: Array(story.records[..<first]))
    }

    private func rules(_ story: Story, from first: Int) async -> [String] {
        await foreseen(story, from: first).filter(\.condemns).map(\.finding.rule)
    }

    @Test("more out than in is foreseen, by what the journal says and what is added to it")
    func balance() async {
        var story = Story()
        story.issue(.init(code: Self.lot, amount: "100", uom: "KGM"), at: 0)
        story.ship(.init(code: Self.lot, amount: "60", uom: "KGM"), from: farm, to: plant, at: 1)
        #expect(await rules(story, from: 1) == [])
        story.ship(.init(code: Self.lot, amount: "50", uom: "KGM"), from: farm, to: plant, at: 2)
        let found = await foreseen(story, from: 2).filter(\.condemns)
        #expect(found.map(\.finding.rule) == ["MASS-1"])
        #expect(found.first?.entries == [2] && found.first?.goods == [identity(Self.lot)])
        #expect(await rules(story, from: 3 - 3) == ["MASS-1"], "nothing of it was recorded before")
    }

    @Test("goods of which the journal does not say how they came are not weighed")
    func unknownIntake() async {
        var story = Story()
        story.ship(.init(code: Self.lot, amount: "60", uom: "KGM"), from: farm, to: plant, at: 1)
        #expect(await rules(story, from: 0) == [])
        // Some came loose, the rest on a pallet that somebody else packed.
        story.receive(.init(code: Self.other, amount: "10", uom: "KGM"), by: farm, from: nil, at: 0)
        story.unpack([.init(code: Self.other, amount: "90", uom: "KGM")], from: pallet, by: farm, at: 1)
        story.ship(.init(code: Self.other, amount: "100", uom: "KGM"), from: farm, to: plant, at: 2)
        #expect(await rules(story, from: 3) == [])
    }

    @Test("what only another firm's record could say is not concluded")
    func others() async {
        var story = Story()
        story.receive(.init(code: Self.lot, amount: "60", uom: "KGM"), by: farm, from: plant, at: 1)
        story.make(
            [.init(code: Self.other, amount: "50", uom: "KGM")],
            from: [.init(code: Self.lot, amount: "55", uom: "KGM")],
            by: farm, at: 2)
        story.ship(.init(code: Self.other, amount: "50", uom: "KGM"), from: farm, to: plant, at: 3)
        // By the ledger as it stands nobody has issued the lot: the supplier may do so any moment.
        #expect(story.rules(Self.lot).contains("LINK-1"))
        #expect(await rules(story, from: 0) == [])
    }

    @Test("what was taken back is not weighed, and what replaces it is")
    func corrected() async {
        var story = Story()
        story.issue(.init(code: Self.lot, amount: "1000", uom: "KGM"), at: 0)
        story.ship(.init(code: Self.lot, amount: "1000", uom: "KGM"), from: farm, to: plant, at: 1)
        story.amendLast { $0.eventID = "urn:uuid:1" }
        story.ship(.init(code: Self.lot, amount: "1000", uom: "KGM"), from: farm, to: plant, at: 1)
        story.amendLast {
            $0.eventID = "urn:uuid:1"
            $0.errorDeclaration = .init(
                declarationTime: Story.end, reason: "incorrect_data", correctiveEventIDs: ["urn:uuid:2"])
        }
        story.ship(.init(code: Self.lot, amount: "100", uom: "KGM"), from: farm, to: plant, at: 1)
        #expect(await rules(story, from: 2) == [])
        story.ship(.init(code: Self.lot, amount: "950", uom: "KGM"), from: farm, to: plant, at: 2)
        #expect(await rules(story, from: 2) == ["MASS-1"])
    }

    @Test(
        "what is left without an event that is taken back is foreseen of its goods, and nothing that was found already")
    func takenBack() async {
        func withdrawal(of place: Int, in story: Story) async -> [Foresight.Foreseen] {
            var later = story
            var event = later.records[place].event
            event.errorDeclaration = .init(
                declarationTime: Story.end, reason: "did_not_occur", correctiveEventIDs: [])
            event.eventID = "urn:uuid:\(place)"
            later.amend(place) { $0.eventID = "urn:uuid:\(place)" }
            later.add(.object, .add, "commissioning", by: farm, at: 9) { $0 = event }
            return await foreseen(later, from: story.records.count).filter(\.condemns)
        }
        var story = Story()
        story.issue(.init(code: Self.lot, amount: "1000", uom: "KGM"), at: 0)
        story.issue(.init(code: Self.lot, amount: "100", uom: "KGM"), at: 1)
        story.ship(.init(code: Self.lot, amount: "1000", uom: "KGM"), from: farm, to: plant, at: 2)
        let found = await withdrawal(of: 0, in: story)
        #expect(found.map(\.finding.rule) == ["MASS-1"] && found.allSatisfy(\.isOfWithdrawal))
        #expect(found.first?.entries == [3] && found.first?.goods == [identity(Self.lot)])
        // Without 100 of 1100, 1000 may leave; without the shipment nothing is amiss.
        #expect(await withdrawal(of: 1, in: story).isEmpty)
        #expect(await withdrawal(of: 2, in: story).isEmpty)

        // Shipped, and nothing of it was ever there; where more of it came, it was.
        var only = Story()
        only.issue(.init(code: Self.lot, amount: "100", uom: "KGM"), at: 0)
        only.ship(.init(code: Self.lot, amount: "60", uom: "KGM"), from: farm, to: plant, at: 2)
        #expect(await withdrawal(of: 0, in: only).map(\.finding.rule) == ["LINK-1"])
        only.receive(.init(code: Self.lot, amount: "80", uom: "KGM"), by: farm, from: plant, at: 1)
        #expect(await withdrawal(of: 0, in: only).isEmpty)

        // Of two shipments too many one is taken back: that is the way to put it right.
        var twice = story
        twice.ship(.init(code: Self.lot, amount: "1000", uom: "KGM"), from: farm, to: plant, at: 3)
        twice.ship(.init(code: Self.lot, amount: "1000", uom: "KGM"), from: farm, to: plant, at: 4)
        #expect(await withdrawal(of: 4, in: twice).isEmpty)
    }

    @Test("a time to come, a thing sold twice, an order that cannot be")
    func single() async {
        var story = Story()
        story.issue(.init(code: Self.lot, amount: "100", uom: "KGM"), at: 200_000)
        #expect(await rules(story, from: 0) == ["TIME-1"])
        var till = Story()
        let item = Story.Portion(code: "(01)06901234567892(21)7", amount: nil, uom: nil)
        till.issue(item, at: 0)
        till.sell(item, by: farm, at: 1)
        till.sell(item, by: farm, at: 2)
        #expect(await rules(till, from: 2) == ["CODE-4"])
        var early = Story()
        early.receive(.init(code: Self.lot, amount: "10", uom: "KGM"), by: farm, from: plant, at: 5)
        early.ship(.init(code: Self.lot, amount: "10", uom: "KGM"), from: farm, to: nil, at: 1)
        #expect(await rules(early, from: 1) == ["TIME-5"])
    }

    @Test("how bad goods are is never held back: a failed test, a hold, a recall")
    func facts() async {
        var story = Story()
        story.issue(.init(code: Self.lot, amount: "100", uom: "KGM"), at: 0)
        story.add(.object, .observe, "holding", by: farm, at: 1) {
            $0.list([.init(code: Self.lot, amount: "100", uom: "KGM")])
            $0.disposition = "recalled"
        }
        let found = await foreseen(story, from: 1)
        #expect(found.contains { $0.finding.rule == "STATE-1" } && !found.contains(where: \.condemns))
    }

    @Test("what is missing is told and condemns nothing by itself")
    func missing() async {
        var story = Story()
        story.issue(
            .init(code: Self.lot, amount: "100", uom: "KGM"), at: 0, elements: ["profile": "food"])
        let found = await foreseen(story, from: 0).filter { $0.finding.rule == "DATA-1" }
        #expect(found.count == 1 && found.allSatisfy { $0.isOmission && !$0.condemns })
    }
}

@Suite("Who took back what")
struct RetractionTests {
    private static let lot = "(01)06901234567892(10)A1"

    private func story(_ name: String, original: String?, changed: Bool = false) -> Story {
        var story = Story()
        story.ship(.init(code: Self.lot, amount: "10", uom: "KGM"), from: farm, to: plant, at: 1)
        story.amendLast { $0.eventID = original }
        story.ship(.init(code: Self.lot, amount: changed ? "11" : "10", uom: "KGM"), from: farm, to: plant, at: 1)
        story.amendLast {
            $0.eventID = name
            $0.errorDeclaration = .init(declarationTime: Story.end, reason: nil, correctiveEventIDs: [])
        }
        return story
    }

    @Test("by its name, whatever the declaration says besides")
    func named() {
        let records = story("urn:uuid:1", original: "urn:uuid:1", changed: true).records
        #expect(Retractions(among: records).byEvent == [0: 1])
        #expect(Retractions(among: records.reversed()).byDeclaration == [1: [0]])
        #expect(Retractions(among: story("urn:uuid:2", original: "urn:uuid:1").records).byDeclaration == [1: []])
    }

    @Test("by the hash id of what it says, which the declaration repeats")
    func hashed() {
        let hash = "ni:///sha-256;" + String(repeating: "0", count: 64) + "?ver=CBV2.0"
        for original in [nil, "urn:uuid:1", "urn:yima:event:\(farm)/1:0"] {
            #expect(Retractions(among: story(hash, original: original).records).byEvent == [0: 1])
        }
        #expect(Retractions(among: story(hash, original: nil, changed: true).records).byEvent == [:])
    }
}
