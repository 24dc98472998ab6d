/// The rule for names of keys, ledgers and journals: a schema-less URL by custom, such as `trace.example.gov.cn/licheng`.
public enum KeyName {
    /// The longest name in bytes of UTF-8.
    public static let byteCountMax = 255

    /// Whether it is not empty, has at most 255 bytes, no Unicode space, no control byte and no `+` (C2SP signed-note).
    public static func isValid(_ name: String) -> Bool {
        name.utf8.count <= byteCountMax && isWellFormed(name)
    }

    /// The rule for names in foreign signature lines, which C2SP leaves without a limit of length.
    static func isWellFormed(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0 != "+" && $0.value >= 0x20 && !$0.properties.isWhitespace }
    }
}

extension String {
    /// Equality of bytes. `==` would also take a composed and a decomposed spelling for the same name.
    func hasSameBytes(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
