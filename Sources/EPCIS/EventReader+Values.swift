package import StrictJSON
import Values

/// Names that are looked for before the others are read.
package enum Name {
    package static let context = Array("@context".utf8)
    static let type = Array("type".utf8)
    static let exception = Array("exception".utf8)
}

extension JSONValue {
    /// The member of that name; nil where there is none.
    package func member(_ name: [UInt8]) -> JSONValue? {
        tape.member(name, of: index).map { JSONValue(tape: tape, index: $0) }
    }
}

extension EventReader {
    /// Notes what is wrong with the value in a slot.
    mutating func report(_ value: Int, en: String, zh: String) {
        problems.add(at: JSONValue(tape: tape, index: value), en: en, zh: zh)
    }

    /// The text of a string; a problem and nil for anything else.
    @inline(__always)
    mutating func readText(_ value: Int) -> String? {
        guard tape.kind(of: value) == .string else {
            report(value, en: "must be text", zh: "应为文本")
            return nil
        }
        return tape.text(at: value)
    }

    /// The text of a URI. A string that is none is a problem, but is kept: the index should still find it.
    mutating func readURI(_ value: Int) -> String? {
        guard let text = readText(value) else { return nil }
        if !URIGrammar.isURI(value, of: tape) {
            report(
                value, en: "must be a URI such as https://id.gs1.org/01/… or urn:epc:id:…",
                zh: "应为 URI，例如 https://id.gs1.org/01/… 或 urn:epc:id:…")
        }
        return text
    }

    mutating func readURIs(_ value: Int) -> [String] {
        guard isArray(value) else { return [] }
        var uris: [String] = []
        uris.reserveCapacity(tape.slotCount(inside: value))
        var walk = tape.elements(of: value)
        while let element = walk.next(in: tape) {
            if let uri = readURI(element) { uris.append(uri) }
        }
        return uris
    }

    /// The same for a list in which nothing may stand twice.
    mutating func readDistinctURIs(_ value: Int) -> [String] {
        let uris = readURIs(value)
        if tape.mayRepeatStrings(in: value) { reportRepetitions(in: value, uris) }
        return uris
    }

    private mutating func reportRepetitions(in value: Int, _ uris: [String]) {
        guard Set(uris).count < uris.count else { return }
        var seen = Set<String>()
        var walk = tape.elements(of: value)
        while let element = walk.next(in: tape) {
            guard tape.kind(of: element) == .string else { continue }
            let uri = tape.text(at: element)
            if !seen.insert(uri).inserted { reportRepetition(element, uri) }
        }
    }

    mutating func isArray(_ value: Int) -> Bool {
        if tape.kind(of: value) == .array { return true }
        report(value, en: "must be an array", zh: "应为数组")
        return false
    }

    mutating func isObject(_ value: Int) -> Bool {
        if tape.kind(of: value) == .object { return true }
        report(value, en: "must be an object", zh: "应为对象")
        return false
    }

    /// RFC 3339 with offset.
    mutating func readTime(_ value: Int) -> OffsetTime? {
        if let time = tape.time(at: value) { return time }
        report(
            value, en: "must be a time with offset such as 2026-03-01T08:30:00+08:00",
            zh: "应为带时区的时间，例如 2026-03-01T08:30:00+08:00")
        return nil
    }

    /// `eventTimeZoneOffset`: `+08:00`, at most fourteen hours.
    mutating func readOffset(_ value: Int) -> Int? {
        if let minutes = tape.offsetMinutes(at: value) { return minutes }
        report(value, en: "must be an offset such as +08:00", zh: "应为时区，例如 +08:00")
        return nil
    }

    /// A word of the list, or a URI of one's own. Web URIs of the vocabulary itself become the bare word.
    mutating func readWord(_ value: Int, of list: CoreBusinessVocabulary.List) -> String? {
        if let word = tape.findString(value, in: list.table) { return word }
        guard let text = readText(value) else { return nil }
        if text.hasPrefix("urn:epcglobal:cbv:") {
            let word = text.hasPrefix(list.urnPrefix) ? String(text.dropFirst(list.urnPrefix.count)) : "…"
            report(
                value, en: "CBV URNs do not belong in JSON; write \"\(word.shown)\"",
                zh: "JSON 中不用 CBV URN，请写 “\(word.shown)”")
        } else if let word = list.word(forURI: text) {
            return word
        } else if list.isAmongOwn(text) || !URIGrammar.isURI(value, of: tape) {
            report(
                value, en: "\"\(text.shown)\" is no \(list.name) of CBV 2.0; a word of one's own must be a URI",
                zh: "“\(text.shown)” 不是 CBV 2.0 的 \(list.name)；自定义值须为 URI")
        }
        return text
    }
}

extension JSONTape {
    /// The RFC 3339 time that a string gives; nil for anything else.
    func time(at index: Int) -> OffsetTime? {
        let slot = slots[index]
        guard slot.kind == .string else { return nil }
        if slot.isEscaped { return OffsetTime(rfc3339: text(at: index)) }
        return OffsetTime(rfc3339: bytes.span, in: contentRange(at: index))
    }

    /// The minutes that a string such as `+08:00` gives; nil for anything else.
    func offsetMinutes(at index: Int) -> Int? {
        guard slots[index].kind == .string else { return nil }
        if slots[index].isEscaped {
            let decoded = Array(content(at: index))
            return OffsetTime.minutes(ofOffset: decoded.span, in: 0..<decoded.count)
        }
        return OffsetTime.minutes(ofOffset: bytes.span, in: contentRange(at: index))
    }

    /// Whether a string may stand twice in an array: a look at their keys, which does for nearly every list.
    func mayRepeatStrings(in value: Int) -> Bool {
        var seen: UInt64 = 0
        var count = 0
        var walk = elements(of: value)
        while let element = walk.next(in: self) {
            let slot = slots[element]
            guard slot.kind == .string, !slot.isEscaped else { return true }
            // Serial numbers differ at their ends.
            let range = contentRange(at: element)
            let last = range.count >= 8 ? ByteKey.word(bytes.span, at: range.upperBound &- 8) : UInt64(range.count)
            let bit: UInt64 = 1 << ((last &* 0x9E37_79B9_7F4A_7C15) &>> 58)
            if seen & bit != 0 {
                let key = ByteKey(bytes.span, range)
                if count >= 64 || hasKey(key, amongElementsOf: value, before: element) { return true }
            }
            seen |= bit
            count &+= 1
        }
        return false
    }

    private func hasKey(_ key: ByteKey, amongElementsOf value: Int, before last: Int) -> Bool {
        var walk = elements(of: value)
        while let element = walk.next(in: self), element < last {
            if ByteKey(bytes.span, contentRange(at: element)) == key { return true }
        }
        return false
    }
}
