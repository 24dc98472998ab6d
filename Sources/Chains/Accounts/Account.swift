package import Codes
import EPCIS
package import Values

/// Everything that happened to one code, line by line, in the order of the chain.
package struct Account: Sendable {
    /// One event's effect on the code.
    package struct Line: Sendable {
        package let event: ResolvedEvent
        package let act: Act
        /// How much; nil where it is not said or not countable.
        package let measure: Measure?
        /// Whether the code is not named in the event but was inside something that is.
        package let isCarried: Bool
        /// Whether it is packed into, or taken out of, a container whose ways are not of this chain: another portion.
        package let isAside: Bool

        /// Whether the goods come back: allowed after a sale and after expiry.
        package var isReturn: Bool {
            guard act != .end, act != .use else { return false }
            return event.disposition == "returned" || event.bizStep == "returning"
        }

        /// Whether it is what a firm already had when it came to the ledger.
        package var isOpening: Bool { event.bizStep == "urn:yima:bizstep:opening_stock" }

        /// Whether it ends without being sold or eaten.
        package var isDestruction: Bool {
            ["destroying", "decommissioning"].contains(event.bizStep)
        }

        /// Whether a delivery, or a part of it, is not taken: the driver takes it back.
        package var isRefusal: Bool {
            event.bizStep == "urn:yima:bizstep:refusing" || event.bizStep == "rejecting"
        }

        /// Whether it was lost on the way, under the despatch advice of that movement: it never came into the stock of him who says so.
        package var isLostOnTheWay: Bool {
            act == .end && event.bizStep == "urn:yima:bizstep:losing" && !event.movements.isEmpty
        }

        /// Whether it moves goods between the sites of its signer.
        package var isInternal: Bool {
            let parties =
                switch act {
                case .ship: event.destinations
                case .receive where !isReturn: event.sources
                default: [String]()
                }
            return !parties.isEmpty && parties.allSatisfy { $0 == operatorUSCC }
        }

        package var moment: Timestamp { event.moment }
        package var operatorUSCC: String { event.operatorUSCC }
        package var entry: UInt64 { event.entry }

        /// Whether it adds to what the operator has of the code, as far as this chain follows it.
        package var acquires: Bool { act.acquires || act == .unpack && isAside }
        /// Whether it takes from it.
        package var gives: Bool { act.gives && !isLostOnTheWay || act == .pack && isAside }
    }

    package let code: CanonicalCode
    package let reach: Reach
    package var lines: [Line] = []
    /// Whether it has carried things that have accounts of their own: then those are judged instead.
    package var isCarrier = false
    /// The operators that held it and whose custody does not lead to the subject of the chain.
    private(set) var strangers: Set<String> = []

    // Worked out once the lines are all there.

    /// The shipments put beside the receipts.
    package private(set) var transfers = Transfers([])
    private var warehouses = Warehouses([])
    package private(set) var issues: [Line] = []
    /// Those of its issuers from whom it comes: not who had received it of another and issues it again.
    package private(set) var originators: Set<String> = []
    /// From whom to whom it was shipped.
    package private(set) var shipments: Set<Route> = []
    /// The same of its lot or items.
    package private(set) var kinShipments: Set<Route> = []
    private var acquisitions: [String: Line] = [:]
    private var kinAcquisitions: [String: Line] = [:]
    /// When an operator first had its lot or one of its items.
    package func kinAcquisition(by operatorUSCC: String) -> Line? { kinAcquisitions[operatorUSCC] }
    /// Who received its lot or one of its items.
    package var kinReceivers: Set<String> { Set(kinAcquisitions.filter { $0.value.act == .receive }.keys) }
    /// What was issued of the lot of an item.
    package private(set) var lotIssues: [Line] = []
    /// Its events on the way to the subject, each once, in the order of time.
    package private(set) var pathEvents: [ResolvedEvent] = []
    /// The lines of each operator, in the order of their USCCs.
    package private(set) var linesByOperator: [(operatorUSCC: String, lines: [Line])] = []

    package init(code: CanonicalCode, reach: Reach) {
        self.code = code
        self.reach = reach
    }

    /// Whether what this operator did with the code can have touched the subject of the chain. Those who never held it
    /// (laboratories, inspectors) speak of the whole lot; those who held another part of it do not matter.
    package func isOnPath(_ operatorUSCC: String) -> Bool {
        !strangers.contains(operatorUSCC)
    }
}

extension Account.Line: Hashable {
    /// An event does one thing of a kind to a code, so this tells the lines of an account apart.
    package static func == (left: Self, right: Self) -> Bool {
        left.entry == right.entry && left.act == right.act && left.isCarried == right.isCarried
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(entry)
        hasher.combine(act)
    }
}

extension Account {
    /// Where this operator first had it: made or received it. An item is also received with its lot, a lot with its items.
    package func acquisition(by operatorUSCC: String) -> Line? {
        [acquisitions[operatorUSCC], kinAcquisitions[operatorUSCC]].compactMap { $0 }
            .min { $0.event.precedes($1.event) }
    }

    /// Out of whose hands goods went: of who says so, or of the warehouse where he had put them.
    package func giver(of line: Line) -> String {
        warehouses.givers[line] ?? line.operatorUSCC
    }

    /// Works out what follows from its own lines.
    package mutating func close() {
        transfers = Transfers(lines)
        warehouses = Warehouses(lines)
        issues = lines.filter { $0.act == .issue }
        originators = Self.originators(of: lines)
        // The lines stand in the order of the chain, so the first of an operator is its earliest.
        for line in lines where line.act.acquires && acquisitions[line.operatorUSCC] == nil {
            acquisitions[line.operatorUSCC] = line
        }
        for line in lines where line.act == .ship { shipments.formUnion(line.event.shipmentRoutes) }
        linesByOperator = Dictionary(grouping: lines, by: \.operatorUSCC).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    /// The first in the order of the ledger, whatever he did besides, and all who received none of it of others.
    static func originators(of lines: [Line]) -> Set<String> {
        let issues = lines.filter { $0.act == .issue }
        guard Set(issues.map(\.operatorUSCC)).count > 1 else { return Set(issues.map(\.operatorUSCC)) }
        let first = issues.min { $0.entry < $1.entry }?.operatorUSCC
        let buyers = Set(
            lines.lazy.filter { $0.act == .receive && !$0.isReturn }
                .filter { line in line.event.sources.contains { $0 != line.operatorUSCC } }.map(\.operatorUSCC))
        return Set(issues.map(\.operatorUSCC)).filter { $0 == first || !buyers.contains($0) }
    }

    /// Names who held another part of it, once all accounts are closed.
    mutating func setApart(_ strangers: Set<String>) {
        self.strangers = strangers
        pathEvents = []
        // The lines of one event stand together.
        for line in lines where pathEvents.last?.entry != line.entry && isOnPath(line.operatorUSCC) {
            pathEvents.append(line.event)
        }
    }

    /// Adds what must be heard with an item from the account, already closed, of its lot. The lot's sets are shared, not
    /// copied: a lot of thousands of deliveries may have thousands of items.
    package mutating func hear(lot: Account) {
        kinAcquisitions = lot.acquisitions
        kinShipments = lot.shipments
        lotIssues = lot.issues
    }

    /// The same for a lot from one of its items.
    package mutating func hear(item: Account) {
        kinAcquisitions.merge(item.acquisitions) { $0.event.precedes($1.event) ? $0 : $1 }
        kinShipments.formUnion(item.shipments)
    }
}
