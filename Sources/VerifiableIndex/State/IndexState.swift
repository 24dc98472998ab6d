public import TransparencyLog
public import Values

/// What the ledger says of its own index: the runs whose maps together are the index of every entry before this one.
///
///     yima/1 index
///     keys <n> <hex>
///     time <ledger time>
///     <end> <hex root>          1 to 32 lines; a run begins where the one before ended, the first at 0
///
/// The last end is the state entry's own index in the ledger, so that a checkpoint whose last leaf it is leaves nothing out.
public struct IndexState: Hashable, Sendable {
    /// Runs that a state names at most.
    public static let runsMax = 32

    /// By which function, and by which schemes, entries are found under names.
    public let keys: IndexKeysVersion
    /// The ledger's time.
    public let time: Timestamp
    /// From entry 0 on, each beginning where the one before ended.
    public let runs: [NamedRun]

    /// The caller's duty: from 1 to 32 runs, neighbours, the first from 0 on; a time of the years 0000 to 9999.
    public init(keys: IndexKeysVersion, time: Timestamp, runs: [NamedRun]) {
        precondition(1...Self.runsMax ~= runs.count && Self.isWhole(runs), "the runs cover all entries")
        self.keys = keys
        self.time = time
        self.runs = runs
    }

    private static func isWhole(_ runs: [NamedRun]) -> Bool {
        var end: UInt64 = 0
        for run in runs {
            guard run.range.lowerBound == end else { return false }
            end = run.range.upperBound
        }
        return true
    }

    /// The entries that are covered; also the index at which this stands in the ledger.
    public var entryCount: UInt64 { runs.last?.range.upperBound ?? 0 }

    /// The run that an entry is of; nil where it is not covered.
    public func run(of entry: UInt64) -> NamedRun? {
        runs.first { $0.range.contains(entry) }
    }
}

/// The number of the function from entries to names, and SHA-256 over the SHA-256s of the schemes it reads codes by.
public struct IndexKeysVersion: Hashable, Sendable {
    public let number: UInt32
    public let schemes: MerkleHash

    public init(number: UInt32, schemes: MerkleHash) {
        self.number = number
        self.schemes = schemes
    }
}

extension IndexState {
    private static let header = "yima/1 index"

    /// The leaf's bytes.
    public var bytes: [UInt8] {
        var text = "\(Self.header)\nkeys \(keys.number) \(keys.schemes)\ntime \(time)\n"
        for run in runs { text += "\(run.range.upperBound) \(run.root)\n" }
        return Array(text.utf8)
    }

    /// Whether a leaf is to be read as a state of the index: its first line says so.
    public static func isState(_ leaf: some Sequence<UInt8>) -> Bool {
        leaf.starts(with: "yima/1 index\n".utf8)
    }

    /// Reads exactly what `bytes` gives.
    public init(parsing leaf: [UInt8]) throws(IndexStateError) {
        let lines = leaf.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 5 else { throw .malformed(line: lines.count) }
        guard lines.last?.isEmpty == true else { throw .malformed(line: lines.count) }
        guard lines.count - 4 <= Self.runsMax else { throw .malformed(line: 4 + Self.runsMax) }
        guard lines[0].elementsEqual(Self.header.utf8) else { throw .malformed(line: 1) }
        guard let keys = Self.keys(lines[1]) else { throw .malformed(line: 2) }
        guard let time = Self.time(lines[2]) else { throw .malformed(line: 3) }
        var runs: [NamedRun] = []
        for (number, line) in lines.enumerated().dropFirst(3).dropLast() {
            guard let run = Self.run(line, from: runs.last?.range.upperBound ?? 0) else {
                throw .malformed(line: number + 1)
            }
            runs.append(run)
        }
        self.init(keys: keys, time: time, runs: runs)
        // Numbers and times have one spelling; whatever has another is found here.
        let written = bytes
        guard written == leaf else { throw .malformed(line: Self.line(ofFirstDifference: written, leaf)) }
    }

    private static func line(ofFirstDifference written: [UInt8], _ leaf: [UInt8]) -> Int {
        1 + zip(written, leaf).prefix { $0 == $1 }.filter { $0.0 == UInt8(ascii: "\n") }.count
    }

    private static func words(_ line: ArraySlice<UInt8>) -> [Substring] {
        guard let text = String(validating: line, as: UTF8.self) else { return [] }
        return text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map { Substring($0) }
    }

    private static func keys(_ line: ArraySlice<UInt8>) -> IndexKeysVersion? {
        let words = words(line)
        guard words.count == 3, words[0] == "keys", let number = UInt32(words[1]), number > 0,
            let schemes = MerkleHash(hexadecimal: words[2])
        else { return nil }
        return IndexKeysVersion(number: number, schemes: schemes)
    }

    private static func time(_ line: ArraySlice<UInt8>) -> Timestamp? {
        let words = words(line)
        guard words.count == 2, words[0] == "time" else { return nil }
        return Timestamp(rfc3339: words[1])
    }

    private static func run(_ line: ArraySlice<UInt8>, from start: UInt64) -> NamedRun? {
        let words = words(line)
        guard words.count == 2, let end = UInt64(words[0]), end > start, end <= TreeSize.max,
            let root = MerkleHash(hexadecimal: words[1])
        else { return nil }
        return NamedRun(range: start..<end, root: root)
    }
}

/// Why a leaf is no state of the index.
public enum IndexStateError: ExplainedError, Hashable {
    /// A line, from 1, that is not as a state has it.
    case malformed(line: Int)

    public var wording: Wording {
        switch self {
        case .malformed(let line):
            Wording(
                en: "line \(line) of the state of the index is not as it is written", zh: "索引状态的第 \(line) 行格式不对")
        }
    }
}

extension MerkleHash {
    /// Reads `description`: 64 lowercase hexadecimal digits.
    fileprivate init?(hexadecimal text: Substring) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            let digit: UInt8
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { return nil }
        self.init(bytes: bytes)
    }
}
