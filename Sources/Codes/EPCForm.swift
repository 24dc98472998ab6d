import Values

/// EPC URNs (EPC Tag Data Standard 2.x, sections 6 and 8): pure identities, lot classes and patterns for whole classes.
///
/// An EPC splits a GS1 key at the company prefix and leaves out its check digit; joined and checked again it is the same key
/// as on the label.
struct EPCForm {
    let gs1: GS1Reader

    func read(_ written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        guard written.hasPrefix("urn:epc:"), !written.hasPrefix("urn:epc:id:bic:"),
            !written.hasPrefix(CanonicalCode.shipURN)
        else { return nil }
        let bytes = written.bytes
        guard let schemeStart = bytes[8...].firstIndex(of: UInt8(ascii: ":")).map({ $0 + 1 }),
            let bodyStart = bytes[schemeStart...].firstIndex(of: UInt8(ascii: ":")).map({ $0 + 1 })
        else { throw Self.unsupported(String(decoding: bytes.prefix(32), as: UTF8.self)) }
        let name = String(decoding: bytes[8..<bodyStart - 1], as: UTF8.self).lowercased()
        guard let shape = EPCShape.all[name] else { throw Self.unsupported(name) }
        let fieldCount = shape.trailing.count + 2
        let fields = Self.fields(bytes, from: bodyStart, max: fieldCount)
        guard fields.count == fieldCount else {
            throw CodeError(
                reason: .missingPart, position: written.position(of: bytes.count),
                wording: Wording(
                    en: "\(name) has \(fieldCount) fields between dots, here \(fields.count)",
                    zh: "\(name) 应有 \(fieldCount) 个以点分隔的字段，实际 \(fields.count) 个"))
        }
        var code = try gs1.canonical(elements(shape, fields, in: written), in: written)
        code.epc = EPCName(name: name, companyPrefixLength: fields[0].count)
        return code
    }

    /// What stands between the dots; the last of `max` fields may hold dots itself.
    private static func fields(_ bytes: [UInt8], from body: Int, max: Int) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        fields.reserveCapacity(max)
        var start = body
        for index in body..<bytes.count where bytes[index] == CodeByte.dot && fields.count < max - 1 {
            fields.append(start..<index)
            start = index + 1
        }
        fields.append(start..<bytes.count)
        return fields
    }

    private func elements(
        _ shape: EPCShape, _ fields: [Range<Int>], in written: WrittenCode
    ) throws(CodeError) -> [GS1Element] {
        let bytes = written.bytes
        var key = try keyDigits(shape, prefix: fields[0], reference: fields[1], in: written)
        var elements: [GS1Element] = []
        elements.reserveCapacity(2)
        for (index, trailing) in shape.trailing.enumerated() {
            let field = bytes[fields[index + 2]]
            switch trailing {
            case .anything:
                guard field.count == 1, field.first == UInt8(ascii: "*") else {
                    throw .wrongCharacter(
                        field.first ?? 0x20, at: written.position(of: field.startIndex),
                        expected: Wording(en: "* of a pattern", zh: "通配符 *"))
                }
            case .appended:
                guard !field.isEmpty else { throw Self.noSerial(at: written.position(of: field.startIndex)) }
                key += try decoded(field, in: written)
            case .element(let number):
                let value = try decoded(field, in: written)
                // "0" is how a GLN without extension is written.
                if number == EPCShape.glnExtension, value.count == 1, value.first == CodeByte.zero { continue }
                elements.append(try element(number, value, at: field.startIndex))
            }
        }
        elements.insert(try element(shape.key, key[...], at: fields[0].lowerBound), at: 0)
        return elements
    }

    /// Company prefix and reference joined, with the check digit where the key has one.
    private func keyDigits(
        _ shape: EPCShape, prefix: Range<Int>, reference: Range<Int>, in written: WrittenCode
    ) throws(CodeError) -> [UInt8] {
        let bytes = written.bytes
        guard (6...12).contains(prefix.count) else {
            throw .wrongLength(
                Wording(en: "a company prefix", zh: "厂商识别代码"), has: prefix.count,
                needs: Wording(en: "6–12 digits", zh: "6–12 位数字"), at: written.position(of: prefix.lowerBound))
        }
        try requireDigits(prefix, in: written)
        var joined: [UInt8] = []
        joined.reserveCapacity(32)
        guard let length = shape.digits else {
            joined += bytes[prefix]
            joined += try decoded(bytes[reference], in: written)
            return joined
        }
        try requireDigits(reference, in: written)
        guard prefix.count + reference.count == length, !(shape.leadsWithIndicator && reference.isEmpty) else {
            throw .wrongLength(
                Wording(en: "company prefix and reference together", zh: "厂商识别代码与参考代码合计"),
                has: prefix.count + reference.count, needs: Wording(en: "\(length) digits", zh: "\(length) 位数字"),
                at: written.position(of: reference.lowerBound))
        }
        joined += shape.fill
        let lead = shape.leadsWithIndicator ? 1 : 0
        joined += bytes[reference.lowerBound..<reference.lowerBound + lead]
        joined += bytes[prefix]
        joined += bytes[(reference.lowerBound + lead)..<reference.upperBound]
        if let check = CheckCharacter.gs1(of: joined[shape.fill.count...]) { joined.append(check) }
        return joined
    }

    private func requireDigits(_ field: Range<Int>, in written: WrittenCode) throws(CodeError) {
        for index in field where !CodeByte.isDigit(written.bytes[index]) {
            throw .wrongCharacter(written.bytes[index], at: written.position(of: index), expected: .aDigit)
        }
    }

    private func decoded(_ field: ArraySlice<UInt8>, in written: WrittenCode) throws(CodeError) -> ArraySlice<UInt8> {
        if let decoded = PercentEncoding.decoded(field) { return decoded }
        throw CodeError(
            reason: .wrongCharacter, position: written.position(of: field.startIndex),
            wording: Wording(en: "% without two hex digits after it", zh: "% 后应为两位十六进制数字"))
    }

    private func element(_ number: Int, _ value: ArraySlice<UInt8>, at offset: Int) throws(CodeError) -> GS1Element {
        guard let identifier = gs1.identifiers[number] else { throw .unknownScheme() }
        return GS1Element(identifier: identifier, value: value, offset: offset)
    }

    /// An EPC names one thing: that of an asset, document or coupon has a serial; their class is written as a pattern.
    private static func noSerial(at position: Int) -> CodeError {
        CodeError(
            reason: .missingPart, position: position,
            wording: Wording(en: "the serial is missing", zh: "缺少序列号"),
            hint: Wording(en: "the whole class is written urn:epc:idpat:….*", zh: "整类应写作 urn:epc:idpat:….*"))
    }

    private static func unsupported(_ name: String) -> CodeError {
        CodeError(
            reason: .unsupported, position: 8,
            wording: Wording(en: "EPC scheme “\(name)” is not one of GS1 keys", zh: "EPC 方案“\(name)”不是 GS1 标识代码"))
    }
}

/// Which EPC URN a code was written as: what an EPC says that the key itself does not.
struct EPCName: Hashable, Sendable {
    /// `id:sgtin`, `class:lgtin`, `idpat:sgln`.
    let name: String
    /// Digits of the GS1 company prefix, 6 to 12.
    let companyPrefixLength: Int
}
