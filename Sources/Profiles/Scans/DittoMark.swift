import Values

/// What people write where the row above says it: `同上`, `〃`. Every row becomes an event of its own, and nobody who reads that sees the row above.
enum DittoMark {
    static func isOne(_ bytes: some Collection<UInt8>) -> Bool {
        guard mayBe(bytes) else { return false }
        let text = String(decoding: bytes, as: UTF8.self).halfWidth.trimmed.lowercased()
        return words.contains(text.hasSuffix("。") ? String(text.dropLast()) : text)
    }

    private static let words: Set<String> = [
        "同上", "同前", "如上", "同上行", "同上一行", "同上条", "(同上)", "〃", "\"", "''", "″", "“", "”", "ditto", "as above",
        "same as above",
    ]

    /// Whether a cell is worth a look; read without any allocation.
    private static func mayBe(_ bytes: some Collection<UInt8>) -> Bool {
        guard bytes.count <= lengthMax, let first = bytes.first(where: { $0 != 0x20 }) else { return false }
        switch first {
        // 同, 如; 〃 and the wide blank; other marks; the wide bracket.
        case 0xE5, 0xE3, 0xE2, 0xEF, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("): return true
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "a"), UInt8(ascii: "A"), UInt8(ascii: "s"),
            UInt8(ascii: "S"):
            return latin.contains(bytes.count)
        default: return false
        }
    }

    private static let lengthMax = 20
    /// So long are those of letters: `ditto`, `same as above`.
    private static let latin = 5...15
}
