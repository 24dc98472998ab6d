import EPCIS

/// Administrative divisions (GB/T 2260: two digits of the province, two of the city, two of the county), from the codes of sites
/// and of firms.
package enum Region {
    /// The division of the site where an event was, up to six digits; nil where the place says none.
    static func division(of event: ResolvedEvent) -> Substring? { event.division }

    private static let sitePrefix = "urn:yima:site:"

    /// The division of a place as an event names it.
    static func division(ofPlace place: String?) -> Substring? {
        guard let place, place.hasPrefix(sitePrefix) else { return nil }
        let name = place.utf8.dropFirst(sitePrefix.utf8.count)
        let digits = name.prefix(6).prefix { (0x30...0x39).contains($0) }
        return digits.count >= 4 ? Substring(digits) : nil
    }

    /// The city of the site where an event was, four digits; nil where the place says none.
    package static func city(of event: ResolvedEvent) -> Substring? {
        event.city
    }

    /// The division that registered a firm: the third to the eighth character of its USCC (GB 32100).
    static func division(ofOperator uscc: String) -> Substring? {
        let digits = uscc.dropFirst(2).prefix(6)
        return digits.count == 6 && digits.allSatisfy { $0.isASCII && $0.isNumber } ? digits : nil
    }

    /// Whether two provinces (two digits of GB/T 2260) have a common border, so that the way from one into the other may take minutes.
    package static func areNeighbours(_ one: Substring, _ other: Substring) -> Bool {
        neighbours[String(one)]?.contains(String(other)) ?? false
    }

    /// Each pair once.
    private static let borders = """
        11-12 11-13 12-13 13-14 13-15 13-21 13-37 13-41 14-15 14-41 14-61 15-21 15-22 15-23 15-61 15-62 15-64 21-22 22-23 31-32 31-33
        32-33 32-34 32-37 33-34 33-35 33-36 34-36 34-37 34-41 34-42 35-36 35-44 36-42 36-43 36-44 37-41 41-42 41-61 42-43 42-50 42-61
        43-44 43-45 43-50 43-52 44-45 44-46 44-81 44-82 45-52 45-53 50-51 50-52 50-61 51-52 51-53 51-54 51-61 51-62 51-63 52-53 53-54
        54-63 54-65 61-62 61-64 62-63 62-64 62-65 63-65 81-82
        """

    private static let neighbours: [String: Set<String>] = {
        var found: [String: Set<String>] = [:]
        for pair in borders.split(whereSeparator: \.isWhitespace) {
            let (one, other) = (String(pair.prefix(2)), String(pair.suffix(2)))
            found[one, default: []].insert(other)
            found[other, default: []].insert(one)
        }
        return found
    }()
}
