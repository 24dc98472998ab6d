import Codes
import Ledger
import Rules
import TransparencyLog
import Values
import VerifiableIndex

/// What the answers of the committed index show of a chain that was walked: whether everything under its names is there.
struct CompletenessCheck {
    private(set) var completeness: Completeness
    /// Answers that do not hold.
    private(set) var findings: [Finding] = []
    /// Entries that the index names and that are not shown.
    private(set) var doubts: [Verdict.Doubt] = []

    /// Names of entries that are told in one sentence at most.
    private static let toldMax = 3

    /// - Parameters:
    ///   - asked: the keys whose events the walk was handed.
    ///   - report: on the evidence in which the answers came.
    ///   - isWhole: whether the evidence says that it is all there is; else nobody is accused of what it lacks.
    init(
        _ index: IndexEvidence?, asked: Set<String>, report: EvidenceReport, isWhole: Bool, codes: CodeReader
    ) {
        completeness = .noAnswers
        guard let index else { return }
        guard let state = report.indexStates[index.state], state.entryCount == index.state else {
            completeness = .notShown(
                Wording(
                    en: "entry \(index.state) is not shown to be a state of the index",
                    zh: "未证明第 \(index.state) 条是索引状态"))
            return
        }
        let answered = found(index, state, report, isWhole: isWhole)
        var names = Set(asked.compactMap { IndexEvidence.name(ofKey: $0, codes: codes) })
        names.formUnion(IndexEvidence.standingNames(of: Set(report.events.map { $0.journal.description })))
        // By their keys: two spellings of one character are two names.
        let missing = names.filter { !answered.contains(IndexKey(name: $0)) }.sorted()
        if let first = missing.first {
            completeness = .notShown(
                Wording(
                    en: "\(missing.count) of its \(names.count) names are not answered, first “\(first)”",
                    zh: "\(names.count) 个名称中有 \(missing.count) 个没有答复，首个为“\(first)”"))
        } else {
            completeness = .shown(
                Completeness.Extent(time: state.time, entry: index.state, nameCount: names.count))
        }
    }

    /// The keys of the names whose entries are all shown; notes what does not hold.
    private mutating func found(
        _ index: IndexEvidence, _ state: IndexState, _ report: EvidenceReport, isWhole: Bool
    ) -> Set<IndexKey> {
        var answered: Set<IndexKey> = []
        for answer in index.answers {
            let key = IndexKey(name: answer.name)
            let finding: IndexFinding
            do throws(IndexAnswerError) {
                finding = try state.finding(key, in: answer.runs)
            } catch {
                findings.append(
                    .failure(
                        "PROOF-1", [index.state],
                        en: "the index's answer about “\(answer.name)” does not hold: \(error.wording.en)",
                        zh: "索引对“\(answer.name)”的答复不成立：\(error.wording.zh)"))
                continue
            }
            let withheld = finding.entries.filter { !report.provenEntries.contains($0) }
            if withheld.isEmpty {
                if finding.isWhole { answered.insert(key) }
            } else if isWhole {
                let told = withheld.prefix(Self.toldMax).map(String.init).joined(separator: ", ")
                let rest = withheld.count > Self.toldMax ? ", …" : ""
                doubts.append(
                    .unchecked(
                        Wording(
                            en: "withheld: entries that stand under “\(answer.name)” are not shown (\(told)\(rest))",
                            zh: "有所隐瞒：“\(answer.name)”名下的条目未出示（\(told)\(rest)）")))
            }
        }
        return answered
    }
}
