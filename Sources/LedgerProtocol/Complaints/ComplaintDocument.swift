public import Complaints
public import StrictJSON
public import Values

/// What is told of a complaint to anybody: what its acts say, and its terms; nothing of what was sealed.
public struct ComplaintDocument: Sendable {
    public let record: ComplaintRecord
    public let clocks: [ComplaintClock]
    /// The day as of which terms are overdue.
    public let day: CalendarDate

    public init(_ record: ComplaintRecord, clocks: [ComplaintClock], day: CalendarDate) {
        (self.record, self.clocks, self.day) = (record, clocks, day)
    }

    public var isOverdue: Bool { clocks.contains { $0.isOverdue(on: day) } }

    /// `{"complaint","class","kind","way","hotline","received","district","code","firm","state","terms":[…],"acts":[…],…}`
    public var json: JSONNode { .object(members) }

    /// The same with what offices answered, for whoever says the receipt number: `"answers":[{"entry","text"}]`.
    public func json(answers: [(entry: UInt64, text: String?)]) -> JSONNode {
        let told = answers.map {
            JSONNode.object([("entry", .unsigned($0.entry)), ("text", $0.text.map(JSONNode.string) ?? .null)])
        }
        return .object(members + [("answers", .array(told))])
    }

    private var members: [(String, JSONNode)] {
        func text(_ value: String?) -> JSONNode { value.map(JSONNode.string) ?? .null }
        let opening = record.opening?.act
        return [
            ("complaint", .string(record.name.description)), ("class", text(opening?.class.rawValue)),
            ("kind", text(opening?.kind)), ("way", text(opening?.way.rawValue)), ("hotline", text(opening?.hotline)),
            ("received", text(opening.map { "\($0.received)" })), ("district", text(record.district)),
            ("code", text(opening?.code)), ("firm", text(opening?.firm)), ("state", .string(record.state.rawValue)),
            ("overdue", .bool(isOverdue)), ("terms", .array(clocks.map(term))), ("acts", .array(acts)),
            (
                "refused",
                .array(
                    record.refused.map {
                        .object([
                            ("entry", .unsigned($0.entry)), ("message", .string($0.why.wording.en)),
                            ("messageZh", .string($0.why.wording.zh)),
                        ])
                    })
            ),
        ]
    }

    private func term(_ clock: ComplaintClock) -> JSONNode {
        .object([
            ("term", .string(clock.term.rawValue)), ("due", .string("\(clock.due)")),
            ("ended", clock.ended.map { .string("\($0)") } ?? .null), ("overdue", .bool(clock.isOverdue(on: day))),
            ("met", clock.isMet.map { .bool($0) } ?? .null), ("sure", .bool(clock.isSure)),
        ])
    }

    private var acts: [JSONNode] {
        var acts: [(entry: UInt64, node: JSONNode)] = []
        if let opening = record.opening {
            acts.append((opening.entry, act("opening", opening.entry, opening.arrival, opening.uscc, nil)))
        }
        for step in record.steps {
            acts.append(
                (
                    step.entry,
                    act(step.act.act.rawValue, step.entry, step.arrival, step.uscc, step.act)
                ))
        }
        return acts.sorted { $0.entry < $1.entry }.map(\.node)
    }

    private func act(
        _ word: String, _ entry: UInt64, _ arrival: Timestamp, _ uscc: String, _ step: ComplaintStep?
    ) -> JSONNode {
        func text(_ value: String?) -> JSONNode { value.map(JSONNode.string) ?? .null }
        return .object([
            ("act", .string(word)), ("entry", .unsigned(entry)), ("arrival", .string("\(arrival)")),
            ("by", .string(uscc)), ("ground", text(step?.ground)), ("to", text(step?.district)),
            ("reason", text(step?.reason)),
        ])
    }
}

/// The answer of `GET /complaints?format=json`.
public struct ComplaintsDocument: Sendable {
    public let complaints: [ComplaintDocument]
    /// Complaints that were left out, since an answer holds only so many.
    public let leftOut: Int
    public let upTo: UInt64

    public init(_ complaints: [ComplaintDocument], leftOut: Int, upTo: UInt64) {
        (self.complaints, self.leftOut, self.upTo) = (complaints, leftOut, upTo)
    }

    public var json: JSONNode {
        .object([
            ("complaints", .array(complaints.map(\.json))), ("leftOut", .integer(leftOut)), ("upTo", .unsigned(upTo)),
        ])
    }
}
