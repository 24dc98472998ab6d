package import Codes
import EPCIS
package import Values

/// A recall as it is told: opened, told to those who have the goods, closed, or called off.
///
/// | told by | event |
/// |---|---|
/// | opened | the disposition `recalled` (CBV), also as persistent disposition; `yima:recallLevel` is its grade |
/// | notified | bizStep `urn:yima:bizstep:recall_notifying`, its destinations are those who were told |
/// | closed | bizStep `urn:yima:bizstep:recall_closing` |
/// | called off | the persistent disposition `recalled` unset |
///
/// It may be opened by whoever made the goods or was assigned their codes and by an authority: then it is of all of them; another who
/// had some recalls what went through his hands. It is closed and called off by whoever opened it, or by an authority.
package struct RecallCase: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable {
        /// Who made the goods.
        case maker
        case authority
        /// Another who has, or had, some of them.
        case holder
    }

    package static let notifyingStep = "urn:yima:bizstep:recall_notifying"
    package static let closingStep = "urn:yima:bizstep:recall_closing"

    /// What the opening names.
    package let code: CanonicalCode
    package let operatorUSCC: String
    package let standing: Standing
    /// The first is the opening; by the others it was said again, perhaps with another grade.
    package fileprivate(set) var openings: [ResolvedEvent]
    package fileprivate(set) var notices: [ResolvedEvent] = []
    package fileprivate(set) var closing: ResolvedEvent?
    /// Whether it was an authority that closed it.
    package fileprivate(set) var isClosedByAuthority = false
    package fileprivate(set) var calledOff: ResolvedEvent?

    package var opened: ResolvedEvent { openings[0] }
    package var moment: Timestamp { opened.moment }
    package var isOpen: Bool { closing == nil && calledOff == nil }

    /// 1, 2 or 3, as the last opening says that says one; nil where none does.
    package var statedGrade: Int? {
        openings.reversed().lazy.compactMap { $0.event.dataElements["recallLevel"].flatMap { Int($0) } }
            .first { (1...3).contains($0) }
    }

    /// Who was told, each by the first notice.
    package var notified: [String: ResolvedEvent] {
        var told: [String: ResolvedEvent] = [:]
        for notice in notices { for firm in notice.destinations where told[firm] == nil { told[firm] = notice } }
        return told
    }
}

/// The recalls of a chain, and what others say who may not recall.
package struct RecallCases: Sendable {
    /// In the order in which they were opened.
    package private(set) var all: [RecallCase] = []
    /// Recalls by whoever neither has the goods nor the office: notes about him, in the order of the ledger.
    package private(set) var notes: [ResolvedEvent] = []

    package init(_ chain: Chain) {
        for event in chain.judged.events { take(event, chain) }
        guard chain.hasOutsiders else { return }
        notes = chain.events.filter { !chain.isHeard($0) && Restriction.Kind(setBy: $0.event) == .recall }
            .sorted { $0.entry < $1.entry }
    }

    private mutating func take(_ event: ResolvedEvent, _ chain: Chain) {
        let step = event.bizStep
        let isUnset = event.event.persistentDisposition?.unset.contains("recalled") ?? false
        let isOpening = Restriction.Kind(setBy: event.event) == .recall
        guard isUnset || isOpening || step == RecallCase.notifyingStep || step == RecallCase.closingStep else { return }
        for thing in event.things where thing.role == .subject {
            let concerned = all.indices.filter {
                all[$0].isOpen && all[$0].code.key == thing.code.key
                    && (all[$0].operatorUSCC == event.operatorUSCC || chain.hearing.lifts(event))
            }
            if isUnset { for index in concerned { all[index].calledOff = event } }
            if step == RecallCase.notifyingStep { for index in concerned { all[index].notices.append(event) } }
            if step == RecallCase.closingStep {
                for index in concerned {
                    all[index].closing = event
                    all[index].isClosedByAuthority = chain.hearing.lifts(event)
                }
            }
            if isOpening, !isUnset { open(thing.code, event, chain) }
        }
    }

    private mutating func open(_ code: CanonicalCode, _ event: ResolvedEvent, _ chain: Chain) {
        let known = all.firstIndex {
            $0.isOpen && $0.code.key == code.key && $0.operatorUSCC == event.operatorUSCC
        }
        if let known {
            all[known].openings.append(event)
        } else {
            all.append(
                RecallCase(
                    code: code, operatorUSCC: event.operatorUSCC, standing: chain.standing(toRecall: code, event),
                    openings: [event]))
        }
    }
}

extension Chain {
    /// As what somebody recalls goods of this chain.
    fileprivate func standing(toRecall code: CanonicalCode, _ event: ResolvedEvent) -> RecallCase.Standing {
        if hearing.speaksForAll(event), !custody.holds(event.operatorUSCC) { return .authority }
        let keys = Set([code.key, code.lotKey].compactMap(\.self))
        let makers = judged.events.filter { other in
            other.things.contains { keys.contains($0.code.key) && Act(other, $0.role) == .issue }
        }.map(\.operatorUSCC)
        let isOwner = issuers.owners(of: code, at: event.entry).contains(event.operatorUSCC)
        return isOwner || makers.contains(event.operatorUSCC) ? .maker : .holder
    }
}
