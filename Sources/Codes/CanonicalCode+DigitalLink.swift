import Values

extension CanonicalCode {
    /// The code as a GS1 Digital Link URI of any domain, with what the label says beside the identity in its query:
    /// `https://trace.example.cn/01/06901234567892/10/A1?17=261231`. Read again it is the same code.
    ///
    /// - Parameters:
    ///   - domain: `https://id.gs1.org`, `trace.example.cn`, `https://example.cn/scan`; without a scheme it is https.
    ///   - withAttributes: false leaves the query out.
    /// - Throws: `CodeError`: `unsupported` where the code is none of GS1, or its label says what no query may hold (a second
    ///   key); `wrongCharacter` where the domain is none.
    public func digitalLink(
        domain: String = "https://id.gs1.org", withAttributes: Bool = true
    ) throws(CodeError) -> String {
        let canonicalDomain = "https://id.gs1.org"
        guard uri.utf8.starts(with: canonicalDomain.utf8) else {
            throw CodeError(
                reason: .unsupported,
                wording: Wording(
                    en: "a code of the scheme \(scheme) has no Digital Link", zh: "\(scheme) 体系的编码没有 Digital Link 形式"))
        }
        let link = try Self.stem(domain) + String(uri.dropFirst(canonicalDomain.count))
        guard withAttributes else { return link }
        guard hasQuery else {
            throw CodeError(
                reason: .unsupported,
                wording: Wording(
                    en: "the label says what the query of a Digital Link may not hold",
                    zh: "标签上有 Digital Link 查询部分不能携带的内容"))
        }
        return attributes.isEmpty ? link : "\(link)?\(attributes)"
    }

    /// Scheme, host and path, without a slash at the end.
    private static func stem(_ domain: String) throws(CodeError) -> String {
        let bytes = Array(domain.utf8)
        let scheme = ["https://", "http://"].first { bytes.map(CodeByte.uppercased).starts(with: $0.uppercased().utf8) }
        var host = bytes.dropFirst(scheme?.utf8.count ?? 0)
        while host.last == CodeByte.slash { host.removeLast() }
        let isHost =
            host.count <= 200 && isAuthority(host.prefix { $0 != CodeByte.slash })
            // Another scheme than http is none that a telephone's camera opens.
            && !zip(host, host.dropFirst()).contains { $0 == CodeByte.slash && $1 == CodeByte.slash }
            && host.allSatisfy { PercentEncoding.isUnreserved($0) || ":/[]@!$&'()*+,;=%".utf8.contains($0) }
        guard isHost else {
            throw CodeError(
                reason: .wrongCharacter,
                wording: Wording(en: "“\(domain.prefix(60))” is no web address", zh: "“\(domain.prefix(60))”不是网址"))
        }
        return (scheme ?? "https://") + String(decoding: host, as: UTF8.self)
    }

    /// A host by name or number, with a port or without; nobody's name and password belong on a label.
    private static func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
        var port = bytes
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = bytes[bytes.index(after: bytes.startIndex)..<end]
            guard !address.isEmpty, address.allSatisfy({ "0123456789abcdefABCDEF:.".utf8.contains($0) }) else {
                return false
            }
            port = bytes[(end + 1)...]
        } else {
            let host = bytes.prefix { CodeByte.isDigit($0) || CodeByte.isLetter($0) || "-.".utf8.contains($0) }
            guard let first = host.first, first != UInt8(ascii: "-"), first != CodeByte.dot else { return false }
            port = bytes[host.endIndex...]
        }
        if port.isEmpty { return true }
        let number = port.dropFirst()
        return port.first == UInt8(ascii: ":") && (1...5).contains(number.count) && number.allSatisfy(CodeByte.isDigit)
    }
}
