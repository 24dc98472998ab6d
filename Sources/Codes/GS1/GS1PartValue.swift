import Values

/// How the data of an attribute is shown: dates as ISO 8601 (a span as `from/to`), measures with their decimal point,
/// amounts with the currency apart, temperatures with their sign.
struct GS1PartValue {
    private(set) var value = ""
    /// ISO 4217 number, where the element has one.
    private(set) var currency: String?

    init(_ element: GS1Element, currentYear: Int) {
        var rest = element.value
        for component in element.identifier.components where !rest.isEmpty {
            let data = rest.prefix(component.lengthMax)
            rest = rest.dropFirst(data.count)
            add(data, component, decimals: element.identifier.decimals, currentYear: currentYear)
        }
    }

    private mutating func add(
        _ data: ArraySlice<UInt8>, _ component: ApplicationIdentifier.Component, decimals: Int?, currentYear: Int
    ) {
        if component.checks.contains(.iso4217) {
            currency = String(decoding: data, as: UTF8.self)
        } else if component.checks.contains(.hyphen) {
            value = "-" + value
        } else if let date = component.checks.lazy.compactMap({ $0.isoText(data, currentYear: currentYear) }).first {
            let isSecondDate = !value.isEmpty && date.utf8.first.map(CodeByte.isDigit) == true
            value += isSecondDate ? "/\(date)" : date
        } else if let places = component.checks.contains(.hundredths) ? 2 : decimals {
            value += Self.decimal(data, places: places)
        } else {
            value += String(decoding: data, as: UTF8.self)
        }
    }

    /// `001250` with two places → `12.50`. Decimals are kept as written: they say how exactly it was weighed.
    static func decimal(_ digits: ArraySlice<UInt8>, places: Int) -> String {
        var whole = digits.dropLast(places)
        while whole.count > 1, whole.first == CodeByte.zero { whole = whole.dropFirst() }
        let left = whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self)
        guard places > 0 else { return left }
        let fraction = String(decoding: digits.suffix(places), as: UTF8.self)
        return left + "." + String(repeating: "0", count: max(0, places - digits.count)) + fraction
    }
}
