import Chains
import Codes
import EPCIS
import Testing
import Values

@testable import Rules

@Suite("A seller's own record says what it has, lot by lot")
struct StockOnHandTests {
    private static let product = "https://id.gs1.org/01/06901234567892"

    /// What the shop's journal alone tells, as `A 12 kg`.
    private static func lots(_ story: Story, of code: String = product) -> [String] {
        stock(story, of: code).lots.map { "\($0.code.part("lot") ?? $0.code.key) \($0.amount.wording.en)" }
    }

    private static func stock(_ story: Story, of code: String = product) -> StockOnHand {
        let own = story.records.filter { $0.operatorUSCC == shop }
        return StockOnHand(of: identity(code), by: shop, in: own, reader: CodeReader())
    }

    private static func received() -> Story {
        var story = Story()
        for (name, hour) in [("A", 1.0), ("B", 2)] {
            story.issue(kg("500", lot(name)), at: 0)
            story.ship(kg("100", lot(name)), from: farm, to: shop, at: hour)
            story.receive(kg("100", lot(name)), by: shop, from: farm, at: hour + 1)
            story.amendLast {
                $0.dataElements = [
                    "productName": "大黄鱼", "productionDate": "2026-02-2\(name == "A" ? 1 : 2)", "shelfLifeDays": "30",
                ]
            }
        }
        return story
    }

    @Test("what came in cartons is sold by what is in them, as its specification says, and by the carton again")
    func cartons() throws {
        var story = Story()
        story.issue(of("10", "XCT", lot("A")), at: 0)
        story.ship(of("5", "XCT", lot("A")), from: farm, to: shop, at: 1)
        story.receive(of("5", "XCT", lot("A")), by: shop, from: farm, at: 3)
        story.amendLast { $0.dataElements = ["spec": "20千克/箱"] }
        func there(_ uom: String?) -> String? {
            Self.stock(story).lots.first.flatMap { $0.amount(in: uom) }?.description
        }
        #expect([there("KGM"), there("XCT"), there("LTR"), there(nil)] == ["100", "5", nil, nil])
        story.sell(kg("30", lot("A")), by: shop, at: 5)
        #expect([there("KGM"), there("XCT")] == ["70", "3"])
        story.sell(of("3", "XCT", lot("A")), by: shop, at: 6)
        #expect([there("KGM"), there("XCT")] == ["10", "0"])
    }

    @Test("a pack of packs holds as many pieces as it says, and what they weigh")
    func packsOfPacks() throws {
        var story = Story()
        story.receive(of("2", "XCT", lot("A")), by: shop, from: farm, at: 3)
        story.amendLast { $0.dataElements = ["spec": "200克×24/箱"] }
        func there(_ uom: String?) -> String? {
            Self.stock(story).lots.first.flatMap { $0.amount(in: uom) }?.description
        }
        #expect([there(nil), there("KGM"), there("XCT")] == ["48", "9.6", "2"])
        story.sell(of("30", nil, lot("A")), by: shop, at: 5)
        #expect([there(nil), there("XCT")] == ["18", "0"])
        // Of what nobody says what it holds nothing is guessed.
        story.amend(0) { $0.dataElements = [:] }
        #expect(there(nil) == nil)
    }

    @Test("received less sold, sent on, used, destroyed and lost, with what came back; and until when it is good")
    func amounts() throws {
        var story = Self.received()
        #expect(Self.lots(story) == ["A 100 kg", "B 100 kg"])
        story.sell(kg("10", lot("A")), by: shop, at: 5)
        story.destroy(kg("5", lot("A")), by: shop, at: 6)
        story.ship(kg("20", lot("A")), from: shop, to: store, at: 7)
        story.make([kg("3", "https://id.gs1.org/01/06901234567908/10/D1")], from: [kg("4", lot("A"))], by: shop, at: 8)
        #expect(Self.lots(story) == ["A 61 kg", "B 100 kg"])
        story.sell(kg("100", lot("B")), by: shop, at: 9)
        #expect(Self.lots(story) == ["A 61 kg"])
        // What a shopper brings back is there again.
        story.receive(kg("2", lot("B")), by: shop, from: nil, at: 10)
        story.amendLast { $0.disposition = "returned" }
        #expect(Self.lots(story) == ["A 61 kg", "B 2 kg"])
        let stock = Self.stock(story)
        #expect(stock.productName == "大黄鱼")
        #expect(stock.lots.map { $0.lastGoodDay?.description } == ["2026-03-23", "2026-03-24"])
        #expect(stock.lots.map { $0.producedOn?.description } == ["2026-02-21", "2026-02-22"])
        #expect(Self.lots(story, of: lot("B")) == ["B 2 kg"])
        #expect(Self.lots(story, of: "https://id.gs1.org/01/06901234567908") == ["D1 3 kg"])
    }

    @Test("what another firm has, or nobody of this journal ever recorded, is not there")
    func foreign() {
        var story = Self.received()
        story.receive(kg("9", lot("C")), by: store, from: farm, at: 4)
        #expect(Self.lots(story) == ["A 100 kg", "B 100 kg"])
        #expect(Self.lots(story, of: lot("C")).isEmpty)
    }

    @Test("a receipt that was withdrawn is none; opening stock is there")
    func withdrawnAndOpening() {
        var story = Self.received()
        let index = story.records.lastIndex { $0.operatorUSCC == shop }!
        story.amend(index) { $0.eventID = "urn:uuid:1" }
        let received = story.records[index].event
        story.add(.object, .observe, "receiving", by: shop, at: 20) {
            $0 = received
            $0.errorDeclaration = .init(
                declarationTime: Story.end, reason: "did_not_occur", correctiveEventIDs: [])
        }
        #expect(Self.lots(story) == ["A 100 kg"])
        story.add(.object, .observe, "urn:yima:bizstep:opening_stock", by: shop, at: 21) {
            $0.list([kg("7", lot("OLD"))])
        }
        #expect(Self.lots(story) == ["A 100 kg", "OLD 7 kg"])
    }

    @Test("what is held, failed or recalled by the journal's own word says so until it is lifted")
    func restricted() {
        var story = Self.received()
        story.add(.object, .observe, "holding", by: shop, at: 10) { $0.list([kg("100", lot("A"))]) }
        story.add(.object, .observe, "holding", by: shop, at: 11) {
            $0.list([kg("100", lot("B"))])
            $0.disposition = "recalled"
        }
        #expect(Self.stock(story).lots.map(\.restriction) == [.hold, .recall])
        story.add(.object, .observe, "urn:yima:bizstep:releasing", by: shop, at: 12) {
            $0.list([kg("100", lot("A")), kg("100", lot("B"))])
        }
        #expect(Self.stock(story).lots.map(\.restriction) == [nil, .recall])
    }

    @Test("what came on a pallet is there once it is taken off it by lot")
    func unpacked() {
        var story = Story()
        story.issue(kg("100", lot("A")), at: 0)
        story.pack([kg("100", lot("A"))], in: pallet, by: farm, at: 1)
        story.move(one(pallet), from: farm, to: shop, at: 2)
        #expect(Self.lots(story).isEmpty, "the shop's journal alone does not know what is on it")
        story.unpack([kg("100", lot("A"))], from: pallet, by: shop, at: 5)
        #expect(Self.lots(story) == ["A 100 kg"])
        story.sell(kg("30", lot("A")), by: shop, at: 6)
        #expect(Self.lots(story) == ["A 70 kg"])
    }
}
