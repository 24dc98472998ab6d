import Values

/// A code as someone wrote, typed or scanned it, made ready for the readers: trimmed, bounded, full-width forms (ＡＢ１２（）)
/// folded to ASCII because Chinese input methods write them, and the scanner's symbology identifier taken off.
struct WrittenCode: Sendable {
    /// What the symbology identifier (ISO/IEC 15424) said about the data.
    enum Carrier: Equatable, Sendable {
        /// There was none, or one that says nothing about the content.
        case unsaid
        /// `]C1 ]d2 ]Q3 ]e0 ]J1`: GS1 element strings.
        case elementString
        /// `]E0 … ]E4`: an EAN or UPC symbol, which carries nothing but a product code of so many digits, or digits added on to one.
        case retail(RetailSymbol)
    }

    let bytes: [UInt8]
    let carrier: Carrier
    /// Scalars that were taken off the front.
    private let leading: Int
    /// Spaces stood before or after it.
    let isPadded: Bool

    /// UTF-8 bytes; the longest GS1 message that any symbol carries and any Digital Link in use are shorter.
    static let lengthMax = 512

    init(_ written: String) throws(CodeError) {
        guard written.utf8.count <= Self.lengthMax else { throw .tooLong(max: Self.lengthMax) }
        var bytes = Array(written.utf8)
        if bytes.contains(where: { $0 >= 0x80 }) { bytes = Self.foldingFullWidth(written) }
        var start = 0
        var end = bytes.count
        while start < end, Self.isBlank(bytes[start]) { start += 1 }
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        guard start < end else { throw .empty() }
        isPadded =
            start > 0 && bytes[start - 1] == UInt8(ascii: " ") || end < bytes.count && bytes[end] == UInt8(ascii: " ")
        carrier = Self.takeSymbologyIdentifier(bytes, start: &start, end: end)
        guard start < end else { throw .empty() }
        leading = start
        self.bytes = start == 0 && end == bytes.count ? bytes : Array(bytes[start..<end])
    }

    /// The text as it is.
    init(verbatim text: String) throws(CodeError) {
        guard text.utf8.count <= Self.lengthMax else { throw .tooLong(max: Self.lengthMax) }
        bytes = Array(text.utf8)
        carrier = .unsaid
        leading = 0
        isPadded = false
    }

    /// Where the byte at `offset` stands in what was written, in Unicode scalars.
    func position(of offset: Int) -> Int {
        bytes[..<min(offset, bytes.count)].reduce(leading) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    /// Whether the text begins with this ASCII prefix, letters compared without case.
    func hasPrefix(_ prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard bytes.count >= count else { return false }
        return prefix.withUTF8Buffer { wanted in
            for index in 0..<count {
                let byte = bytes[index]
                guard byte == wanted[index] || (CodeByte.isLetter(byte) && byte | 0x20 == wanted[index] | 0x20)
                else { return false }
            }
            return true
        }
    }

    /// Whether the text begins with these ASCII bytes, letters compared without case.
    func hasPrefix(_ prefix: [UInt8]) -> Bool {
        bytes.count >= prefix.count
            && prefix.indices.allSatisfy { CodeByte.uppercased(bytes[$0]) == CodeByte.uppercased(prefix[$0]) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }

    /// U+FF01…FF5E → U+0021…007E, U+3000 → space, a byte order mark → space: one scalar for one, so positions stay true.
    private static func foldingFullWidth(_ text: String) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: folded.append(UInt8(scalar.value - 0xFEE0))
            case 0x3000, 0xFEFF: folded.append(0x20)
            default: folded.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            }
        }
        return folded
    }

    /// `]`, a letter, a digit or letter. Three bytes never begin a code of any scheme read here.
    private static func takeSymbologyIdentifier(_ bytes: [UInt8], start: inout Int, end: Int) -> Carrier {
        guard end - start >= 3, bytes[start] == UInt8(ascii: "]"), CodeByte.isLetter(bytes[start + 1]) else {
            return .unsaid
        }
        let modifier = bytes[start + 2]
        guard CodeByte.isDigit(modifier) || CodeByte.isLetter(modifier) else { return .unsaid }
        let symbol = (bytes[start + 1], modifier)
        start += 3
        switch symbol {
        case (UInt8(ascii: "C"), UInt8(ascii: "1")), (UInt8(ascii: "d"), UInt8(ascii: "2")),
            (UInt8(ascii: "Q"), UInt8(ascii: "3")), (UInt8(ascii: "e"), UInt8(ascii: "0")),
            (UInt8(ascii: "J"), UInt8(ascii: "1")):
            return .elementString
        case (UInt8(ascii: "E"), let modifier): return RetailSymbol(modifier: modifier).map(Carrier.retail) ?? .unsaid
        default: return .unsaid
        }
    }
}
