import Values

/// The number of a person's identity card (GB 11643-1999): division 6, birth date 8, serial 3, check character ISO 7064 MOD 11-2.
///
/// It is no code of this product. One in thirty-one has the check character of a unified social credit code as well, and no personal
/// number may stand on a ledger that forgets nothing: so it is known where it is met.
package enum IdentityNumber {
    /// Whether these are 18 characters of a sound number: a division, a day of the past hundred years or so, the right check.
    package static func isSound(_ characters: [UInt8]) -> Bool {
        guard characters.count == 18, characters[..<17].allSatisfy(CodeByte.isDigit),
            DivisionTable.standard.contains(characters[..<6]), let year = CodeByte.number(characters[6..<10]),
            (1900..<2100).contains(year), ComponentCheck.yyyymmdd.fault(in: characters[6..<14], lists: [:]) == nil
        else { return false }
        return CheckCharacter.iso7064Pure(of: characters[..<17], modulus: 11) == CodeByte.uppercased(characters[17])
    }

    /// The same of a text, blanks around it left out.
    package static func isSound(_ text: String) -> Bool {
        guard (18...64).contains(text.utf8.count) else { return false }
        return isSound(text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 2).first.map(Array.init) ?? [])
    }

    static func error(at position: Int) -> CodeError {
        CodeError(
            reason: .personalNumber, position: position,
            wording: Wording(
                en: "this is the identity number of a person, which is not recorded",
                zh: "这是居民身份证号码，属个人信息，不予记录"),
            hint: Wording(
                en: "write the firm's unified social credit code; a sole trader has one on his business licence (92…)",
                zh: "请填写统一社会信用代码；个体工商户的代码（92 开头）见营业执照"))
    }
}
