/// From a part as it is shown back to the data of its element: the inverse of `GS1PartValue`.
struct GS1PartData {
    let identifier: ApplicationIdentifier
    private(set) var bytes: [UInt8] = []

    /// What is not yet written of the shown value.
    private var rest: ArraySlice<UInt8>

    /// - Parameter currency: ISO 4217 number, for elements that begin with one.
    /// - Returns: nil where no application identifier makes such a part.
    init?(_ part: CanonicalCode.Part, currency: String?) {
        let candidates = Self.identifiers[part.name] ?? []
        let decimals = part.value.split(separator: ".", maxSplits: 1).dropFirst().first?.utf8.count ?? 0
        guard let identifier = candidates.first(where: { $0.decimals ?? decimals == decimals }) ?? candidates.first
        else { return nil }
        self.identifier = identifier
        rest = Array(part.value.utf8)[...]
        guard !identifier.isPlain else {
            bytes = Array(rest)
            return
        }
        let isNegative = rest.first == Self.minus && identifier.components.contains { $0.checks.contains(.hyphen) }
        if isNegative { rest = rest.dropFirst() }
        for component in identifier.components where !rest.isEmpty {
            if component.checks.contains(.iso4217) {
                bytes += currency.map { Array($0.utf8) } ?? []
            } else if !component.checks.contains(.hyphen) {
                add(component)
            }
        }
        if isNegative { bytes.append(Self.minus) }
    }

    private mutating func add(_ component: ApplicationIdentifier.Component) {
        if let date = component.checks.first(where: { $0.shownLength(rest) != nil }) {
            takeDate(date)
        } else if component.checks.contains(.hundredths) || identifier.decimals != nil {
            let digits = rest.filter { $0 != CodeByte.dot }
            let fill = component.lengthMin == component.lengthMax ? max(0, component.lengthMax - digits.count) : 0
            bytes += [UInt8](repeating: CodeByte.zero, count: fill) + digits
            rest = []
        } else {
            bytes += rest.prefix(component.lengthMax)
            rest = rest.dropFirst(component.lengthMax)
        }
    }

    /// `2026-03-01` → `260301`, `2026-03` → `260300`, `T10:30` → `1030`.
    private mutating func takeDate(_ check: ComponentCheck) {
        // The stroke between the two days of a span.
        if rest.first == CodeByte.slash { rest = rest.dropFirst() }
        let shown = rest.prefix(check.shownLength(rest) ?? 0)
        rest = rest.dropFirst(shown.count)
        var digits = shown.filter(CodeByte.isDigit)
        if check.isShortDate {
            digits = Array(digits.dropFirst(2))
            if digits.count == 4 { digits += [CodeByte.zero, CodeByte.zero] }
        }
        bytes += digits
    }

    private static let minus = UInt8(ascii: "-")

    /// Those that make a part of this name: several where the decimals are told by the last digit.
    private static let identifiers = Dictionary(grouping: ApplicationIdentifierTable.standard.all, by: \.name)
}

extension ComponentCheck {
    /// A date of two-digit years.
    fileprivate var isShortDate: Bool { self == .yymmd0 || self == .lastday || self == .yymmdd }

    /// How many bytes of a shown value are this component's; nil where the check is none of a date or time.
    fileprivate func shownLength(_ shown: ArraySlice<UInt8>) -> Int? {
        switch self {
        case .yymmd0 where shown.dropFirst(7).first != UInt8(ascii: "-"): 7
        case .yymmd0, .lastday, .yymmdd, .yyyymmdd: 10
        case .hhmi: 6
        case .hh, .mi, .ss: 3
        default: nil
        }
    }
}
