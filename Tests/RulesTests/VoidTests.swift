import Chains
import EPCIS
import Testing
import Values

@testable import Rules

/// What a firm declares not to have left takes back what it had told as shipped, and makes nothing.
@Suite struct `A shipment declared void` {
    private static func story(_ tell: (inout Story) -> Void) -> Story {
        var story = Story()
        story.issue(kg("1000", lotA), at: 0)
        tell(&story)
        return story
    }

    static let frauds: [TradeCase] = [
        TradeCase(name: "a void of what never left", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.void("500", at: 1, to: store)
            $0.ship(kg("1500", lotA), from: farm, to: store, at: 2)
        },
        TradeCase(name: "more void than was shipped", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: store, at: 1)
            $0.void("1000", at: 2, to: store)
            $0.ship(kg("1900", lotA), from: farm, to: store, at: 3)
        },
        TradeCase(name: "one shipment void twice", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("500", lotA), from: farm, to: store, at: 1)
            $0.void("500", at: 2, to: store)
            $0.void("500", at: 2.1, to: store)
            $0.ship(kg("1500", lotA), from: farm, to: store, at: 3)
        },
        TradeCase(name: "a void that names another receiver", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1)
            $0.void("1000", at: 2, to: shop)
            $0.ship(kg("1000", lotA), from: farm, to: shop, at: 3)
        },
        TradeCase(name: "a void under the despatch advice of another", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1, document: "D1")
            $0.void("1000", at: 2, to: store, document: "D2")
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 3, document: "D3")
        },
        TradeCase(name: "a void of what its receiver has, and goods sent again", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1)
            $0.receive(kg("1000", lotA), by: store, from: farm, at: 1.5)
            $0.void("1000", at: 2, to: store)
            $0.ship(kg("1000", lotA), from: farm, to: shop, at: 3)
        },
    ]

    @Test(arguments: frauds.indices)
    func `makes no goods`(index: Int) {
        let one = Self.frauds[index]
        #expect(Set(one.grave.map(\.rule)).isSuperset(of: one.expected), "\(one.name): \(one.grave)")
    }

    static let honest: [TradeCase] = [
        TradeCase(name: "void whole, shipped again to the same, received", code: lotA) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1)
            $0.void("1000", at: 2, to: store)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 3)
            $0.receive(kg("1000", lotA), by: store, from: farm, at: 4)
            $0.sell(kg("1000", lotA), by: store, at: 20)
        },
        TradeCase(name: "void in part, the rest received, that part sent to another", code: lotA) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1, document: "D1")
            $0.void("400", at: 2, to: store, document: "D1")
            $0.receive(kg("600", lotA), by: store, from: farm, at: 3, document: "D1")
            $0.move(kg("400", lotA), from: farm, to: shop, at: 5)
            $0.sell(kg("600", lotA), by: store, at: 20)
            $0.sell(kg("400", lotA), by: shop, at: 20)
        },
        TradeCase(name: "two shipments void by one declaration", code: lotA) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("300", lotA), from: farm, to: store, at: 1)
            $0.ship(kg("700", lotA), from: farm, to: store, at: 1.5)
            $0.void("1000", at: 2, to: store)
            $0.move(kg("1000", lotA), from: farm, to: shop, at: 5)
            $0.sell(kg("1000", lotA), by: shop, at: 20)
        },
        TradeCase(name: "a void without a receiver and without a document", code: lotA) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1, document: "D1")
            $0.void("1000", at: 2)
            $0.move(kg("1000", lotA), from: farm, to: shop, at: 5)
            $0.sell(kg("1000", lotA), by: shop, at: 20)
        },
        TradeCase(name: "a void of the same minute", code: lotA) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.void("1000", at: 1, to: store)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1)
            $0.move(kg("1000", lotA), from: farm, to: shop, at: 5)
            $0.sell(kg("1000", lotA), by: shop, at: 20)
        },
        TradeCase(name: "a void that says no amount", code: lotA) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1)
            $0.void(nil, at: 2, to: store)
            $0.move(kg("1000", lotA), from: farm, to: shop, at: 5)
            $0.sell(kg("1000", lotA), by: shop, at: 20)
        },
    ]

    @Test(arguments: honest.indices)
    func `is ordinary`(index: Int) {
        let one = Self.honest[index]
        #expect(one.grave == [], "\(one.name)")
    }

    @Test func `that its receiver contradicts is a note, and the goods are where they were received`() {
        let story = Self.story {
            $0.ship(kg("1000", lotA), from: farm, to: store, at: 1)
            $0.receive(kg("1000", lotA), by: store, from: farm, at: 2)
            $0.void("1000", at: 3, to: store)
        }
        let notes = story.findings(lotA).filter { $0.rule == "LINK-3" }
        #expect(notes.map(\.severity) == [.info])
        #expect(notes.first?.message.en.contains("did not leave") == true)
        let portions = story.chain(lotA).portions.all.filter { $0.state == .held }
        #expect(portions.map(\.holder) == [store])
        #expect(portions.first?.amount == Measure(Amount("1000")!, uom: "KGM"))
    }

    @Test(arguments: [("500", nil), ("200", "300")] as [(String, String?)])
    func `is no movement of the trace`(void: String, left: String?) {
        let story = Self.story {
            $0.ship(kg("500", lotA), from: farm, to: store, at: 1)
            $0.void(void, at: 2, to: store)
        }
        let movements = TraceGraph(story.chain(lotA), operatorNames: [:]).movements
        #expect(movements.map(\.quantity) == (left.map { [Measure(Amount($0)!, uom: "KGM")] } ?? []))
    }
}

extension Story {
    fileprivate mutating func void(
        _ kilograms: String?, at hour: Double, to receiver: String? = nil, document: String? = nil
    ) {
        add(.object, .observe, "void_shipping", by: farm, at: hour) {
            $0.list([kilograms.map { kg($0, lotA) } ?? one(lotA)])
            if let receiver { $0.destinationList = [TradeCase.owner(receiver)] }
            if let document { $0.bizTransactionList = [.init(type: "desadv", id: document)] }
        }
    }
}
