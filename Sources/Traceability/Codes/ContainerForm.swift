/// Freight container number (ISO 6346): owner (3 letters), category (U, J or Z), serial (6 digits) and check digit, bare, in
/// groups (`CSQU 305438-3`), or as the canonical EPC URN `urn:epc:id:bic:CSQU3054383`.
///
/// The standard's check digit is weaker than others here: it cannot tell letters of the owner code whose values are equal
/// mod 11 (A and K and U), nor remainder 10 from remainder 0.
struct ContainerForm: CodeForm {
    private static let prefix: StaticString = "urn:epc:id:bic:"

    func read(_ written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        if written.hasPrefix(Self.prefix) {
            let start = Self.prefix.utf8CodeUnitCount
            let code = Array(written.bytes[start...])
            return try canonical(code, offsets: Array(start..<written.bytes.count), in: written)
        }
        guard let (code, offsets) = written.ungrouped(max: 11), code.count == 11,
            code.allSatisfy({ CodeByte.isDigit($0) || CodeByte.isLetter($0) }), Self.looksRight(code)
        else { return nil }
        return try canonical(code, offsets: offsets, in: written)
    }

    /// At most two characters are of the wrong kind: then it is a container number with a mistake, and worth a precise answer.
    private static func looksRight(_ code: [UInt8]) -> Bool {
        zip(code, 0...).count { byte, index in CodeByte.isLetter(byte) == (index < 4) } >= 9
    }

    private func canonical(
        _ code: [UInt8], offsets: [Int], in written: WrittenCode
    ) throws(CodeError) -> CanonicalCode {
        guard code.count == 11 else {
            throw .wrongLength(
                Wording(en: "a container number", zh: "集装箱号"), has: code.count,
                needs: Wording(en: "11 characters", zh: "11 位"))
        }
        let upper = code.map(CodeByte.uppercased)
        for (index, byte) in upper.enumerated() {
            let position = written.position(of: offsets[index])
            switch index {
            case 0..<3 where !CodeByte.isUpper(byte):
                throw .wrongCharacter(byte, at: position, expected: Self.ownerLetter)
            case 3 where byte != UInt8(ascii: "U") && byte != UInt8(ascii: "J") && byte != UInt8(ascii: "Z"):
                throw .wrongCharacter(byte, at: position, expected: Self.category)
            case 4... where !CodeByte.isDigit(byte):
                throw .wrongCharacter(byte, at: position, expected: .aDigit)
            default: break
            }
        }
        guard let expected = CheckCharacter.container(of: upper[..<10]) else { throw .unknownScheme() }
        guard expected == upper[10] else {
            throw .wrongCheck(
                expected: String(decoding: [expected], as: UTF8.self), at: written.position(of: offsets[10]))
        }
        let text = String(decoding: upper, as: UTF8.self)
        let uri = "urn:epc:id:bic:" + text
        return CanonicalCode(scheme: "container", uri: uri, key: uri, parts: [.init(name: "container", value: text)])
    }

    private static let ownerLetter = Wording(en: "a letter of the owner code", zh: "箱主代码字母")
    private static let category = Wording(en: "the category U, J or Z", zh: "设备类别 U、J 或 Z")
}
