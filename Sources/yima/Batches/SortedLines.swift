import CommandSupport
import Files
import Glibc
import SystemPackage

/// Gathers lines of any number and gives them back sorted by their bytes, each once, in bounded memory: what does not fit lies in
/// files beside the one that is made of them, which go away with this object.
final class SortedLines {
    private let path: String
    private let bytesMax: Int
    private var text: [UInt8] = []
    private var ranges: [Range<Int>] = []
    /// Files of sorted lines.
    private var runs: [String] = []
    private var runCount = 0

    /// What stands in the names of the files after the path.
    static let runMark = ".run-"

    /// More files than these are first made into one.
    private static let runsMax = 64
    private static let lineBytesMax = 16_384

    /// - Parameters:
    ///   - path: what the files' names begin with.
    ///   - bytesMax: what is held in memory before it is sorted and written.
    init(beside path: String, bytesMax: Int = 24 << 20) {
        self.path = path
        self.bytesMax = bytesMax
    }

    deinit {
        for run in runs { FileWriter.remove(run) }
    }

    /// - Parameter line: without a line feed, and not longer than 16 KiB.
    func add(_ line: some Collection<UInt8>) throws(CommandError) {
        precondition(line.count <= Self.lineBytesMax, "lines are bounded by whoever reads them")
        // A range takes as much as a short line.
        if text.count + line.count + ranges.count * 16 > bytesMax { try spill() }
        let start = text.count
        text += line
        ranges.append(start..<text.count)
    }

    /// Shows every line once, in order.
    func finish(_ show: (ArraySlice<UInt8>) throws(CommandError) -> Void) throws(CommandError) {
        guard !runs.isEmpty else { return try showGathered(show) }
        try spill()
        try Self.merge(runs, show)
    }

    private func showGathered(_ show: (ArraySlice<UInt8>) throws(CommandError) -> Void) throws(CommandError) {
        text.withUnsafeBytes { bytes in
            ranges.sort { Self.order(bytes[$0], bytes[$1]) < 0 }
        }
        var last: ArraySlice<UInt8>?
        for range in ranges {
            let line = text[range]
            if let last, last.count == line.count, last.elementsEqual(line) { continue }
            try show(line)
            last = line
        }
        (text, ranges) = ([], [])
    }

    private func spill() throws(CommandError) {
        guard !ranges.isEmpty else { return }
        try write { (show: (ArraySlice<UInt8>) throws(CommandError) -> Void) throws(CommandError) in
            try showGathered(show)
        }
        guard runs.count >= Self.runsMax else { return }
        let merged = runs
        try write { (show: (ArraySlice<UInt8>) throws(CommandError) -> Void) throws(CommandError) in
            try Self.merge(merged, show)
        }
        for run in merged { FileWriter.remove(run) }
        runs.removeFirst(merged.count)
    }

    private func write(
        _ give: ((ArraySlice<UInt8>) throws(CommandError) -> Void) throws(CommandError) -> Void
    ) throws(CommandError) {
        let run = "\(path)\(Self.runMark)\(getpid())-\(runCount)"
        runCount += 1
        FileWriter.remove(run)
        let file = try LineFile(making: run)
        runs.append(run)
        try give { line throws(CommandError) in try file.add(line) }
        try file.flush()
    }

    // MARK: Merging

    private struct Head {
        var line: [UInt8]
        let run: Int
    }

    private static func merge(
        _ runs: [String], _ show: (ArraySlice<UInt8>) throws(CommandError) -> Void
    ) throws(CommandError) {
        var readers: [LineReader] = []
        for run in runs { readers.append(LineReader(try ByteSource(path: run), bytesMax: lineBytesMax)) }
        // Descending, so that the first in order is taken from the end: with at most 64 files no heap is worth it.
        var heads: [Head] = []
        func insert(_ head: Head) {
            var (low, high) = (0, heads.count)
            while low < high {
                let middle = (low + high) / 2
                if precedes(head.line, heads[middle].line) { low = middle + 1 } else { high = middle }
            }
            heads.insert(head, at: low)
        }
        for run in runs.indices {
            if let line = try readers[run].next() { insert(Head(line: line.bytes, run: run)) }
        }
        var last: [UInt8]?
        while let head = heads.popLast() {
            if head.line != last {
                try show(head.line[...])
                last = head.line
            }
            if let line = try readers[head.run].next() { insert(Head(line: line.bytes, run: head.run)) }
        }
    }

    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { order(left[...], $0[...]) < 0 } }
    }

    private static func order(_ left: Slice<UnsafeRawBufferPointer>, _ right: Slice<UnsafeRawBufferPointer>) -> Int {
        let common = min(left.count, right.count)
        if common > 0 {
            let order = memcmp(
                UnsafeRawBufferPointer(rebasing: left).baseAddress!,
                UnsafeRawBufferPointer(rebasing: right).baseAddress!,
                common)
            if order != 0 { return Int(order) }
        }
        return left.count - right.count
    }
}

/// A new file of lines, written in large pieces.
final class LineFile {
    private let file: PosixFile
    private var waiting: [UInt8] = []

    private static let pieceBytes = 1 << 18

    init(making path: String) throws(CommandError) {
        file = try FileWriter.attempt { () throws(PosixFile.Failure) in
            try PosixFile(opening: path, .writeOnly, options: [.create, .exclusiveCreate])
        }
    }

    func add(_ line: some Collection<UInt8>) throws(CommandError) {
        waiting += line
        waiting.append(0x0A)
        if waiting.count >= Self.pieceBytes { try flush() }
    }

    func flush() throws(CommandError) {
        let bytes = waiting
        waiting.removeAll(keepingCapacity: true)
        try FileWriter.attempt { () throws(PosixFile.Failure) in try file.append(bytes) }
    }

    func sync() throws(CommandError) {
        try flush()
        try FileWriter.attempt { () throws(PosixFile.Failure) in try file.sync() }
    }
}
