import Values

/// GS1 Digital Link URIs, uncompressed (GS1 Digital Link: URI Syntax 1.6), of any domain: the domain says who answers, not
/// what the code is.
///
/// More is read than 1.6 writes: GTIN-8, -12 and -13 are padded, as older labels carry them.
struct DigitalLinkForm {
    let gs1: GS1Reader

    func read(_ written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        guard written.hasPrefix("https://") || written.hasPrefix("http://") else { return nil }
        let bytes = written.bytes
        let authority = bytes.firstIndex(of: CodeByte.slash).map { $0 + 2 } ?? bytes.count
        let end = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.count
        let question = bytes[..<end].firstIndex(of: UInt8(ascii: "?")) ?? end
        guard authority < question, bytes[authority] != CodeByte.slash else { throw Self.noKey }
        let segments = Self.segments(bytes, from: authority, to: question)
        var elements = try pathElements(
            segments, isCanonical: Self.isCanonical(bytes[authority..<question]), in: written)
        let key = elements[0]
        if question + 1 < end { elements += try queryElements(bytes[(question + 1)..<end], in: written) }
        return try gs1.canonical(elements, primary: key, in: written)
    }

    // MARK: Path

    /// What stands between the slashes after the domain; a slash at the end begins no segment.
    private static func segments(_ bytes: [UInt8], from authority: Int, to end: Int) -> [Range<Int>] {
        guard var start = bytes[authority..<end].firstIndex(of: CodeByte.slash).map({ $0 + 1 }) else { return [] }
        var segments: [Range<Int>] = []
        segments.reserveCapacity(8)
        for index in start..<end where bytes[index] == CodeByte.slash {
            segments.append(start..<index)
            start = index + 1
        }
        if start < end { segments.append(start..<end) }
        return segments
    }

    /// The domain of the canonical form, where the path begins with the key; other domains may have words before it.
    private static func isCanonical(_ address: ArraySlice<UInt8>) -> Bool {
        address.prefix { $0 != CodeByte.slash }.map(CodeByte.uppercased).elementsEqual("ID.GS1.ORG".utf8)
    }

    /// The primary key and its qualifiers: the last pairs of the path, from the rightmost key on.
    private func pathElements(
        _ segments: [Range<Int>], isCanonical: Bool, in written: WrittenCode
    ) throws(CodeError) -> [GS1Element] {
        let bytes = written.bytes
        guard let start = keyIndex(segments, in: bytes, lastPair: segments.count - 2) else {
            if let start = keyIndex(segments, in: bytes, lastPair: segments.count - 3), segments[start + 1].count >= 8 {
                throw noValue(bytes[segments[segments.count - 1]], in: written)
            }
            throw Self.noKey
        }
        try checkBefore(start, segments, isCanonical: isCanonical, in: written)
        var elements: [GS1Element] = []
        elements.reserveCapacity((segments.count - start) / 2 + 4)
        for index in stride(from: start, to: segments.count, by: 2) {
            elements.append(
                try element(code: bytes[segments[index]], encoded: bytes[segments[index + 1]], in: written))
        }
        try checkOrder(elements, in: written)
        return elements
    }

    /// The rightmost segment that is a primary key, at this index or an even number before it.
    private func keyIndex(_ segments: [Range<Int>], in bytes: [UInt8], lastPair: Int) -> Int? {
        for index in stride(from: lastPair, through: 0, by: -2)
        where gs1.identifiers.identifier(bytes[segments[index]])?.qualifiers != nil {
            return index
        }
        return nil
    }

    /// What stands before the key must be words, and on the canonical domain there are none: a lot or another key there would be
    /// passed over.
    private func checkBefore(
        _ start: Int, _ segments: [Range<Int>], isCanonical: Bool, in written: WrittenCode
    ) throws(CodeError) {
        guard start > 0, let key = gs1.identifiers.identifier(written.bytes[segments[start]]) else { return }
        for index in stride(from: start - 2, through: 0, by: -2) {
            guard let before = gs1.identifiers.identifier(written.bytes[segments[index]]),
                isCanonical || saysMore(before, than: key, value: written.bytes[segments[index + 1]])
            else { continue }
            throw CodeError(
                reason: .wrongOrder, position: written.position(of: segments[index].lowerBound),
                wording: Wording(
                    en: "\(before.shown.en) stands before \(key.shown.en), with which the path begins",
                    zh: "\(before.shown.zh) 出现在 \(key.shown.zh) 之前，而路径应以后者开头"))
        }
        guard isCanonical else { return }
        throw CodeError(
            reason: .wrongOrder, position: written.position(of: segments[0].lowerBound),
            wording: Wording(
                en: "on id.gs1.org the path begins with the key, here \(key.shown.en)",
                zh: "在 id.gs1.org 上，路径应以主键（此处为 \(key.shown.zh)）开头"))
    }

    /// Whether a pair before the key is a qualifier of it, or another product or pallet that passes its checks; the shop or firm whose
    /// page it is (414, 417) may stand there.
    private func saysMore(
        _ before: ApplicationIdentifier, than key: ApplicationIdentifier, value: ArraySlice<UInt8>
    ) -> Bool {
        if key.qualifiers?.contains(where: { $0.contains(before.number) }) == true { return true }
        guard [0000, 0100, 8006].contains(before.number), let written = try? WrittenCode(verbatim: ""),
            let decoded = PercentEncoding.decoded(value)
        else { return false }
        let element = GS1Element(identifier: before, value: decoded, offset: 0)
        return (try? element.validate(lists: gs1.identifiers.lists, in: written)) != nil
    }

    /// Qualifiers are a subsequence of one of the key's alternatives.
    private func checkOrder(_ elements: [GS1Element], in written: WrittenCode) throws(CodeError) {
        guard elements.count > 1 else { return }
        let alternatives = elements[0].identifier.qualifiers ?? []
        for alternative in alternatives where Self.isSubsequence(elements, of: alternative) { return }
        let key = elements[0].identifier.shown
        if let stranger = elements.dropFirst().first(where: { element in
            !alternatives.contains { $0.contains(element.identifier.number) }
        }) {
            throw CodeError(
                reason: .wrongOrder, position: written.position(of: stranger.offset),
                wording: Wording(
                    en: "\(stranger.identifier.shown.en) is no qualifier of \(key.en)",
                    zh: "\(stranger.identifier.shown.zh) 不能作为 \(key.zh) 的限定符"))
        }
        let order = alternatives.map {
            $0.compactMap { gs1.identifiers[$0] }.map { String(decoding: $0.code, as: UTF8.self) }
        }
        .map { $0.joined(separator: ", ") }
        throw CodeError(
            reason: .wrongOrder, position: written.position(of: elements[1].offset),
            wording: Wording(
                en: "the qualifiers of \(key.en) stand in the order \(order.joined(separator: " or "))",
                zh: "\(key.zh) 的限定符顺序应为 \(order.joined(separator: " 或 "))"))
    }

    private static func isSubsequence(_ elements: [GS1Element], of order: [Int]) -> Bool {
        var next = 0
        for index in 1..<elements.count {
            while next < order.count, order[next] != elements[index].identifier.number { next += 1 }
            if next == order.count { return false }
            next += 1
        }
        return true
    }

    // MARK: Query

    /// The attributes; keys that are not all digits are somebody else's (`linkType`).
    private func queryElements(_ query: ArraySlice<UInt8>, in written: WrittenCode) throws(CodeError) -> [GS1Element] {
        var elements: [GS1Element] = []
        for field in query.split(whereSeparator: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: ";") }) {
            let equals = field.firstIndex(of: UInt8(ascii: "=")) ?? field.endIndex
            let code = field[..<equals]
            guard !code.isEmpty, code.allSatisfy(CodeByte.isDigit) else { continue }
            guard equals < field.endIndex else { throw noValue(code, in: written) }
            let element = try element(code: code, encoded: field[(equals + 1)...], in: written)
            guard element.identifier.isAttribute else {
                let name = element.identifier.shown
                throw CodeError(
                    reason: .wrongOrder, position: written.position(of: code.startIndex),
                    wording: Wording(
                        en: "\(name.en) must not stand after the question mark",
                        zh: "\(name.zh) 不得出现在问号之后"))
            }
            elements.append(element)
        }
        return elements
    }

    // MARK: Elements

    private func element(
        code: ArraySlice<UInt8>, encoded: ArraySlice<UInt8>, in written: WrittenCode
    ) throws(CodeError) -> GS1Element {
        guard let identifier = gs1.identifiers.identifier(code) else {
            let shown = String(decoding: code.prefix(12), as: UTF8.self)
            throw CodeError(
                reason: .unknownApplicationIdentifier, position: written.position(of: code.startIndex),
                wording: Wording(
                    en: "“\(shown)” is not a GS1 application identifier", zh: "“\(shown)”不是 GS1 应用标识符"))
        }
        guard let decoded = PercentEncoding.decoded(encoded) else {
            let percent = encoded.firstIndex(of: CodeByte.percent) ?? encoded.startIndex
            throw CodeError(
                reason: .wrongCharacter, position: written.position(of: percent),
                wording: Wording(en: "% without two hex digits after it", zh: "% 后应为两位十六进制数字"))
        }
        let value = identifier === gs1.gtin ? GTINForm.padded(decoded) : decoded
        return GS1Element(identifier: identifier, value: value, offset: encoded.startIndex)
    }

    private func noValue(_ code: ArraySlice<UInt8>, in written: WrittenCode) -> CodeError {
        let shown = String(decoding: code.prefix(12), as: UTF8.self)
        return CodeError(
            reason: .missingPart, position: written.position(of: code.endIndex),
            wording: Wording(en: "“\(shown)” has no value after it", zh: "“\(shown)”之后缺少取值"),
            hint: code.allSatisfy(CodeByte.isDigit) ? nil : Self.noKey.hint)
    }

    private static let noKey = CodeError(
        reason: .unknownScheme,
        wording: Wording(
            en: "a web address that carries no GS1 key", zh: "网址中没有 GS1 标识代码"),
        hint: Wording(
            en:
                "a compressed or shortened Digital Link says its code only to who opens it: use the address to which it leads",
            zh: "压缩或缩短的 Digital Link 须打开后才知道编码：请用它所指向的网址"))
}
