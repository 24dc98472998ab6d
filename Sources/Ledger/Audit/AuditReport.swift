public import TransparencyLog
public import Values
public import VerifiableIndex

/// What an audit of a whole ledger found.
public struct AuditReport: Sendable {
    /// The most problems that are listed; the rest are counted.
    public static let problemsMax = 100

    /// Something that is not as it must be.
    public struct Problem: Hashable, Sendable {
        /// Ledger index of the first entry concerned, where one is.
        public let entry: UInt64?
        public let wording: Wording

        public init(entry: UInt64?, en: String, zh: String) {
            self.entry = entry
            wording = Wording(en: en, zh: zh)
        }
    }

    /// A run of the index that the ledger names and that is not that of its entries.
    public struct FalseRun: Hashable, Sendable {
        /// The entry of the state that names it.
        public let state: UInt64
        public let named: NamedRun
        /// The root of the entries' own run.
        public let recomputed: MerkleHash
        /// The first key under which the host's own file of the run has other entries; nil where that is not at hand.
        public let firstKey: IndexKey?

        package init(state: UInt64, named: NamedRun, recomputed: MerkleHash, firstKey: IndexKey?) {
            (self.state, self.named, self.recomputed, self.firstKey) = (state, named, recomputed, firstKey)
        }
    }

    /// Entries that were read.
    public package(set) var entries: UInt64 = 0
    public private(set) var problems: [Problem] = []
    public private(set) var problemCount = 0
    /// What a reader should know and what does not make the ledger unsound, as a revocation that reaches back.
    public private(set) var warnings: [Problem] = []
    public private(set) var warningCount = 0
    /// What could not be checked, and why; then "sound" cannot be said, and what was found stands.
    public private(set) var unchecked: [Wording] = []
    /// What is no fault and worth knowing of what lies beside the ledger.
    public private(set) var notes: [Wording] = []
    /// The first false runs of the index, each of which is a problem too.
    public private(set) var falseRuns: [FalseRun] = []
    /// The checkpoint that the ledger was audited up to, where its signature held.
    public package(set) var checkpoint: SignedCheckpoint?

    /// The first thing that could not be checked.
    public var couldNotCheck: Wording? { unchecked.first }

    public var isSound: Bool { problemCount == 0 && unchecked.isEmpty }

    /// The lowest index that a problem names, listed or not.
    public private(set) var firstBad: UInt64?

    package init() {}

    /// 0 sound, 1 not sound, 2 could not check.
    public var exitStatus: Int32 { problemCount > 0 ? 1 : unchecked.isEmpty ? 0 : 2 }

    package mutating func add(_ problem: Problem) {
        problemCount += 1
        if let entry = problem.entry { firstBad = min(firstBad ?? entry, entry) }
        if problems.count < Self.problemsMax { problems.append(problem) }
    }

    package mutating func add(falseRun run: FalseRun) {
        if falseRuns.count < Self.problemsMax { falseRuns.append(run) }
    }

    package mutating func add(warning: Problem) {
        warningCount += 1
        if warnings.count < Self.problemsMax { warnings.append(warning) }
    }

    /// What was known before some entries were read, and why nothing is known of them.
    package mutating func goBack(to known: Self, unchecked wording: Wording) {
        let read = entries
        self = known
        entries = read
        add(unchecked: wording)
    }

    /// Adds that something could not be checked.
    public mutating func add(unchecked wording: Wording) {
        if unchecked.count < Self.problemsMax { unchecked.append(wording) }
    }

    /// Adds something that is no fault.
    public mutating func add(note wording: Wording) {
        if notes.count < Self.problemsMax { notes.append(wording) }
    }
}
