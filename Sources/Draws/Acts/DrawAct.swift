public import EPCIS
import StrictJSON
import TransparencyLog
public import Values

/// What an office does in a draw, as its device signs it: an EPCIS event of a type of its own, about the draw as a thing, so that it stands
/// in the device's journal, in the ledger and in its committed index like every other event.
public enum DrawAct: Hashable, Sendable {
    /// The digests of inspectors' names; the names come beside, as private values.
    case names(DrawName)
    case commitment(DrawPlan)
    case result(DrawResult)
    case substitution(DrawSubstitution)
    case publication(DrawPublication)

    /// The element that holds an act's text, in Yima's namespace.
    public static let element = "draw"
    /// The type of the events.
    static let eventType = "yima:Draw"
    private static let names = "names"

    public var name: DrawName {
        switch self {
        case .names(let name): name
        case .commitment(let plan): plan.name
        case .result(let result): result.name
        case .substitution(let substitution): substitution.name
        case .publication(let publication): publication.name
        }
    }

    public var text: String {
        switch self {
        case .names(let name):
            var text = ActText()
            text.add("draw", name)
            return text.text(Self.names)
        case .commitment(let plan): return plan.text
        case .result(let result): return result.text
        case .substitution(let substitution): return substitution.text
        case .publication(let publication): return publication.text
        }
    }

    /// Reads the text of an act.
    public init(text: String) throws(DrawError) {
        let word = text.prefix { $0 != "\n" }.dropFirst(ActText.header.count)
        switch word {
        case DrawPlan.act[...]: self = .commitment(try DrawPlan(text: text))
        case DrawResult.act[...]: self = .result(try DrawResult(text: text))
        case DrawSubstitution.act[...]: self = .substitution(try DrawSubstitution(text: text))
        case DrawPublication.act[...]: self = .publication(try DrawPublication(text: text))
        case Self.names[...]:
            guard let name = ActText(text, of: Self.names)?.value("draw").flatMap({ DrawName($0) }),
                DrawAct.names(name).text.utf8.elementsEqual(text.utf8)
            else { throw .malformedAct }
            self = .names(name)
        default: throw .malformedAct
        }
    }

    /// The act that an event tells; nil where it tells none, or not in its one form.
    public init?(_ event: EPCISEvent) {
        guard event.kind == .foreign, event.errorDeclaration == nil, let text = event.dataElements[Self.element],
            let act = try? DrawAct(text: text), event.epcList == [act.name.description, DrawName.register]
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
            ("epcList", .strings([name.description, DrawName.register])),
            ("\(YimaContext.prefix):\(Self.element)", .string(text)),
        ]
        let content = JSONNode.object(members).formatted()
        guard !sorted.isEmpty else { return SealedEvent(content) }
        members.append(("\(YimaContext.prefix):\(EPCISEvent.sealedName)", .strings(sorted.map(\.digest))))
        // What is sealed is part of what makes it this event: two of them say the same otherwise.
        let event = JSONNode.object(members).formatted()
        return SealedEvent(event: event, disclosures: sorted.map(\.disclosure), content: event)
    }
}
