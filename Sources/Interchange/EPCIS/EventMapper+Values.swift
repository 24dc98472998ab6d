import EPCIS
import Values

extension EventMapper {
    /// A word of the Core Business Vocabulary: its URN is cut to the bare word, all else stays as it was written.
    mutating func word(_ text: String, of list: WordList, at node: Int) -> String {
        let prefix = list.list(in: vocabulary).urnPrefix
        guard text.hasPrefix(prefix) else { return uri(text, at: node) }
        return String(text.dropFirst(prefix.count))
    }

    /// A URI. Where it begins with a prefix that the XML declares, the event's context declares it too.
    mutating func uri(_ text: String, at node: Int) -> String {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return text }
        let prefix = String(text[..<colon])
        let rest = text[text.utf8.index(after: colon)...]
        guard prefix != "urn", !prefix.isEmpty, !rest.hasPrefix("//"),
            let namespace = tree.namespace(ofPrefix: prefix, at: node), !namespace.isEmpty,
            !Self.namespaces.contains(namespace)
        else { return text }
        return "\(prefixes.prefix(of: namespace, wanted: prefix)):\(rest)"
    }

    mutating func number(_ text: String, at node: Int, attribute: String? = nil) -> PlacedValue? {
        guard let number = JSONNumber.text(text) else {
            let shown = text.shown
            add(node, attribute: attribute, en: "\"\(shown)\" is not a number", zh: "“\(shown)” 不是数字")
            return nil
        }
        return PlacedValue(.literal(number), from: node, attribute: attribute)
    }

    /// What an attribute of sensor data becomes.
    mutating func content(
        _ shape: AttributeShape, _ text: String, _ node: Int, _ name: String
    ) -> PlacedValue.Content? {
        switch shape {
        case .text: return .text(text)
        case .uri: return .text(uri(text, at: node))
        case .number: return number(text, at: node, attribute: name)?.content
        case .truth:
            switch text {
            case "true", "1": return .literal("true")
            case "false", "0": return .literal("false")
            default:
                add(node, attribute: name, en: "must be true or false", zh: "应为 true 或 false")
                return nil
            }
        case .gs1Word:
            for prefix in ["gs1:", "https://gs1.org/voc/"] where text.hasPrefix(prefix) {
                return .text(String(text.dropFirst(prefix.count)))
            }
            return .text(uri(text, at: node))
        }
    }
}

/// Numbers of XML Schema in JSON's spelling.
enum JSONNumber {
    /// xs:decimal or xs:double as RFC 8259 writes it: no plus, no leading zeros, a digit on either side of the point. Else the
    /// digits stay as they are. Nil for what is no number, also for `INF` and `NaN`.
    static func text(_ text: String) -> String? {
        var rest = text.utf8[...]
        let sign = rest.first == UInt8(ascii: "-") ? "-" : ""
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = takeDigits(&rest)
        var fraction = ""
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty, let exponent = exponent(rest) else { return nil }
        let digits = whole.drop { $0 == "0" }
        return sign + (digits.isEmpty ? "0" : digits) + (fraction.isEmpty ? "" : ".\(fraction)") + exponent
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> String {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest[digits.endIndex...]
        return String(digits) ?? ""
    }

    /// `e` and a whole number, or nothing; nil for anything else.
    private static func exponent(_ text: Substring.UTF8View) -> String? {
        guard let first = text.first else { return "" }
        var rest = text.dropFirst()
        guard first | 0x20 == UInt8(ascii: "e") else { return nil }
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
        guard !rest.isEmpty, rest.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return String(text)
    }
}
