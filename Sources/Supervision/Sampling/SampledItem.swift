public import Values

/// What a sample is tested for, and by which method: what the method can say of it, and what the goods may have where no list of the
/// rules says it.
public struct SampledItem: Hashable, Sendable {
    public let name: String
    /// As results write it: `µg/kg`.
    public let unit: String
    public let method: String
    /// What is less cannot be said as a number (定量限); nil where the method has no such bound.
    public let least: Amount?
    /// What is more is outside the method's range; nil where there is no such bound.
    public let most: Amount?
    /// What the goods may have at most, in `unit`; nil where the rule set says it, or the laboratory.
    public let limit: Amount?
    /// Where the limit stands; nil without one.
    public let basis: String?

    public init(
        name: String, unit: String, method: String, least: Amount?, most: Amount?, limit: Amount?, basis: String?
    ) {
        self.name = name
        self.unit = unit
        self.method = method
        self.least = least
        self.most = most
        self.limit = limit
        self.basis = basis
    }

    private static let separator = " | "

    /// `恩诺沙星 | µg/kg | GB 31656.3-2021 | 1 | 2000 | - | -`
    var line: String {
        [
            name, unit, method, least?.description ?? "-", most?.description ?? "-", limit?.description ?? "-",
            basis ?? "-",
        ].joined(separator: Self.separator)
    }

    /// Reads exactly what `line` gives, of an item that is sound.
    init?(line: String) {
        let parts = line.components(separatedBy: Self.separator)
        guard parts.count == 7 else { return nil }
        func amount(_ text: String) -> Amount?? { text == "-" ? .some(nil) : Amount(text).map { .some($0) } }
        guard let least = amount(parts[3]), let most = amount(parts[4]), let limit = amount(parts[5]) else {
            return nil
        }
        self.init(
            name: parts[0], unit: parts[1], method: parts[2], least: least, most: most, limit: limit,
            basis: parts[6] == "-" ? nil : parts[6])
        guard isSound, line.utf8.elementsEqual(self.line.utf8) else { return nil }
    }

    /// Whether it can be written as a line and says something.
    public var isSound: Bool {
        let texts = [name, unit, method] + [basis].compactMap(\.self)
        guard
            texts.allSatisfy({
                !$0.isEmpty && $0 != "-" && !$0.contains("|") && $0.first != " " && $0.last != " "
            })
        else { return false }
        guard [least, most, limit].compactMap(\.self).allSatisfy({ $0 >= .zero }) else { return false }
        guard let least, let most else { return true }
        return least < most
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
