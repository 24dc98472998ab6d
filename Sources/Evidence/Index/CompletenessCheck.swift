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

    /// By how much the clock of whoever checks may be behind the ledger's, in milliseconds.
    private static let clockDifferenceMax: Int64 = 600_000
    /// Names of entries that are told in one sentence at most.
    private static let toldMax = 3

    /// - Parameters:
    ///   - needed: the names that must be answered, by the number of the function by which they are.
    ///   - report: on the evidence in which the answers came.
    ///   - evidence: where it does not say that it is all there is, nobody is accused of what it lacks.
    ///   - schemes: those by which codes are read.
    ///   - now: a state of later than that says nothing that can be believed.
    ///   - isHolder: whether a firm has had anything of the goods by the rules of the trade.
    init(
        _ evidence: Evidence, needed: (UInt32) -> NeededNames, report: EvidenceReport, schemes: MerkleHash,
        codes: CodeReader, now: Timestamp, isHolder: @escaping (String) -> Bool = { _ in false }
    ) {
        completeness = .noAnswers
        guard let index = evidence.index else { return }
        let answered = AnsweredNames(
            index, in: report, about: evidence.subject, schemes: schemes, codes: codes, isHolder: isHolder)
        guard let state = answered.state else {
            completeness = .notShown(
                answered.isForeign
                    ? Wording(
                        en: "the state of the index in entry \(index.state) goes by other names than are known here",
                        zh: "第 \(index.state) 条索引状态依据此处未知的命名规则")
                    : Wording(
                        en: "entry \(index.state) is not shown to be a state of the index",
                        zh: "未证明第 \(index.state) 条是索引状态"))
            return
        }
        findings = answered.findings
        if evidence.isComplete { doubts = answered.withheld.map { .unchecked(Self.wording($0.name, $0.entries)) } }
        var all = needed(state.keys.number)
        all.add(journals: Set(report.events.map(\.journal.description)))
        let names = all.all
        guard state.time.milliseconds <= now.milliseconds + Self.clockDifferenceMax else {
            completeness = .notShown(
                Wording(
                    en: "the state of the index in entry \(index.state) is of a time to come, \(state.time)",
                    zh: "第 \(index.state) 条索引状态的时间在将来：\(state.time)"))
            return
        }
        let missing = names.filter { !answered.whole.contains(IndexKey(name: $0)) }.sorted()
        if let first = missing.first {
            completeness = .notShown(
                Wording(
                    en: "\(missing.count) of its \(names.count) names are not answered, first “\(first)”",
                    zh: "\(names.count) 个名称中有 \(missing.count) 个没有答复，首个为“\(first)”"))
        } else {
            completeness = .shown(
                Completeness.Extent(
                    time: state.time, entry: index.state, nameCount: names.count,
                    laterCount: (report.checkpoint?.checkpoint.treeSize ?? 0)
                        - min(
                            index.state + 1, report.checkpoint?.checkpoint.treeSize ?? 0),
                    unread: answered.unread))
        }
    }

    /// That what stands under a name is not shown.
    static func wording(_ name: String, _ entries: [UInt64]) -> Wording {
        let told = entries.prefix(toldMax).map(String.init).joined(separator: ", ")
        let rest = entries.count > toldMax ? ", …" : ""
        return Wording(
            en: "withheld: entries that stand under “\(name)” are not shown (\(told)\(rest))",
            zh: "有所隐瞒：“\(name)”名下的条目未出示（\(told)\(rest)）")
    }
}
