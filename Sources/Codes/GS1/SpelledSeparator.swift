import Values

/// The separator of element strings (FNC1, sent as GS) where something else was written for it.
///
/// A scanner that types as a keyboard cannot press GS: some type `{GS}`, `<GS>`, `^]` or a blank, others nothing. Most of these
/// are characters that a lot may have, so a text that holds one is refused with the reason instead of becoming another lot.
struct SpelledSeparator {
    /// Where it stands in the text.
    let range: Range<Int>

    /// The separator that is spelled out at this place.
    init?(at start: Int, of bytes: [UInt8]) {
        guard Self.triggers.contains(bytes[start]) || bytes[start] == Self.symbolForGS[0] else { return nil }
        for form in Self.forms where start + form.count <= bytes.count {
            guard zip(form, bytes[start...]).allSatisfy({ $0 == CodeByte.uppercased($1) }) else { continue }
            range = start..<start + form.count
            return
        }
        return nil
    }

    /// The first in a field's data behind which an element begins, or nothing stands: a form from the list, or characters that
    /// the field cannot hold.
    init?(in field: GS1Element, of bytes: [UInt8], _ identifiers: ApplicationIdentifierTable) {
        guard let set = field.identifier.components.last?.set, !Self.isPlain(field.value, of: set) else { return nil }
        for index in field.value.indices {
            let found: Range<Int>
            if let form = SpelledSeparator(at: index, of: bytes) {
                found = form.range
            } else if index > field.value.startIndex, !set.contains(bytes[index]) {
                let rest = field.value[index...]
                let end = rest.firstIndex(where: set.contains) ?? field.value.endIndex
                // Behind the last element it separates nothing: then it is a wrong character.
                guard end < field.value.endIndex else { continue }
                found = index..<end
            } else {
                continue
            }
            let rest = bytes[found.upperBound..<max(found.upperBound, field.value.endIndex)]
            guard rest.isEmpty || identifiers.identifier(startOf: rest) != nil else { continue }
            range = found
            return
        }
        return nil
    }

    /// The one that is spelled out at the end of a bracketed value, where no separator belongs at all.
    init?(endOf value: Range<Int>, of bytes: [UInt8]) {
        guard !Self.isPlain(bytes[value]) else { return nil }
        let found = value.suffix(Self.lengthMax).lazy.compactMap { SpelledSeparator(at: $0, of: bytes) }
            .first { $0.range.upperBound == value.upperBound }
        guard let found else { return nil }
        self = found
    }

    /// Whether nothing in the text could belong to a form of the list: nearly every lot and serial passes here, thousands a
    /// second.
    private static func isPlain(_ text: ArraySlice<UInt8>) -> Bool {
        text.allSatisfy { CodeByte.isDigit($0) || CodeByte.isLetter($0) || $0 &- UInt8(ascii: "-") < 3 }
    }

    /// The same, and nothing that the field cannot hold.
    private static func isPlain(_ text: ArraySlice<UInt8>, of set: ByteSet) -> Bool {
        isPlain(text) && text.allSatisfy(set.contains)
    }

    /// As people may know it: the characters themselves.
    func error(in written: WrittenCode) -> CodeError {
        let text = written.bytes[range]
        let isVisible = text.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        let quoted = "“\(String(decoding: text, as: UTF8.self))”"
        let shown = isVisible ? Wording(en: quoted, zh: quoted) : CodeByte.shown(text[text.startIndex])
        return CodeError(
            reason: .missingSeparator, position: written.position(of: range.lowerBound),
            wording: Wording(
                en: "\(shown.en) stands here for the separator (FNC1)", zh: "此处的分隔符（FNC1）写成了 \(shown.zh)"),
            hint: Wording(
                en:
                    "set the scanner to send the control character GS (ASCII 29), or write the code with brackets: (01)…(10)…",
                zh: "请把扫码枪设为发送控制字符 GS（ASCII 29），或按带括号的形式书写：(01)…(10)…"))
    }

    /// In capitals. Names of the character between brackets, escapes of programs, the caret of terminals, its picture ␝.
    private static let forms: [[UInt8]] = {
        let names = ["GS", "FNC1", "1D", "0X1D", "29"]
        let bracketed = names.flatMap { ["{\($0)}", "<\($0)>", "[\($0)]"] }
        let escapes = [
            "\\X1D", "\\U001D", "\\U{1D}", "\\035", "\\F", "\\G", "^]", "%1D", "&#29;", "&#X1D;", "~1", "~D029",
        ]
        return (bracketed + escapes).map { Array($0.utf8) } + [symbolForGS]
    }()

    private static let lengthMax = forms.map(\.count).max() ?? 0
    private static let symbolForGS = Array("\u{241D}".utf8)
    private static let triggers = ByteSet(forms.compactMap(\.first))
}
