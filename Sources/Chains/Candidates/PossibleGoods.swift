import Codes
import EPCIS
import Values

/// What is drawn of goods that were named without a lot: what they may be, where they went so, and what was made of them.
struct PossibleGoods {
    /// Codes that are no members of the chain.
    private(set) var codes: [CanonicalCode] = []
    /// Of these codes, by what is known of them.
    private(set) var accounts: [Account] = []
    /// The accounts of goods without a lot, whose ways are drawn; not of the subject, which has one of its own.
    private(set) var moved: [Account] = []
    private(set) var edges: Set<TraceGraph.Edge> = []
    /// Events by which goods without a lot went into something.
    private(set) var makings: [ResolvedEvent] = []

    init(_ chain: Chain) {
        guard !chain.candidates.isEmpty else { return }
        let events = (chain.events + chain.candidateEvents).sorted { $0.precedes($1) }
        var known = Set(chain.members.map(\.code.key))
        var entries: [String: Set<UInt64>] = [:]
        for set in chain.candidates {
            guard !set.direction.isAllocation else {
                take(allocation: set, of: chain.subject.key, &known, &entries)
                continue
            }
            for code in [set.product] + set.lots + set.products where known.insert(code.key).inserted {
                codes.append(code)
            }
            entries[set.product.key, default: []].formUnion(set.entries)
            for lot in set.lots {
                edges.insert(.init(kind: .candidate, from: lot.key, to: set.product.key, entry: nil))
            }
            if !set.products.isEmpty {
                let shown = Set(set.entries)
                makings += events.filter { shown.contains($0.entry) }
            }
        }
        accounts = codes.map { code in
            let shown = entries[code.key]
            return Self.account(of: code, events.filter { shown?.contains($0.entry) ?? true })
        }
        let products = Set(
            chain.candidates.flatMap { $0.direction.isAllocation ? $0.products.map(\.key) : [$0.product.key] })
        moved = accounts.filter { products.contains($0.code.key) }
    }

    /// Sales that a seller's books give to lots: what went as one of them may be of another that was there.
    private mutating func take(
        allocation set: CandidateSet, of subject: String, _ known: inout Set<String>,
        _ entries: inout [String: Set<UInt64>]
    ) {
        for code in set.lots + set.products where known.insert(code.key).inserted { codes.append(code) }
        for sold in set.products {
            entries[sold.key, default: []].formUnion(set.entries)
            for lot in set.lots { edges.insert(.init(kind: .candidate, from: lot.key, to: sold.key, entry: nil)) }
        }
        for lot in set.lots where lot.key != subject {
            edges.insert(.init(kind: .candidate, from: lot.key, to: subject, entry: nil))
        }
    }

    private static func account(of code: CanonicalCode, _ events: [ResolvedEvent]) -> Account {
        var account = AccountDraft(code: code, reach: [])
        for event in events {
            for thing in event.things(under: code.key) where thing.code.key == code.key {
                account.lines.append(
                    Account.Line(
                        event: event, act: Act(event, thing.role), measure: thing.measure, isCarried: false,
                        isAside: false))
            }
        }
        account.close()
        return Account(account)
    }
}
