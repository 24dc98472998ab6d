import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// What honest firms do every day and a scenario rarely tells: nothing is amiss.
struct HonestTradeTests {
    static let honest: [TradeCase] = [
        TradeCase(name: "return by shoppers after all was sold", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.sell(kg("100", lotA), by: shop, at: 10)
            $0.receive(kg("20", lotA), by: shop, from: nil, at: 20)
            $0.amendLast { $0.disposition = "returned" }
            $0.sell(kg("20", lotA), by: shop, at: 30)
        },
        TradeCase(name: "return by shoppers after all was sold, destroyed", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.sell(kg("100", lotA), by: shop, at: 10)
            $0.receive(kg("20", lotA), by: shop, from: nil, at: 20)
            $0.amendLast { $0.disposition = "returned" }
            $0.destroy(kg("20", lotA), by: shop, at: 30)
        },
        TradeCase(name: "voided shipment of all, shipped to another", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: store, at: 1, document: "D1")
            $0.add(.object, .observe, "void_shipping", by: farm, at: 2) {
                $0.list([kg("100", lotA)])
                $0.bizTransactionList = [.init(type: "desadv", id: "D1")]
            }
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 24, document: "D2")
            $0.receive(kg("100", lotA), by: shop, from: farm, at: 26, document: "D2")
            $0.sell(kg("100", lotA), by: shop, at: 40)
        },
        TradeCase(name: "refused whole, taken back without record, shipped on", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: store, at: 1, document: "D1")
            $0.add(.object, .observe, "urn:yima:bizstep:refusing", by: store, at: 3) {
                $0.list([kg("100", lotA)])
                $0.disposition = "returned"
                $0.sourceList = [TradeCase.owner(farm)]
                $0.bizTransactionList = [.init(type: "desadv", id: "D1")]
            }
            $0.move(kg("100", lotA), from: farm, to: shop, at: 24)
            $0.sell(kg("100", lotA), by: shop, at: 40)
        },
        TradeCase(name: "internal move with receipt", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.ship(kg("100", lotA), from: shop, to: shop, at: 10)
            $0.receive(kg("100", lotA), by: shop, from: shop, at: 12)
            $0.sell(kg("100", lotA), by: shop, at: 20)
        },
        TradeCase(name: "internal move, other site only stores and sells", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.ship(kg("100", lotA), from: shop, to: shop, at: 10)
            $0.add(.object, .observe, "storing", by: shop, at: 12) { $0.list([kg("100", lotA)]) }
            $0.sell(kg("100", lotA), by: shop, at: 20)
        },
        TradeCase(name: "internal move, other site just sells", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.ship(kg("100", lotA), from: shop, to: shop, at: 10)
            $0.sell(kg("100", lotA), by: shop, at: 20)
        },
        TradeCase(name: "carrier ships on, receiver names supplier", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(shop), TradeCase.owner(store, "possessing_party")] }
            $0.receive(kg("100", lotA), by: store, from: farm, at: 2)
            $0.ship(kg("100", lotA), from: store, to: shop, at: 10)
            $0.receive(kg("100", lotA), by: shop, from: farm, at: 12)
            $0.sell(kg("50", lotA), by: shop, at: 20)
        },
        TradeCase(name: "carrier as possessing only, receiver names supplier", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: store, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(store, "possessing_party")] }
            $0.receive(kg("100", lotA), by: store, from: farm, at: 2)
            $0.ship(kg("100", lotA), from: store, to: shop, at: 10)
            $0.receive(kg("100", lotA), by: shop, from: farm, at: 12)
            $0.sell(kg("50", lotA), by: shop, at: 20)
        },
        TradeCase(name: "3PL: both source parties by receiver", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: store, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(store, "possessing_party")] }
            $0.receive(kg("100", lotA), by: store, from: farm, at: 2)
            $0.ship(kg("60", lotA), from: store, to: shop, at: 10)
            $0.receive(kg("60", lotA), by: shop, from: farm, at: 12)
            $0.amendLast { $0.sourceList = [TradeCase.owner(farm), TradeCase.owner(store, "possessing_party")] }
            $0.ship(kg("40", lotA), from: store, to: plant, at: 10)
            $0.receive(kg("40", lotA), by: plant, from: farm, at: 12)
            $0.amendLast { $0.sourceList = [TradeCase.owner(farm), TradeCase.owner(store, "possessing_party")] }
        },
        TradeCase(name: "auction on consignment, buyer names fisher", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: store, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(store, "possessing_party")] }
            $0.receive(kg("100", lotA), by: store, from: farm, at: 2)
            for (hour, firm) in [(5.0, shop), (6.0, plant)] {
                $0.ship(kg("50", lotA), from: store, to: firm, at: hour)
                $0.receive(kg("50", lotA), by: firm, from: farm, at: hour + 1)
            }
        },
        TradeCase(name: "consignment, owner records the sale", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(shop, "possessing_party")] }
            $0.receive(kg("100", lotA), by: shop, from: farm, at: 2)
            $0.sell(kg("100", lotA), by: farm, at: 20)
        },
        TradeCase(name: "consignment, shop sells, sends rest back", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(shop, "possessing_party")] }
            $0.receive(kg("100", lotA), by: shop, from: farm, at: 2)
            $0.sell(kg("70", lotA), by: shop, at: 20)
            $0.ship(kg("30", lotA), from: shop, to: farm, at: 30)
            $0.amendLast { $0.disposition = "returned" }
            $0.receive(kg("30", lotA), by: farm, from: shop, at: 31)
            $0.amendLast { $0.disposition = "returned" }
            $0.move(kg("30", lotA), from: farm, to: store, at: 40)
        },
        TradeCase(name: "toll processing told by the owner", code: otherProduct) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(plant, "possessing_party")] }
            $0.receive(kg("100", lotA), by: plant, from: farm, at: 2)
            $0.make([kg("90", otherProduct)], from: [kg("100", lotA)], by: farm, at: 10)
            $0.move(kg("90", otherProduct), from: farm, to: shop, at: 20)
        },
        TradeCase(name: "toll processing told by the plant, back to the owner", code: otherProduct) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(plant, "possessing_party")] }
            $0.receive(kg("100", lotA), by: plant, from: farm, at: 2)
            $0.make([kg("90", otherProduct)], from: [kg("100", lotA)], by: plant, at: 10)
            $0.move(kg("90", otherProduct), from: plant, to: farm, at: 20)
            $0.move(kg("90", otherProduct), from: farm, to: shop, at: 30)
        },
        TradeCase(name: "toll processing, plant delivers for the owner to his customer", code: otherProduct) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.amendLast { $0.destinationList = [TradeCase.owner(plant, "possessing_party")] }
            $0.receive(kg("100", lotA), by: plant, from: farm, at: 2)
            $0.make([kg("90", otherProduct)], from: [kg("100", lotA)], by: plant, at: 10)
            $0.ship(kg("90", otherProduct), from: plant, to: shop, at: 20)
            $0.amendLast { $0.sourceList = [TradeCase.owner(farm), TradeCase.owner(plant, "possessing_party")] }
            $0.receive(kg("90", otherProduct), by: shop, from: farm, at: 22)
        },
        TradeCase(name: "corrected ten days later", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.receive(kg("10", lotA), by: shop, from: farm, at: 3)
            $0.amendLast { $0.eventID = "urn:uuid:1" }
            $0.add(.object, .observe, "receiving", by: shop, at: 3, recorded: 243) {
                $0.list([kg("10", lotA)])
                $0.sourceList = [TradeCase.owner(farm)]
                $0.eventID = "urn:uuid:1"
                $0.errorDeclaration = .init(
                    declarationTime: Timestamp(milliseconds: Story.start + 243 * Story.hour), reason: "incorrect_data",
                    correctiveEventIDs: ["urn:uuid:2"])
            }
            $0.receive(kg("100", lotA), by: shop, from: farm, at: 3, recorded: 243)
            $0.amendLast { $0.eventID = "urn:uuid:2" }
        },
        TradeCase(name: "items: Kunshan to Shanghai in an hour", code: item("1", of: "A1")) {
            $0.issue(one(item("1", of: "A1")), at: 0)
            $0.amendLast { $0.readPoint = "urn:yima:site:320583-1" }
            $0.ship(one(item("1", of: "A1")), from: farm, to: shop, at: 5)
            $0.amendLast { $0.readPoint = "urn:yima:site:320583-1" }
            $0.receive(one(item("1", of: "A1")), by: shop, from: farm, at: 6)
            $0.amendLast { $0.readPoint = "urn:yima:site:310114-1" }
            $0.sell(one(item("1", of: "A1")), by: shop, at: 20)
        },
        TradeCase(name: "received twice, one place not said by region", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("50", lotA), from: farm, to: store, at: 1)
            $0.receive(kg("50", lotA), by: store, from: farm, at: 3)
            $0.amendLast { $0.readPoint = "urn:yima:site:350102-1" }
            $0.ship(kg("50", lotA), from: farm, to: store, at: 24)
            $0.receive(kg("50", lotA), by: store, from: farm, at: 26)
            $0.amendLast { $0.readPoint = "urn:epc:id:sgln:6901234.00001.0" }
            $0.ship(kg("50", lotA), from: store, to: shop, at: 40)
            $0.amendLast { $0.readPoint = "urn:yima:site:350203-1" }
            $0.receive(kg("50", lotA), by: shop, from: store, at: 42)
        },
        TradeCase(name: "export of chilled croaker", code: lotA) {
            $0.issue(kg("100", lotA), at: 0, elements: ["productForm": "FRE"])
            $0.move(kg("100", lotA), from: farm, to: plant, at: 1)
            $0.add(.object, .observe, "urn:yima:bizstep:releasing", by: plant, at: 5) {
                $0.list([kg("100", lotA)])
                $0.disposition = "conformant"
                $0.dataElements = ["customsDeclNo": "350120260123456789"]
            }
        },
        TradeCase(name: "recall of an exported lot", code: lotA, expected: ["STATE-1"]) {
            $0.issue(kg("100", lotA), at: 0)
            $0.add(.object, .observe, "urn:yima:bizstep:releasing", by: farm, at: 5) {
                $0.list([kg("100", lotA)])
                $0.disposition = "conformant"
                $0.dataElements = ["customsDeclNo": "350120260123456789"]
            }
            $0.add(.object, .observe, "holding", by: farm, at: 50) {
                $0.list([kg("100", lotA)])
                $0.disposition = "recalled"
            }
        },
        TradeCase(name: "expired goods sent to be destroyed", code: lotA) {
            $0.issue(kg("100", lotA), at: 0, elements: ["productionDate": "2026-03-01", "shelfLifeDays": "3"])
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.ship(kg("100", lotA), from: shop, to: store, at: 200)
            $0.receive(kg("100", lotA), by: store, from: shop, at: 203)
            $0.destroy(kg("100", lotA), by: store, at: 210)
        },
        TradeCase(name: "two lots of one product in one receipt, one day told", code: lotA) {
            $0.issue(kg("100", lotA), at: 0, elements: ["productionDate": "2026-03-01"])
            $0.issue(kg("100", lot("A2")), at: 24, elements: ["productionDate": "2026-03-02"])
            $0.ship(kg("100", lotA), kg("100", lot("A2")), from: farm, to: shop, at: 30)
            $0.receive(kg("100", lotA), kg("100", lot("A2")), by: shop, from: farm, at: 33)
            $0.amendLast { $0.dataElements["productionDate"] = "2026-03-02" }
        },
        TradeCase(name: "shelf life in days and as a word", code: lotA) {
            $0.issue(kg("100", lotA), at: 0, elements: ["shelfLifeDays": "180"])
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.amendLast { $0.dataElements["shelfLifeDays"] = "180天" }
        },
        TradeCase(name: "fry treated and shipped to a farm", code: otherProduct, hours: 6000) {
            $0.issue(kg("10", lotA), at: 0, elements: ["productName": "大黄鱼苗"])
            $0.add(.object, .observe, "urn:yima:bizstep:treating", by: farm, at: 24) {
                $0.list([kg("10", lotA)])
                $0.dataElements = ["drugCode": "202601011234500000000001", "withdrawalEnd": "2026-03-20"]
            }
            $0.move(kg("10", lotA), from: farm, to: plant, at: 48)
            $0.make(
                [kg("9", otherProduct)], from: [kg("10", lotA)], by: plant, at: 5000,
                elements: ["productName": "大黄鱼", "harvestTime": "2026-09-25T08:00:00+08:00"])
        },
        TradeCase(name: "treated before harvest under the lot", code: lotA) {
            $0.add(.object, .observe, "urn:yima:bizstep:treating", by: farm, at: -800, recorded: -799) {
                $0.list([kg("10", lotA)])
                $0.dataElements = ["drugCode": "202601011234500000000001", "withdrawalEnd": "2026-02-20"]
            }
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
        },
        TradeCase(name: "a trip of forty days under one lot", code: lotA, hours: 2000) {
            for day in [0.0, 10, 20, 30, 40] {
                $0.add(.object, .add, "commissioning", by: farm, at: day * 24, recorded: 41 * 24) {
                    $0.list([kg("\(100 + Int(day))", lotA)])
                    $0.dataElements = [
                        "tripStart": "2026-02-27T08:00:00+08:00", "tripEnd": "2026-04-11T08:00:00+08:00",
                    ]
                }
            }
            $0.move(kg("600", lotA), from: farm, to: shop, at: 42 * 24)
        },
        TradeCase(name: "laboratory tests before the buyer has it", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.inspect(kg("1", lotA), by: lab, at: 2)
            $0.receive(kg("100", lotA), by: shop, from: farm, at: 3)
        },
        TradeCase(name: "stray second party: firms renamed", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.ship(kg("80", lotA), from: shop, to: store, at: 30)
            $0.receive(kg("80", lotA), by: store, from: shop, at: 30)
            $0.sell(kg("80", lotA), by: store, at: 40)
        },
        TradeCase(name: "mixed pallet of two firms' goods delivered", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.issue(kg("100", otherProduct), by: plant, at: 0)
            $0.move(kg("100", lotA), from: farm, to: store, at: 1)
            $0.move(kg("100", otherProduct), from: plant, to: store, at: 1)
            $0.pack([kg("50", lotA), kg("50", otherProduct)], in: pallet, by: store, at: 10)
            $0.ship(one(pallet), from: store, to: shop, at: 11)
            $0.receive(one(pallet), by: shop, from: store, at: 13)
            $0.unpack([kg("50", lotA), kg("50", otherProduct)], from: pallet, by: shop, at: 14)
            $0.sell(kg("50", lotA), by: shop, at: 20)
            $0.sell(kg("50", otherProduct), by: shop, at: 20)
        },
        TradeCase(name: "shop sells from an unpacked pallet without unpacking", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.pack([kg("50", lotA)], in: pallet, by: farm, at: 1)
            $0.ship(one(pallet), from: farm, to: shop, at: 2)
            $0.receive(one(pallet), by: shop, from: farm, at: 4)
            $0.sell(kg("50", lotA), by: shop, at: 20)
        },
        TradeCase(name: "received by the lot what was shipped on a pallet", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.pack([kg("50", lotA)], in: pallet, by: farm, at: 1)
            $0.ship(one(pallet), from: farm, to: shop, at: 2)
            $0.receive(kg("50", lotA), by: shop, from: farm, at: 4)
            $0.sell(kg("50", lotA), by: shop, at: 20)
        },
        TradeCase(name: "shipped by the lot and received on a pallet", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.pack([kg("50", lotA)], in: pallet, by: farm, at: 1)
            $0.ship(kg("50", lotA), from: farm, to: shop, at: 2)
            $0.receive(one(pallet), by: shop, from: farm, at: 4)
            $0.unpack([kg("50", lotA)], from: pallet, by: shop, at: 5)
            $0.sell(kg("50", lotA), by: shop, at: 20)
        },
        TradeCase(name: "pallet handed by a carrier", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.pack([kg("50", lotA)], in: pallet, by: farm, at: 1)
            $0.ship(one(pallet), from: farm, to: shop, at: 2)
            $0.amendLast { $0.destinationList = [TradeCase.owner(shop), TradeCase.owner(store, "possessing_party")] }
            $0.receive(one(pallet), by: store, from: farm, at: 4)
            $0.ship(one(pallet), from: store, to: shop, at: 6)
            $0.receive(one(pallet), by: shop, from: store, at: 8)
            $0.unpack([kg("50", lotA)], from: pallet, by: shop, at: 9)
            $0.sell(kg("50", lotA), by: shop, at: 20)
        },
        TradeCase(name: "returned in part and received at another time by another name", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.move(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.ship(kg("40", lotA), from: shop, to: farm, at: 30)
            $0.amendLast { $0.disposition = "returned" }
            $0.receive(kg("40", lotA), by: farm, from: nil, at: 33)
            $0.amendLast { $0.disposition = "returned" }
            $0.move(kg("40", lotA), from: farm, to: store, at: 50)
            $0.sell(kg("60", lotA), by: shop, at: 60)
        },
        TradeCase(name: "receiver weighs twice: two receipts of one shipment, first declared wrong", code: lotA) {
            $0.issue(kg("100", lotA), at: 0)
            $0.ship(kg("100", lotA), from: farm, to: shop, at: 1)
            $0.receive(kg("10", lotA), by: shop, from: farm, at: 3)
            $0.amendLast { $0.eventID = "urn:uuid:1" }
            $0.receive(kg("10", lotA), by: shop, from: farm, at: 3, recorded: 5)
            $0.amendLast {
                $0.eventID = "urn:uuid:1"
                $0.errorDeclaration = .init(
                    declarationTime: Timestamp(milliseconds: Story.start + 5 * Story.hour), reason: nil,
                    correctiveEventIDs: [])
            }
            $0.receive(kg("100", lotA), by: shop, from: farm, at: 3)
        },
        TradeCase(name: "own import, exporter not on ledger", code: lotA) {
            $0.receive(kg("100", lotA), by: farm, from: nil, at: 0)
            $0.amendLast {
                $0.dataElements = ["supplierName": "Ocean AS", "healthCertNo": "NO-1234567"]
            }
            $0.move(kg("100", lotA), from: farm, to: shop, at: 5)
        },
        TradeCase(name: "farmer's grain bought by a mill", code: lotA) {
            $0.receive(kg("100", lotA), by: farm, from: nil, at: 0)
            $0.amendLast { $0.dataElements = ["supplierName": "农户张三", "reportNo": "J123456"] }
            $0.move(kg("100", lotA), from: farm, to: shop, at: 5)
        },
    ]

    @Test(arguments: honest) func nothingIsAmiss(told: TradeCase) {
        let grave = told.grave
        #expect(Set(grave.map(\.rule)) == told.expected, "\(told.name): \(grave.map { "\($0.rule) \($0.message.en)" })")
    }

    @Test func ofWhoIsEnrolledLaterNothingIsExpectedBefore() {
        var story = Story()
        story.issue(kg("100", lotA), at: 0)
        story.ship(kg("50", lotA), from: farm, to: shop, at: 1)
        story.receive(kg("10", lot("P1")), by: farm, from: plant, at: 2)
        story.amendLast { $0.dataElements = ["conformityProofNo": "HGZ-123456", "supplierName": "Plant"] }
        let now = Timestamp(milliseconds: Story.start + 400 * Story.hour)
        for (shopSince, plantSince, isFound) in [(UInt64(0), UInt64(0), true), (9, 9, false)] {
            let judge = Judge(
                now: now, operatorNames: TradeCase.names, enrolments: [shop: shopSince, plant: plantSince])
            #expect(judge.findings(in: story.chain(lotA)).contains { $0.rule == "LINK-2" } == isFound)
            let bought = judge.findings(in: story.chain(lot("P1"))).first { $0.rule == "LINK-1" }
            #expect(bought?.severity == (isFound ? .warning : .info))
        }
    }

    @Test(
        arguments: [
            "低于检出限", "小于检出限", "检出限以下", "ND", "n.d.", "ND(LOD=0.5)", "ND（检出限0.5μg/kg）", "≤0.5 µg/kg", "<0.5", "＜０．５",
            "未检出(检出限1.0)",
            "小于0.5µg/kg", "低于0.5 µg/kg", "不检出", "无检出", "没有检出", "undetected", "none detected", "0", "0.00 µg/kg", "合格",
            "-", "未检 出", "阴性",
        ])
    func aReportThatNothingWasFound(value: String) {
        #expect(!ResidueTest(item: "孔雀石绿", value: value).isDetected)
    }
}
