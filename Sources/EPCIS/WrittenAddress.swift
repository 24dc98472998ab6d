import Codes
import Values

/// What is amiss with the URI of a thing, place or party beside the code that it may be: URIs that name nothing, which a ledger would take
/// and nobody could find.
enum WrittenAddress {
    /// A fault, and whether it can be nothing else.
    typealias Fault = (wording: Wording, isCertain: Bool)

    /// Nil where nothing is amiss, which does not say that the URI is a code.
    static func fault(in written: String) -> Fault? {
        // Nearly all are of this form.
        if written.hasPrefix("https://id.gs1.org/") { return nil }
        let start = written.prefix(8).lowercased()
        if start == "urn:epc:" { return epcFault(Array(written.utf8)) }
        if start.hasPrefix("http://") || start == "https://" { return authorityFault(authority(of: written)) }
        return nil
    }

    /// Whether an address is GS1's own, of which only those with a key mean something.
    static func isOfGS1(_ written: String) -> Bool {
        guard written.prefix(8).lowercased().hasPrefix("http") else { return false }
        return authority(of: written).prefix { $0 != ":" }.lowercased() == "id.gs1.org"
    }

    // MARK: EPC URNs

    /// The URNs of the EPC Tag Data Standard 2.x (sections 6, 8 and 12): whatever else begins so is no EPC.
    private static func epcFault(_ bytes: [UInt8]) -> Fault? {
        let parts = bytes.dropFirst(8).split(
            separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        let words = parts.prefix(2).map { String(decoding: $0, as: UTF8.self).lowercased() }
        if let kind = words.first, parts.count > 1, ["tag", "raw", "pat"].contains(kind) {
            return (
                Wording(
                    en:
                        "urn:epc:\(kind): is what a tag holds, and not the code of a thing: nobody finds it by its code",
                    zh: "urn:epc:\(kind): 为标签内容，不是物品编码，将无法按编码查到"), false
            )
        }
        guard parts.count == 3, let schemes = schemes[words[0]], schemes.contains(words[1]), !parts[2].isEmpty else {
            let name = words.joined(separator: ":")
            return (
                Wording(
                    en:
                        "there is no EPC urn:epc:\(name.shown); things are urn:epc:id:sgtin:…, lots urn:epc:class:lgtin:…",
                    zh: "没有 urn:epc:\(name.shown) 这种 EPC；单品写作 urn:epc:id:sgtin:…，批次写作 urn:epc:class:lgtin:…"), true
            )
        }
        guard withOpenReference.contains(words[1]) else { return nil }
        let fields = parts[2].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard fields.count < 2 || fields.dropFirst().contains(where: \.isEmpty) else { return nil }
        return (
            Wording(
                en: "behind the company prefix the \(words[1].uppercased()) has no reference of its own",
                zh: "厂商识别代码之后缺少 \(words[1].uppercased()) 自身的编号"), true
        )
    }

    /// Keys whose reference is of any length, and never empty (GS1 General Specifications 3.9.5 and 3.9.10).
    private static let withOpenReference: Set<String> = ["giai", "cpi"]

    private static let schemes: [String: Set<String>] = {
        let ids: Set<String> = [
            "sgtin", "sscc", "sgln", "grai", "giai", "gsrn", "gsrnp", "gdti", "cpi", "sgcn", "ginc", "gsin", "itip",
            "upui", "pgln", "gid", "usdod", "adi", "bic", "imovn",
        ]
        return ["id": ids, "idpat": ids, "class": ["lgtin"]]
    }()

    // MARK: Addresses

    private static func authority(of written: String) -> Substring {
        guard let start = written.firstRange(of: "://")?.upperBound else { return "" }
        return written[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    }

    /// RFC 3986 §3.2: perhaps a user, a host, perhaps a port.
    private static func authorityFault(_ authority: Substring) -> Fault? {
        var host = authority
        if let at = authority.lastIndex(of: "@") {
            host = authority[authority.index(after: at)...]
            if host.isEmpty { return (noAddress, true) }
        }
        var port: Substring = ""
        if host.hasPrefix("[") {
            guard let close = host.firstIndex(of: "]"),
                host[host.index(after: host.startIndex)..<close].contains(":"),
                host[..<close].dropFirst().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return (noAddress, true) }
            let rest = host[host.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return (noAddress, true) }
            port = rest.dropFirst()
        } else {
            let halves = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = halves.first, !name.isEmpty, !name.contains(where: { $0 == "[" || $0 == "]" }) else {
                return (noAddress, true)
            }
            port = halves.count == 2 ? halves[1] : ""
        }
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), port.isEmpty || UInt16(port) != nil else {
            return (noAddress, true)
        }
        guard host.startIndex == authority.startIndex else {
            return (
                Wording(
                    en: "the address names a user or a password, which anybody can read", zh: "网址中含用户名或密码，任何人都能看到"),
                false
            )
        }
        return nil
    }

    private static let noAddress = Wording(
        en: "what stands behind // is no address of a host", zh: "“//”之后不是有效的主机地址")
}
