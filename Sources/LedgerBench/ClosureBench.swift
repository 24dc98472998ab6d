import Chains
import Codes
import EventTesting

/// Measures how long it takes to follow a chain to its last thing, outside the budget of one who asks a host: events in memory, no store.
enum ClosureBench {
    /// At three sizes up to about `things`: how it grows is to be seen.
    static func run(things: Int) {
        for count in [things / 100, things / 10, things].map({ max(10, $0) }) {
            let hard = HardCase.lotOfManyItems(count)
            guard let subject = try? CodeReader().read(hard.subject) else { preconditionFailure(hard.subject) }
            let index = HardCaseBench.index(of: hard)
            let limits = TraceLimits(
                codeCountMax: .max / 4, eventCountMax: .max / 4, thingCountMax: .max / 4, byteCountMax: .max / 4,
                lineCountMax: .max / 4, durationMax: .seconds(3600))
            var asked: Set<String> = []
            let milliseconds = HardCaseBench.processorMilliseconds {
                var walk = TraceWalk(subject: subject, limits: limits)
                while true {
                    let wanted = walk.next()
                    if wanted.isEmpty { break }
                    asked.formUnion(wanted.map(\.key))
                    for code in wanted { walk.supply((index[code.key] ?? []).map { hard.records[$0] }, for: code) }
                }
                precondition(!walk.isTruncated)
            }
            print(
                "closure of \(asked.count) things in \(hard.records.count) events: \(milliseconds) ms "
                    + "(\((Double(milliseconds) * 1000 / Double(asked.count)).ratio) µs a thing; target: 1 s for 1,000,000)"
            )
        }
    }
}
