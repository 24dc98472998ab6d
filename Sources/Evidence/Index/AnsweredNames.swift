import Ledger
import Rules
import TransparencyLog
import Values
import VerifiableIndex

/// What the index's answers in evidence prove, name by name, under the state that names the index's runs.
struct AnsweredNames {
    /// The state that the evidence goes by; nil where it is not shown to be one, or goes by other names.
    let state: IndexState?
    /// Whether it is a state by whose names nothing can be told here: another function of the entries, or other schemes of codes.
    let isForeign: Bool
    /// The keys of the names whose entries are all shown. By their keys: two spellings of one character are two names.
    private(set) var whole: Set<IndexKey> = []
    /// Answers that do not hold.
    private(set) var findings: [Finding] = []
    /// Names under which the index lists entries that are not shown.
    private(set) var withheld: [(name: String, entries: [UInt64])] = []

    /// - Parameter schemes: those by which codes are read here (`SchemeVersions.digest(of:)`).
    init(_ index: IndexEvidence, in report: EvidenceReport, schemes: MerkleHash) {
        let named = report.indexStates[index.state].flatMap { $0.entryCount == index.state ? $0 : nil }
        isForeign = named.map { !EntryNames.numbers.contains($0.keys.number) || $0.keys.schemes != schemes } ?? false
        state = isForeign ? nil : named
        guard let state else { return }
        for answer in index.answers { take(answer, under: state, at: index.state, report) }
    }

    private mutating func take(
        _ answer: IndexEvidence.Answer, under state: IndexState, at entry: UInt64, _ report: EvidenceReport
    ) {
        let key = IndexKey(name: answer.name)
        let finding: IndexFinding
        do throws(IndexAnswerError) {
            finding = try state.finding(key, in: answer.runs)
        } catch {
            findings.append(
                .failure(
                    "PROOF-1", [entry],
                    en: "the index's answer about “\(answer.name)” does not hold: \(error.wording.en)",
                    zh: "索引对“\(answer.name)”的答复不成立：\(error.wording.zh)"))
            return
        }
        let missing = finding.entries.filter { !report.provenEntries.contains($0) }
        if !missing.isEmpty {
            withheld.append((answer.name, missing))
        } else if finding.isWhole {
            whole.insert(key)
        }
    }
}
