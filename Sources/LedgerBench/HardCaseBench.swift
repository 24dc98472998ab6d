import Chains
import Codes
import EPCIS
import EventTesting
import Glibc
import Pictures
import Rules
import Values

/// Measures the chains that were hardest to follow, from events as read to verdict and drawing, without any store: each is
/// to take at most two seconds of a processor and 300 MB.
enum HardCaseBench {
    /// - Parameter only: the number of one case, from 1: what is said of memory is true of the first case of a process.
    static func run(scale: Int = 100, only: Int? = nil) {
        func size(_ count: Int) -> Int { max(2, count * scale / 100) }
        let cases: [() -> HardCase] = [
            { .palletOfItems(size(1250)) }, { .lotOfEvents(size(16_000)) }, { .cycles(size(150)) },
            { .largeEvents(size(1500)) }, { .movedPallet(items: size(2000), moves: size(10_000)) },
            { .lotOfItems(size(2500)) }, { .flooded(size(100_000)) },
        ]
        for (number, make) in cases.enumerated() where only == nil || only == number + 1 { measure(make()) }
    }

    private static func measure(_ hard: HardCase) {
        guard let subject = try? CodeReader().read(hard.subject) else { preconditionFailure(hard.subject) }
        // As the code index has them: by each code, and by its lot.
        let index = index(of: hard)
        let before = residentBytes
        var chain: Chain?
        let walking = processorMilliseconds {
            var walk = TraceWalk(subject: subject)
            while true {
                let wanted = walk.next()
                if wanted.isEmpty { break }
                for code in wanted {
                    walk.supply((index[code.key] ?? []).map { hard.records[$0] }, for: code)
                }
            }
            chain = walk.chain()
        }
        guard let chain else { return }
        var judgement: Judge.Judgement?
        let judging = processorMilliseconds {
            judgement = Judge(now: Timestamp(milliseconds: .max / 2)).judgement(of: chain)
        }
        let drawing = processorMilliseconds { precondition(!TraceGraph(chain).svg(.zh).isEmpty) }
        let findings = judgement?.findings ?? []
        let verdict = Verdict(findings: findings, doubts: chain.doubts, eventCount: chain.events.count)
        let grown = max(0, residentBytes - before) >> 20
        print(
            "\(hard.name): walk \(walking) ms · judge \(judging) ms · draw "
                + "\(drawing) ms · \(grown) MB · \(verdict.rawValue) · \(chain.events.count) events, "
                + "\(chain.members.count) codes, \(findings.count) findings\(chain.isTruncated ? " · truncated" : "")")
    }

    static func index(of hard: HardCase) -> [String: [Int]] {
        let reader = CodeReader()
        var index: [String: [Int]] = [:]
        for (number, record) in hard.records.enumerated() {
            var keys: Set<String> = []
            for written in record.event.writtenCodes {
                guard let code = try? reader.read(written) else { continue }
                keys.insert(code.key)
                if let lot = code.lotKey { keys.insert(lot) }
            }
            for key in keys { index[key, default: []].append(number) }
        }
        return index
    }

    /// Of this thread: what else runs on the machine does not count.
    static func processorMilliseconds(_ body: () -> Void) -> Int {
        func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
        }
        let began = now()
        body()
        return now() - began
    }

    private static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
