import Chains
package import Codes
package import EPCIS
package import Evidence
import Ledger
package import Values

/// What the newest events say of a code: where it is, in whose hands, in what condition. Pure: from events to a summary.
package struct StateSummary: Hashable, Sendable {
    /// The newest event: its entry, when it happened, and whose device signed it.
    package struct Newest: Hashable, Sendable {
        package let entry: UInt64
        package let time: OffsetTime
        package let operatorUSCC: String
    }

    /// A lot of a product, and the entry that brought it into being.
    package struct Lot: Hashable, Sendable {
        package let canonical: String
        package let number: String
        package let entry: UInt64
    }

    package private(set) var newest: Newest?
    package private(set) var bizStep: String?
    package internal(set) var disposition: String?
    /// bizLocation, or readPoint where the event gives none; where one party has it all, where it has it.
    package internal(set) var place: String?
    package internal(set) var productName: String?
    package internal(set) var quantity: EPCISEvent.Quantity?
    /// Who has how much; nil where the chain says nothing of it, or was not asked.
    package internal(set) var holders: Holders?
    /// What stands against it; nil where the chain was not asked.
    package internal(set) var standing: Standing?
    /// Only for a bare product code: its lots, newest first. Then the fields above but the name say nothing, for the lots are
    /// in as many places.
    package private(set) var lots: [Lot]?

    /// - Parameters:
    ///   - events: events that name `code`, in any order. Those that cannot be read, and those that their operator has since declared
    ///     wrong, are left out.
    ///   - lotEvents: of an item, those that name its lot: what stands against the lot stands against it.
    package init(
        of code: CanonicalCode, events: [RecordedEvent], lotEvents: [RecordedEvent] = [], codes: CodeReader
    ) {
        let told = Self.standing(events)
        productName = told.lazy.compactMap { $0.event?.dataElements["productName"] }.first
        if code.grain == .product {
            lots = Self.lots(of: code, in: told, codes: codes)
            return
        }
        if let first = told.first, let event = first.event {
            newest = Newest(entry: first.entry, time: event.eventTime, operatorUSCC: first.journal.operatorUSCC)
        }
        bizStep = told.lazy.compactMap(\.event?.bizStep).first
        disposition =
            Self.restriction(of: code, Self.standing(events + lotEvents), codes)
            ?? told.lazy.compactMap(\.event?.disposition).first
        place = told.lazy.compactMap { $0.event?.bizLocation ?? $0.event?.readPoint }.first
        quantity = told.lazy.compactMap { $0.event?.quantity(of: code, codes: codes) }.first
    }

    /// The same with a product's name from elsewhere, where the events gave none.
    package func named(_ name: String?) -> StateSummary {
        var named = self
        named.productName = productName ?? name
        return named
    }

    /// A recall or a failed test that nobody has lifted: no later event hides it.
    private static func restriction(
        of code: CanonicalCode, _ events: [RecordedEvent], _ codes: CodeReader
    ) -> String? {
        guard events.contains(where: { $0.event.flatMap { Restriction.Kind(setBy: $0) } != nil }) else { return nil }
        let resolved = events.compactMap(\.chainEvent).map { ResolvedEvent($0, reader: codes) }
        let inForce = Restrictions(resolved.sorted { $0.precedes($1) }).all.filter {
            $0.isInForce && [code.key, code.lotKey].contains($0.code.key)
        }
        if inForce.contains(where: { $0.kind == .recall }) { return "recalled" }
        return inForce.contains { $0.kind == .failure } ? "non_conformant" : nil
    }

    /// The events that can be read and that their operator has not declared wrong since, the newest first.
    private static func standing(_ events: [RecordedEvent]) -> [RecordedEvent] {
        let retractions = Retractions(of: events)
        // Who denies goods has nothing to do with them.
        let told = events.filter { candidate in
            candidate.event.map { !$0.isDenial && retractions.stands(candidate.entry) } ?? false
        }
        return told.sorted { $0.isNewer(than: $1) }
    }

    private static func lots(of product: CanonicalCode, in events: [RecordedEvent], codes: CodeReader) -> [Lot] {
        var lots: [Lot] = []
        var seen: Set<String> = []
        for told in events {
            for written in told.event?.writtenCodes ?? [] {
                guard let code = try? codes.read(written), code.productKey == product.key, let lot = code.lotKey,
                    let number = code.part("lot"), seen.insert(lot).inserted
                else { continue }
                lots.append(Lot(canonical: lot, number: number, entry: told.entry))
            }
        }
        return lots
    }
}

extension Retractions {
    /// What is taken back among recorded events, also of those that can be read only in part.
    init(of events: [RecordedEvent]) {
        self.init(
            among: events.compactMap { told in
                told.event.map { event in
                    ChainEvent(
                        entry: told.entry, recordTime: told.recordTime, operatorUSCC: told.journal.operatorUSCC,
                        journal: told.journal.description, journalIndex: told.journalIndex, event: event)
                }
            })
    }
}

extension RecordedEvent {
    /// By when it happened, not by when it came: a device may have been without a network. At one moment, by entry.
    fileprivate func isNewer(than other: RecordedEvent) -> Bool {
        guard let left = event?.eventTime.moment, let right = other.event?.eventTime.moment else { return false }
        return left == right ? entry > other.entry : left > right
    }
}

extension EPCISEvent {
    /// How much of a code the event says there is: what it observes, packs or makes, never what it uses up.
    fileprivate func quantity(of code: CanonicalCode, codes: CodeReader) -> Quantity? {
        for list in [quantityList, childQuantityList, outputQuantityList] {
            let found = list.first {
                $0.amount != nil
                    && ($0.epcClass == code.uri || (try? codes.names(of: $0.epcClass))?.key == code.key)
            }
            if let found { return found }
        }
        return nil
    }
}
