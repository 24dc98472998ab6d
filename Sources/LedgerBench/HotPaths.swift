import CAllocationCount
import Codes
import EPCIS
import Hosting
import Ledger
import LedgerQuery
import TransparencyLog

/// The paths that everything goes through, and how often each asks for memory. What a path makes once and keeps is not counted: it is
/// walked once before.
enum HotPaths {
    struct Count {
        let name: String
        /// For one code, event, leaf, entry or look-up.
        let count: Double
    }

    private static let eventCount = 256

    static func counts() async throws -> [Count] {
        var source = BenchEvents(seed: 1)
        let bodies = (0..<eventCount).map { _ in source.body() }
        let journal = BenchEvents.device(0).journal
        let entries = bodies.enumerated().map { EventEntry(journal: journal, index: UInt64($0), body: $1).bytes }
        return [
            try code(), try event(bodies), leaf(entries), try entry(entries),
        ] + (try await ledger())
    }

    private static func code() throws -> Count {
        let reader = CodeReader()
        let codes = CodeBench.forms.map(\.written)
        return try counted("code", times: codes.count) {
            for code in codes { _ = try reader.read(code) }
        }
    }

    private static func event(_ bodies: [[UInt8]]) throws -> Count {
        try counted("event", times: bodies.count) {
            for body in bodies { _ = try EPCISEvent(json: body) }
        }
    }

    private static func leaf(_ entries: [[UInt8]]) -> Count {
        counted("leaf", times: entries.count) {
            var edge = RightEdge()
            for entry in entries { edge.append(.leaf(entry)) }
        }
    }

    private static func entry(_ entries: [[UInt8]]) throws -> Count {
        try counted("entry", times: entries.count) {
            for entry in entries { _ = try LedgerEntry(parsing: entry) }
        }
    }

    /// An event of a push from its bytes to the durable commit, and the look-up of a code that one event names.
    private static func ledger() async throws -> [Count] {
        let bench = BenchDirectory(nil)
        defer { bench.remove() }
        let ledger = try await BenchLedger.open(bench.path("allocations"), devices: 1)
        var source = BenchEvents(seed: 2)
        var device = BenchEvents.device(0)
        let pushes = (0..<40).map { _ in source.push(&device, events: eventCount) }
        let reader = CodeReader()
        let codes = try pushes.flatMap { push in
            try (0..<10).map { try reader.read(EPCISEvent(json: Array(push.body(at: $0))).epcList[0]) }
        }
        for push in pushes.prefix(8) { _ = try await ledger.host.sequencer.push(push) }
        let timed = pushes.dropFirst(8)
        await ledger.indexed()
        allocation_count_start()
        for push in timed {
            let read = try PushRequest(journal: push.journal, from: push.from, body: push.body)
            _ = try await ledger.host.sequencer.push(read)
        }
        // What is done behind the commit is of its cost, and no other path's.
        await ledger.indexed()
        let pushed = Count(
            name: "push", count: Double(allocation_count_stop()) / Double(timed.count * eventCount))
        for code in codes.prefix(80) { try await look(code, up: ledger) }
        allocation_count_start()
        for code in codes.dropFirst(80) { try await look(code, up: ledger) }
        let found = Count(name: "look-up", count: Double(allocation_count_stop()) / Double(codes.count - 80))
        await ledger.host.shutDown()
        return [pushed, found]
    }

    private static func look(_ code: CanonicalCode, up ledger: BenchLedger) async throws {
        let page = try await ledger.host.reader.events(of: code, below: .max, limit: 10)
        precondition(page.events.count == 1, "\(code) is not found")
    }

    private static func counted(_ name: String, times: Int, _ walk: () throws -> Void) rethrows -> Count {
        try walk()
        allocation_count_start()
        try walk()
        return Count(name: name, count: Double(allocation_count_stop()) / Double(times))
    }
}
