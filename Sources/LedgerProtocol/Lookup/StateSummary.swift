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
    package private(set) var disposition: String?
    /// bizLocation, or readPoint where the event gives none.
    package private(set) var place: String?
    package private(set) var productName: String?
    package private(set) var quantity: EPCISEvent.Quantity?
    /// Only for a bare product code: its lots, newest first. Then the fields above but the name say nothing, for the lots are
    /// in as many places.
    package private(set) var lots: [Lot]?

    /// - Parameter events: events that name `code`, in any order. Those that cannot be read, and those that their operator
    ///   has since declared wrong, are left out.
    package init(of code: CanonicalCode, events: [RecordedEvent], codes: CodeReader) {
        let told = Self.standing(events).sorted { $0.isNewer(than: $1) }
        productName = told.lazy.compactMap { $0.event.dataElements["productName"] }.first
        if code.grain == .product {
            lots = Self.lots(of: code, in: told, codes: codes)
            return
        }
        newest = told.first.map {
            Newest(entry: $0.record.entry, time: $0.event.eventTime, operatorUSCC: $0.record.journal.operatorUSCC)
        }
        bizStep = told.lazy.compactMap(\.event.bizStep).first
        disposition = told.lazy.compactMap(\.event.disposition).first
        place = told.lazy.compactMap { $0.event.bizLocation ?? $0.event.readPoint }.first
        quantity = told.lazy.compactMap { $0.event.quantity(of: code, codes: codes) }.first
    }

    /// The same with a product's name from elsewhere, where the events gave none.
    package func named(_ name: String?) -> StateSummary {
        var named = self
        named.productName = productName ?? name
        return named
    }

    private static func standing(_ events: [RecordedEvent]) -> [ToldEvent] {
        let told = events.compactMap { record in record.event.map { ToldEvent(record: record, event: $0) } }
        let declarations = told.filter { $0.event.errorDeclaration != nil }
        return told.filter { candidate in
            guard candidate.event.errorDeclaration == nil else { return false }
            guard let id = candidate.event.eventID else { return true }
            return !declarations.contains {
                $0.event.eventID == id && $0.record.entry > candidate.record.entry
                    && $0.record.journal.operatorUSCC == candidate.record.journal.operatorUSCC
            }
        }
    }

    private static func lots(of product: CanonicalCode, in events: [ToldEvent], codes: CodeReader) -> [Lot] {
        var lots: [Lot] = []
        var seen: Set<String> = []
        for told in events {
            for written in told.event.writtenCodes {
                guard let code = try? codes.read(written), code.productKey == product.key, let lot = code.lotKey,
                    let number = code.part("lot"), seen.insert(lot).inserted
                else { continue }
                lots.append(Lot(canonical: lot, number: number, entry: told.record.entry))
            }
        }
        return lots
    }
}

private struct ToldEvent {
    let record: RecordedEvent
    let event: EPCISEvent

    /// By when it happened, not by when it came: a device may have been without a network. At one moment, by entry.
    func isNewer(than other: ToldEvent) -> Bool {
        let (left, right) = (event.eventTime.moment, other.event.eventTime.moment)
        return left == right ? record.entry > other.record.entry : left > right
    }
}

extension EPCISEvent {
    /// How much of a code the event says there is: what it observes, packs or makes, never what it uses up.
    fileprivate func quantity(of code: CanonicalCode, codes: CodeReader) -> Quantity? {
        (quantityList + childQuantityList + outputQuantityList).first {
            $0.amount != nil && (try? codes.read($0.epcClass))?.key == code.key
        }
    }
}
