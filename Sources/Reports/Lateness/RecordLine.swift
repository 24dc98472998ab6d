package import Codes
package import EPCIS
package import Values

/// What counts of an event for how timely it was recorded.
package struct RecordLine: Hashable, Sendable {
    package enum Act: UInt8, Hashable, Sendable {
        case receipt, shipment, other
    }

    package let entry: UInt64
    package let firm: String
    package let act: Act
    /// From when the time counts.
    package let start: Timestamp
    /// The day where it was.
    package let day: CalendarDate
    /// The bizStep as the event has it.
    package let step: String?
    /// Of a receipt its goods with who received them and from whom; of a shipment its goods with each to whom they go and who says so: what
    /// somebody else tells of a delivery sets nobody a term.
    package let keys: [UInt64]
    /// By what a correction of it, or what it corrects, is known: its signer and its name.
    package let name: UInt64
    /// Whether it is counted; a shipment from before the period only explains receipts.
    package let isCounted: Bool

    /// Days before the period in which shipments may have been told whose receipts are in it.
    private static let shipmentDays = 60

    /// Nil where nothing of an event counts.
    package init?(
        entry: UInt64, operatorUSCC: String, name: String, _ event: EPCISEvent, _ period: ReportPeriod,
        _ codes: CodeReader
    ) {
        guard event.kind != .foreign, event.errorDeclaration == nil else { return nil }
        day = event.eventTime.dayOnSpot
        isCounted = period.contains(day)
        act =
            switch event.bizStep {
            case "receiving", "accepting": .receipt
            case "shipping": .shipment
            default: .other
            }
        let before = period.first.daysSinceEpoch - Self.shipmentDays
        guard isCounted || act == .shipment && (before...period.last.daysSinceEpoch).contains(day.daysSinceEpoch)
        else { return nil }
        self.entry = entry
        self.name = RecordCorrection.name(name, of: operatorUSCC)
        firm = operatorUSCC
        step = event.bizStep
        start = RecordingStart.of(event)
        switch act {
        case .receipt:
            keys = Self.keys(
                event, event.sourceList.compactMap { Self.uscc($0.id) }.map { (from: $0, to: operatorUSCC) }, codes)
        case .shipment:
            keys = Self.keys(
                event, event.destinationList.compactMap { Self.uscc($0.id) }.map { (from: operatorUSCC, to: $0) }, codes
            )
        case .other: keys = []
        }
    }

    private static let usccPrefix = "urn:yima:uscc:"

    private static func uscc(_ id: String) -> String? {
        id.hasPrefix(usccPrefix) ? String(id.dropFirst(usccPrefix.count)) : nil
    }

    /// Lots, or what has none, each with each delivery. Numbers of one process: they are compared, and never kept.
    private static func keys(
        _ event: EPCISEvent, _ deliveries: [(from: String, to: String)], _ codes: CodeReader
    ) -> [UInt64] {
        let goods = Set(
            event.writtenCodes.map { written in
                guard let names = try? codes.names(of: written) else { return written }
                return names.lotKey ?? names.key
            })
        var found: Set<UInt64> = []
        for code in goods {
            for delivery in deliveries {
                var hasher = Hasher()
                hasher.combine(code)
                hasher.combine(delivery.from)
                hasher.combine(delivery.to)
                found.insert(UInt64(bitPattern: Int64(hasher.finalize())))
            }
        }
        return Array(found)
    }
}
