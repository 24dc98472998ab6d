import ArgumentParser
import CAllocationCount
import Foundation

/// Counts how often the hot paths ask for memory, and holds them to the numbers of a file. They are counted and not measured, so that a
/// busy machine changes nothing.
struct Allocations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "How often the hot paths ask for memory, for one code, event, leaf, entry or look-up.")

    @Flag(help: "Fail where a path has grown by more than a tenth.")
    var check = false

    @Flag(help: "Write the file anew.")
    var update = false

    @Option(help: "Where the numbers stand that were accepted.")
    var file = "scripts/allocations.txt"

    /// One part in ten.
    private static let growthMax = 1.1

    func run() async throws {
        guard allocation_count_works() else { throw ValidationError("allocations cannot be counted in this build") }
        let counts = try await HotPaths.counts()
        let accepted = try update ? [:] : AcceptedCounts(contentsOf: file).counts
        for path in counts {
            let before = accepted[path.name].map { "   (accepted: \($0.ratio))" } ?? ""
            print("\(path.name): \(path.count.ratio) allocations\(before)")
        }
        if update {
            try AcceptedCounts(counts: Dictionary(uniqueKeysWithValues: counts.map { ($0.name, $0.count) })).write(
                to: file)
        }
        guard check else { return }
        let faults = faults(of: counts, against: accepted)
        for fault in faults { print(fault) }
        guard faults.isEmpty else { throw ExitCode(1) }
        print("no path has grown by more than a tenth")
    }

    private func faults(of counts: [HotPaths.Count], against accepted: [String: Double]) -> [String] {
        var faults: [String] = []
        for path in counts {
            guard let before = accepted[path.name] else {
                faults.append("\(path.name) is not in \(file): scripts/bench allocations --update")
                continue
            }
            // A path that asks for nothing may go on doing so only.
            if path.count > before * Self.growthMax + 0.005 {
                faults.append("\(path.name) has grown from \(before.ratio) to \(path.count.ratio)")
            }
        }
        for name in accepted.keys.sorted() where !counts.contains(where: { $0.name == name }) {
            faults.append("\(name) of \(file) is not counted any more: scripts/bench allocations --update")
        }
        return faults
    }
}

/// The file of accepted numbers: `name number` lines, and lines that begin with `#`.
private struct AcceptedCounts {
    var counts: [String: Double]

    private static let heading = """
        # How often each hot path asks for memory (malloc and its like), in a debug build: scripts/bench allocations. CI fails where one has
        # grown by more than a tenth (--check); after a change that is meant, write them anew (--update).
        """

    init(counts: [String: Double]) {
        self.counts = counts
    }

    init(contentsOf file: String) throws {
        counts = [:]
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#")
        {
            let words = line.split(separator: " ")
            guard words.count == 2, let count = Double(words[1]),
                counts.updateValue(count, forKey: String(words[0])) == nil
            else { throw ValidationError("\(file): not 'name number', or twice: \(line)") }
        }
    }

    func write(to file: String) throws {
        let lines = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.ratio)\n" }
        try (Self.heading + "\n" + lines.joined()).write(toFile: file, atomically: true, encoding: .utf8)
    }
}
