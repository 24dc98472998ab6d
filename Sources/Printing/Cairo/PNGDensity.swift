/// The physical size of an image's pixels (PNG, third edition, 11.3.4.3), which cairo does not write.
enum PNGDensity {
    /// The image with a pHYs chunk right behind its header chunk.
    static func setting(dotsPerInch: Int, in image: [UInt8]) -> [UInt8] {
        guard image.count > headEnd else { return image }
        return image[..<headEnd] + chunk(dotsPerInch) + image[headEnd...]
    }

    /// Signature (8 bytes) and header chunk (25).
    private static let headEnd = 33

    private static func chunk(_ dotsPerInch: Int) -> [UInt8] {
        let perMetre = bigEndian(UInt32((Double(dotsPerInch) / 0.0254).rounded()))
        let typed = Array("pHYs".utf8) + perMetre + perMetre + [1]
        return bigEndian(UInt32(typed.count - 4)) + typed + bigEndian(cyclicRedundancyCheck(typed))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    /// CRC-32 as PNG has it (annex D): bit by bit, since it is taken of thirteen bytes.
    private static func cyclicRedundancyCheck(_ bytes: [UInt8]) -> UInt32 {
        var check: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
        }
        return ~check
    }
}
