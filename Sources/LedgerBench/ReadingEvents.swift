import EPCIS
import Hosting
import Ledger

/// The lives of lots and items as a city's firms record them: six events a lot, three an item, each some 600 bytes, and the events of
/// one thing far from each other, as they are when everybody records all day.
struct ReadingEvents {
    private static let lotSteps = ["commissioning", "inspecting", "storing", "shipping", "receiving", "retail_selling"]
    private static let itemSteps = ["commissioning", "shipping", "receiving"]

    let lotCount: Int
    let itemCount: Int

    var eventCount: Int { lotCount * Self.lotSteps.count + itemCount * Self.itemSteps.count }

    static func lot(_ number: Int) -> String { "https://id.gs1.org/01/06901234567892/10/L\(1_000_000 + number)" }

    static func item(_ number: Int) -> String { "https://id.gs1.org/01/06901234567885/21/\(1_000_000_000 + number)" }

    /// The body of event `number`: first the first event of every lot, then the second of every lot, …, then the items.
    func body(_ number: Int) -> [UInt8] {
        let lots = lotCount * Self.lotSteps.count
        if number < lots {
            let (step, lot) = number.quotientAndRemainder(dividingBy: lotCount)
            return Self.body(
                Self.lotSteps[step], hour: step, place: lot,
                things: #""quantityList":[{"epcClass":"\#(Self.lot(lot))","quantity":120.5,"uom":"KGM"}]"#)
        }
        let (step, item) = (number - lots).quotientAndRemainder(dividingBy: itemCount)
        return Self.body(
            Self.itemSteps[step], hour: step, place: item, things: #""epcList":["\#(Self.item(item))"]"#)
    }

    private static func body(_ step: String, hour: Int, place: Int, things: String) -> [UInt8] {
        let (action, disposition) = step == "commissioning" ? ("ADD", "active") : ("OBSERVE", "in_progress")
        let number = 100_000 + place % 900_000
        return Array(
            """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-11-01T0\(hour):00:00.000Z",\
            "eventTimeZoneOffset":"+08:00",\(things),"action":"\(action)","bizStep":"\(step)",\
            "disposition":"\(disposition)","readPoint":{"id":"urn:yima:site:350521-\(number)"},\
            "bizLocation":{"id":"urn:yima:site:350521-\(number)"},"yima:profile":"aquatic",\
            "yima:actorUscc":"91350100M000100Y43","yima:productName":"大黄鱼（冰鲜）","yima:producerName":"惠安县渔业合作社",\
            "yima:vehicleNo":"闽C6T218","yima:tempC":"-18.5"}
            """.utf8)
    }

    /// Pushes all of them through the sequencer, the devices in turn.
    func push(to ledger: BenchLedger, devices count: Int, eventsInPush: Int) async throws {
        var devices = (0..<count).map { BenchEvents.device($0) }
        for (turn, start) in stride(from: 0, to: eventCount, by: eventsInPush).enumerated() {
            let numbers = start..<min(start + eventsInPush, eventCount)
            let push = devices[turn % count].push(numbers.map(body))
            _ = try await ledger.host.sequencer.push(push)
        }
    }
}
