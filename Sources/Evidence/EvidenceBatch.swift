public import Codes
public import Ledger
import VerifiableIndex

/// Evidence about several codes in one document: one checkpoint, and each entry and hash once however many codes share it.
public struct EvidenceBatch: Hashable, Sendable {
    /// The most codes that one document is asked for.
    public static let codesMax = 256
    /// Once entries of so many bytes are gathered, the codes that are left are omitted and asked for one by one.
    public static let entryBytesMax = 16 << 20
    /// The largest document that is read, in bytes: the entries, their proofs, and the last code's chain beyond the bound.
    public static let bytesMax = Evidence.bytesMax
    /// How often all subjects together may name an entry or have a fork concern them: 256 times each. What a document costs
    /// follows this, and not its own length alone.
    static let referencesMax = codesMax * 256
    /// The most bytes of entries and forks, counted for each subject that they concern: those of the largest document.
    static let referencedBytesMax = bytesMax

    /// What the document has of one code.
    public struct Subject: Hashable, Sendable {
        /// The code as it was asked for.
        public let code: String
        /// Its evidence; nil where there was no room for it, or where the host could not read the code.
        public let held: Held?

        public init(code: String, held: Held?) {
            self.code = code
            self.held = held
        }
    }

    /// Which entries are the evidence about a code.
    public struct Held: Hashable, Sendable {
        /// The canonical identity.
        public let subject: String
        /// False where the chain was too long to be taken whole.
        public let isComplete: Bool
        /// Ledger indexes, ascending. None where nothing is on record.
        public let entries: [UInt64]
        /// Which answers of the document's index are about its names, by their places, ascending; none where it is not answered.
        public let answers: [Int]

        public init(subject: String, isComplete: Bool, entries: [UInt64], answers: [Int] = []) {
            self.subject = subject
            self.isComplete = isComplete
            self.entries = entries
            self.answers = answers
        }

        /// Whether it says that nothing is on record of a code: of this very code, and with nothing left out.
        public func isNothing(about code: CanonicalCode) -> Bool {
            entries.isEmpty && isComplete && subject == code.uri
        }
    }

    /// The ledger's signed checkpoint, a note, with its cosignatures.
    public var checkpoint: [UInt8]
    /// In the order in which the codes were asked for.
    public var subjects: [Subject]
    /// The entries of all subjects, ascending by index.
    public var entries: [Evidence.ProvenEntry]
    /// Forks of the journals concerned.
    public var forks: [JournalFork]
    /// What the committed index has under the names of the subjects, each name once; nil where nothing of it is shown.
    public var index: IndexEvidence?

    public init(
        checkpoint: [UInt8], subjects: [Subject], entries: [Evidence.ProvenEntry], forks: [JournalFork],
        index: IndexEvidence? = nil
    ) {
        self.index = index
        self.checkpoint = checkpoint
        self.subjects = subjects
        self.entries = entries
        self.forks = forks
    }
}

extension EvidenceBatch {
    /// Joins evidence that was gathered under one checkpoint.
    /// - Parameter evidence: with the code as it was asked for; nil for one that is left out.
    public init(checkpoint: [UInt8], joining evidence: [(code: String, evidence: Evidence?)]) {
        var entries: [UInt64: Evidence.ProvenEntry] = [:]
        var forks: [JournalFork] = []
        var known: Set<JournalName> = []
        for case (_, let one?) in evidence {
            for entry in one.entries { entries[entry.index] = entry }
            let journals = Set(one.forks.map(\.journal)).subtracting(known)
            forks += one.forks.filter { journals.contains($0.journal) }
            known.formUnion(journals)
        }
        let joined = JoinedAnswers(of: evidence.map(\.evidence?.index))
        self.init(
            checkpoint: checkpoint,
            subjects: zip(evidence, joined.places).map { told, places in
                Subject(
                    code: told.code,
                    held: told.evidence.map {
                        Held(
                            subject: $0.subject, isComplete: $0.isComplete, entries: $0.entries.map(\.index),
                            answers: places)
                    })
            },
            entries: entries.values.sorted { $0.index < $1.index }, forks: forks, index: joined.index)
    }

    /// The same with the codes left out of which it says that nothing is on record.
    package var withoutUnknown: EvidenceBatch {
        var batch = self
        batch.subjects = subjects.map { $0.held?.entries.isEmpty == true ? Subject(code: $0.code, held: nil) : $0 }
        return batch
    }

    /// The evidence of each subject that the document has something of.
    public var evidence: [Evidence] {
        let parsed = Dictionary(
            entries.map { ($0.index, (proven: $0, journal: Self.journal(of: $0.bytes))) }
        ) { first, _ in first }
        return subjects.compactMap(\.held).map { held in
            let named = held.entries.compactMap { parsed[$0] }
            let journals = Set(named.compactMap(\.journal))
            return Evidence(
                subject: held.subject, checkpoint: checkpoint, entries: named.map(\.proven),
                forks: forks.filter { journals.contains($0.journal) }, isComplete: held.isComplete,
                index: index(of: held))
        }
    }

    private static func journal(of bytes: [UInt8]) -> JournalName? {
        guard case .event(let event)? = try? LedgerEntry(parsing: bytes) else { return nil }
        return event.journal
    }

    /// A subject's evidence as it would have come alone.
    /// - Parameter entries: those of this document, by index.
    func evidence(_ held: Held, entries: [UInt64: CheckedEntry], forks: [JournalName: [JournalFork]]) -> Evidence {
        let proven = held.entries.compactMap { entries[$0]?.proven }
        var concerned: [JournalFork] = []
        if !forks.isEmpty {
            var journals: Set<JournalName> = []
            for entry in held.entries {
                guard let bytes = entries[entry]?.proven.bytes else { continue }
                if case .event(let event)? = try? LedgerEntry(parsing: bytes) { journals.insert(event.journal) }
            }
            for journal in journals.sorted(by: { $0.description < $1.description }) {
                concerned += forks[journal] ?? []
            }
        }
        return Evidence(
            subject: held.subject, checkpoint: checkpoint, entries: proven, forks: concerned,
            isComplete: held.isComplete, index: index(of: held))
    }

    /// The answers about a subject's names.
    private func index(of held: Held) -> IndexEvidence? {
        guard let index, !held.answers.isEmpty else { return nil }
        return IndexEvidence(state: index.state, answers: held.answers.map { index.answers[$0] })
    }
}

/// Answers about several subjects by one state, each name once. What there is no room for is not answered.
private struct JoinedAnswers {
    private(set) var index: IndexEvidence?
    /// Of each subject, the places of its answers.
    private(set) var places: [[Int]]

    init(of parts: [IndexEvidence?]) {
        places = parts.map { _ in [] }
        guard let state = parts.lazy.compactMap({ $0?.state }).first else { return }
        var answers: [IndexKey: IndexEvidence.Answer] = [:]
        var taken: [Int: [IndexKey]] = [:]
        for (place, part) in parts.enumerated() {
            guard let part, part.state == state else { continue }
            let own = part.answers.map { (IndexKey(name: $0.name), $0) }
            let new = own.filter { answers[$0.0] == nil }
            guard answers.count + new.count <= IndexEvidence.namesMax else { continue }
            for (key, answer) in new { answers[key] = answer }
            taken[place] = own.map(\.0)
        }
        let sorted = answers.sorted { $0.value.name.utf8.lexicographicallyPrecedes($1.value.name.utf8) }
        let order = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.key, $0) })
        for (place, keys) in taken { places[place] = keys.compactMap { order[$0] }.sorted() }
        index = IndexEvidence(state: state, answers: sorted.map(\.value))
    }
}
