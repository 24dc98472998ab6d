import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// What one buyer of a lot says of it is of what he has, and of nobody else's portion.
struct BuyerWordTests {
    static let buyers: [TradeCase] = [
        TradeCase(name: "buyer issues again", code: lotA) { $0.issue(kg("100", lotA), by: shop, at: 20) },
        TradeCase(name: "buyer issues before", code: lotA) { $0.issue(kg("100", lotA), by: shop, at: -5) },
        TradeCase(name: "buyer tests before it was made", code: lotA) { $0.inspect(kg("1", lotA), by: shop, at: -5) },
        TradeCase(name: "buyer gives another day", code: lotA) {
            $0.inspect(kg("1", lotA), by: shop, at: 20)
            $0.amendLast { $0.dataElements["productionDate"] = "2020-01-01" }
        },
        TradeCase(name: "buyer fails it", code: lotA) {
            $0.inspect(kg("1", lotA), by: shop, at: 20)
            $0.amendLast { $0.disposition = "non_conformant" }
        },
        TradeCase(name: "buyer is in the future", code: lotA) { $0.inspect(kg("1", lotA), by: shop, at: 9000) },
        TradeCase(name: "buyer finds a drug", code: lotA) {
            $0.inspect(kg("1", lotA), by: shop, at: 20)
            $0.amendLast { $0.dataElements = ["testItem": "孔雀石绿", "testValue": "1.2 µg/kg"] }
        },
        TradeCase(name: "buyer writes a bad code", code: lotA) {
            $0.inspect(kg("1", lotA), by: shop, at: 20)
            $0.amendLast { $0.epcList.append("https://id.gs1.org/01/06901234567893/10/A1") }
        },
        TradeCase(name: "buyer's container differs", code: lotA) {
            $0.inspect(kg("1", lotA), by: shop, at: 20)
            $0.amendLast { $0.dataElements = ["containerNo": "CSQU3054383"] }
        },
        TradeCase(name: "buyer says it was treated", code: lotA) {
            $0.add(.object, .observe, "urn:yima:bizstep:treating", by: shop, at: -3) {
                $0.list([kg("1", lotA)])
                $0.dataElements = ["withdrawalEnd": "2030-01-01"]
            }
        },
        TradeCase(name: "buyer's packing of more", code: lotA) {
            $0.pack([kg("5000", lotA)], in: pallet, by: shop, at: 20)
        },
        TradeCase(name: "buyer sells too much", code: lotA) { $0.sell(kg("5000", lotA), by: shop, at: 20) },
        TradeCase(name: "buyer uses too much", code: lotA) {
            $0.make([kg("5000", otherProduct)], from: [kg("5000", lotA)], by: shop, at: 20)
        },
        TradeCase(name: "buyer makes the lot itself of bad goods", code: lotA) {
            $0.issue(kg("10", lot("BAD")), by: shop, at: 10)
            $0.inspect(kg("1", lot("BAD")), by: shop, at: 11)
            $0.amendLast { $0.disposition = "non_conformant" }
            $0.make([kg("10", lotA)], from: [kg("10", lot("BAD"))], by: shop, at: 20)
        },
        TradeCase(name: "buyer says the label expires sooner", code: lotA) {
            $0.inspect(kg("1", "\(lotA)?17=260228"), by: shop, at: 20)
        },
        TradeCase(name: "buyer says it is frozen and warm", code: lotA) {
            $0.inspect(kg("1", lotA), by: shop, at: 20)
            $0.amendLast { $0.dataElements = ["productForm": "FRO", "coreTempC": "5"] }
        },
        TradeCase(name: "buyer says imported", code: lotA) {
            $0.inspect(kg("1", lotA), by: shop, at: 20)
            $0.amendLast { $0.dataElements = ["profile": "aquatic", "customsDeclNo": "350120261123456789"] }
        },
        TradeCase(name: "buyer says imported meat", code: lotA) {
            $0.inspect(kg("1", lotA), by: shop, at: 20)
            $0.amendLast { $0.dataElements = ["profile": "imported-meat", "customsDeclNo": "350120261123456789"] }
        },
        TradeCase(name: "buyer releases without papers", code: lotA) {
            $0.add(.object, .observe, "urn:yima:bizstep:releasing", by: shop, at: 20) {
                $0.list([kg("1", lotA)])
                $0.dataElements = ["profile": "imported-meat"]
            }
        },
    ]

    @Test(arguments: buyers) func itIsOfHisPortion(told: TradeCase) {
        var story = Story()
        story.issue(kg("100", lotA), at: 0, elements: ["productionDate": "2026-03-01"])
        story.move(kg("40", lotA), from: farm, to: shop, at: 1)
        story.move(kg("40", lotA), from: farm, to: store, at: 1)
        story.sell(kg("30", lotA), by: store, at: 30)
        told.tell(&story)
        let now = Timestamp(milliseconds: Story.start + 400 * Story.hour)
        let chain = story.chain(lotA)
        let findings = Judge(now: now, operatorNames: TradeCase.names).findings(in: chain)
        let document = VerdictDocument(
            code: lotA, chain: chain, findings: findings, basis: VerdictBasis(asOf: now), checkpoint: nil)
        let others = (document.portions?.portions ?? []).filter { $0.holder != shop }
        #expect(Set(others.map(\.holder)) == [farm, store])
        for portion in others {
            #expect(
                portion.verdict == .valid, "\(told.name) at \(TradeCase.names[portion.holder] ?? ""): \(portion.rules)")
        }
    }
}
