public import Codes
public import Values

/// What an officer at a port or in a cold store looks for on one sheet: same container, same seal, same certificate; the papers; what the
/// permits still allow; the overseas establishments; release, arrival, temperatures; of all that what is met, what is wrong, and what is
/// missing or still open. Pure: from the chains of the goods, by the same rules as their verdict.
public struct PortSheet: Sendable {
    /// How one thing stands.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case met
        /// Contradicted by what is on record.
        case wrong
        /// Should be on record, and is not.
        case missing
        /// Cannot be said yet: it has not come to that, or a register is not at hand.
        case open
    }

    /// One thing that is looked for.
    public struct Line: Hashable, Sendable {
        /// `seal`, `permit`, …: the same in every sheet.
        public let topic: String
        public let label: Wording
        public let state: State
        /// What is on record of it, a sentence each.
        public let said: [Wording]
        /// Ledger indexes of the entries that show it, ascending.
        public let entries: [UInt64]
        /// The rules that found something wrong.
        public let rules: [String]
        /// The law or standard behind a paper; nil where a rule's own counts.
        public let source: String?
    }

    /// One lot of what came, or an item that has none.
    public struct Goods: Sendable {
        public let code: CanonicalCode
        public let name: Wording
        public let product: String?
        public let lines: [Line]
    }

    /// What else came in the same container, before or after.
    public struct OtherVoyage: Hashable, Sendable {
        /// When it was packed, or first named.
        public let begin: Timestamp
        /// URIs.
        public let goods: [String]
    }

    /// As it was asked for.
    public let written: String
    public let asOf: Timestamp
    /// Of the container as a whole.
    public let lines: [Line]
    public let goods: [Goods]
    /// What else the rules find in these chains, violations and warnings.
    public let others: [Finding]
    /// Other voyages of the same container, of which nothing counts here.
    public let otherVoyages: [OtherVoyage]
    /// False where not all that is on record could be looked at.
    public let isComplete: Bool

    /// The worst of all lines: wrong before missing before open.
    public var state: State {
        let states = Set((lines + goods.flatMap(\.lines)).map(\.state))
        if states.contains(.wrong) || others.contains(where: { $0.severity == .violation }) { return .wrong }
        return states.contains(.missing) ? .missing : states.contains(.open) ? .open : .met
    }

    public var isEmpty: Bool { goods.isEmpty }
}

extension PortSheet.Line {
    /// - Parameters:
    ///   - state: where no rule finds anything wrong.
    ///   - found: what rules find; chains of two lots of one container find the same.
    init(
        _ topic: String, _ label: Wording, _ state: PortSheet.State, _ said: [Wording], _ entries: [UInt64],
        wrong found: [Finding] = [], source: String? = nil
    ) {
        let wrong = Set(found).sorted { $0.precedes($1) }
        self.init(
            topic: topic, label: label, state: wrong.isEmpty ? state : .wrong, said: wrong.map(\.message) + said,
            entries: Set(entries + wrong.flatMap(\.entries)).sorted(), rules: Set(wrong.map(\.rule)).sorted(),
            source: source)
    }
}

extension PortSheet.State {
    public var wording: Wording {
        switch self {
        case .met: Wording(en: "met", zh: "符合")
        case .wrong: Wording(en: "WRONG", zh: "不符")
        case .missing: Wording(en: "missing", zh: "缺少")
        case .open: Wording(en: "open", zh: "待定")
        }
    }
}
