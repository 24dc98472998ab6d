package import Rules
package import Values

/// Records of a period and when they came, some hundred bytes each.
package struct RecordTable: Sendable {
    /// Which term a record has.
    package enum Term: Int, Hashable, Sendable, CaseIterable {
        /// A receipt that a supplier's push was there for.
        case confirmation
        /// A receipt that none was there for.
        case entering
        case recording
    }

    /// A record beside its term.
    package struct Timed: Sendable {
        package let entry: UInt64
        package let firm: String
        package let term: Term
        package let step: String?
        /// When it happened.
        package let start: Timestamp
        /// From when its term runs to its arrival, in milliseconds; not less than zero.
        package let waited: Int64
        package let allowed: Int64

        package var isLate: Bool { waited > allowed }
    }

    private struct Line {
        let record: RecordLine
        let arrival: Timestamp
    }

    private struct Push {
        let start: Timestamp
        let arrival: Timestamp
    }

    private var lines: [Line] = []
    /// By goods, sender and receiver.
    private var pushes: [UInt64: [Push]] = [:]

    /// By the names of what took its place.
    private var corrections: [UInt64: [RecordCorrection]] = [:]

    package init() {}

    /// A shipment may be told to have left a little after its goods are told to have come: clocks differ.
    private static let clockTolerance: Int64 = 12 * 3_600_000

    /// Takes records in the order of the ledger.
    package mutating func add(_ record: RecordLine, arrival: Timestamp) {
        for key in record.keys where record.act == .shipment {
            pushes[key, default: []].append(Push(start: record.start, arrival: arrival))
        }
        if record.isCounted { lines.append(Line(record: record, arrival: arrival)) }
    }

    /// Takes that something was put right; before or after what took its place.
    package mutating func add(_ correction: RecordCorrection) {
        for name in correction.corrective { corrections[name, default: []].append(correction) }
    }

    /// Each record that is counted, with its term by the rules of its day.
    package func timed(_ rules: RuleDefinitions) -> [Timed] {
        var known: [CalendarDate: RecordingTerms] = [:]
        return lines.compactMap { line in
            let record = line.record
            guard corrections[record.name]?.contains(where: { $0.explains(record) }) != true else { return nil }
            let terms = known[record.day] ?? RecordingTerms(rules, on: record.day)
            known[record.day] = terms
            let push = record.act == .receipt ? push(of: line) : nil
            let term: Term = record.act == .receipt ? push == nil ? .entering : .confirmation : .recording
            let allowed =
                switch term {
                case .confirmation: terms.confirmation
                case .entering: terms.entering
                case .recording: terms.recording
                }
            let from = max(record.start, push ?? record.start)
            return Timed(
                entry: record.entry, firm: record.firm, term: term, step: record.step, start: record.start,
                waited: max(0, line.arrival.milliseconds - from.milliseconds), allowed: allowed)
        }
    }

    /// When the last shipment of these goods to this firm before the receipt came to the ledger; nil where there is none that came before the
    /// receipt did: what the supplier tells afterwards was nothing to confirm.
    private func push(of receipt: Line) -> Timestamp? {
        let latest = receipt.record.start.milliseconds + Self.clockTolerance
        return receipt.record.keys.lazy.flatMap { pushes[$0] ?? [] }
            .filter { $0.start.milliseconds <= latest && $0.arrival <= receipt.arrival }
            .max { $0.start < $1.start }?.arrival
    }
}
