import Codes
import EPCIS

/// An account while its lines are written, and what follows from them is worked out.
struct AccountDraft {
    typealias Line = Account.Line

    let code: CanonicalCode
    let reach: Reach
    var lines: [Line] = []
    var isCarrier = false
    private(set) var strangers: Set<String> = []

    // Worked out once the lines are all there.

    private(set) var transfers = Transfers([])
    private(set) var warehouses = Warehouses([])
    private(set) var issues: [Line] = []
    private(set) var originators: Set<String> = []
    private(set) var shipments: Set<Route> = []
    private(set) var kinShipments: Set<Route> = []
    private(set) var acquisitions: [String: Line] = [:]
    private(set) var kinAcquisitions: [String: Line] = [:]
    private(set) var lotIssues: [Line] = []
    private(set) var pathEvents: [ResolvedEvent] = []
    private(set) var linesByOperator: [(operatorUSCC: String, lines: [Line])] = []

    init(code: CanonicalCode, reach: Reach) {
        self.code = code
        self.reach = reach
    }

    /// Works out what follows from its own lines.
    mutating func close() {
        transfers = Transfers(lines)
        warehouses = Warehouses(lines)
        issues = lines.filter { $0.act == .issue }
        originators = Self.originators(of: lines, issues)
        // The lines stand in the order of the chain, so the first of an operator is its earliest.
        for line in lines where line.act.acquires && acquisitions[line.operatorUSCC] == nil {
            acquisitions[line.operatorUSCC] = line
        }
        for line in lines where line.act == .ship { shipments.formUnion(line.event.shipmentRoutes) }
        linesByOperator = Dictionary(grouping: lines) { $0.operatorUSCC }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    /// The first in the order of the ledger, whatever he did besides, and all who received none of it of others.
    private static func originators(of lines: [Line], _ issues: [Line]) -> Set<String> {
        let issuers = Set(issues.map(\.operatorUSCC))
        guard issuers.count > 1 else { return issuers }
        let first = issues.min { $0.entry < $1.entry }?.operatorUSCC
        let buyers = Set(
            lines.lazy.filter { $0.act == .receive && !$0.isReturn }
                .filter { line in line.event.sources.contains { $0 != line.operatorUSCC } }.map(\.operatorUSCC))
        return issuers.filter { $0 == first || !buyers.contains($0) }
    }

    /// Names who held another part of it, once all accounts are closed.
    mutating func setApart(_ strangers: Set<String>) {
        self.strangers = strangers
        pathEvents = []
        // The lines of one event stand together.
        for line in lines where pathEvents.last?.entry != line.entry && !strangers.contains(line.operatorUSCC) {
            pathEvents.append(line.event)
        }
    }

    /// Adds what must be heard with an item from the account, already closed, of its lot. The lot's sets are shared, not
    /// copied: a lot of thousands of deliveries may have thousands of items.
    mutating func hear(lot: AccountDraft) {
        kinAcquisitions = lot.acquisitions
        kinShipments = lot.shipments
        lotIssues = lot.issues
    }

    /// The same for a lot from one of its items.
    mutating func hear(item: AccountDraft) {
        kinAcquisitions.merge(item.acquisitions) { $0.event.precedes($1.event) ? $0 : $1 }
        kinShipments.formUnion(item.shipments)
    }
}
