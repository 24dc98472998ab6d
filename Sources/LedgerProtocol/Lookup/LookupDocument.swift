import Chains
package import Codes
import EPCIS
package import Evidence
import Ledger
package import StrictJSON
import TransparencyLog
import Values

/// The answer of a lookup, as `yima lookup --json` prints it.
package struct LookupDocument: Sendable {
    /// The code as it was asked for.
    package let written: String
    package let code: CanonicalCode
    /// Newest first.
    package let events: [RecordedEvent]
    /// Nil on every page but the first: the state is what the newest events say.
    package let state: StateSummary?
    /// Pass it as `below` for the next page; nil on the last.
    package let next: UInt64?
    /// False where the code index is behind: then entries from `searchedUpTo` on were not searched.
    package let isComplete: Bool
    package let searchedUpTo: UInt64
    /// Names of operators by USCC.
    package let operatorName: @Sendable (String) -> String?

    package init(
        written: String, code: CanonicalCode, events: [RecordedEvent], state: StateSummary?, next: UInt64?,
        isComplete: Bool, searchedUpTo: UInt64, operatorName: @escaping @Sendable (String) -> String?
    ) {
        self.written = written
        self.code = code
        self.events = events
        self.state = state
        self.next = next
        self.isComplete = isComplete
        self.searchedUpTo = searchedUpTo
        self.operatorName = operatorName
    }

    /// `{"code","canonical","events":[…],"state":{…},"next","complete","upTo"}`.
    package var json: JSONNode {
        let retractions = Retractions(of: events)
        return .object([
            ("code", .string(written)),
            ("canonical", .string(code.uri)),
            ("events", .array(events.map { json(of: $0, retractions) })),
            ("state", state.map(json(of:)) ?? .null),
            ("next", next.map(JSONNode.unsigned) ?? .null),
            ("complete", .bool(isComplete)),
            ("upTo", .unsigned(searchedUpTo)),
        ])
    }

    private func json(of event: RecordedEvent, _ retractions: Retractions) -> JSONNode {
        var members: [(String, JSONNode)] = [
            ("entry", .unsigned(event.entry)),
            ("recordTime", .string(event.recordTime.description)),
            ("operator", .string(event.journal.operatorUSCC)),
            ("operatorName", text(operatorName(event.journal.operatorUSCC))),
            ("journal", .string(event.journal.description)),
        ]
        if let declaration = retractions.byEvent[event.entry] {
            members.append(("withdrawnBy", .unsigned(declaration)))
        }
        if let withdrawn = retractions.byDeclaration[event.entry] {
            members.append(("withdraws", .array(withdrawn.map(JSONNode.unsigned))))
        }
        // The signed bytes go into the answer as they are, so they must be JSON: what is not is given in base64.
        if event.problems.isEmpty || (try? JSONDocument(event.body, limits: .entry)) != nil {
            members.append(("event", .raw(event.body)))
        } else {
            members += [("event", .null), ("body", .string(Base64.encode(event.body)))]
        }
        if !event.problems.isEmpty {
            members.append(
                (
                    "problems",
                    .array(
                        event.problems.map {
                            .object([("message", .string($0.wording.en)), ("messageZh", .string($0.wording.zh))])
                        })
                ))
        }
        return .object(members)
    }

    private func json(of state: StateSummary) -> JSONNode {
        if let lots = state.lots {
            return .object([
                ("productName", text(state.productName)),
                (
                    "lots",
                    .array(
                        lots.map {
                            .object([
                                ("canonical", .string($0.canonical)), ("lot", .string($0.number)),
                                ("entry", .unsigned($0.entry)),
                            ])
                        })
                ),
            ])
        }
        let members: [(String, JSONNode)] = [
            ("entry", state.newest.map { .unsigned($0.entry) } ?? .null),
            ("time", text(state.newest.map { $0.time.moment.description })),
            ("timeZoneOffset", text(state.newest?.time.offset)),
            ("bizStep", text(state.bizStep)),
            ("disposition", text(state.disposition)),
            ("place", text(state.place)),
            ("operator", text(state.newest?.operatorUSCC)),
            ("operatorName", text(state.newest.flatMap { operatorName($0.operatorUSCC) })),
            ("productName", text(state.productName)),
            ("quantity", state.quantity.map(json(of:)) ?? .null),
        ]
        return .object(
            members + (state.holders?.members(name: operatorName) ?? [])
                + (state.standing?.members(name: operatorName) ?? []))
    }

    private func json(of quantity: EPCISEvent.Quantity) -> JSONNode {
        .object([
            ("quantity", quantity.amount.map { .number($0.description) } ?? .null), ("uom", text(quantity.uom)),
        ])
    }

    private func text(_ value: String?) -> JSONNode {
        value.map(JSONNode.string) ?? .null
    }
}
