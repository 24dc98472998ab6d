import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// Faults under a cover: an odd unit, a return that never was, a word in the right place.
struct HiddenFaultTests {
    static let faults: [TradeCase] = [
        TradeCase(name: "a piece among kilograms", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.sell(kg("900", lotA), by: shop, at: 10)
            $0.sell(of("1", nil, lotA), by: shop, at: 11)
        },
        TradeCase(name: "a line that says nothing", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.sell(kg("900", lotA), by: shop, at: 10)
            $0.add(.object, .delete, "retail_selling", by: shop, at: 11) {
                $0.quantityList = [.init(epcClass: lotA, amount: nil, uom: nil)]
            }
        },
        TradeCase(name: "by the carton of known weight", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("100", lotA), at: 0, elements: ["spec": "20千克/箱"])
            $0.ship(of("50", "XCT", lotA), from: farm, to: shop, at: 1)
            $0.receive(of("50", "XCT", lotA), by: shop, from: farm, at: 3)
            $0.sell(of("50", "XCT", lotA), by: shop, at: 10)
        },
        TradeCase(name: "by the carton of known weight, 2", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("100", lotA), at: 0, elements: ["spec": "20千克/箱"])
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.sell(of("50", "XCT", lotA), by: shop, at: 10)
        },
        TradeCase(name: "a process makes cartons of known weight", code: otherProduct, expected: ["MASS-1"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.make(
                [of("500", "XCT", otherProduct)], from: [kg("100", lotA)], by: farm, at: 10,
                elements: ["spec": "20千克/箱"])
        },
        TradeCase(name: "laundering as returns of shoppers", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.move(kg("50", lotA), from: farm, to: shop, at: 1)
            $0.sell(kg("10", lotA), by: shop, at: 10)
            $0.receive(kg("500", lotA), by: shop, from: nil, at: 20)
            $0.amendLast { $0.disposition = "returned" }
            $0.sell(kg("540", lotA), by: shop, at: 30)
        },
        TradeCase(name: "laundering as goods taken back", code: lotA, expected: ["MASS-1"]) {
            $0.issue(kg("1000", lotA), at: 0)
            $0.move(kg("50", lotA), from: farm, to: store, at: 1)
            $0.ship(kg("1", lotA), from: store, to: shop, at: 10)
            $0.receive(kg("500", lotA), by: store, from: nil, at: 20)
            $0.amendLast { $0.disposition = "returned" }
            $0.move(kg("540", lotA), from: store, to: shop, at: 30)
        },
        TradeCase(name: "opening stock again after two months", code: lotA, hours: 2000, expected: ["LINK-1"]) {
            $0.add(.object, .observe, "urn:yima:bizstep:opening_stock", by: store, at: 0) { $0.list([kg("10", lotA)]) }
            $0.sell(kg("10", lotA), by: store, at: 10)
            $0.add(.object, .observe, "urn:yima:bizstep:opening_stock", by: store, at: 1440) {
                $0.list([kg("500", lotA)])
            }
            $0.sell(kg("400", lotA), by: store, at: 1450)
        },
        TradeCase(name: "enrolled supplier who never sent it, with a paper", code: lotA, expected: ["LINK-1"]) {
            $0.receive(kg("100", lotA), by: shop, from: plant, at: 0)
            $0.amendLast { $0.dataElements = ["conformityProofNo": "HGZ-123456", "supplierName": "Plant"] }
            $0.sell(kg("90", lotA), by: shop, at: 10)
        },
        TradeCase(name: "supplier named by element only", code: lotA, expected: ["LINK-1"]) {
            $0.receive(kg("100", lotA), by: shop, from: nil, at: 0)
            $0.amendLast {
                $0.dataElements = ["conformityProofNo": "HGZ-123456", "supplierUscc": plant]
            }
            $0.sell(kg("90", lotA), by: shop, at: 10)
        },
        TradeCase(name: "residue with a thousands separator", code: lotA, expected: ["AQUA-4"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.inspect(kg("1", lotA), by: farm, at: 1)
            $0.amendLast { $0.dataElements = ["testItem": "恩诺沙星", "testValue": "1,200 µg/kg"] }
        },
        TradeCase(name: "banned drug in full-width digits", code: lotA, expected: ["AQUA-3"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.inspect(kg("1", lotA), by: farm, at: 1)
            $0.amendLast { $0.dataElements = ["testItem": "孔雀石绿", "testValue": "１．２ µg/kg"] }
        },
        TradeCase(name: "sold after the holder's hold by item", code: item("1", of: "A1"), expected: ["STATE-1"]) {
            $0.issue(one(item("1", of: "A1")), one(item("2", of: "A1")), at: 0)
            $0.add(.object, .observe, "holding", by: farm, at: 2) { $0.list([kg("1", lotA)]) }
            $0.ship(one(item("1", of: "A1")), from: farm, to: shop, at: 4)
            $0.receive(one(item("1", of: "A1")), by: shop, from: farm, at: 6)
        },
        TradeCase(name: "hold on the pallet reaches what is on it", code: lotA, expected: ["STATE-1"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.pack([kg("100", lotA)], in: pallet, by: farm, at: 1)
            $0.add(.object, .observe, "holding", by: farm, at: 2) { $0.list([one(pallet)]) }
            $0.ship(one(pallet), from: farm, to: shop, at: 4)
            $0.receive(one(pallet), by: shop, from: farm, at: 6)
            $0.unpack([kg("100", lotA)], from: pallet, by: shop, at: 7)
            $0.sell(kg("100", lotA), by: shop, at: 10)
        },
        TradeCase(name: "sold twice by two shops of the same item", code: item("1", of: "A1"), expected: ["CODE-4"]) {
            $0.issue(kg("10", lotA), at: 0)
            $0.move(kg("5", lotA), from: farm, to: shop, at: 1)
            $0.move(kg("5", lotA), from: farm, to: store, at: 1)
            $0.sell(one(item("1", of: "A1")), by: shop, at: 10)
            $0.sell(one(item("1", of: "A1")), by: store, at: 12)
        },
        TradeCase(name: "by-product hides the excess", code: otherProduct, expected: ["MASS-1"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.make([kg("100", otherProduct), kg("90", lot("C1"))], from: [kg("100", lotA)], by: farm, at: 10)
        },
        TradeCase(name: "expired input used", code: otherProduct, expected: ["TIME-4"]) {
            $0.issue(kg("100", lotA), at: 0, elements: ["productionDate": "2026-03-01", "shelfLifeDays": "3"])
            $0.move(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.make([kg("90", otherProduct)], from: [kg("100", lotA)], by: plant, at: 200)
        },
    ]

    @Test(arguments: faults) func itIsFound(told: TradeCase) {
        let grave = told.grave
        #expect(
            Set(grave.map(\.rule)).isSuperset(of: told.expected),
            "\(told.name): \(grave.map { "\($0.rule) \($0.message.en)" })")
    }

    @Test(
        arguments: [
            ("1.2 µg/kg（检出限<0.5）", "1.2"), ("检出 0.8", nil), ("1,200 ug/kg", "1200"), ("５微克/公斤", "5"),
            ("0.12毫克/千克", "120"),
            ("阳性", nil), ("1.5 mcg/kg", "1.5"),
        ] as [(String, String?)])
    func aReportThatSomethingWasFound(value: String, micrograms: String?) {
        let test = ResidueTest(item: "孔雀石绿", value: value)
        #expect(test.isDetected)
        #expect(test.microgramsPerKilogram == micrograms.map { Amount($0)! })
    }

    @Test func cartonsOfNothingCountNothing() {
        var story = Story()
        story.issue(kg("0", lot("Z0")), at: 0, elements: ["spec": "0.000001斤", "netKg": "0", "cartons": "5"])
        story.issue(kg("10", lot("Z1")), at: 0)
        story.pack([kg("0", lot("Z0")), kg("10", lot("Z1"))], in: pallet, by: farm, at: 1)
        story.ship(one(pallet), from: farm, to: shop, at: 2)
        story.receive(one(pallet), by: shop, from: farm, at: 4)
        story.amendLast { $0.dataElements = ["cartons": "5"] }
        story.unpack([kg("0", lot("Z0")), kg("10", lot("Z1"))], from: pallet, by: shop, at: 5)
        // Once that ended the process.
        #expect(!story.rules(pallet).contains("MEAT-6"))
    }

}
