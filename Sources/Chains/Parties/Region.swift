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
        division(of: event)?.prefix(4)
    }

    /// The division that registered a firm: the third to the eighth character of its USCC (GB 32100).
    static func division(ofOperator uscc: String) -> Substring? {
        let digits = uscc.dropFirst(2).prefix(6)
        return digits.count == 6 && digits.allSatisfy { $0.isASCII && $0.isNumber } ? digits : nil
    }
}
