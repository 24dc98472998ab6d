import Codes
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
    /// How many entries under these names are not shown, being those of strangers, by who signed them (`Strangers`).
    private(set) var unread: [String: Int] = [:]
    private var strangers: Strangers?
    private var signers: [UInt64: String] = [:]
    /// Names of which something is not shown, and what must be answered besides.
    private var reserved: [(name: String, key: IndexKey, entries: [UInt64], needed: Set<String>)] = []

    /// - Parameters:
    ///   - subject: what the evidence is about.
    ///   - schemes: those by which codes are read here (`SchemeVersions.digest(of:)`).
    ///   - isHolder: whether a firm is known to have had anything of the goods by other rules than those of `GoodsCircle`.
    init(
        _ index: IndexEvidence, in report: EvidenceReport, about subject: String, schemes: MerkleHash,
        codes: CodeReader, isHolder: @escaping (String) -> Bool = { _ in false }
    ) {
        let named = report.indexStates[index.state].flatMap { $0.entryCount == index.state ? $0 : nil }
        isForeign = named.map { !EntryNames.numbers.contains($0.keys.number) || $0.keys.schemes != schemes } ?? false
        state = isForeign ? nil : named
        guard let state else { return }
        if !report.unread.isEmpty {
            let circle = GoodsCircle(of: subject, in: report.events, registry: report.registry, codes: codes)
            strangers = Strangers(to: circle, registry: report.registry, codes: codes, isHolder: isHolder)
            signers = Dictionary(report.events.map { ($0.entry, $0.journal.operatorUSCC) }) { $1 }
        }
        for answer in index.answers { take(answer, under: state, at: index.state, report) }
        settle(report)
    }

    /// Takes back the names of which something is not shown, where what must be answered besides is not.
    private mutating func settle(_ report: EvidenceReport) {
        var count = -1
        while count != reserved.count {
            count = reserved.count
            for one in reserved where !one.needed.allSatisfy({ whole.contains(IndexKey(name: $0)) }) {
                whole.remove(one.key)
                withheld.append((one.name, one.entries))
            }
            reserved.removeAll { !whole.contains($0.key) }
        }
        for entry in Set(reserved.flatMap(\.entries)) {
            if let firm = report.unread[entry]?.operatorUSCC { unread[firm, default: 0] += 1 }
        }
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
        let hidden = missing.filter { report.unread[$0] == nil }
        if !hidden.isEmpty {
            withheld.append((answer.name, hidden))
        } else if finding.isWhole {
            guard !missing.isEmpty else {
                whole.insert(key)
                return
            }
            let needed = strangers?.conditions(
                toLeaveOut: missing, of: finding.entries.sorted(), under: answer.name, unread: report.unread,
                signers: signers)
            // Whose hashes alone are shown and who is no stranger, of him something is withheld.
            guard let needed else {
                withheld.append((answer.name, missing))
                return
            }
            whole.insert(key)
            reserved.append((answer.name, key, missing, needed))
        }
    }
}
