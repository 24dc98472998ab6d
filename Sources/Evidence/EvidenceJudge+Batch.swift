public import Codes
import Ledger
import TransparencyLog

extension EvidenceJudge {
    /// A code of a batch, as it was asked for and as it is read.
    public struct Question: Hashable, Sendable {
        public let written: String
        public let code: CanonicalCode

        public init(written: String, code: CanonicalCode) {
            self.written = written
            self.code = code
        }
    }

    /// Judges many codes by one document, on all cores. What each comes to is just what its own evidence would have given: only
    /// proofs are checked, events read and signatures verified once.
    ///
    /// - Parameters:
    ///   - memory: kept from document to document.
    ///   - make: what is made of each judgement, on the core that has judged.
    /// - Returns: in the order of `questions`; nil where the document has nothing to say of a code, whether it is unknown or was
    ///   left out.
    public func judge<Made: Sendable>(
        _ questions: [Question], by batch: EvidenceBatch, memory: EvidenceMemory,
        _ make: @escaping @Sendable (Judgement) -> Made
    ) async -> [Made?] {
        let opened = EvidenceReport.open(
            batch.checkpoint, keys: batch.keys(from: key), policy: policy, memory: memory)
        let entries: [UInt64: CheckedEntry]
        if let checkpoint = opened.signed?.checkpoint {
            let checked = await batch.entries.inParallel { CheckedEntry($0, under: checkpoint) }
            entries = Dictionary(checked.map { ($0.proven.index, $0) }) { first, _ in first }
        } else {
            entries = [:]
        }
        let forks = Dictionary(grouping: batch.forks, by: \.journal)
        let held = Dictionary(batch.subjects.map { ($0.code, $0.held) }) { first, _ in first }
        // A code that is asked for twice is judged once.
        var places: [Question: Int] = [:]
        var distinct: [Question] = []
        for question in questions where places[question] == nil {
            places[question] = distinct.count
            distinct.append(question)
        }
        let judged: [Made?] = await distinct.inParallel { question in
            guard let held = held[question.written] ?? nil, !held.entries.isEmpty else { return nil }
            let evidence = batch.evidence(held, entries: entries, forks: forks)
            let report = EvidenceReport(evidence, key: key, policy: policy, memory: memory) { proven, checkpoint in
                proven.map { entries[$0.index] ?? CheckedEntry($0, under: checkpoint) }
            }
            return make(judge(question.code, written: question.written, evidence: evidence, report: report))
        }
        return questions.map { places[$0].flatMap { judged[$0] } }
    }
}

extension Array where Element: Sendable {
    /// Maps on all cores, in portions; the order stays.
    fileprivate func inParallel<Made: Sendable>(_ make: @escaping @Sendable (Element) -> Made) async -> [Made] {
        let portion = 32
        return await withTaskGroup(of: (Int, [Made]).self) { group in
            for start in stride(from: 0, to: count, by: portion) {
                let slice = self[start..<Swift.min(start + portion, count)]
                group.addTask { (start, slice.map(make)) }
            }
            var parts: [(Int, [Made])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}
