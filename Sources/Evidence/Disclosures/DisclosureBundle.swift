public import EPCIS
import StrictJSON
public import Values

/// The private values of a journal's events, as a device brings them after its push: beside the ledger, never into it.
///
/// Wire form (`application/vnd.yima.disclosures+json`): `{"disclosures":[{"index":<index in the journal>,"values":["…"]}]}`.
public struct DisclosureBundle: Hashable, Sendable {
    public static let mediaType = "application/vnd.yima.disclosures+json"
    /// The whole body, in bytes.
    public static let bytesMax = 8 << 20
    /// Events of one bundle.
    public static let eventCountMax = 4096

    public struct Event: Hashable, Sendable {
        /// Index in the journal.
        public let index: UInt64
        public let disclosures: [Disclosure]

        public init(index: UInt64, disclosures: [Disclosure]) {
            self.index = index
            self.disclosures = disclosures
        }
    }

    /// Ascending by index.
    public let events: [Event]

    public init(events: [Event]) {
        self.events = events
    }

    public var body: [UInt8] {
        let list = events.map { event in
            JSONNode.object([
                ("index", .unsigned(event.index)), ("values", .strings(event.disclosures.map(\.text))),
            ])
        }
        return JSONNode.object([("disclosures", .array(list))]).formatted()
    }

    /// Reads a body; every error says where.
    public init(body: [UInt8]) throws(LocatedError) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(body, limits: JSONLimits(sizeMax: Self.bytesMax, depthMax: 8)).root
        } catch {
            throw error.located
        }
        guard let list = root["disclosures"], list.kind == .array else {
            throw LocatedError(
                at: root, Wording(en: "“disclosures” is missing", zh: "缺少“disclosures”"))
        }
        var events: [Event] = []
        for element in list.elements {
            let event = try Self.event(element)
            guard events.count < Self.eventCountMax, events.last.map({ $0.index < event.index }) ?? true else {
                throw LocatedError(
                    at: element,
                    Wording(
                        en: "events stand ascending by index, at most \(Self.eventCountMax)",
                        zh: "事件须按序号升序排列，最多 \(Self.eventCountMax) 条"))
            }
            events.append(event)
        }
        self.events = events
    }

    private static func event(_ value: JSONValue) throws(LocatedError) -> Event {
        guard let index = value["index"]?.unsigned, let list = value["values"],
            list.kind == .array
        else {
            throw LocatedError(
                at: value, Wording(en: "needs index and values", zh: "须有 index 与 values"))
        }
        var disclosures: [Disclosure] = []
        for element in list.elements {
            guard let disclosure = element.string.flatMap({ Disclosure(text: $0) }),
                disclosures.count < EPCISEvent.sealedCountMax
            else {
                throw LocatedError(
                    at: element,
                    Wording(
                        en: "not a disclosure (RFC 9901), or more than \(EPCISEvent.sealedCountMax) of one event",
                        zh: "不是披露值（RFC 9901），或一个事件超过 \(EPCISEvent.sealedCountMax) 个"))
            }
            disclosures.append(disclosure)
        }
        // Anybody may send this: only who knows a value of an event has the host look for that event.
        guard !disclosures.isEmpty else {
            throw LocatedError(
                at: list, Wording(en: "an event without values", zh: "事件没有任何信息"))
        }
        return Event(index: index, disclosures: disclosures)
    }
}
