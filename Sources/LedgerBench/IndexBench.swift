import ArgumentParser
import Glibc
import TransparencyLog
import VerifiableIndex

/// Measures the verifiable index alone: entries made into runs and merged, and look-ups with their proofs, beside a loop that does
/// nothing but the hashes that one run over the same entries needs.
///
/// Each entry names an item of its own, and every hundred a lot.
struct IndexBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Runs, proofs and their sizes, beside a bare SHA-256 loop (one core).")

    @Option(help: "Entries.")
    var entries: [Int] = [100_000, 1_000_000]

    @Option(help: "Rounds; the sides alternate, and the median counts.")
    var rounds = 3

    @Option(help: "Entries of a run before any is merged.")
    var portion = 4096

    @Option(help: "Names looked up in a round.")
    var lookups = 20_000

    func run() throws {
        for count in entries { try measure(count) }
    }

    private func measure(_ count: Int) throws {
        let items = (0..<count).map { IndexKey(name: "https://id.gs1.org/01/06901234567892/21/\($0)") }
        let lots = (0...count / 100).map { IndexKey(name: "https://id.gs1.org/01/06901234567892/10/\($0)") }
        var rows: [[Double]] = []
        var sizes = ""
        for _ in 0..<rounds {
            let floor = rate(count) { Self.bareHashes(items.count, lots.count) }
            let built = rate(count) { _ = Self.run(0..<count, items, lots) }
            var readers: [RunReader] = []
            let kept = try rate(count) { readers = try keep(count, items, lots) }
            var bytes: [Int] = []
            let proven = try rate(lookups) { bytes = try prove(readers, items) }
            rows.append([floor, built, kept, proven])
            sizes =
                "\(readers.count) runs of \(readers.reduce(0) { $0 + $1.bytes.count } / count) bytes an entry · proofs of "
                + "\(bytes.sorted()[bytes.count / 2]) bytes in the median, \(bytes.max() ?? 0) at most, a name"
        }
        let median = { (value: ([Double]) -> Double) in rows.map(value).sorted()[rounds / 2] }
        print("\(count) entries of two names: \(sizes)")
        print("  bare SHA-256 of one run's hashes: \(median { $0[0] }.rate) entries/s")
        print("  one run: \(median { $0[1] }.rate) entries/s · \(median { $0[1] / $0[0] }.ratio) of the loop")
        print(
            "  runs of \(portion), kept and merged: \(median { $0[2] }.rate) entries/s · \(median { $0[2] / $0[0] }.ratio)"
        )
        print("  look-ups with proof, half of them of absent names: \(median { $0[3] }.rate)/s a core")
    }

    private func rate(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        let before = Self.cpuSeconds
        try body()
        return Double(count) / (Self.cpuSeconds - before)
    }

    /// The time of this process alone, so that a busy machine changes little.
    private static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The hashes of a run, without the run: of each list, its value, its leaf, and the inner nodes.
    private static func bareHashes(_ items: Int, _ lots: Int) {
        var hash = MerkleHash.emptyRoot
        let entry = [UInt8](repeating: 7, count: 8)
        for _ in 0..<items + lots { for _ in 0..<3 { hash = .node(hash, hash) } }
        // The lots' lists: each of their entries a leaf and a node, the items' a leaf.
        for _ in 0..<2 * items { hash = .leaf(entry) }
        for _ in 0..<items { hash = .node(hash, hash) }
        precondition(hash != .emptyRoot)
    }

    private static func run(_ range: Range<Int>, _ items: [IndexKey], _ lots: [IndexKey]) -> [UInt8] {
        var builder = RunBuilder(range: UInt64(range.lowerBound)..<UInt64(range.upperBound))
        for entry in range { builder.add(UInt64(entry), CollectionOfOne(items[entry])) }
        for entry in range { builder.add(UInt64(entry), CollectionOfOne(lots[entry / 100])) }
        return builder.run().bytes
    }

    /// Makes runs as they come and merges neighbours as they are due.
    private func keep(_ count: Int, _ items: [IndexKey], _ lots: [IndexKey]) throws -> [RunReader] {
        var series = RunSeries()
        var readers: [RunReader] = []
        for start in stride(from: 0, to: count, by: portion) {
            let bytes = Self.run(start..<min(start + portion, count), items, lots)
            readers.append(try RunReader(MemoryRunBytes(bytes)))
            series.append(readers[readers.count - 1].run)
            while let due = series.due {
                var merger = RunMerger(Array(readers[due]))
                var merged: [UInt8] = []
                while let chunk = try merger.next() { merged += chunk }
                let reader = try RunReader(MemoryRunBytes(merged))
                readers.replaceSubrange(due, with: [reader])
                precondition(series.replace(by: reader.run))
            }
        }
        return readers
    }

    /// The bytes of each name's proofs, of all runs together.
    private func prove(_ readers: [RunReader], _ items: [IndexKey]) throws -> [Int] {
        var sizes: [Int] = []
        for place in 0..<lookups {
            let key = place % 2 == 0 ? items[place &* 7919 % items.count] : IndexKey(name: "absent \(place)")
            var size = 0
            for reader in readers { size += try reader.proof(of: key).bytes.count }
            sizes.append(size)
        }
        return sizes
    }
}
