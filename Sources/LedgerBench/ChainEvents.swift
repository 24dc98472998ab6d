import EPCIS
import Ledger

/// Three-event chains: one item each, made by one operator's device, shipped by it, and stored by another's.
struct ChainEvents {
    /// The item of chain `number`, as it is scanned.
    static func code(_ number: Int) -> String {
        "https://id.gs1.org/01/06901234567892/10/L\(number)/21/\(1_000_000 + number)"
    }

    /// The next push of a device, of step `step` (0…2) of the chains in `numbers`.
    static func push(_ device: inout BenchEvents.Device, step: Int, _ numbers: Range<Int>) -> PushRequest {
        device.push(numbers.map { body(step, $0) })
    }

    private static let steps = [
        (action: "ADD", bizStep: "commissioning", disposition: "active", hour: 8),
        (action: "OBSERVE", bizStep: "shipping", disposition: "in_transit", hour: 9),
        (action: "OBSERVE", bizStep: "storing", disposition: "in_progress", hour: 17),
    ]

    private static func body(_ step: Int, _ number: Int) -> [UInt8] {
        let (action, bizStep, disposition, hour) = steps[step]
        let time = "2026-11-0\(1 + number % 9)T\(hour < 10 ? "0" : "")\(hour):\(10 + number % 50):00+08:00"
        return Array(
            """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"\(time)","eventTimeZoneOffset":"+08:00",\
            "epcList":["\(code(number))"],"action":"\(action)","bizStep":"\(bizStep)","disposition":"\(disposition)",\
            "readPoint":{"id":"urn:yima:site:350521-00\(10 + step)"},"yima:productName":"大黄鱼（冰鲜）"}
            """.utf8)
    }
}
