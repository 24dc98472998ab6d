public import EPCIS
import StrictJSON
public import Values

/// What is done about a complaint, as a device signs it: an EPCIS event of a type of its own, about the complaint as a thing, so that it
/// stands in the device's journal, in the ledger and in its committed index like every other event.
public enum ComplaintAct: Hashable, Sendable {
    case opening(ComplaintOpening)
    case step(ComplaintStep)

    /// The element that holds an act's text, in Yima's namespace.
    public static let element = "complaint"
    /// The type of the events.
    static let eventType = "yima:Complaint"
    static let header = "yima-complaint/1 "

    public var name: ComplaintName {
        switch self {
        case .opening(let opening): opening.name
        case .step(let step): step.name
        }
    }

    public var text: String {
        switch self {
        case .opening(let opening): opening.text
        case .step(let step): step.text
        }
    }

    /// Reads the text of an act; nil where it is none in its one form.
    public init?(text: String) {
        let word = String(text.prefix { $0 != "\n" }.dropFirst(Self.header.count))
        if word == ComplaintOpening.act {
            guard let opening = ComplaintOpening(text: text) else { return nil }
            self = .opening(opening)
        } else {
            guard let act = ComplaintStep.Act(rawValue: word), let step = ComplaintStep(act, text: text) else {
                return nil
            }
            self = .step(step)
        }
    }

    /// The names under which the act stands: of the complaint, of all complaints, and, where one opens, of what it is about.
    public var names: [String] {
        var names = [name.description, ComplaintName.register]
        if case .opening(let opening) = self {
            if let code = opening.code { names.append(ComplaintName.about(code: code)) }
            if let firm = opening.firm { names.append(ComplaintName.about(firm: firm)) }
        }
        return names
    }

    /// The act that an event tells; nil where it tells none, or not in its one form.
    public init?(_ event: EPCISEvent) {
        guard event.kind == .foreign, event.errorDeclaration == nil, let text = event.dataElements[Self.element],
            let act = ComplaintAct(text: text), event.epcList == act.names
        else { return nil }
        self = act
    }

    /// The event that tells it.
    /// - Parameters:
    ///   - time: when, and by which clock.
    ///   - disclosures: private values that it seals, at most `EPCISEvent.sealedCountMax`.
    public func event(at time: OffsetTime, sealing disclosures: [Disclosure] = []) -> SealedEvent {
        precondition(disclosures.count <= EPCISEvent.sealedCountMax, "an event seals no more")
        let sorted = disclosures.map { (digest: $0.digest.description, disclosure: $0) }.sorted {
            $0.digest < $1.digest
        }
        var members: [(String, JSONNode)] = [
            ("@context", YimaContext.node), ("type", .string(Self.eventType)),
            ("eventTime", .string(time.moment.description)), ("eventTimeZoneOffset", .string(time.offset)),
            ("epcList", .strings(names)), ("\(YimaContext.prefix):\(Self.element)", .string(text)),
        ]
        let content = JSONNode.object(members).formatted()
        guard !sorted.isEmpty else { return SealedEvent(content) }
        members.append(("\(YimaContext.prefix):\(EPCISEvent.sealedName)", .strings(sorted.map(\.digest))))
        let event = JSONNode.object(members).formatted()
        return SealedEvent(event: event, disclosures: sorted.map(\.disclosure), content: event)
    }

    static func isOperator(_ text: String) -> Bool {
        text.utf8.count == 18
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
}
