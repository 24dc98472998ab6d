import Values

/// Freight container number (ISO 6346): owner (3 letters), category (U, J or Z), serial (6 digits) and check digit, bare, in
/// groups (`CSQU 305438-3`), or as the canonical EPC URN `urn:epc:id:bic:CSQU3054383`.
///
/// The standard's check digit is weaker than others here: it cannot tell letters of the owner code whose values are equal
/// mod 11 (A and K and U), nor remainder 10 from remainder 0.
struct ContainerForm {
    static let label = Wording(en: "container number", zh: "集装箱号")
    private static let prefix: StaticString = "urn:epc:id:bic:"

    /// Any code of the form.
    static let shape = CodeShape(
        Array(repeating: .capitals, count: 3) + [ByteSet("UJZ".utf8)] + Array(repeating: .digits, count: 7))

    func read(uri written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        guard written.hasPrefix(Self.prefix) else { return nil }
        return try canonical(CodeText(verbatim: written, from: Self.prefix.utf8CodeUnitCount), in: written)
    }

    func read(_ text: CodeText, in written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        let code = text.bytes
        guard code.count == 11, code.allSatisfy({ CodeByte.isDigit($0) || CodeByte.isLetter($0) }),
            Self.looksRight(code)
        else { return nil }
        return try canonical(text, in: written)
    }

    /// At most two characters are of the wrong kind: then it is a container number with a mistake, and worth a precise answer.
    private static func looksRight(_ code: [UInt8]) -> Bool {
        code.indices.count { CodeByte.isLetter(code[$0]) == ($0 < 4) } >= 9
    }

    /// The code, which must be one.
    func canonical(_ text: CodeText, in written: WrittenCode) throws(CodeError) -> CanonicalCode {
        guard text.bytes.count == 11 else {
            throw .wrongLength(
                Wording(en: "a container number", zh: "集装箱号"), has: text.bytes.count,
                needs: Wording(en: "11 characters", zh: "11 位"))
        }
        let upper = text.bytes.map(CodeByte.uppercased)
        if let wrong = Self.shape.mismatches(in: upper).first {
            throw .wrongCharacter(
                upper[wrong], at: written.position(of: text.offset(wrong)),
                expected: wrong < 3 ? Self.ownerLetter : wrong == 3 ? Self.category : .aDigit)
        }
        guard let expected = CheckCharacter.container(of: upper[..<10]) else { throw .unknownScheme() }
        guard expected == upper[10] else {
            throw .wrongCheck(
                expected: String(decoding: [expected], as: UTF8.self), at: written.position(of: text.offset(10)))
        }
        let value = String(decoding: upper, as: UTF8.self)
        let uri = "urn:epc:id:bic:" + value
        return CanonicalCode(scheme: "container", uri: uri, key: uri, parts: [.init(name: "container", value: value)])
    }

    private static let ownerLetter = Wording(en: "a letter of the owner code", zh: "箱主代码字母")
    private static let category = Wording(en: "the category U, J or Z", zh: "设备类别 U、J 或 Z")
}
