import Draws
public import Values

/// What an office found at a firm: how much there was, and what became of it. Said again of the same firm, in the same unit, by the same
/// office, it takes the place of what was said before.
///
///     yima-recall/1 finding
///     recall: <name>
///     firm: <USCC, or - where nothing was found anywhere>
///     unit: <kg, pieces, …>
///     found: <amount>
///     held: <amount>          still there, held back
///     destroyed: <amount>
///     returned: <amount>      sent back to who recalls
///     sold: <amount>          gone to shoppers
///     evidence: <SHA-256 of what it rests on, or ->
///     note: <text or ->
public struct RecallFinding: Hashable, Sendable {
    static let act = "finding"

    /// What became of what was found.
    public enum Part: String, Hashable, Sendable, CaseIterable {
        case held, destroyed, returned, sold

        public var wording: Wording {
            switch self {
            case .held: Wording(en: "held", zh: "封存")
            case .destroyed: Wording(en: "destroyed", zh: "销毁")
            case .returned: Wording(en: "sent back", zh: "退回")
            case .sold: Wording(en: "sold", zh: "已售")
            }
        }
    }

    public let name: SharedRecallName
    /// Nil where nothing was found anywhere.
    public let firm: String?
    public let unit: String
    public let found: Amount
    public let parts: [Part: Amount]
    public let evidence: String?
    public let note: String?

    public init(
        name: SharedRecallName, firm: String?, unit: String, found: Amount, parts: [Part: Amount], evidence: String?,
        note: String?
    ) {
        self.name = name
        self.firm = firm
        self.unit = unit
        self.found = found
        // What is not said is none of it.
        self.parts = Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, parts[$0] ?? .zero) })
        self.evidence = evidence
        self.note = note
    }

    public func amount(_ part: Part) -> Amount { parts[part] ?? .zero }

    /// Found, and nobody says what became of it.
    public var unaccounted: Amount {
        Part.allCases.reduce(found) { left, part in left.subtracting(amount(part)) ?? .zero }
    }

    var lines: ActText {
        var text = ActText(RecallAct.form)
        text.add("recall", name)
        text.add("firm", firm ?? "-")
        text.add("unit", unit)
        text.add("found", found)
        for part in Part.allCases { text.add(part.rawValue, amount(part)) }
        text.add("evidence", evidence ?? "-")
        text.add("note", note ?? "-")
        return text
    }

    init?(_ read: ActText) {
        guard let name = read.value("recall").flatMap({ SharedRecallName($0) }), let firm = read.value("firm"),
            let unit = read.value("unit"), let found = read.value("found").flatMap({ Amount($0) }),
            let evidence = read.value("evidence"), let note = read.value("note")
        else { return nil }
        var parts: [Part: Amount] = [:]
        for part in Part.allCases {
            guard let amount = read.value(part.rawValue).flatMap({ Amount($0) }) else { return nil }
            parts[part] = amount
        }
        self.init(
            name: name, firm: firm == "-" ? nil : firm, unit: unit, found: found, parts: parts,
            evidence: evidence == "-" ? nil : evidence, note: note == "-" ? nil : note)
    }

    var isSound: Bool {
        guard lines.isWritable, firm.map({ OfficeName.isNumber($0) }) ?? (found == .zero),
            evidence.map(RecallAct.isDigest) ?? true, parts.values.allSatisfy({ $0 >= .zero }), found >= .zero
        else { return false }
        // No more can become of it than there was.
        var sum = Amount.zero
        for part in Part.allCases {
            guard let next = sum.adding(amount(part)) else { return false }
            sum = next
        }
        return sum <= found
    }
}
