import Values

/// One GS1 application identifier: what may follow it, what must and must not stand beside it, what its data is called.
///
/// A class, because thousands of element strings a second point at the same few.
final class ApplicationIdentifier: Sendable {
    /// The digits: `01`, `3103`.
    let code: [UInt8]
    /// The digits filled with zeros to four: one number space, since the first two digits decide how many there are.
    let number: Int
    /// The name of the part that its data becomes.
    let name: String
    let label: Wording
    /// Predefined length (General Specifications figure 7.8.5-2): no FNC1 is needed after it.
    let isPredefined: Bool
    /// May stand in the query of a Digital Link.
    let isAttribute: Bool
    /// Decimals of the last component, as the AI's last digit says.
    let decimals: Int?
    let components: [Component]
    /// Every set must be met by one of its groups; a group is met when all its members are present.
    let needs: [[[Members]]]
    /// What must not stand beside it.
    let bars: [Members]
    /// For a Digital Link primary key: its qualifiers in order, in alternatives; nil for others.
    let qualifiers: [[Int]]?

    /// AIs that a pattern such as `31nn` stands for, by number.
    typealias Members = ClosedRange<Int>

    /// One stretch of the data, with its own type, length and checks.
    struct Component: Sendable {
        let characters: GS1CharacterSet
        /// Its members.
        let set: ByteSet
        let lengthMin: Int
        let lengthMax: Int
        let isOptional: Bool
        let checks: [ComponentCheck]
    }

    init(
        code: [UInt8], name: String, label: Wording, flags: Set<String>, components: [Component],
        needs: [[[Members]]], bars: [Members], qualifiers: [[Int]]?
    ) {
        self.code = code
        number = Self.number(of: code[...]) ?? 0
        self.name = name
        self.label = label
        isPredefined = flags.contains("fixed")
        isAttribute = flags.contains("attribute")
        decimals = flags.contains("decimal") ? code.last.map { Int($0 &- CodeByte.zero) } : nil
        self.components = components
        self.needs = needs
        self.bars = bars
        self.qualifiers = qualifiers
        precedence = qualifiers == nil ? nil : GS1Reader.precedence.firstIndex(of: number)
        lengthMin = components.reduce(0) { $0 + ($1.isOptional ? 0 : $1.lengthMin) }
        lengthMax = components.reduce(0) { $0 + $1.lengthMax }
        isNumeric = components.allSatisfy { $0.characters == .n }
        isChecked = components.first?.checks.contains(.csum) ?? false
        isPlain = decimals == nil && components.allSatisfy { $0.checks.allSatisfy { !$0.isShownOtherwise } }
    }

    /// Rank as the key that names the thing, 0 first; nil where it never does.
    let precedence: Int?
    let lengthMin: Int
    let lengthMax: Int
    /// All components are digits.
    let isNumeric: Bool
    /// The data begins with a number that has a check digit.
    let isChecked: Bool
    /// The part's value is the data as it stands.
    let isPlain: Bool

    /// `(10)` with its label, for messages.
    var shown: Wording {
        let digits = String(decoding: code, as: UTF8.self)
        return Wording(en: "(\(digits)) \(label.en)", zh: label.zh.isEmpty ? "(\(digits))" : "(\(digits)) \(label.zh)")
    }

    /// 2–4 digits as a number filled to four: `01` → 100, `235` → 2350.
    static func number(of code: ArraySlice<UInt8>) -> Int? {
        guard (2...4).contains(code.count), let value = CodeByte.number(code) else { return nil }
        return code.count == 2 ? value * 100 : code.count == 3 ? value * 10 : value
    }
}
