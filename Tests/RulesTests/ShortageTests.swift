import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// Less arrives than was sent: what the trade loses on the way, what is still on the way, and what somebody kept.
struct ShortageTests {
    private static let iced = ["productName": "冰鲜大黄鱼", "productForm": "FRE"]
    private static let live = ["productName": "青石斑鱼", "productForm": "ALI"]

    private static func delivery(
        _ name: String, _ elements: [String: String], sent: String, came: String, found: Set<String> = []
    ) -> TradeCase {
        TradeCase(name: name, code: lotA, expected: found) {
            $0.issue(kg("100", lotA), at: 0, elements: elements)
            $0.ship(kg(sent, lotA), from: farm, to: shop, at: 1)
            $0.receive(kg(came, lotA), by: shop, from: farm, at: 9)
            $0.sell(kg(came, lotA), by: shop, at: 20)
        }
    }

    static let honest: [TradeCase] = [
        delivery("iced fish drips", iced, sent: "100", came: "96"),
        delivery("iced fish by its name alone", ["productName": "冰鲜带鱼"], sent: "100", came: "96"),
        delivery("live fish die", live, sent: "100", came: "95"),
        delivery("live fish by its name alone", ["productName": "活鲍鱼"], sent: "100", came: "95"),
        delivery("leaf vegetables wilt", ["productName": "小白菜"], sent: "100", came: "95.5"),
        delivery("fruit dries", ["productName": "琯溪蜜柚"], sent: "100", came: "97.5"),
        delivery("pigs lose weight on the way", ["productName": "生猪"], sent: "100", came: "97"),
        delivery("frozen meat by two scales", ["productName": "冻去骨牛肉"], sent: "100", came: "99.1"),
        TradeCase(name: "the first of two lorries is there", code: lotA, hours: 10) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1, document: "D1")
            $0.receive(kg("60", lotA), by: shop, from: farm, at: 4, document: "D1")
        },
        TradeCase(name: "both lorries are there", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1, document: "D1")
            $0.receive(kg("60", lotA), by: shop, from: farm, at: 4, document: "D1")
            $0.receive(kg("40", lotA), by: shop, from: farm, at: 23, document: "D1")
            $0.sell(kg("100", lotA), by: shop, at: 30)
        },
        TradeCase(name: "both lorries are there, no document", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.receive(kg("60", lotA), by: shop, from: farm, at: 4)
            $0.receive(kg("40", lotA), by: shop, from: farm, at: 23)
            $0.sell(kg("100", lotA), by: shop, at: 30)
        },
        TradeCase(name: "came by the piece, goes by weight", code: lotA) {
            $0.issue(of("20", nil, lotA), at: 0)
            $0.ship(of("20", nil, lotA), from: farm, to: shop, at: 1)
            $0.receive(of("20", nil, lotA), by: shop, from: farm, at: 3)
            $0.sell(kg("18.6", lotA), by: shop, at: 10)
            $0.sell(kg("7.2", lotA), by: shop, at: 11)
        },
        TradeCase(name: "trim of a lot that was used up", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.make([kg("62", otherProduct)], from: [kg("100", lotA)], by: plant, at: 10)
            $0.destroy(kg("38", lotA), by: plant, at: 12)
        },
        TradeCase(name: "trim of a part of a lot", code: lotA) {
            $0.issue(kg("200", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.make([kg("62", otherProduct)], from: [kg("100", lotA)], by: plant, at: 10)
            $0.destroy(kg("20", lotA), by: plant, at: 12)
            $0.destroy(kg("18", lotA), by: plant, at: 30)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 40)
        },
        TradeCase(name: "the carrier is named as supplier", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.add(.object, .observe, "transporting", by: store, at: 2) { $0.list([kg("100", lotA)]) }
            $0.receive(kg("100", lotA), by: shop, from: store, at: 5)
            $0.sell(kg("100", lotA), by: shop, at: 10)
        },
        TradeCase(name: "the carrier of a pallet is named as supplier", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.pack([kg("100", lotA)], in: pallet, by: farm, at: 0.5)
            $0.ship(one(pallet), from: farm, to: shop, at: 1)
            $0.add(.object, .observe, "loading", by: store, at: 2) { $0.list([one(pallet)]) }
            $0.add(.object, .observe, "unloading", by: store, at: 4) { $0.list([one(pallet)]) }
            $0.receive(one(pallet), by: shop, from: store, at: 5)
            $0.unpack([kg("100", lotA)], from: pallet, by: shop, at: 6)
            $0.sell(kg("100", lotA), by: shop, at: 10)
        },
    ]

    static let faults: [TradeCase] = [
        delivery("iced fish: a tenth is gone", iced, sent: "100", came: "90", found: ["LINK-3"]),
        delivery("live fish: a fifth is gone", live, sent: "100", came: "80", found: ["LINK-3"]),
        delivery(
            "frozen fish does not drip", ["productName": "冻带鱼", "productForm": "FRO"], sent: "100", came: "96",
            found: ["LINK-3"]),
        delivery(
            "frozen, though the name says fresh", ["productName": "冷冻冰鲜鱼", "productForm": "FRO"], sent: "100",
            came: "96", found: ["LINK-3"]),
        delivery("rice does not wilt", ["productName": "大米"], sent: "100", came: "98", found: ["LINK-3"]),
        delivery("more than was sent, of whatever", iced, sent: "90", came: "94", found: ["LINK-3"]),
        TradeCase(name: "the second lorry never came", code: lotA, expected: ["LINK-3"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1, document: "D1")
            $0.receive(kg("60", lotA), by: shop, from: farm, at: 4, document: "D1")
        },
        TradeCase(
            name: "the receiver sold what the second lorry would have brought", code: lotA, hours: 12,
            expected: ["MASS-1"]
        ) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1, document: "D1")
            $0.receive(kg("60", lotA), by: shop, from: farm, at: 4, document: "D1")
            $0.sell(kg("90", lotA), by: shop, at: 8)
        },
        TradeCase(name: "more trim than there can be", code: lotA, expected: ["CODE-4"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.make([kg("92", otherProduct)], from: [kg("100", lotA)], by: plant, at: 10)
            $0.destroy(kg("38", lotA), by: plant, at: 12)
        },
        TradeCase(name: "more trim than there can be, of a part", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("200", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.make([kg("92", otherProduct)], from: [kg("100", lotA)], by: plant, at: 10)
            $0.destroy(kg("38", lotA), by: plant, at: 12)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 40)
        },
        TradeCase(name: "trim that is sold", code: lotA, expected: ["CODE-4"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.make([kg("62", otherProduct)], from: [kg("100", lotA)], by: plant, at: 10)
            $0.sell(kg("38", lotA), by: plant, at: 12)
        },
        TradeCase(name: "destroyed by who never used it", code: lotA, expected: ["CODE-4"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.make([kg("62", otherProduct)], from: [kg("100", lotA)], by: plant, at: 10)
            $0.destroy(kg("38", lotA), by: farm, at: 12)
        },
        TradeCase(name: "a supplier of whom nothing is on record", code: lotA, expected: ["LINK-3"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.receive(kg("100", lotA), by: shop, from: store, at: 5)
        },
        TradeCase(name: "the carrier's record is of another way", code: lotA, expected: ["LINK-3"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.add(.object, .observe, "transporting", by: store, at: 100) { $0.list([kg("100", lotA)]) }
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.receive(kg("100", lotA), by: shop, from: store, at: 5)
        },
        TradeCase(name: "the carrier brings more than was sent", code: lotA, expected: ["LINK-3"]) {
            $0.issue(kg("200", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.add(.object, .observe, "transporting", by: store, at: 2) { $0.list([kg("100", lotA)]) }
            $0.receive(kg("150", lotA), by: shop, from: store, at: 5)
        },
    ]

    @Test(arguments: honest) func nothingIsAmiss(told: TradeCase) {
        let grave = told.grave
        #expect(Set(grave.map(\.rule)) == told.expected, "\(told.name): \(grave.map { "\($0.rule) \($0.message.en)" })")
    }

    @Test(arguments: faults) func itIsFound(told: TradeCase) {
        let grave = told.grave
        #expect(
            Set(grave.map(\.rule)).isSuperset(of: told.expected),
            "\(told.name): \(grave.map { "\($0.rule) \($0.message.en)" })")
    }

    @Test func theMonitorLooksAgainWhenTheSecondLorryIsDue() {
        var story = Story()
        story.issue(kg("100", lotA), at: 0)
        story.ship(kg("100", lotA), from: farm, to: shop, at: 1, document: "D1")
        story.receive(kg("60", lotA), by: shop, from: farm, at: 4, document: "D1")
        let chain = story.chain(lotA)
        let early = Timestamp(milliseconds: Story.start + 5 * Story.hour)
        #expect(Judge(now: early).findings(in: chain).allSatisfy { $0.rule != "LINK-3" })
        let next = Judge(now: early).judgement(of: chain).deadline!
        #expect(next.milliseconds == Story.start + 28 * Story.hour + 600_001)
        #expect(Judge(now: next).findings(in: chain).contains { $0.rule == "LINK-3" })
    }
}
