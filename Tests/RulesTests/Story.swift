import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// A chain told step by step: hours count from 2026-03-01T08:00+08:00, every event reaches the ledger ten minutes after it
/// happened, and entries are numbered from 0.
struct Story {
    static let start = OffsetTime(rfc3339: "2026-03-01T08:00:00+08:00")!.moment.milliseconds
    static let hour: Int64 = 3_600_000

    private(set) var records: [ChainEvent] = []

    /// How much of which code: kilograms for lots, one for items.
    struct Portion {
        let code: String
        let amount: String?
        let uom: String?
    }

    mutating func add(
        _ kind: EPCISEvent.Kind, _ action: EPCISEvent.Action?, _ step: String, by firm: String, at hour: Double,
        recorded: Double? = nil, seen: Double? = nil, _ change: (inout EPCISEvent) -> Void
    ) {
        let moment = Self.start + Int64(hour * Double(Self.hour))
        var event = EPCISEvent(
            kind: kind, eventTime: OffsetTime(moment: Timestamp(milliseconds: moment), offsetMinutes: 480))
        event.action = action
        event.bizStep = step
        change(&event)
        let arrival = recorded.map { Self.start + Int64($0 * Double(Self.hour)) } ?? moment + 600_000
        records.append(
            ChainEvent(
                entry: UInt64(records.count), recordTime: Timestamp(milliseconds: arrival), operatorUSCC: firm,
                journal: "\(firm)/1", event: event,
                recordedAfter: seen.map { Timestamp(milliseconds: Self.start + Int64($0 * Double(Self.hour))) }))
    }

    mutating func issue(
        _ portions: Portion..., by firm: String = farm, at hour: Double, elements: [String: String] = [:]
    ) {
        add(.object, .add, "commissioning", by: firm, at: hour) {
            $0.list(portions)
            $0.dataElements = elements
        }
    }

    mutating func ship(
        _ portions: Portion..., from firm: String, to receiver: String?, at hour: Double, document: String? = nil,
        recorded: Double? = nil
    ) {
        add(.object, .observe, "shipping", by: firm, at: hour, recorded: recorded) {
            $0.list(portions)
            if let receiver { $0.destinationList = [owner(receiver)] }
            if let document { $0.bizTransactionList = [.init(type: "desadv", id: document)] }
        }
    }

    mutating func receive(
        _ portions: Portion..., by firm: String, from sender: String?, at hour: Double, document: String? = nil,
        recorded: Double? = nil
    ) {
        add(.object, .observe, "receiving", by: firm, at: hour, recorded: recorded) {
            $0.list(portions)
            if let sender { $0.sourceList = [owner(sender)] }
            if let document { $0.bizTransactionList = [.init(type: "desadv", id: document)] }
        }
    }

    /// A shipment and its receipt two hours later.
    mutating func move(_ portion: Portion, from sender: String, to receiver: String, at hour: Double) {
        ship(portion, from: sender, to: receiver, at: hour)
        receive(portion, by: receiver, from: sender, at: hour + 2)
    }

    mutating func make(
        _ outputs: [Portion], from inputs: [Portion], by firm: String, at hour: Double, id: String? = nil,
        elements: [String: String] = [:]
    ) {
        add(.transformation, nil, "commissioning", by: firm, at: hour) {
            $0.inputEPCList = inputs.filter { $0.amount == nil }.map(\.code)
            $0.inputQuantityList = inputs.quantities
            $0.outputEPCList = outputs.filter { $0.amount == nil }.map(\.code)
            $0.outputQuantityList = outputs.quantities
            $0.transformationID = id
            $0.dataElements = elements
        }
    }

    mutating func pack(_ children: [Portion], in parent: String, by firm: String, at hour: Double) {
        aggregate(.add, "packing", children, parent, firm, hour)
    }

    mutating func unpack(_ children: [Portion], from parent: String, by firm: String, at hour: Double) {
        aggregate(.delete, "unpacking", children, parent, firm, hour)
    }

    mutating func sell(_ portions: Portion..., by firm: String, at hour: Double) {
        add(.object, .delete, "retail_selling", by: firm, at: hour) { $0.list(portions) }
    }

    mutating func destroy(_ portions: Portion..., by firm: String, at hour: Double) {
        add(.object, .delete, "destroying", by: firm, at: hour) { $0.list(portions) }
    }

    mutating func inspect(_ portions: Portion..., by firm: String, at hour: Double) {
        add(.object, .observe, "inspecting", by: firm, at: hour) { $0.list(portions) }
    }

    private mutating func aggregate(
        _ action: EPCISEvent.Action, _ step: String, _ children: [Portion], _ parent: String, _ firm: String,
        _ hour: Double
    ) {
        add(.aggregation, action, step, by: firm, at: hour) {
            $0.parentID = parent
            $0.childEPCs = children.filter { $0.amount == nil }.map(\.code)
            $0.childQuantityList = children.quantities
        }
    }

    /// The last event, changed.
    mutating func amendLast(_ change: (inout EPCISEvent) -> Void) {
        amend(records.count - 1, change)
    }

    mutating func amend(_ index: Int, _ change: (inout EPCISEvent) -> Void) {
        let record = records[index]
        var event = record.event
        change(&event)
        records[index] = ChainEvent(
            entry: record.entry, recordTime: record.recordTime, operatorUSCC: record.operatorUSCC,
            journal: record.journal, event: event, recordedAfter: record.recordedAfter)
    }

    /// Tells these records instead.
    mutating func keep(_ records: [ChainEvent]) { self.records = records }

    // What is asked of a story.

    func walk(
        _ code: String, _ direction: TraceDirection = .both, limits: TraceLimits = TraceLimits(),
        order: (([ChainEvent]) -> [ChainEvent]) = { $0 }
    ) -> TraceWalk {
        var walk = TraceWalk(subject: identity(code), direction: direction, limits: limits)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { return walk }
            for code in wanted { walk.supply(order(events(of: code)), for: code) }
        }
    }

    func chain(_ code: String, _ direction: TraceDirection = .both) -> Chain {
        walk(code, direction).chain()
    }

    func findings(_ code: String, definitions: RuleDefinitions = .builtIn) -> [Finding] {
        Judge(definitions: definitions, now: Self.end).findings(in: chain(code))
    }

    /// The ids of the rules that are broken.
    func rules(_ code: String) -> [String] {
        findings(code).map(\.rule)
    }

    func verdict(_ code: String) -> Verdict {
        let chain = chain(code)
        return VerdictDocument(
            code: code, chain: chain, findings: Judge(now: Self.end).findings(in: chain),
            basis: VerdictBasis(asOf: Self.end), checkpoint: nil
        ).verdict
    }

    static let end = Timestamp(milliseconds: start + 100_000 * hour)

    /// As the ledger's index answers: by key, and lots also by their items.
    private func events(of code: CanonicalCode) -> [ChainEvent] {
        records.filter { ResolvedEvent($0, reader: reader).keys.contains(code.key) }
    }
}

private let reader = CodeReader()

func identity(_ code: String) -> CanonicalCode {
    try! reader.read(code)
}

private func owner(_ uscc: String) -> EPCISEvent.TypedReference {
    .init(type: "owning_party", id: "urn:yima:uscc:\(uscc)")
}

extension EPCISEvent {
    mutating func list(_ portions: [Story.Portion]) {
        epcList = portions.filter { $0.amount == nil }.map(\.code)
        quantityList = portions.quantities
    }
}

extension [Story.Portion] {
    fileprivate var quantities: [EPCISEvent.Quantity] {
        compactMap { portion in
            portion.amount.map { .init(epcClass: portion.code, amount: Amount($0), uom: portion.uom) }
        }
    }
}

func kg(_ amount: String, _ code: String) -> Story.Portion { .init(code: code, amount: amount, uom: "KGM") }
func of(_ amount: String, _ uom: String?, _ code: String) -> Story.Portion {
    .init(code: code, amount: amount, uom: uom)
}
func one(_ code: String) -> Story.Portion { .init(code: code, amount: nil, uom: nil) }

func lot(_ name: String) -> String { "https://id.gs1.org/01/06901234567892/10/\(name)" }
func item(_ serial: String, of name: String) -> String { "\(lot(name))/21/\(serial)" }
let pallet = "https://id.gs1.org/00/106141412345678908"
let container = "urn:epc:id:bic:CSQU3054383"

func uscc(_ seventeen: String) -> String { seventeen + String(CheckCharacter.uscc(seventeen)!) }
let farm = uscc("91350521M000100Y4")
let plant = uscc("91350521M000200Y4")
let store = uscc("91350521M000300Y4")
let shop = uscc("91350521M000400Y4")
let lab = uscc("12350521M000500Y4")
