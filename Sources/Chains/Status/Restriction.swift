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

    /// The same, said of what lay in the unit that the event names.
    package func ofContents(_ code: CanonicalCode) -> Restriction {
        Restriction(kind: kind, code: code, event: event, lifted: lifted)
    }

    package var moment: Timestamp { event.moment }
    package var operatorUSCC: String { event.operatorUSCC }
    package var isInForce: Bool { lifted == nil }
}

/// The restrictions of a chain, in the order in which they came about.
///
/// - Held: CBV `holding`. Failed: the disposition `non_conformant`. Recalled: the disposition `recalled`. Also as persistent
///   dispositions (EPCIS 2.0 §7.3.3.2).
/// - Lifted by whoever set it or by an authority: by releasing the goods, by a later test that they pass (a failure; of several items only the one that
///   failed), or by unsetting the persistent disposition. A recall is not lifted by a release: goods are released to be sold.
package struct Restrictions: Sendable {
    package private(set) var all: [Restriction] = []
    /// Those in force, by what they are said of.
    private var inForce: [String: [Int]] = [:]
    /// How often one says the same of the same.
    private var counts: [Saying: Int] = [:]

    private struct Saying: Hashable {
        let operatorUSCC: String
        let code: String
        let kind: Restriction.Kind
    }

    /// Who holds a lot ten thousand times holds it once.
    private static let inForceMax = 8
    private static let countMax = 256

    /// - Parameter events: in the order of their times.
    package init(_ events: [ResolvedEvent], hearing: Hearing = .nobody) {
        for event in events {
            lift(by: event, hearing)
            guard let kind = Restriction.Kind(setBy: event.event) else { continue }
            for thing in event.things where thing.role == .subject {
                set(Restriction(kind: kind, code: thing.code, event: event))
            }
        }
    }

    private mutating func set(_ restriction: Restriction) {
        let standing = (inForce[restriction.code.key] ?? []).count {
            all[$0].kind == restriction.kind && all[$0].operatorUSCC == restriction.operatorUSCC
        }
        guard standing < Self.inForceMax else { return }
        let saying = Saying(
            operatorUSCC: restriction.operatorUSCC, code: restriction.code.key, kind: restriction.kind)
        counts[saying, default: 0] += 1
        // Of what was set and lifted again and again the last stands for the rest.
        if counts[saying, default: 0] > Self.countMax, standing == 0,
            let old = all.lastIndex(where: {
                !$0.isInForce && $0.kind == restriction.kind && $0.code.key == restriction.code.key
                    && $0.operatorUSCC == restriction.operatorUSCC
            })
        {
            all[old] = restriction
            inForce[restriction.code.key, default: []].append(old)
            return
        }
        inForce[restriction.code.key, default: []].append(all.count)
        all.append(restriction)
    }

    private mutating func lift(by event: ResolvedEvent, _ hearing: Hearing) {
        let kinds = Restriction.Kind.lifted(by: event.event)
        guard !kinds.isEmpty else { return }
        for key in Set(event.things.map(\.code.key)) {
            for index in inForce[key] ?? []
            where kinds.contains(all[index].kind)
                && (all[index].operatorUSCC == event.operatorUSCC || hearing.lifts(event))
                && isOfSameTest(event, all[index])
            {
                all[index].lifted = event
            }
            inForce[key]?.removeAll { !all[$0].isInForce }
        }
    }
}

extension Restrictions {
    /// Whether a test that is passed is one of what failed. Whoever does not say what was tested is believed.
    private func isOfSameTest(_ event: ResolvedEvent, _ restriction: Restriction) -> Bool {
        guard restriction.kind == .failure, event.bizStep == "inspecting",
            let passed = event.element("testItem"), let failed = restriction.event.element("testItem")
        else { return true }
        return passed.contains(failed)
    }
}

extension Restriction.Kind {
    /// What an event sets, the gravest of it.
    package init?(setBy event: EPCISEvent) {
        func says(_ word: String) -> Bool {
            event.disposition == word || event.persistentDisposition?.set.contains(word) == true
        }
        if says("recalled") {
            self = .recall
        } else if says("non_conformant") {
            self = .failure
        } else if event.bizStep == "holding" {
            self = .hold
        } else {
            return nil
        }
    }

    package static func lifted(by event: EPCISEvent) -> Set<Self> {
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
