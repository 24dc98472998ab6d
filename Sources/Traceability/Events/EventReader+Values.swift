/// Names that are looked for before the others are read.
enum Name {
    static let context = Array("@context".utf8)
    static let type = Array("type".utf8)
}

extension JSONValue {
    /// The member of that name; nil where there is none.
    func member(_ name: [UInt8]) -> JSONValue? {
        for member in members.raw where tape.text(at: member.name, equals: name) {
            return JSONValue(tape: tape, index: member.value)
        }
        return nil
    }
}

extension EventReader {
    /// The text of a string; a problem and nil for anything else.
    mutating func readText(_ value: JSONValue) -> String? {
        guard let text = value.string else {
            problems.add(at: value, en: "must be text", zh: "应为文本")
            return nil
        }
        return text
    }

    /// The text of a URI. A string that is none is a problem, but is kept: the index should still find it.
    mutating func readURI(_ value: JSONValue) -> String? {
        guard let text = readText(value) else { return nil }
        if !Self.isURI(value) {
            problems.add(
                at: value, en: "must be a URI such as https://id.gs1.org/01/… or urn:epc:id:…",
                zh: "应为 URI，例如 https://id.gs1.org/01/… 或 urn:epc:id:…")
        }
        return text
    }

    mutating func readURIs(_ value: JSONValue) -> [String] {
        guard isArray(value) else { return [] }
        var uris: [String] = []
        for element in value.elements {
            if let uri = readURI(element) { uris.append(uri) }
        }
        return uris
    }

    mutating func isArray(_ value: JSONValue) -> Bool {
        if value.kind == .array { return true }
        problems.add(at: value, en: "must be an array", zh: "应为数组")
        return false
    }

    mutating func isObject(_ value: JSONValue) -> Bool {
        if value.kind == .object { return true }
        problems.add(at: value, en: "must be an object", zh: "应为对象")
        return false
    }

    /// RFC 3339 with offset.
    mutating func readTime(_ value: JSONValue) -> OffsetTime? {
        if let text = value.string, let time = OffsetTime(rfc3339: text) { return time }
        problems.add(
            at: value, en: "must be a time with offset such as 2026-03-01T08:30:00+08:00",
            zh: "应为带时区的时间，例如 2026-03-01T08:30:00+08:00")
        return nil
    }

    /// `eventTimeZoneOffset`: `+08:00`, at most fourteen hours.
    mutating func readOffset(_ value: JSONValue) -> Int? {
        if value.kind == .string, let minutes = Self.minutes(ofOffset: Array(value.tape.content(at: value.index))) {
            return minutes
        }
        problems.add(at: value, en: "must be an offset such as +08:00", zh: "应为时区，例如 +08:00")
        return nil
    }

    /// A word of the list, or a URI of one's own. Web URIs of the vocabulary itself become the bare word.
    mutating func readWord(_ value: JSONValue, of list: CoreBusinessVocabulary.List) -> String? {
        guard let text = readText(value) else { return nil }
        if list.contains(text) { return text }
        if text.hasPrefix(list.urnPrefix) {
            let word = text.dropFirst(list.urnPrefix.count)
            problems.add(
                at: value, en: "CBV URNs do not belong in JSON; write \"\(word)\"", zh: "JSON 中不用 CBV URN，请写 “\(word)”")
        } else if !Self.isURI(value) {
            problems.add(
                at: value,
                en: "\"\(text.shortened)\" is no \(list.name) of CBV 2.0; a word of one's own must be a URI",
                zh: "“\(text.shortened)” 不是 CBV 2.0 的 \(list.name)；自定义值须为 URI")
        } else if let word = list.word(forURI: text) {
            return word
        }
        return text
    }
}

// MARK: Grammars

extension EventReader {
    /// RFC 3986 §3.1 scheme, a colon, and something after it without white space, controls or `<>"{}|\^` and backtick;
    /// characters past ASCII are let through (RFC 3987). The value is a string.
    static func isURI(_ value: JSONValue) -> Bool {
        let slot = value.tape.slots[value.index]
        // Escapes are rare in URIs and stand for what needs a look.
        if slot.isEscaped {
            let decoded = value.tape.content(at: value.index)
            return isURI(decoded.span)
        }
        let bytes = value.tape.bytes
        return isURI(bytes.span.extracting(Int(slot.start) + 1..<Int(slot.end) - 1))
    }

    private static func isURI(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 2, isLetter(bytes[0]) else { return false }
        var index = 1
        while index < bytes.count, bytes[index] != UInt8(ascii: ":") {
            let byte = bytes[index]
            guard
                isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            else { return false }
            index += 1
        }
        guard index + 1 < bytes.count else { return false }
        for position in index + 1..<bytes.count where isForbiddenInURI(bytes[position]) { return false }
        return true
    }

    private static func isForbiddenInURI(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F: true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"):
            true
        default: false
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// `^([+]|[-])((0[0-9]|1[0-3]):([0-5][0-9])|14:00)$`
    static func minutes(ofOffset text: [UInt8]) -> Int? {
        guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            text[3] == UInt8(ascii: ":"),
            [1, 2, 4, 5].allSatisfy({ isDigit(text[$0]) })
        else { return nil }
        let hours = Int(text[1] - 0x30) * 10 + Int(text[2] - 0x30)
        let minutes = Int(text[4] - 0x30) * 10 + Int(text[5] - 0x30)
        guard minutes < 60, hours * 60 + minutes <= 840 else { return nil }
        return (text[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    /// `^[A-Z0-9]{2,3}$`, UN/ECE Recommendation 20.
    static func isUnit(_ text: ArraySlice<UInt8>) -> Bool {
        (2...3).contains(text.count) && text.allSatisfy { isDigit($0) || $0 &- 0x41 < 26 }
    }
}
