extension ElementString {
    /// The code as an uncompressed Digital Link of a domain (GS1 Digital Link: URI Syntax 1.6): the canonical path, and what the
    /// label says besides as query: `https://id.gs1.org/01/06901234567892/10/A1?17=261231`.
    ///
    /// Elements that may stand in neither are left out.
    /// - Parameters:
    ///   - code: whose element string this is.
    ///   - domain: scheme and host, and a path where there is one; without the last slash.
    public func digitalLink(of code: CanonicalCode, domain: String) -> String {
        let path = code.uri.dropFirst(Self.canonicalDomain.utf8.count)
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        let named = Set(stride(from: 0, to: steps.count, by: 2).map { steps[$0] })
        var link = Array("\(domain)/\(path)".utf8)
        var joint = UInt8(ascii: "?")
        for element in elements where element.isAttribute && !named.contains(element.identifier[...]) {
            link.append(joint)
            link += Array(element.identifier.utf8) + [UInt8(ascii: "=")]
            PercentEncoding.append(Array(element.value.utf8)[...], to: &link)
            joint = UInt8(ascii: "&")
        }
        return String(decoding: link, as: UTF8.self)
    }
}
