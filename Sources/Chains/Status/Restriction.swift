package import Codes
package import EPCIS
package import Values

/// What stands against goods from a time on: they are held, they failed a test, they are recalled. Further events do not hide it;
/// it ends when it is lifted.
package struct Restriction: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case hold, failure, recall
    }

    package let kind: Kind
    /// What the event names: a lot, an item, a logistic unit.
    package let code: CanonicalCode
    package let event: ResolvedEvent
    /// The event that lifted it, where one did.
    package fileprivate(set) var lifted: ResolvedEvent?

    package var moment: Timestamp { event.moment }
    package var operatorUSCC: String { event.operatorUSCC }
    package var isInForce: Bool { lifted == nil }
}

/// The restrictions of a chain, in the order in which they came about.
///
/// - Held: CBV `holding`. Failed: the disposition `non_conformant`. Recalled: the disposition `recalled`. Also as persistent
///   dispositions (EPCIS 2.0 §7.3.3.2).
/// - Lifted by whoever set it or by an authority: by releasing the goods, by a later test that they pass (a failure), or by unsetting the persistent
///   disposition. A recall is not lifted by a release: goods are released to be sold.
package struct Restrictions: Sendable {
    package private(set) var all: [Restriction] = []

    /// - Parameter events: in the order of their times.
    package init(_ events: [ResolvedEvent], hearing: Hearing = .nobody) {
        for event in events {
            lift(by: event, hearing)
            guard let kind = Restriction.Kind(setBy: event.event) else { continue }
            for thing in event.things where thing.role == .subject {
                all.append(Restriction(kind: kind, code: thing.code, event: event))
            }
        }
    }

    private mutating func lift(by event: ResolvedEvent, _ hearing: Hearing) {
        let kinds = Restriction.Kind.lifted(by: event.event)
        guard !kinds.isEmpty else { return }
        for index in all.indices where all[index].isInForce && kinds.contains(all[index].kind) {
            let restriction = all[index]
            guard restriction.operatorUSCC == event.operatorUSCC || hearing.lifts(event),
                event.things.contains(where: { $0.code.key == restriction.code.key })
            else { continue }
            all[index].lifted = event
        }
    }
}

extension Restriction.Kind {
    /// What an event sets, the gravest of it.
    package init?(setBy event: EPCISEvent) {
        let words = Set([event.disposition].compactMap { $0 } + (event.persistentDisposition?.set ?? []))
        if words.contains("recalled") {
            self = .recall
        } else if words.contains("non_conformant") {
            self = .failure
        } else if event.bizStep == "holding" {
            self = .hold
        } else {
            return nil
        }
    }

    fileprivate static func lifted(by event: EPCISEvent) -> Set<Self> {
        var kinds: Set<Self> = []
        if event.bizStep == "urn:yima:bizstep:releasing", event.disposition != "non_conformant" {
            kinds.formUnion([.hold, .failure])
        }
        if event.bizStep == "inspecting", event.disposition == "conformant" { kinds.insert(.failure) }
        for word in event.persistentDisposition?.unset ?? [] {
            switch word {
            case "recalled": kinds.insert(.recall)
            case "non_conformant": kinds.insert(.failure)
            default: break
            }
        }
        return kinds
    }
}
