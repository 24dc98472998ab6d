import Codes
import EPCIS
import Glibc
import Testing
import Values

@testable import Chains
@testable import Rules

/// Somebody writes the same again and again: sixteen times as much takes about sixteen times as long, and not
/// its square.
@Suite(.serialized) struct FloodGrowthTests {
    static let floods: [(name: String, tell: @Sendable (inout Story, Int) -> Void)] = [
        (
            "open hops over lots",
            { story, n in
                var last = lot("A1")
                story.issue(kg("100", last), by: farm, at: 0)
                var events: [ChainEvent] = []
                for k in 1...n {
                    let (from, to) = k % 2 == 1 ? (farm, shop) : (shop, farm)
                    story.ship(kg("100", last), from: from, to: nil, at: Double(k))
                    story.receive(kg("100", last), by: to, from: nil, at: Double(k) + 0.2)
                    let next = lot("H\(k)")
                    story.make([kg("100", next)], from: [kg("100", last)], by: to, at: Double(k) + 0.5)
                    last = next
                }
                // The newest first in the ledger.
                events = story.records.reversed().enumerated().map { place, record in
                    ChainEvent(
                        entry: UInt64(place), recordTime: record.recordTime, operatorUSCC: record.operatorUSCC,
                        journal: record.journal, event: record.event)
                }
                story.keep(events)
            }
        ),
        (
            "receipts of an item under documents",
            { story, n in
                story.issue(one(item("1", of: "A1")), by: farm, at: 0)
                for k in 1...n {
                    story.receive(one(item("1", of: "A1")), by: lab, from: nil, at: Double(k), document: "D\(k)")
                }
            }
        ),
        (
            "holds by a stranger",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                for k in 1...n {
                    story.add(.object, .observe, "holding", by: lab, at: Double(k)) { $0.list([kg("1", lot("A1"))]) }
                }
            }
        ),
        (
            "holds and releases by a stranger",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                for k in 1...n {
                    story.add(.object, .observe, "holding", by: lab, at: Double(k)) { $0.list([kg("1", lot("A1"))]) }
                }
                for k in 1...n {
                    story.add(.object, .observe, "urn:yima:bizstep:releasing", by: shop, at: Double(k)) {
                        $0.list([kg("1", lot("A1"))])
                    }
                }
            }
        ),
        (
            "recalls by a stranger",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                for k in 1...n {
                    story.add(.object, .observe, "holding", by: lab, at: Double(k)) {
                        $0.list([kg("1", lot("A1"))])
                        $0.disposition = "recalled"
                    }
                }
            }
        ),
        (
            "sales after",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                story.add(.object, .observe, "holding", by: lab, at: 0.5) { $0.list([kg("1", lot("A1"))]) }
                for k in 1...n { story.sell(kg("1", lot("A1")), by: lab, at: Double(k)) }
            }
        ),
        (
            "receipts of the pallet",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                story.pack([kg("100", lot("A1"))], in: pallet, by: farm, at: 0.5)
                for k in 1...n { story.receive(one(pallet), by: lab, from: nil, at: Double(k)) }
            }
        ),
        (
            "issues by a stranger",
            { story, n in
                for k in 1...n { story.issue(kg("\(k)", lot("A1")), by: farm, at: Double(k) / 100) }
            }
        ),
        (
            "treatments",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                for k in 1...n {
                    story.add(.object, .observe, "urn:yima:bizstep:treating", by: farm, at: Double(k)) {
                        $0.list([kg("1", lot("A1"))])
                        $0.dataElements["withdrawalEnd"] = "2030-01-01"
                    }
                }
            }
        ),
        (
            "units nobody knows",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                for k in 1...n { story.sell(of("1", "U\(k)", lot("A1")), by: farm, at: Double(k)) }
            }
        ),
        (
            "returns",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                story.sell(kg("100", lot("A1")), by: farm, at: 0.1)
                for k in 1...n {
                    story.receive(kg("1", lot("A1")), by: farm, from: nil, at: Double(k))
                    story.amendLast { $0.disposition = "returned" }
                }
            }
        ),
        (
            "corrections",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                for k in 1...n {
                    story.inspect(kg("1", lot("A1")), by: farm, at: Double(k))
                    story.amendLast { $0.eventID = "urn:uuid:x" }
                }
                for k in 1...n {
                    story.inspect(kg("1", lot("A1")), by: farm, at: Double(k) + 0.1)
                    story.amendLast {
                        $0.eventID = "urn:uuid:x"
                        $0.errorDeclaration = .init(
                            declarationTime: Story.end, reason: nil, correctiveEventIDs: ["urn:uuid:y"])
                    }
                }
                for k in 1...n {
                    story.inspect(kg("1", lot("A1")), by: farm, at: Double(k) + 0.2)
                    story.amendLast { $0.eventID = "urn:uuid:y" }
                }
            }
        ),
        (
            "refusals",
            { story, n in
                story.issue(kg("\(n * n)", lot("A1")), by: farm, at: 0)
                for k in 1...n {
                    story.ship(kg("\(k + 20)", lot("A1")), from: farm, to: shop, at: Double(k), document: "D\(k)")
                    story.receive(
                        kg("\(k)", lot("A1")), by: shop, from: farm, at: Double(k) + 0.2, document: "D\(k)")
                }
                for k in 1...n {
                    story.add(.object, .observe, "urn:yima:bizstep:refusing", by: shop, at: Double(n + k)) {
                        $0.list([kg("1", lot("A1"))])
                    }
                }
            }
        ),
        (
            "readings",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0, elements: ["productForm": "FRO"])
                for k in 1...n {
                    story.inspect(kg("1", lot("A1")), by: farm, at: Double(k))
                    story.amendLast { $0.dataElements = ["coreTempC": "5", "testItem": "孔雀石绿", "testValue": "1"] }
                }
            }
        ),
        (
            "shipments open to named",
            { story, n in
                story.issue(kg("100", lot("A1")), by: farm, at: 0)
                for k in 1...n { story.ship(kg("1", lot("A1")), from: farm, to: shop, at: Double(k)) }
                for k in 1...n {
                    story.add(.object, .observe, "void_shipping", by: farm, at: Double(k)) {
                        $0.list([kg("1", lot("A1"))])
                    }
                }
            }
        ),
    ]

    @Test(arguments: floods.indices) func theWorkGrowsWithTheFlood(index: Int) {
        // In proportion it would be sixteen times as much, by the square 256 times: there is room for whatever else runs on the
        // machine, and what it added once it may not add again.
        var (least, most) = (0.0, Double.infinity)
        let bound = 64.0
        for _ in 0..<3 where most >= max(least, 0.01) * bound {
            (least, most) = (work(index, 100), work(index, 1600))
        }
        #expect(most < max(least, 0.01) * bound, "\(Self.floods[index].name): \(least) s grew to \(most) s")
    }

    /// Seconds of this thread's processor for walking and judging.
    private func work(_ index: Int, _ count: Int) -> Double {
        var story = Story()
        Self.floods[index].tell(&story, count)
        let code = story.records.contains { $0.event.epcList == [item("1", of: "A1")] } ? item("1", of: "A1") : lotA
        let reader = CodeReader()
        var found: [String: [ChainEvent]] = [:]
        for record in story.records {
            for key in ResolvedEvent(record, reader: reader).keys { found[key, default: []].append(record) }
        }
        let began = Self.processorSeconds
        var walk = TraceWalk(subject: identity(code))
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { break }
            for code in wanted { walk.supply(found[code.key] ?? [], for: code) }
        }
        _ = Judge(now: Story.end, operatorNames: TradeCase.names).judgement(of: walk.chain())
        return Self.processorSeconds - began
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
