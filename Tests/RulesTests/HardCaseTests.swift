import Codes
import EPCIS
import EventTesting
import Glibc
import Synchronization
import Testing
import Values

@testable import Chains
@testable import Rules

/// The chains that once took minutes or gigabytes. `scripts/bench hard-chains` measures them at full size; here it is shown that
/// four times as much takes about four times as long, and not sixteen.
@Suite(.serialized) struct HardCaseTests {
    /// Two sizes of one case, the second with four times the work.
    struct Growth: Sendable, CustomTestStringConvertible {
        let small: HardCase
        let large: HardCase

        var testDescription: String { large.name }
    }

    private static let growths = [
        Growth(small: .palletOfItems(80), large: .palletOfItems(320)),
        Growth(small: .lotOfEvents(300), large: .lotOfEvents(1200)),
        // So many lots in each of so many events: twice the number is four times the work.
        Growth(small: .cycles(25), large: .cycles(50)),
        Growth(small: .largeEvents(12, codes: 100), large: .largeEvents(48, codes: 100)),
        Growth(small: .movedPallet(items: 10, moves: 50), large: .movedPallet(items: 10, moves: 200)),
        Growth(small: .lotOfItems(50), large: .lotOfItems(200)),
        Growth(small: .flooded(300), large: .flooded(1200)),
    ]

    @Test(arguments: growths) func theWorkGrowsWithTheChain(growth: Growth) {
        // The least of several: what else runs on the machine only adds.
        let times = (0..<2).map { _ in (work(on: growth.small), work(on: growth.large)) }
        let (least, most) = (times.map(\.0).min() ?? 0, times.map(\.1).min() ?? 0)
        #expect(most < least * 8, "\(growth.testDescription): \(least) s grew to \(most) s")
    }

    /// Seconds of this thread's processor for walking, judging and drawing.
    private func work(on hard: HardCase) -> Double {
        let index = hard.index
        let began = Self.processorSeconds
        let chain = hard.chain(index)
        #expect(chain.events.count == hard.records.count)
        _ = Judge(now: Story.end).judgement(of: chain)
        _ = TraceGraph(chain)
        return Self.processorSeconds - began
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func theLawfulCasesAreAnsweredWhole() {
        let lawful: [HardCase] = [
            .palletOfItems(1250), .lotOfItems(300), .lotOfEvents(1600), .movedPallet(items: 20, moves: 100),
        ]
        for hard in lawful {
            let chain = hard.chain(hard.index)
            #expect(!chain.isTruncated && chain.omissions.isEmpty, "\(hard.name)")
            #expect(chain.judged.events.count == hard.records.count, "\(hard.name)")
            #expect(Judge(now: Story.end).findings(in: chain).allSatisfy { $0.severity != .violation }, "\(hard.name)")
        }
    }

    @Test func aChainOfTwiceTwoThousandMembersIsWithinTheLimits() {
        let limits = TraceLimits()
        #expect(limits.codeCountMax >= 2 * 2500 && limits.eventCountMax >= 16_000)
        #expect(limits.thingCountMax >= 8 * 1251 && limits.lineCountMax >= 16_000)
    }

    /// 40 items on a pallet that moves 1,000 times are 40,000 lines.
    @Test func linesBeyondTheLimitAreLeftOutAndSaid() {
        let hard = HardCase.movedPallet(items: 40, moves: 1000)
        let chain = hard.chain(hard.index, limits: TraceLimits(lineCountMax: 5000))
        #expect(chain.isTruncated)
        #expect(chain.omissions.contains { $0.cause == .lines && $0.count > 0 })
        #expect(chain.judged.book.accounts.reduce(0) { $0 + $1.lines.count } <= 5000)
        let findings = Judge(now: Story.end).findings(in: chain)
        #expect(Verdict(findings: findings, doubts: chain.doubts, eventCount: chain.events.count) == .undecided)
    }
}

/// A limit that somebody's flood reaches is reached for his events first.
@Suite struct FloodTests {
    private static let limits = TraceLimits(eventCountMax: 200)

    private func verdict(_ chain: Chain) -> Verdict {
        Verdict(
            findings: Judge(now: Story.end).findings(in: chain), doubts: chain.doubts, eventCount: chain.events.count)
    }

    @Test func aStrangersFloodPushesNobodyOut() {
        let hard = HardCase.flooded(4000)
        let honest = hard.records.filter { $0.operatorUSCC != HardCase.stranger }.map(\.entry)
        let chain = hard.chain(hard.index, limits: Self.limits)
        #expect(Set(chain.judged.events.map(\.entry)) == Set(honest))
        #expect(chain.events.count <= 200)
        #expect(chain.omissions.allSatisfy { $0.operatorUSCC == HardCase.stranger } && !chain.omissions.isEmpty)
        #expect(!chain.isTruncated, "nothing that counts was left out")
        #expect(verdict(chain) == .valid)
    }

    @Test func aFloodByOneInCustodyIsUndecidedAndSaysWhose() {
        var story = Story()
        story.issue(kg("1000", lot("A1")), at: 0)
        for hour in 1...400 { story.ship(kg("1", lot("A1")), from: farm, to: nil, at: Double(hour)) }
        let chain = story.walk(lot("A1"), limits: Self.limits).chain()
        #expect(chain.isTruncated)
        #expect(chain.omissions.first?.operatorUSCC == farm)
        #expect(verdict(chain) == .undecided)
    }

    /// The flood stands on the product; its origin would have been asked for afterwards.
    @Test func aFloodOnOneCodeLeavesRoomForTheOthersOfTheChain() {
        var story = Story()
        story.issue(kg("60", lot("Z1")), at: 0)
        story.make([kg("60", lot("A1"))], from: [kg("60", lot("Z1"))], by: farm, at: 1)
        for hour in 2...900 { story.ship(kg("1", lot("A1")), from: lab, to: nil, at: Double(hour)) }
        let chain = story.walk(lot("A1"), limits: Self.limits).chain()
        #expect(chain.judged.events.map(\.entry) == [0, 1])
        #expect(verdict(chain) == .valid)
    }

    @Test func aStrangersThousandPalletsLeaveRoomForTheOthersOfTheChain() {
        var story = Story()
        story.issue(kg("60", lot("A1")), at: 0)
        for number in 0..<100 {
            story.pack([kg("1", lot("A1"))], in: "urn:example:crate:\(number)", by: lab, at: 2)
        }
        story.make([kg("60", lot("Z1"))], from: [kg("60", lot("A1"))], by: farm, at: 3)
        let chain = story.walk(lot("A1"), limits: TraceLimits(codeCountMax: 20)).chain()
        #expect(Set(chain.judged.members.compactMap { $0.code.part("lot") }) == ["A1", "Z1"])
        #expect(chain.members.count == 20 && !chain.isTruncated)
        #expect(verdict(chain) == .valid)
    }

    @Test func theReaderIsToldWhatToReadBeforeItReads() {
        let hard = HardCase.flooded(4000)
        let code = identity(hard.subject)
        var walk = TraceWalk(subject: code, limits: TraceLimits(eventCountMax: 200, byteCountMax: 40_000))
        let headers = hard.records.map {
            TraceWalk.Header(entry: $0.entry, operatorUSCC: $0.operatorUSCC, byteCount: 400)
        }
        let honest = hard.records.filter { $0.operatorUSCC != HardCase.stranger }.map(\.entry)
        var read: Set<UInt64> = []
        var rounds = 0
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { break }
            for code in wanted {
                // Nothing names the product without a lot, says how it is, or sells its lots by allocation.
                guard !["class", "allocated", TracePlace.document].contains(code.scheme) else {
                    walk.supply([], for: code)
                    continue
                }
                let entries = walk.choose(from: headers, for: code)
                #expect(read.isDisjoint(with: entries), "nothing is read twice")
                #expect(rounds > 0 || Set(entries.prefix(3)) == [0, 1, honest[2]], "each operator's first")
                read.formUnion(entries)
                walk.supply(entries.map { hard.records[Int($0)] }, for: code)
                rounds += 1
            }
        }
        let chain = walk.chain()
        #expect(read.count == 100, "40,000 bytes")
        #expect(rounds == 2, "the flooder's rest is read when all the others have been")
        #expect(chain.judged.events.count == 4 && !chain.isTruncated)
        #expect(chain.omissions.map(\.cause) == [.bytes])
        #expect(walk.choose(from: headers, for: code).isEmpty, "asked for nothing, it chooses nothing")
    }

    @Test func eventsAreHeardInTurnsTheOldestAndTheNewestFirst() {
        let events: [(signer: String, entry: UInt64)] = [
            ("b", 1), ("a", 2), ("a", 3), ("a", 4), ("a", 5), ("c", 9), ("c", 8),
        ]
        let arranged = FairOrder.arranged(events, { $0.signer }, { $0.entry })
        #expect(arranged.map(\.entry) == [1, 2, 8, 5, 9, 3, 4])
    }
}

/// A walk that nobody waits for ends soon, and its chain is of no use.
@Suite struct GivenUpTests {
    @Test func aCancelledWalkAsksForNothingMore() async {
        let hard = HardCase.lotOfItems(200)
        let index = hard.index
        let task = Task { () -> (chain: Chain, read: Int) in
            var read = 0
            var walk = TraceWalk(subject: identity(hard.subject))
            while true {
                let wanted = walk.next()
                if wanted.isEmpty { return (walk.chain(), read) }
                for code in wanted {
                    read += 1
                    withUnsafeCurrentTask { $0?.cancel() }
                    walk.supply((index[code.key] ?? []).map { hard.records[$0] }, for: code)
                }
            }
        }
        let (chain, read) = await task.value
        #expect(chain.isCancelled && chain.isTruncated)
        #expect(read == 2, "the lot and its product, of 202 codes")
        #expect(chain.members.count == 1)
        #expect(chain.judged.book.accounts.isEmpty)
    }

    @Test func aCancelledJudgementIsNotWhole() async {
        let chain = HardCase.lotOfItems(5).chain()
        let task = Task { () -> Judge.Judgement in
            withUnsafeCurrentTask { $0?.cancel() }
            return Judge(now: Story.end).judgement(of: chain)
        }
        #expect(await task.value.isWhole == false)
        #expect(Judge(now: Story.end).judgement(of: chain).isWhole)
    }

    @Test func aWalkWhoseTimeIsUpSaysSo() {
        let hard = HardCase.lotOfItems(100)
        let clock = TickingClock()
        let chain = hard.chain(hard.index, limits: TraceLimits(durationMax: .milliseconds(3))) { clock.tick() }
        #expect(chain.omissions.contains { $0.cause == .time && $0.count > 0 })
        #expect(chain.isTruncated && !chain.isCancelled && !chain.members.isEmpty)
        let patient = hard.chain(hard.index, limits: TraceLimits(durationMax: .seconds(60))) { clock.tick() }
        #expect(patient.omissions.isEmpty)
    }
}

/// A millisecond passes each time it is asked.
private final class TickingClock: Sendable {
    private let asked = Mutex(0)

    func tick() -> Duration {
        asked.withLock { count in
            count += 1
            return .milliseconds(count)
        }
    }
}

extension HardCase {
    /// As the code index has them: under each code, and under its lot.
    fileprivate var index: [String: [Int]] {
        let reader = CodeReader()
        var known: [String: [String]] = [:]
        var index: [String: [Int]] = [:]
        for (number, record) in records.enumerated() {
            var keys: Set<String> = []
            for written in record.event.writtenCodes {
                let found =
                    known[written]
                    ?? (try? reader.read(written)).map { [$0.key, $0.lotKey].compactMap { $0 } } ?? []
                known[written] = found
                keys.formUnion(found)
            }
            for key in keys { index[key, default: []].append(number) }
        }
        return index
    }

    fileprivate func chain(
        _ index: [String: [Int]]? = nil, limits: TraceLimits = TraceLimits(),
        elapsed: (@Sendable () -> Duration)? = nil
    ) -> Chain {
        let index = index ?? self.index
        var walk = TraceWalk(subject: identity(subject), limits: limits, elapsed: elapsed)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { return walk.chain() }
            for code in wanted { walk.supply((index[code.key] ?? []).map { records[$0] }, for: code) }
        }
    }
}
