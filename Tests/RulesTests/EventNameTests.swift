import Chains
import Codes
import EPCIS
import Testing
import Values

@testable import Rules

@Suite struct EventNameTests {
    /// A shop that recorded the same sale twice, and a declaration with `name`, by `firm`.
    private func chain(declaring name: String, by firm: String) -> Chain {
        var story = Story()
        story.issue(kg("100", lot("A1")), by: shop, at: 0)
        story.sell(kg("100", lot("A1")), by: shop, at: 5)
        story.sell(kg("100", lot("A1")), by: shop, at: 6)
        story.sell(kg("100", lot("A1")), by: firm, at: 6)
        story.amendLast {
            $0.eventID = name
            $0.errorDeclaration = .init(
                declarationTime: Story.end, reason: "did_not_occur", correctiveEventIDs: [])
        }
        let records = story.records.map {
            ChainEvent(
                entry: $0.entry, recordTime: $0.recordTime, operatorUSCC: $0.operatorUSCC, journal: $0.journal,
                journalIndex: $0.entry + 7, event: $0.event)
        }
        return EventIndex(records).chain(of: identity(lot("A1")))
    }

    @Test func anEventWithoutAnIDIsWithdrawnByItsPlaceInItsJournal() {
        let chain = chain(declaring: "urn:yima:event:\(shop)/1:9", by: shop)
        #expect(chain.withdrawals.map(\.withdrawn) == [[2]])
        #expect(Judge(now: Story.end).findings(in: chain).map(\.rule) == ["NOTE-1"])
    }

    @Test(arguments: ["urn:yima:event:\(shop)/1:10", "urn:yima:event:\(shop)/2:9", "urn:yima:event:\(store)/1:9"])
    func anotherPlaceWithdrawsNothing(name: String) {
        let chain = chain(declaring: name, by: shop)
        #expect(chain.withdrawals.map(\.withdrawn) == [[]])
        #expect(Judge(now: Story.end).findings(in: chain).contains { $0.rule == "CODE-4" || $0.rule == "MASS-1" })
    }

    @Test func nobodyWithdrawsAnothersByItsPlace() {
        let chain = chain(declaring: "urn:yima:event:\(shop)/1:9", by: store)
        #expect(chain.withdrawals.map(\.withdrawn) == [[]])
    }
}
