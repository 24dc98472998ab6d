import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// MEAT-2: two lots come in under one permit, one after the other.
@Suite struct PermitTests {
    private func story(_ first: String, _ second: String, written: String = "AJ-2626 001", by site: String = plant)
        -> Story
    {
        var story = Story()
        for (index, (name, weight)) in [("M1", first), ("M2", second)].enumerated() {
            let hour = Double(index * 100)
            let (numbered, signer) = index == 0 ? (written, site) : ("AJ2626001", plant)
            let origin = index == 0 && site != plant ? shop : farm
            story.issue(kg(weight, lot(name)), by: origin, at: hour)
            story.move(kg(weight, lot(name)), from: origin, to: signer, at: hour + 1)
            story.amendLast {
                $0.dataElements = ["quarantinePermitNo": numbered, "netKg": weight, "customsDeclNo": "\(index)"]
            }
            // A part of it goes into a store under the same papers: it is not imported again.
            story.inspect(kg("10", lot(name)), by: signer, at: hour + 5)
            story.amendLast {
                $0.dataElements = ["quarantinePermitNo": numbered, "netKg": "10", "customsDeclNo": "\(index)"]
            }
            story.inspect(one(lot(name)), by: signer, at: hour + 9)
            story.amendLast { event in
                event.bizStep = "urn:yima:bizstep:releasing"
                event.disposition = "conformant"
                event.dataElements = ["quarantinePermitNo": numbered]
            }
        }
        return story
    }

    private func finding(_ story: Story, _ name: String, permits: [String: Amount]? = nil) -> Finding? {
        var registers = Registers()
        registers.permits = permits ?? ["AJ2626001": Amount("25000")!]
        return Judge(registers: registers, now: Story.end).findings(in: story.chain(lot(name)))
            .first { $0.rule == "MEAT-2" }
    }

    @Test(arguments: [("12000", false), ("12000.001", true), ("18000", true)])
    func noMoreComesInThanThePermitAllows(second: String, isTooMuch: Bool) {
        #expect((finding(story("13000", second), "M2") != nil) == isTooMuch)
        #expect(finding(story("13000", second), "M1") == nil, "who came first is not at fault")
    }

    @Test func theFindingSaysTheNumbersThatClash() throws {
        let found = try #require(self.finding(story("13000", "12025"), "M2"))
        #expect(
            found.severity == .violation && found.message.zh.contains("25025")
                && found.message.zh.contains("25000"))
        #expect(found.entries.count == 4)
    }

    @Test func withoutABalanceNothingIsJudged() {
        #expect(finding(story("13000", "18000"), "M2", permits: [:]) == nil)
        #expect(finding(story("13000", "18000"), "M2", permits: ["AJ2626002": .zero]) == nil)
    }

    @Test func theBalanceIsReadFromTheFileOfRegisters() throws {
        let text = #"{"permits": [{"number": "AJ-2626 001", "kilograms": "25000.5"}]}"#
        #expect(try Registers(json: Array(text.utf8)).permits == ["AJ2626001": Amount("25000.5")!])
        for wrong in [
            #"{"permits": [{"number": "AJ1"}]}"#, #"{"permits": [{"number": "AJ1", "kilograms": "-1"}]}"#,
            #"{"permits": [{"number": "AJ1", "kilograms": 1, "tonnes": 1}]}"#,
        ] {
            #expect(throws: LocatedError.self) { try Registers(json: Array(wrong.utf8)) }
        }
    }

    @Test func whatStrangersSayUnderThePermitDoesNotCount() {
        #expect(finding(story("13000", "18000", by: lab), "M2") == nil)
    }

    @Test func thePermitIsContextAndNoPartOfTheChain() {
        let chain = story("13000", "12000").chain(lot("M2"))
        #expect(chain.members.map(\.code.key) == [lot("M2")])
        #expect(chain.events.count == 5 && chain.contextEntries.count == 6)
        #expect(chain.judged.events.count == 5)
    }

    @Test func withdrawnReleasesDoNotCount() {
        var story = story("13000", "12025")
        for entry in 0..<5 { story.amend(entry) { $0.eventID = "urn:uuid:\(entry)" } }
        for entry in 2..<5 {
            let event = story.records[entry].event
            story.add(event.kind, event.action, event.bizStep ?? "", by: plant, at: 300) { copy in
                let time = copy.eventTime.moment
                copy = event
                copy.errorDeclaration = .init(
                    declarationTime: time, reason: "did_not_occur", correctiveEventIDs: [])
            }
        }
        #expect(finding(story, "M2") == nil)
    }
}
