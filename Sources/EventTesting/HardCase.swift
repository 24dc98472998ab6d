package import Chains
import Codes
import EPCIS
import Values

/// Chains that once took minutes or gigabytes: for tests at sizes that show how the work grows, and for `bench hard-chains` at full
/// size. Every event is sound in itself.
package struct HardCase: Sendable {
    package let name: String
    /// The code that is asked for.
    package let subject: String
    package private(set) var records: [ChainEvent] = []

    package static let farm = uscc("91350521M000100Y4")
    package static let plant = uscc("91350521M000200Y4")
    package static let stranger = uscc("91350521M000900Y4")

    private static let start = OffsetTime(rfc3339: "2026-03-01T08:00:00+08:00")!.moment.milliseconds
    private static let lot = "https://id.gs1.org/01/06901234567892/10/"
    package static let subjectLot = lot + "A1"
    package static let pallet = "https://id.gs1.org/00/106141412345678908"

    private init(_ name: String, subject: String) {
        self.name = name
        self.subject = subject
    }

    private static func uscc(_ seventeen: String) -> String {
        guard let check = CheckCharacter.uscc(seventeen) else { preconditionFailure(seventeen) }
        return seventeen + String(check)
    }

    private static func shop(_ number: Int) -> String {
        let digits = String(number)
        return uscc("91350521" + String(repeating: "0", count: 9 - digits.count) + digits)
    }

    private static func item(_ number: Int) -> String { "\(subjectLot)/21/\(number)" }

    /// Two minutes after the one before, and on the ledger at once.
    private mutating func add(
        _ kind: EPCISEvent.Kind, _ action: EPCISEvent.Action?, _ step: String, by firm: String,
        _ change: (inout EPCISEvent) -> Void
    ) {
        let moment = Timestamp(milliseconds: Self.start + Int64(records.count) * 120_000)
        var event = EPCISEvent(kind: kind, eventTime: OffsetTime(moment: moment, offsetMinutes: 480))
        event.action = action
        event.bizStep = step
        change(&event)
        records.append(
            ChainEvent(
                entry: UInt64(records.count), recordTime: moment, operatorUSCC: firm, journal: "\(firm)/1",
                event: event))
    }

    private static func kilograms(_ amount: Int, of code: String) -> EPCISEvent.Quantity {
        .init(epcClass: code, amount: Amount(String(amount)), uom: "KGM")
    }

    private static func owner(_ firm: String) -> EPCISEvent.TypedReference {
        .init(type: "owning_party", id: "urn:yima:uscc:\(firm)")
    }
}

// MARK: the cases

extension HardCase {
    /// A pallet whose items all stand in each of its events.
    package static func palletOfItems(_ count: Int) -> HardCase {
        var chain = HardCase("pallet of \(count) items under 8 events", subject: pallet)
        let items = (0..<count).map(item)
        chain.add(.object, .add, "commissioning", by: farm) { $0.epcList = items }
        chain.pack(items)
        for (from, to) in [(farm, plant), (plant, farm)] {
            chain.add(.object, .observe, "shipping", by: from) {
                $0.epcList = [pallet] + items
                $0.destinationList = [owner(to)]
            }
            chain.add(.object, .observe, "receiving", by: to) {
                $0.epcList = [pallet] + items
                $0.sourceList = [owner(from)]
            }
        }
        chain.add(.object, .observe, "inspecting", by: farm) { $0.epcList = [pallet] + items }
        chain.add(.aggregation, .delete, "unpacking", by: farm) {
            $0.parentID = pallet
            $0.childEPCs = items
        }
        return chain
    }

    /// A lot sent in equal deliveries to a hundred shops that sell it: each delivery is three events.
    package static func lotOfEvents(_ count: Int) -> HardCase {
        var chain = HardCase("lot under \(count) events", subject: subjectLot)
        chain.add(.object, .add, "commissioning", by: farm) { $0.quantityList = [kilograms(count, of: subjectLot)] }
        for delivery in 0..<max(1, (count - 1) / 3) {
            let shop = shop(delivery % 100)
            let amount = [kilograms(1, of: subjectLot)]
            chain.add(.object, .observe, "shipping", by: farm) {
                $0.quantityList = amount
                $0.destinationList = [owner(shop)]
            }
            chain.add(.object, .observe, "receiving", by: shop) {
                $0.quantityList = amount
                $0.sourceList = [owner(farm)]
            }
            chain.add(.object, .delete, "retail_selling", by: shop) { $0.quantityList = amount }
        }
        return chain
    }

    /// So many lots, each transformation of which takes all and makes all.
    package static func cycles(_ count: Int) -> HardCase {
        var chain = HardCase("\(count) × \(count) cyclic transformations", subject: lot + "C0")
        let all = (0..<count).map { kilograms(1, of: "\(lot)C\($0)") }
        for _ in 0..<count {
            chain.add(.transformation, nil, "commissioning", by: farm) {
                $0.inputQuantityList = all
                $0.outputQuantityList = all
            }
        }
        return chain
    }

    /// One item that stands in events of as many other codes as 60 KB hold.
    package static func largeEvents(_ count: Int, codes: Int = 1000) -> HardCase {
        var chain = HardCase("item under \(count) events of \(codes) codes", subject: item(0))
        chain.add(.object, .add, "commissioning", by: farm) { $0.epcList = [item(0)] }
        for number in 1..<count {
            chain.add(.object, .observe, "storing", by: farm) { event in
                let others = (1..<codes).map { "https://id.gs1.org/01/06901234567892/21/\(number)-\($0)" }
                event.epcList = [item(0)] + others
            }
        }
        return chain
    }

    /// Items on a pallet that is moved to and fro, named by its own code only.
    package static func movedPallet(items count: Int, moves: Int) -> HardCase {
        var chain = HardCase("\(count) items × \(moves) moves of their pallet", subject: pallet)
        let items = (0..<count).map(item)
        chain.add(.object, .add, "commissioning", by: farm) { $0.epcList = items }
        chain.pack(items)
        for move in 0..<moves / 2 {
            let (from, to) = move % 2 == 0 ? (farm, plant) : (plant, farm)
            chain.add(.object, .observe, "shipping", by: from) {
                $0.epcList = [pallet]
                $0.destinationList = [owner(to)]
            }
            chain.add(.object, .observe, "receiving", by: to) {
                $0.epcList = [pallet]
                $0.sourceList = [owner(from)]
            }
        }
        return chain
    }

    /// A lot whose items are each commissioned, shipped, received and sold by themselves.
    package static func lotOfItems(_ count: Int) -> HardCase {
        var chain = HardCase("lot of \(count) items", subject: subjectLot)
        for number in 0..<count {
            let shop = shop(number % 100)
            chain.add(.object, .add, "commissioning", by: farm) { $0.epcList = [item(number)] }
            chain.add(.object, .observe, "shipping", by: farm) {
                $0.epcList = [item(number)]
                $0.destinationList = [owner(shop)]
            }
            chain.add(.object, .observe, "receiving", by: shop) {
                $0.epcList = [item(number)]
                $0.sourceList = [owner(farm)]
            }
            chain.add(.object, .delete, "retail_selling", by: shop) { $0.epcList = [item(number)] }
        }
        return chain
    }

    /// A lot whose items are commissioned, shipped and received in events of a thousand each.
    package static func lotOfManyItems(_ count: Int) -> HardCase {
        var chain = HardCase("lot of \(count) items, a thousand an event", subject: subjectLot)
        for start in stride(from: 0, to: count, by: 1000) {
            let items = (start..<min(start + 1000, count)).map(item)
            chain.add(.object, .add, "commissioning", by: farm) { $0.epcList = items }
            chain.add(.object, .observe, "shipping", by: farm) {
                $0.epcList = items
                $0.destinationList = [owner(plant)]
            }
            chain.add(.object, .observe, "receiving", by: plant) {
                $0.epcList = items
                $0.sourceList = [owner(farm)]
            }
        }
        return chain
    }

    /// A lot in order on which somebody who never had it writes so many events before and after each of its own.
    package static func flooded(_ count: Int) -> HardCase {
        var chain = HardCase("lot with \(count) events of a stranger", subject: subjectLot)
        let amount = [kilograms(1, of: subjectLot)]
        func flood() {
            for _ in 0..<count / 4 {
                chain.add(.object, .observe, "shipping", by: stranger) { $0.quantityList = amount }
            }
        }
        chain.add(.object, .add, "commissioning", by: farm) { $0.quantityList = amount }
        flood()
        chain.add(.object, .observe, "shipping", by: farm) {
            $0.quantityList = amount
            $0.destinationList = [owner(plant)]
        }
        flood()
        chain.add(.object, .observe, "receiving", by: plant) {
            $0.quantityList = amount
            $0.sourceList = [owner(farm)]
        }
        flood()
        chain.add(.object, .delete, "retail_selling", by: plant) { $0.quantityList = amount }
        flood()
        return chain
    }

    private mutating func pack(_ items: [String]) {
        add(.aggregation, .add, "packing", by: Self.farm) {
            $0.parentID = Self.pallet
            $0.childEPCs = items
        }
    }
}
