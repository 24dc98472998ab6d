import Testing
import TransparencyLog

@testable import VerifiableIndex

@Suite struct `The runs of a ledger` {
    private static func run(_ range: Range<UInt64>) -> NamedRun { NamedRun(range: range, root: .emptyRoot) }

    /// Merges whatever is due; gives how many entries were written again.
    private static func settle(_ series: inout RunSeries) -> UInt64 {
        var written: UInt64 = 0
        while let due = series.due {
            let (first, last) = (series.runs[due.lowerBound].range, series.runs[due.upperBound - 1].range)
            let merged = run(first.lowerBound..<last.upperBound)
            written += UInt64(merged.range.count)
            let isReplaced = series.replace(by: merged)
            #expect(isReplaced)
        }
        return written
    }

    @Test func `stay few, and are written again about once a class of size`() {
        var random = SeededNumbers(seed: 17)
        var series = RunSeries()
        var (written, counts): (UInt64, [Int]) = (0, [])
        for _ in 0..<4000 {
            let count = UInt64.random(in: 1024..<4096, using: &random)
            series.append(Self.run(series.entryCount..<series.entryCount + count))
            written += Self.settle(&series)
            counts.append(series.runs.count)
        }
        // Ten million entries: classes from 1,024 to 4,194,304.
        #expect(series.entryCount > 9_000_000)
        #expect(counts.max()! <= 22)
        #expect(counts.sorted()[2000] <= 12)
        #expect(written <= 8 * series.entryCount)
    }

    @Test(arguments: 0..<4) func `cover every entry, whatever sizes come`(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        var series = RunSeries()
        for _ in 0..<500 {
            let count = UInt64.random(in: 1...(1 << UInt64.random(in: 0..<40, using: &random)), using: &random)
            series.append(Self.run(series.entryCount..<series.entryCount + count))
            _ = Self.settle(&series)
            #expect(1...IndexState.runsMax - 1 ~= series.runs.count)
            #expect(RunSeries(series.runs) == series)
        }
    }

    @Test func `are never more than a state may name`() {
        var series = RunSeries()
        // Three runs of each class, from the largest down: nothing of them is due.
        for exponent in (0..<11).reversed() {
            for _ in 0..<3 {
                let size = RunSeries.smallest << UInt64(2 * exponent)
                series.append(Self.run(series.entryCount..<series.entryCount + size))
                _ = Self.settle(&series)
                #expect(series.runs.count < IndexState.runsMax)
            }
        }
    }

    @Test func `are taken up only where they are whole`() {
        #expect(RunSeries([Self.run(0..<5), Self.run(5..<9)])?.entryCount == 9)
        #expect(RunSeries([Self.run(0..<5), Self.run(6..<9)]) == nil)
        #expect(RunSeries([Self.run(1..<5)]) == nil)
        var series = RunSeries([Self.run(0..<5), Self.run(5..<9)])!
        let isReplaced = series.replace(by: Self.run(0..<8))
        #expect(!isReplaced)
        #expect(series.runs.count == 2)
    }

    @Test func `are merged at once as far as they would be anyway`() {
        // Three of the second class, three of the first, and the fourth of these comes.
        var series = RunSeries()
        for size in [4096, 4096, 4096, 1024, 1024, 1024, 1024] as [UInt64] {
            series.append(Self.run(series.entryCount..<series.entryCount + size))
        }
        #expect(series.due == 0..<7)
    }
}
