import Chains
package import EPCIS
import StrictJSON
public import Values

/// How an act of an office is signed: an EPCIS event of a type of its own, about things that have names of their own, with one text. So it
/// stands in the device's journal, in the ledger and in its committed index like every other event, and no rule of the trade judges it.
package struct OfficeEvent: Hashable, Sendable {
    /// `yima:Sampling`
    package let type: String
    /// The element, in Yima's namespace, that holds the text.
    package let element: String

    /// The event that tells a text.
    /// - Parameters:
    ///   - names: what it is about, the first before all.
    ///   - disclosures: private values that it seals, at most `EPCISEvent.sealedCountMax`.
    package func event(
        _ text: String, about names: [String], at time: OffsetTime, sealing disclosures: [Disclosure] = []
    ) -> SealedEvent {
        precondition(disclosures.count <= EPCISEvent.sealedCountMax, "an event seals no more")
        let sorted = disclosures.map { (digest: $0.digest.description, disclosure: $0) }.sorted {
            $0.digest < $1.digest
        }
        var members: [(String, JSONNode)] = [
            ("@context", YimaContext.node), ("type", .string(type)),
            ("eventTime", .string(time.moment.description)), ("eventTimeZoneOffset", .string(time.offset)),
            ("epcList", .strings(names)), ("\(YimaContext.prefix):\(element)", .string(text)),
        ]
        let content = JSONNode.object(members).formatted()
        guard !sorted.isEmpty else { return SealedEvent(content) }
        members.append(("\(YimaContext.prefix):\(EPCISEvent.sealedName)", .strings(sorted.map(\.digest))))
        let event = JSONNode.object(members).formatted()
        return SealedEvent(event: event, disclosures: sorted.map(\.disclosure), content: event)
    }

    /// The text that an event of this kind tells; nil where it tells none, or is about other things.
    package func text(of event: EPCISEvent, about names: (_ text: String) -> [String]?) -> String? {
        guard event.kind == .foreign, event.errorDeclaration == nil, let text = event.dataElements[element],
            let expected = names(text), event.epcList == expected
        else { return nil }
        return text
    }
}

/// Where an act stands, and what it says.
public struct Placed<Act: Sendable>: Sendable {
    public let entry: UInt64
    /// USCC of who signed it.
    public let signer: String
    /// When it was done, as its signer says.
    public let time: OffsetTime
    public let act: Act
    /// When it came to the ledger; nil where that is not looked at.
    public let arrival: Timestamp?

    public init(entry: UInt64, signer: String, time: OffsetTime, act: Act, arrival: Timestamp? = nil) {
        (self.entry, self.signer, self.time, self.act, self.arrival) = (entry, signer, time, act, arrival)
    }

    /// The day from which a term runs, and by which it is kept: that on which it came to the ledger, in China. The day that its signer claims
    /// makes nobody late, and gives nobody time; it stands for what is about to be signed.
    package var termDay: CalendarDate { arrival?.localDay ?? time.day }

    /// When it was done at the latest, whatever its signer claims.
    package var latestMoment: Timestamp { min(time.moment, arrival ?? time.moment) }

    /// The same, of which it is known now when it came.
    package func arrived(at arrival: Timestamp) -> Placed<Act> {
        Placed(entry: entry, signer: signer, time: time, act: act, arrival: arrival)
    }

    /// The same place, with another act.
    func with<Other>(_ act: Other) -> Placed<Other> {
        Placed<Other>(entry: entry, signer: signer, time: time, act: act, arrival: arrival)
    }
}
