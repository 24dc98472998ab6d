/// Base 64 of RFC 4648 §4: standard alphabet, padding required, one encoding only for any bytes.
///
/// Decoding refuses what a lenient decoder forgives (line breaks, missing padding, trailing bits that are not zero), because
/// two spellings of one signature or hash would be two byte strings for one statement.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// For each byte its six bits, or 255.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        bytes.withContiguousStorageIfAvailable { encode($0) } ?? Array(bytes).withUnsafeBufferPointer { encode($0) }
    }

    /// Evidence has hundreds of hashes: each is written in place.
    private static func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
            var next = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let held = min(3, bytes.count - start)
                var group: UInt32 = 0
                for place in 0..<3 { group = group << 8 | (place < held ? UInt32(bytes[start + place]) : 0) }
                for place in 0..<4 {
                    let character = alphabet[Int(group >> UInt32(18 - 6 * place) & 63)]
                    text.initializeElement(at: next, to: place <= held ? character : UInt8(ascii: "="))
                    next += 1
                }
            }
            return next
        }
    }

    /// The bytes, or nil where the text is not exactly what `encode` would give.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let characters = Array(text)
        guard characters.count.isMultiple(of: 4) else { return nil }
        guard !characters.isEmpty else { return [] }
        let padding = characters.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        var group: UInt32 = 0
        for (position, character) in characters.dropLast(padding).enumerated() {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            group = group << 6 | UInt32(value)
            if position % 4 == 3 {
                bytes.append(UInt8(group >> 16 & 255))
                bytes.append(UInt8(group >> 8 & 255))
                bytes.append(UInt8(group & 255))
                group = 0
            }
        }
        switch padding {
        case 1:
            guard group & 3 == 0 else { return nil }
            bytes += [UInt8(group >> 10 & 255), UInt8(group >> 2 & 255)]
        case 2:
            guard group & 15 == 0 else { return nil }
            bytes.append(UInt8(group >> 4 & 255))
        default: break
        }
        return bytes
    }
}
