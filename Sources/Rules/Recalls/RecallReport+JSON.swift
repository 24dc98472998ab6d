import Chains
import Codes
import EPCIS
public import StrictJSON
import Values

extension RecallReport {
    /// The document of `schema/json/recall.schema.json`.
    public var json: JSONNode { document(proven: nil, checkpoint: nil) }

    /// The same with what it rests on.
    /// - Parameters:
    ///   - proven: whether every event was proven to stand in the ledger; nil is left out.
    ///   - checkpoint: under which.
    ///   - completeness: whether it is shown that nothing was left out; nil is left out.
    public func document(
        proven: Bool?, checkpoint: VerdictDocument.Checkpoint?, completeness: Completeness? = nil
    ) -> JSONNode {
        var members: [(String, JSONNode)] = [
            ("code", .string(written)),
            ("canonical", subjects.count == 1 ? .string(subjects[0].uri) : .null),
            ("subjects", .strings(subjects.map(\.uri))),
            ("state", .string(state.rawValue)),
            ("recalls", .array(cases.map { json(of: $0) })),
            ("notes", .array(notes.map { json(of: $0) })),
            ("affected", .array(affected.map { json(of: $0) })),
            ("holders", .array(holders.map { json(of: $0) })),
            ("suspects", .array(suspects.map { json(of: $0) })),
            ("siblings", .array(siblings.map { json(of: $0) })),
            ("siblingCount", .integer(siblingCount)),
            ("candidates", .array(candidates.map(\.json))),
            ("complete", .bool(isComplete)),
            ("missing", .array(omissions.map(\.json))),
            ("asOf", .string(asOf.description)),
        ]
        if let proven { members.append(("proven", .bool(proven))) }
        if let completeness { members.append(("shown", completeness.json)) }
        members.append(("checkpoint", checkpoint?.json ?? .null))
        return .object(members)
    }

    private func json(of one: Case) -> JSONNode {
        .object([
            ("code", .string(one.recall.code.uri)), ("state", .string(one.state.rawValue)),
            ("standing", .string(one.recall.standing.rawValue)), ("grade", .integer(one.grade)),
            ("gradeStated", .bool(one.recall.statedGrade != nil)),
            ("reason", text(one.recall.opened.element("recallReason"))),
            ("trustee", text(one.recall.opened.element("recallTrusteeUscc"))),
            ("opened", json(of: one.recall.opened)), ("notices", .array(one.recall.notices.map { json(of: $0) })),
            ("closed", one.recall.closing.map { json(of: $0) } ?? .null),
            ("calledOff", one.recall.calledOff.map { json(of: $0) } ?? .null),
            ("failed", one.failed.map { json(of: $0) } ?? .null),
            ("startBy", text(one.startBy?.description)), ("startLate", .bool(one.isStartLate)),
            ("completeBy", .string(one.completeBy.description)), ("workingDays", .integer(one.workingDaysMax)),
            ("workingDaysUsed", .integer(one.workingDaysUsed)), ("overdue", .bool(one.isOverdue)),
            ("calendarKnown", .bool(one.isCalendarKnown)),
        ])
    }

    private func json(of event: ResolvedEvent) -> JSONNode {
        .object([
            ("entry", .integer(event.entry)), ("time", .string(event.moment.description)),
            ("operator", .string(event.operatorUSCC)), ("operatorName", text(namings.name(event.operatorUSCC))),
            ("to", .strings(event.destinations)),
        ])
    }

    private func json(of one: Affected) -> JSONNode {
        .object(
            [
                ("code", .string(one.code.uri)), ("name", .string(one.name.en)), ("nameZh", .string(one.name.zh)),
                ("product", text(one.product)), ("askedFor", .bool(one.isAskedFor)),
                ("madeOf", .strings(one.madeOf.map(\.uri))),
            ] + one.total.amounts)
    }

    private func json(of one: Holder) -> JSONNode {
        let holding = one.holding
        return .object(
            [
                ("holder", .string(holding.holder)), ("name", text(one.name)), ("code", .string(holding.goods.uri)),
                ("product", text(one.product)), ("contact", text(one.contact)), ("place", text(holding.place)),
                ("lastTime", text(holding.lastTime?.moment.description)),
            ] + holding.amounts + [
                (
                    "coming",
                    .array(
                        holding.coming.map {
                            .object([
                                ("from", .string($0.from)), ("amount", $0.amount.json), ("entry", .integer($0.entry)),
                                ("back", .bool($0.isBack)),
                            ])
                        })
                ),
                ("usedFor", .strings(holding.usedFor.map(\.uri))),
                ("notified", one.notified.map { .integer($0.entry) } ?? .null), ("answered", .bool(one.hasAnswered)),
                ("entries", .array(holding.entries.map { .integer($0) })),
            ])
    }

    private func json(of one: RecallOrigins.Suspect) -> JSONNode {
        .object([
            ("code", .string(one.code.uri)), ("product", text(namings.product(one.code))),
            ("depth", .integer(one.depth)), ("used", one.used.json), ("users", parties(one.users)),
            ("makers", parties(one.makers)), ("suppliers", parties(one.suppliers)),
            ("outsiders", .strings(one.outsiders)), ("entries", .array(one.entries.map { .integer($0) })),
        ])
    }

    private func json(of one: RecallOrigins.Sibling) -> JSONNode {
        .object([
            ("code", .string(one.code.uri)), ("maker", .string(one.maker)),
            ("makerName", text(namings.name(one.maker))),
            ("inputs", .strings(one.inputs.map(\.uri))), ("entry", .integer(one.entry)),
        ])
    }

    private func parties(_ usccs: [String]) -> JSONNode {
        .array(usccs.map { .object([("uscc", .string($0)), ("name", text(namings.name($0)))]) })
    }

    private func text(_ value: String?) -> JSONNode { value.map(JSONNode.string) ?? .null }
}

extension Holding {
    /// Each amount by its name.
    fileprivate var amounts: [(String, JSONNode)] {
        [
            ("made", made.json), ("received", received.json), ("onHand", onHand.json), ("inTransit", inTransit.json),
            ("sent", sent.json), ("sold", sold.json), ("used", used.json), ("destroyed", destroyed.json),
            ("lost", lost.json), ("returned", returned.json), ("cameBack", cameBack.json),
            ("unaccounted", unaccounted.json), ("excess", excess.json),
        ]
    }
}

extension Omission {
    /// `{"cause","operator","count"}`.
    fileprivate var json: JSONNode {
        .object([
            ("cause", .string(cause.rawValue)), ("operator", operatorUSCC.map(JSONNode.string) ?? .null),
            ("count", .integer(count)),
        ])
    }
}
