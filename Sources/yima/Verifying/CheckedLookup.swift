import Codes
import CommandSupport
import Evidence
import Rules
import StrictJSON
import TransparencyLog
import Values

/// A ledger's answer to a look-up, held against the evidence about the same code: each event that it tells is proven, and none was left
/// out.
struct CheckedLookup {
    let status: ExitStatus
    private let proof: LookupProof
    /// Told, and not among what is proven.
    private let unproven: [UInt64]
    /// Proven, and not told though it should be.
    private let leftOut: [UInt64]
    private let reasons: [Wording]

    /// - Parameters:
    ///   - answer: nil where the ledger says that nothing is on record.
    ///   - question: what is demanded of completeness.
    init(_ answer: LookupText?, _ proof: LookupProof, _ question: VerdictQuestion, now: Timestamp) {
        self.proof = proof
        let told = Set(answer?.entries ?? [])
        // Of a page that is not the last, what is older is told by the next; what came after the answer is not in it.
        let from = answer?.hasOlder == true ? told.min() ?? .max : 0
        let upTo = answer?.upTo ?? proof.checkpoint?.checkpoint.treeSize ?? 0
        unproven = told.subtracting(proof.entries).filter { $0 < proof.checkpoint?.checkpoint.treeSize ?? 0 }.sorted()
        let missing = proof.entries.filter { $0 >= from && $0 < upTo && !told.contains($0) }
        // That nothing is on record is said of the time when it was asked; what stood long before is left out all the same.
        leftOut = answer == nil ? proof.entries : missing
        var reasons = proof.findings.map(\.message) + proof.doubts.map(\.wording)
        reasons += question.doubts(of: proof.completeness, under: proof.checkpoint, now: now).map(\.wording)
        if let first = leftOut.first {
            reasons.append(
                Wording(
                    en: "the answer leaves out \(leftOut.count) events that name it, first entry \(first)",
                    zh: "应答遗漏了涉及该编码的 \(leftOut.count) 个事件，首个为条目 \(first)"))
        }
        var isFalse = !proof.findings.isEmpty || !leftOut.isEmpty
        if let first = unproven.first {
            // The index lists all that stand before its state.
            if case .shown(let extent) = proof.completeness, unproven.contains(where: { $0 < extent.entry }) {
                isFalse = true
            }
            reasons.append(
                Wording(
                    en: "\(unproven.count) events of the answer are not shown to name it, first entry \(first)",
                    zh: "应答中有 \(unproven.count) 个事件未证明涉及该编码，首个为条目 \(first)"))
        }
        self.reasons = reasons
        status = isFalse ? .violated : !reasons.isEmpty || proof.checkpoint == nil ? .undecided : .done
    }

    private var word: String {
        switch status {
        case .done: "hold"
        case .violated: "false"
        default: "unchecked"
        }
    }

    /// The first lines of what is shown: what of it is proven.
    var text: String {
        let lines = reasons.map { "  " + said($0).printable }
        let title: String =
            switch status {
            case .done: Terminal.paint(said("proven", "已证明"), .green, .bold)
            case .violated: Terminal.paint(said("FALSE", "不实"), .red, .bold)
            default: Terminal.paint(said("could not check", "无法核查"), .yellow, .bold)
            }
        let count = proof.entries.count.grouped
        let events = said("\(count) events name it", "涉及该编码的事件共 \(count) 个")
        let rest = said(
            "; what is said of its state is the ledger's reading of them", "；其状态为账本据此所述")
        return ([title + "  " + events + "; ".asSeparator + said(proof.completeness.wording).printable + rest] + lines)
            .joined(separator: "\n")
    }

    /// `{"proofs","complete","asOf","entries","leftOut","unproven","reasons","lookup"}`.
    func json(_ answer: [UInt8]?) -> JSONNode {
        var asOf: JSONNode = .null
        if case .shown(let extent) = proof.completeness { asOf = .string("\(extent.time)") }
        return .object([
            ("proofs", .string(word)), ("complete", .bool(proof.completeness.isShown)), ("asOf", asOf),
            ("entries", .array(proof.entries.map(JSONNode.unsigned))),
            ("leftOut", .array(leftOut.map(JSONNode.unsigned))), ("unproven", .array(unproven.map(JSONNode.unsigned))),
            (
                "reasons",
                .array(
                    reasons.map { .object([("message", .string($0.en)), ("messageZh", .string($0.zh))]) })
            ),
            ("lookup", answer.map { .raw($0) } ?? .null),
        ])
    }
}

extension String {
    /// Between two statements of one line.
    fileprivate var asSeparator: String { said(self, "；") }
}
