import StrictJSON
import Values

/// A unit in which people write a whole number in a file of scans, though the element counts in another: `12个月`, `2周`.
public struct WrittenUnit: Hashable, Sendable {
    /// What stands behind the number.
    public let words: [String]
    /// The element that counts in that unit; nil for the element itself. Months are no number of days, so they are kept as months.
    public let element: String?
    /// How many of the element's own unit one is.
    public let times: Int

    /// `[{"words": ["个月"], "element": "shelfLifeMonths"}, {"words": ["年"], "element": "shelfLifeMonths", "times": 12}]`
    static func all(_ node: DefinitionNode) throws(LocatedError) -> [WrittenUnit] {
        var units: [WrittenUnit] = []
        var seen: Set<String> = []
        for node in try node.elements() {
            try node.checkMembers(["words", "element", "times"])
            let words = try node.required("words").strings()
            for word in words where !seen.insert(word).inserted {
                throw node.error(Wording(en: "the word \"\(word)\" stands twice", zh: "词“\(word)”重复"))
            }
            let times = node.optional("times")
            let count = try times?.integer() ?? 1
            if let times, !(1...1000).contains(count) {
                throw times.error(Wording(en: "from 1 to 1000", zh: "应为1至1000"))
            }
            units.append(WrittenUnit(words: words, element: try node.optional("element")?.string(), times: count))
        }
        return units
    }
}

/// How a day follows from another and a number of calendar months: the last good day from the day of production.
public struct Reckoning: Hashable, Sendable {
    /// The element that holds the first day.
    public let day: String
    /// The element that holds the number of months.
    public let months: String

    /// `{"day": "productionDate", "months": "shelfLifeMonths"}`
    init(_ node: DefinitionNode) throws(LocatedError) {
        try node.checkMembers(["day", "months"])
        day = try node.required("day").string()
        months = try node.required("months").string()
    }
}

extension DataElement {
    /// A number written with one of the element's units, and the name of the element that it belongs to; nil where it is a bare
    /// number, or no number with such a unit.
    func unitNumber(in written: String) -> (element: String, number: String)? {
        guard !units.isEmpty else { return nil }
        guard let duration = WrittenDuration(written.halfWidth.lowercased()) else { return nil }
        var halves = 0
        var element: String?
        for part in duration.parts {
            guard let unit = units.first(where: { $0.words.contains(part.word) }),
                element == nil || element == unit.element ?? name
            else { return nil }
            element = unit.element ?? name
            let (more, overflow) = part.halves.multipliedReportingOverflow(by: unit.times)
            guard !overflow else { return nil }
            halves += more
        }
        guard let element, halves % 2 == 0 else { return nil }
        return (element, "\(halves / 2)")
    }

    /// Refuses units of elements that are not there or are no numbers, and days that follow from anything but a day and months.
    static func checkReferences(
        of node: DefinitionNode, among elements: (String) -> DataElement?
    ) throws(LocatedError) {
        for unit in try node.optional("units")?.elements() ?? [] {
            if let name = unit.optional("element") { try check(name, isOf: .integer, among: elements) }
        }
        guard let reckoning = node.optional("reckonedFrom") else { return }
        try check(try reckoning.required("day"), isOf: .date, among: elements)
        try check(try reckoning.required("months"), isOf: .integer, among: elements)
    }

    private static func check(
        _ name: DefinitionNode, isOf type: ValueType, among elements: (String) -> DataElement?
    ) throws(LocatedError) {
        let word = try name.string()
        guard let element = elements(word) else {
            throw name.error(Wording(en: "unknown element \"\(word)\"", zh: "未知的数据项“\(word)”"))
        }
        guard element.type == type, !element.isPrivate else {
            throw name.error(
                Wording(
                    en: "\(word) is no open element of type \(type.rawValue)", zh: "\(word)不是类型为\(type.rawValue)的公开数据项")
            )
        }
    }
}
