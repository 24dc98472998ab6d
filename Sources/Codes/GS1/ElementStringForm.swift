import Values

/// GS1 element strings (General Specifications 7.8): bracketed as people write them, or raw as scanners send them, with FNC1
/// as GS (0x1D).
struct ElementStringForm {
    let gs1: GS1Reader

    func read(_ written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        let bytes = written.bytes
        if bytes[0] == UInt8(ascii: "(") { return try gs1.canonical(bracketed(written), in: written) }
        guard written.carrier == .elementString || bytes.contains(CodeByte.groupSeparator) || isSurelyRaw(bytes)
        else { return nil }
        return try gs1.canonical(raw(written), in: written)
    }

    /// Without a symbology identifier or a separator a text is taken for element strings only where it begins with a whole
    /// number that has a check digit, so that a misread code of another scheme never passes as an unchecked one.
    private func isSurelyRaw(_ bytes: [UInt8]) -> Bool {
        var text = bytes[...]
        if let separator = SpelledSeparator(at: 0, of: bytes) { text = text[separator.range.upperBound...] }
        guard text.count >= 16, let first = gs1.identifiers.identifier(startOf: text), first.isChecked
        else { return false }
        return text.prefix(16).allSatisfy(CodeByte.isDigit)
    }

    /// Whether one other character would make this text an element string that begins with a checked number: then it may
    /// be one, misread where its first identifier stands.
    func isOneCharacterAway(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 16, bytes.prefix(16).count(where: CodeByte.isDigit) >= 15 else { return false }
        var bytes = bytes
        for place in 0..<4 {
            let kept = bytes[place]
            for digit in CodeByte.zero...UInt8(ascii: "9") where digit != kept {
                bytes[place] = digit
                if isSurelyRaw(bytes), hasRightCheck(bytes) { return true }
            }
            bytes[place] = kept
        }
        return false
    }

    private func hasRightCheck(_ bytes: [UInt8]) -> Bool {
        guard let first = gs1.identifiers.identifier(startOf: bytes[...]), let number = first.components.first else {
            return false
        }
        let value = bytes.dropFirst(first.code.count).prefix(number.lengthMax)
        return value.count == number.lengthMax && ComponentCheck.csum.fault(in: value, lists: [:]) == nil
    }

    // MARK: Raw

    private func raw(_ written: WrittenCode) throws(CodeError) -> [GS1Element] {
        let bytes = written.bytes
        var elements: [GS1Element] = []
        elements.reserveCapacity(6)
        // Some scanners send the FNC1 of the first position as data too.
        var next = bytes[0] == CodeByte.groupSeparator ? 1 : 0
        guard next < bytes.count else { throw .empty() }
        while next < bytes.count {
            guard let identifier = gs1.identifiers.identifier(startOf: bytes[next...]) else {
                if let separator = SpelledSeparator(at: next, of: bytes) { throw separator.error(in: written) }
                throw unknownIdentifier(at: next, in: written, after: elements.last)
            }
            let start = next + identifier.code.count
            let fieldEnd = bytes[start...].firstIndex(of: CodeByte.groupSeparator) ?? bytes.count
            let end = identifier.isPredefined ? min(start + identifier.lengthMax, fieldEnd) : fieldEnd
            let element = GS1Element(identifier: identifier, value: bytes[start..<end], offset: start)
            if !identifier.isPredefined {
                if let separator = SpelledSeparator(in: element, of: bytes, gs1.identifiers) {
                    throw separator.error(in: written)
                }
                try checkSeparator(after: element, in: written)
            }
            elements.append(element)
            next = end < bytes.count && bytes[end] == CodeByte.groupSeparator ? end + 1 : end
        }
        return elements
    }

    /// A field that ends only with a separator ran on past what it can hold: the separator is missing somewhere inside, and
    /// where it belongs cannot be known.
    private func checkSeparator(after element: GS1Element, in written: WrittenCode) throws(CodeError) {
        let identifier = element.identifier
        var overrun = element.value.count > identifier.lengthMax ? element.value.startIndex + identifier.lengthMax : nil
        if identifier.isNumeric, let letter = element.value.firstIndex(where: { !CodeByte.isDigit($0) }) {
            overrun = min(overrun ?? letter, letter)
        }
        guard let overrun, overrun - element.value.startIndex >= identifier.lengthMin else { return }
        let name = identifier.shown
        throw CodeError(
            reason: .missingSeparator, position: written.position(of: overrun),
            wording: Wording(
                en:
                    "\(name.en) holds at most \(identifier.lengthMax) \(identifier.isNumeric ? "digits" : "characters") "
                    + "and does not end here",
                zh: "\(name.zh) 最多 \(identifier.lengthMax) 位\(identifier.isNumeric ? "数字" : "字符")，到此仍未结束"),
            hint: Wording(
                en: "did the scanner drop the separator (FNC1) after \(name.en)?",
                zh: "扫码枪是否丢掉了 \(name.zh) 后的分隔符（FNC1）？"))
    }

    // MARK: Bracketed

    private func bracketed(_ written: WrittenCode) throws(CodeError) -> [GS1Element] {
        let bytes = written.bytes
        var elements: [GS1Element] = []
        var next = 0
        while next < bytes.count {
            guard let (code, start) = Self.bracket(in: bytes, at: next) else {
                throw .wrongCharacter(
                    bytes[next], at: written.position(of: next),
                    expected: Wording(en: "an identifier in brackets, as (01),", zh: "带括号的应用标识符（如 (01)）"))
            }
            guard let identifier = gs1.identifiers.identifier(code) else {
                throw unknownIdentifier(at: next + 1, in: written, after: nil)
            }
            // Values of set 82 may hold brackets: only digits of an AI's length between them begin the next element.
            var end = start
            while end < bytes.count, Self.bracket(in: bytes, at: end) == nil { end += 1 }
            next = end
            var valueStart = start
            while valueStart < end, bytes[valueStart] == UInt8(ascii: " ") { valueStart += 1 }
            while end > valueStart, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
            if let separator = SpelledSeparator(endOf: valueStart..<end, of: bytes) {
                throw separator.error(in: written)
            }
            elements.append(GS1Element(identifier: identifier, value: bytes[valueStart..<end], offset: valueStart))
        }
        return elements
    }

    /// The two to four digits in brackets that begin here, and where what follows them begins.
    private static func bracket(in bytes: [UInt8], at start: Int) -> (code: ArraySlice<UInt8>, end: Int)? {
        guard bytes[start] == UInt8(ascii: "(") else { return nil }
        let digits = bytes[(start + 1)...].prefix(5).prefix(while: CodeByte.isDigit)
        guard (2...4).contains(digits.count), digits.endIndex < bytes.count, bytes[digits.endIndex] == UInt8(ascii: ")")
        else { return nil }
        return (digits, digits.endIndex + 1)
    }

    private func unknownIdentifier(at offset: Int, in written: WrittenCode, after last: GS1Element?) -> CodeError {
        let shown = String(decoding: written.bytes[offset...].prefix(4).prefix(while: CodeByte.isDigit), as: UTF8.self)
        let what = shown.isEmpty ? CodeByte.shown(written.bytes[offset]) : Wording(en: shown, zh: shown)
        let hint = last.map {
            Wording(
                en: "\($0.identifier.shown.en) ended just before: is its data complete?",
                zh: "前一项为 \($0.identifier.shown.zh)：其数据是否完整？")
        }
        return CodeError(
            reason: .unknownApplicationIdentifier, position: written.position(of: offset),
            wording: Wording(
                en: "\(what.en) does not begin a GS1 application identifier", zh: "\(what.zh) 不是 GS1 应用标识符"),
            hint: hint)
    }
}
