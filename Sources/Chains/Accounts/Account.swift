package import Codes
import EPCIS
package import Values

/// Everything that happened to one code, line by line, in the order of the chain. Made by an `AccountDraft`; nothing of it ever changes:
/// every rule hears every account, so it is shared and never copied.
package final class Account: Sendable {
    /// One event's effect on the code.
    package struct Line: Sendable {
        /// Lines go from hand to hand in every rule: what they say is shared.
        private final class Content: Sendable {
            let event: ResolvedEvent
            let act: Act
            let measure: Measure?
            let isCarried: Bool
            let isAside: Bool

            init(_ event: ResolvedEvent, _ act: Act, _ measure: Measure?, isCarried: Bool, isAside: Bool) {
                self.event = event
                self.act = act
                self.measure = measure
                self.isCarried = isCarried
                self.isAside = isAside
            }
        }

        private let content: Content

        package var event: ResolvedEvent { content.event }
        package var act: Act { content.act }
        /// How much; nil where it is not said or not countable.
        package var measure: Measure? { content.measure }
        /// Whether the code is not named in the event but was inside something that is.
        package var isCarried: Bool { content.isCarried }
        /// Whether it is packed into, or taken out of, a container whose ways are not of this chain: another portion.
        package var isAside: Bool { content.isAside }

        init(event: ResolvedEvent, act: Act, measure: Measure?, isCarried: Bool, isAside: Bool) {
            content = Content(event, act, measure, isCarried: isCarried, isAside: isAside)
        }

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

        package var moment: Timestamp { content.event.moment }
        package var operatorUSCC: String { content.event.operatorUSCC }
        package var entry: UInt64 { content.event.entry }

        /// Whether it adds to what the operator has of the code, as far as this chain follows it.
        package var acquires: Bool { act.acquires || act == .unpack && isAside }
        /// Whether it takes from it.
        package var gives: Bool { act.gives && !isLostOnTheWay || act == .pack && isAside }
    }

    package let code: CanonicalCode
    package let reach: Reach
    package let lines: [Line]
    /// Whether it has carried things that have accounts of their own: then those are judged instead.
    package let isCarrier: Bool
    /// The operators that held it and whose custody does not lead to the subject of the chain.
    private let strangers: Set<String>
    /// The shipments put beside the receipts.
    package let transfers: Transfers
    /// What was declared not to have left.
    package let voided: VoidedShipments
    private let warehouses: Warehouses
    package let issues: [Line]
    /// Those of its issuers from whom it comes: not who had received it of another and issues it again.
    package let originators: Set<String>
    /// From whom to whom it was shipped.
    package let shipments: Set<Route>
    /// The same of its lot or items.
    package let kinShipments: Set<Route>
    private let acquisitions: [String: Line]
    private let kinAcquisitions: [String: Line]
    /// What was issued of the lot of an item.
    package let lotIssues: [Line]
    /// Its events on the way to the subject, each once, in the order of time.
    package let pathEvents: [ResolvedEvent]
    /// The lines of each operator, in the order of their USCCs.
    package let linesByOperator: [(operatorUSCC: String, lines: [Line])]

    init(_ draft: AccountDraft) {
        code = draft.code
        reach = draft.reach
        lines = draft.lines
        isCarrier = draft.isCarrier
        strangers = draft.strangers
        transfers = draft.transfers
        voided = VoidedShipments(draft.lines, draft.transfers)
        warehouses = draft.warehouses
        issues = draft.issues
        originators = draft.originators
        shipments = draft.shipments
        kinShipments = draft.kinShipments
        acquisitions = draft.acquisitions
        kinAcquisitions = draft.kinAcquisitions
        lotIssues = draft.lotIssues
        pathEvents = draft.pathEvents
        linesByOperator = draft.linesByOperator
    }

    /// Whether what this operator did with the code can have touched the subject of the chain. Those who never held it
    /// (laboratories, inspectors) speak of the whole lot; those who held another part of it do not matter.
    package func isOnPath(_ operatorUSCC: String) -> Bool {
        !strangers.contains(operatorUSCC)
    }

    /// Where this operator first had it: made or received it. An item is also received with its lot, a lot with its items.
    package func acquisition(by operatorUSCC: String) -> Line? {
        [acquisitions[operatorUSCC], kinAcquisitions[operatorUSCC]].compactMap { $0 }
            .min { $0.event.precedes($1.event) }
    }

    /// When an operator first had its lot or one of its items.
    package func kinAcquisition(by operatorUSCC: String) -> Line? { kinAcquisitions[operatorUSCC] }

    /// Who received its lot or one of its items.
    package var kinReceivers: Set<String> { Set(kinAcquisitions.filter { $0.value.act == .receive }.keys) }

    /// Out of whose hands goods went: of who says so, or of the warehouse where he had put them.
    package func giver(of line: Line) -> String {
        warehouses.givers[line] ?? line.operatorUSCC
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
