import EPCIS
import Ledger
import LedgerTesting
import TransparencyLog

/// Events of about 1 KB with four codes each, and pushes of them, made from a seed so that every run writes the same bytes.
struct BenchEvents {
    /// A device that pushes: its journal as far as it was made.
    struct Device {
        let journal: JournalName
        let key: SignerKey
        var edge = RightEdge()

        /// The next push of the journal, of these events.
        mutating func push(_ bodies: some Collection<[UInt8]>) -> PushRequest {
            let from = edge.treeSize
            let entries = bodies.enumerated().map { offset, body in
                EventEntry(journal: journal, index: from + UInt64(offset), body: body).bytes
            }
            for entry in entries { edge.append(.leaf(entry)) }
            // The device's own journal and the bench's own entries: nothing to refuse.
            let note = try! Checkpoint(origin: key.name, edge: edge).sign(with: key)
            return try! PushRequest(journal: journal, from: from, note: Array(note.formatted.utf8), entries: entries)
        }
    }

    private var random: SplitMix64
    private let bytes: Int

    /// - Parameter bytes: of an event's body: about 1 KB with four codes, or down to about 430 with one code and little else.
    init(seed: UInt64, bytes: Int = 1000) {
        random = SplitMix64(seed: seed)
        self.bytes = bytes
    }

    static func device(_ number: Int) -> Device {
        let name = "91350100M000100Y43/bench-\(number)"
        // Names and seeds are constants of the right form.
        let key = try! SignerKey(name: name, seed: [UInt8](repeating: UInt8(number + 1), count: 32))
        return Device(journal: JournalName(name)!, key: key)
    }

    /// An event's body.
    mutating func body() -> [UInt8] {
        guard bytes >= 900 else { return small() }
        let codes = (0..<4).map { _ in
            "https://id.gs1.org/01/06901234567892/10/L\(random.next() % 100_000)/21/\(random.next() % 1_000_000_000_000)"
        }
        var text = #"{"@context":\#(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-11-01T08:00:00+08:00","#
        text +=
            #""eventTimeZoneOffset":"+08:00","epcList":["\#(codes.joined(separator: #"",""#))"],"action":"OBSERVE","#
        text += #""bizStep":"shipping","disposition":"in_transit","readPoint":{"id":"urn:yima:site:350521-0012"},"#
        text += #""sourceList":[{"type":"owning_party","source":"urn:yima:uscc:91350100M000100Y43"}],"#
        text += #""yima:profile":"aquatic","yima:actorUscc":"91350100M000100Y43","yima:productName":"大黄鱼（冰鲜）","#
        text += #""yima:vehicleNo":"闽C6T218","yima:tempC":"-18.5","yima:remark":""#
        return filled(text)
    }

    /// As the tool's own ingest writes a scan with one code.
    private mutating func small() -> [UInt8] {
        let lot =
            "https://id.gs1.org/01/06901234567892/10/L\(random.next() % 100_000)/21/\(random.next() % 1_000_000_000_000)"
        var text = #"{"@context":\#(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-11-01T08:00:00+08:00","#
        text += #""eventTimeZoneOffset":"+08:00","epcList":["\#(lot)"],"action":"OBSERVE","bizStep":"shipping","#
        text += #""yima:profile":"aquatic","yima:remark":""#
        return filled(text)
    }

    /// Brings a text that ends in an open string to its size.
    private func filled(_ text: String) -> [UInt8] {
        let rest = max(0, bytes - text.utf8.count - 2)
        return Array((text + String(repeating: "0123456789", count: rest / 10 + 1).prefix(rest) + #""}"#).utf8)
    }

    /// The next push of a device.
    mutating func push(_ device: inout Device, events: Int) -> PushRequest {
        device.push((0..<events).map { _ in body() })
    }
}
