/// EPC URNs (EPC Tag Data Standard 2.x, sections 6 and 8): pure identities, lot classes and patterns for whole classes.
///
/// An EPC splits a GS1 key at the company prefix and leaves out its check digit; joined and checked again it is the same key
/// as on the label.
struct EPCForm {
    let gs1: GS1Reader

    func read(_ written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        guard written.hasPrefix("urn:epc:"), !written.hasPrefix("urn:epc:id:bic:") else { return nil }
        let bytes = written.bytes
        guard let schemeStart = bytes[8...].firstIndex(of: UInt8(ascii: ":")).map({ $0 + 1 }),
            let bodyStart = bytes[schemeStart...].firstIndex(of: UInt8(ascii: ":")).map({ $0 + 1 })
        else { throw Self.unsupported(String(decoding: bytes.prefix(32), as: UTF8.self)) }
        let name = String(decoding: bytes[8..<bodyStart - 1], as: UTF8.self)
        guard let shape = EPCShape.all[name] else { throw Self.unsupported(name) }
        let fieldCount = shape.trailing.count + 2
        // The last field may hold dots itself.
        let fields = bytes[bodyStart...].split(
            separator: CodeByte.dot, maxSplits: fieldCount - 1, omittingEmptySubsequences: false)
        guard fields.count == fieldCount else {
            throw CodeError(
                reason: .missingPart, position: written.position(of: bytes.count),
                wording: Wording(
                    en: "\(name) has \(fieldCount) fields between dots, here \(fields.count)",
                    zh: "\(name) 应有 \(fieldCount) 个以点分隔的字段，实际 \(fields.count) 个"))
        }
        return try gs1.canonical(elements(shape, fields, in: written), in: written)
    }

    private func elements(
        _ shape: EPCShape, _ fields: [ArraySlice<UInt8>], in written: WrittenCode
    ) throws(CodeError) -> [GS1Element] {
        var key = try keyDigits(shape, prefix: fields[0], reference: fields[1], in: written)
        var others: [GS1Element] = []
        for (trailing, field) in zip(shape.trailing, fields.dropFirst(2)) {
            switch trailing {
            case .anything:
                guard field.elementsEqual([UInt8(ascii: "*")]) else {
                    throw .wrongCharacter(
                        field.first ?? 0x20, at: written.position(of: field.startIndex),
                        expected: Wording(en: "* of a pattern", zh: "通配符 *"))
                }
            case .appended:
                key += try decoded(field, in: written)
            case .element(let number):
                let value = try decoded(field, in: written)
                // "0" is how a GLN without extension is written.
                if number == EPCShape.glnExtension, value.elementsEqual([CodeByte.zero]) { continue }
                others.append(try element(number, value, at: field.startIndex))
            }
        }
        return [try element(shape.key, key[...], at: fields[0].startIndex)] + others
    }

    /// Company prefix and reference joined, with the check digit where the key has one.
    private func keyDigits(
        _ shape: EPCShape, prefix: ArraySlice<UInt8>, reference: ArraySlice<UInt8>, in written: WrittenCode
    ) throws(CodeError) -> [UInt8] {
        guard (6...12).contains(prefix.count) else {
            throw .wrongLength(
                Wording(en: "a company prefix", zh: "厂商识别代码"), has: prefix.count,
                needs: Wording(en: "6–12 digits", zh: "6–12 位数字"), at: written.position(of: prefix.startIndex))
        }
        try requireDigits(prefix, in: written)
        guard let length = shape.digits else { return Array(prefix) + (try decoded(reference, in: written)) }
        try requireDigits(reference, in: written)
        guard prefix.count + reference.count == length, !(shape.leadsWithIndicator && reference.isEmpty) else {
            throw .wrongLength(
                Wording(en: "company prefix and reference together", zh: "厂商识别代码与参考代码合计"),
                has: prefix.count + reference.count, needs: Wording(en: "\(length) digits", zh: "\(length) 位数字"),
                at: written.position(of: reference.startIndex))
        }
        let lead = shape.leadsWithIndicator ? reference.prefix(1) : []
        let joined = Array(lead) + Array(prefix) + Array(reference.dropFirst(lead.count))
        guard let check = CheckCharacter.gs1(of: joined[...]) else { return joined }
        return shape.fill + joined + [check]
    }

    private func requireDigits(_ field: ArraySlice<UInt8>, in written: WrittenCode) throws(CodeError) {
        guard let wrong = field.firstIndex(where: { !CodeByte.isDigit($0) }) else { return }
        throw .wrongCharacter(field[wrong], at: written.position(of: wrong), expected: .aDigit)
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

    private static func unsupported(_ name: String) -> CodeError {
        CodeError(
            reason: .unsupported, position: 8,
            wording: Wording(en: "EPC scheme “\(name)” is not one of GS1 keys", zh: "EPC 方案“\(name)”不是 GS1 标识代码"))
    }
}

/// How one EPC scheme is laid out: `prefix.reference` and what trails, joined to the data of an application identifier.
struct EPCShape: Sendable {
    /// What a field after the reference becomes.
    enum Trailing: Sendable {
        /// The data of its own AI.
        case element(Int)
        /// The rest of the key's data.
        case appended
        /// `*`.
        case anything
    }

    /// AI number of the key.
    let key: Int
    /// Digits of company prefix and reference together; nil where the reference is text and there is no check digit.
    let digits: Int?
    /// The reference's first digit (indicator, extension) goes before the company prefix.
    var leadsWithIndicator = false
    /// Digits before all others (GRAI: 0).
    var fill: [UInt8] = []
    var trailing: [Trailing] = []

    static let glnExtension = 2540

    /// By `<kind>:<scheme>`, as it stands in the URN.
    static let all: [String: EPCShape] = [
        "id:sgtin": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.element(2100)]),
        "class:lgtin": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.element(1000)]),
        "idpat:sgtin": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.anything]),
        "id:upui": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.element(2350)]),
        "idpat:upui": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.anything]),
        "id:itip": EPCShape(
            key: 8006, digits: 13, leadsWithIndicator: true, trailing: [.appended, .appended, .element(2100)]),
        "idpat:itip": EPCShape(
            key: 8006, digits: 13, leadsWithIndicator: true, trailing: [.appended, .appended, .anything]),
        "id:sscc": EPCShape(key: 0, digits: 17, leadsWithIndicator: true),
        "id:sgln": EPCShape(key: 4140, digits: 12, trailing: [.element(glnExtension)]),
        "idpat:sgln": EPCShape(key: 4140, digits: 12, trailing: [.anything]),
        "id:pgln": EPCShape(key: 4170, digits: 12),
        "id:grai": EPCShape(key: 8003, digits: 12, fill: [CodeByte.zero], trailing: [.appended]),
        "idpat:grai": EPCShape(key: 8003, digits: 12, fill: [CodeByte.zero], trailing: [.anything]),
        "id:giai": EPCShape(key: 8004, digits: nil),
        "id:gsrn": EPCShape(key: 8018, digits: 17),
        "id:gsrnp": EPCShape(key: 8017, digits: 17),
        "id:gdti": EPCShape(key: 2530, digits: 12, trailing: [.appended]),
        "idpat:gdti": EPCShape(key: 2530, digits: 12, trailing: [.anything]),
        "id:sgcn": EPCShape(key: 2550, digits: 12, trailing: [.appended]),
        "idpat:sgcn": EPCShape(key: 2550, digits: 12, trailing: [.anything]),
        "id:cpi": EPCShape(key: 8010, digits: nil, trailing: [.element(8011)]),
        "idpat:cpi": EPCShape(key: 8010, digits: nil, trailing: [.anything]),
        "id:ginc": EPCShape(key: 4010, digits: nil),
        "id:gsin": EPCShape(key: 4020, digits: 16),
    ]
}
