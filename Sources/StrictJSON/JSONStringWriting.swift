extension [UInt8] {
    /// Appends a text as a JSON string: in quotation marks, with only the escapes that RFC 8259 §7 requires.
    package mutating func appendJSONString(_ text: String) {
        append(UInt8(ascii: "\""))
        appendJSONContent(text)
        append(UInt8(ascii: "\""))
    }

    /// Appends what stands between the quotation marks.
    package mutating func appendJSONContent(_ text: String) {
        let start = count
        // Nearly no text has anything to escape: one copy, one look at it, and only then the long way.
        append(contentsOf: text.utf8)
        guard needsEscapes(from: start) else { return }
        // An event within evidence has a quotation mark every few bytes: what lies between goes in one piece.
        let plain = Array(self[start...])
        removeSubrange(start...)
        var next = 0
        for (place, byte) in plain.enumerated() where Self.needsEscape(byte) {
            append(contentsOf: plain[next..<place])
            appendEscaped(byte)
            next = place + 1
        }
        append(contentsOf: plain[next...])
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func needsEscapes(from start: Int) -> Bool {
        let bytes = span
        var found = false
        // No early end: a loop without one is done many bytes at a time.
        for index in start..<bytes.count {
            found = found || Self.needsEscape(bytes[index])
        }
        return found
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case 0x08: self += "\\b".utf8
        case 0x09: self += "\\t".utf8
        case 0x0A: self += "\\n".utf8
        case 0x0C: self += "\\f".utf8
        case 0x0D: self += "\\r".utf8
        case 0..<0x20:
            self += [.init(ascii: "\\"), .init(ascii: "u"), 0x30, 0x30, 0x30 + byte >> 4, Self.hex(byte & 15)]
        default: append(byte)
        }
    }

    private static func hex(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10
    }
}
