import Chains
import Codes
import EPCIS
import Evidence
import Values

/// What a journal has of acts, so that a row that was put right and brought again is seen beside the wrong one: both would count.
struct AlikeEvents {
    /// What two records of one act have in common, whatever else they say of it.
    private struct Act: Hashable {
        let time: OffsetTime
        let kind: EPCISEvent.Kind
        let action: EPCISEvent.Action?
        let bizStep: String?
        let places: [String?]
        let receivers: [String]
        let goods: Set<String>
    }

    private let codes: CodeReader
    private let journal: String
    private var known: [Act: ChainEvent] = [:]

    /// - Parameters:
    ///   - own: events of the journal; declarations among them take others back.
    ///   - withdrawn: the names of what is declared erroneous beside them.
    init(_ own: [ChainEvent], withdrawn: Set<String>, journal: String, codes: CodeReader) {
        self.codes = codes
        self.journal = journal
        for event in Self.standing(own, withdrawn: withdrawn, journal: journal) {
            if let act = act(event.event) { known[act] = event }
        }
    }

    /// The events that nothing takes back, without the declarations among them.
    static func standing(_ own: [ChainEvent], withdrawn: Set<String>, journal: String) -> [ChainEvent] {
        var declared = withdrawn
        for event in own where event.event.errorDeclaration != nil {
            if let name = event.event.eventID { declared.insert(name) }
        }
        return own.filter { event in
            event.event.errorDeclaration == nil
                && declared.isDisjoint(
                    with: EventName.names(of: event.event, journal: journal, index: event.entry))
        }
    }

    /// The name of the newest event of the same act; nil where there is none.
    func name(ofActOf event: EPCISEvent) -> String? {
        guard !known.isEmpty, event.errorDeclaration == nil, let act = act(event), let found = known[act] else {
            return nil
        }
        return names(of: found).first
    }

    private func names(of event: ChainEvent) -> [String] {
        EventName.names(of: event.event, journal: journal, index: event.entry)
    }

    /// Nil of an event that names no goods.
    private func act(_ event: EPCISEvent) -> Act? {
        let goods = Set(event.writtenCodes.map { (try? codes.read($0))?.key ?? $0 })
        guard !goods.isEmpty else { return nil }
        return Act(
            time: event.eventTime, kind: event.kind, action: event.action, bizStep: event.bizStep,
            places: [event.readPoint, event.bizLocation], receivers: event.destinationList.map(\.id).sorted(),
            goods: goods)
    }
}
