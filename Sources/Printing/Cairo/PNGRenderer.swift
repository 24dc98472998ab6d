import CCairo
public import Pictures
import Values

/// Pages as PNG images of a resolution, which stands in the file, so that they print in their true size.
public struct PNGRenderer {
    public let dotsPerInch: Int
    private let font: CairoFont

    /// - Throws: `LabelError.Reason.unusableSize`.
    public init(dotsPerInch: Int, font: CairoFont) throws(LabelError) {
        self.dotsPerInch = dotsPerInch
        self.font = font
        _ = try Self.pixel(dotsPerInch: dotsPerInch)
    }

    /// The size of a pixel in millimetres: the grid of a layout for this resolution.
    ///
    /// - Throws: `LabelError.Reason.unusableSize`.
    public static func pixel(dotsPerInch: Int) throws(LabelError) -> Double {
        guard (100...1200).contains(dotsPerInch) else {
            throw LabelError(
                .unusableSize, en: "\(dotsPerInch) dpi: 100–1200 are drawn", zh: "分辨率 \(dotsPerInch) dpi：应为 100–1200")
        }
        return 25.4 / Double(dotsPerInch)
    }

    /// The file.
    ///
    /// - Throws: `LabelError`: `unusableSize` where it would have more than 40 million pixels, `drawing`.
    public func png(_ page: LabelPage) throws(LabelError) -> [UInt8] {
        let scale = Double(dotsPerInch) / 25.4
        let width = (page.width * scale).rounded()
        let height = (page.height * scale).rounded()
        guard width * height <= Self.pixelsMax, width >= 1, height >= 1 else {
            throw LabelError(
                .unusableSize, en: "a page of more than 40 million pixels", zh: "页面超过 4000 万像素",
                hint: Wording(en: "lower --dpi, or write a PDF", zh: "请降低 --dpi，或改用 PDF"))
        }
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)) else {
            throw .drawing("out of memory")
        }
        defer { cairo_surface_destroy(surface) }
        try check(cairo_surface_status(surface))
        guard let context = cairo_create(surface) else { throw .drawing("out of memory") }
        defer { cairo_destroy(context) }
        let painter = CairoPainter(context: context, font: font, scale: scale, isRaster: true)
        painter.prepare()
        painter.paint(page)
        try check(cairo_status(context))
        let output = CairoOutput()
        try check(cairo_surface_write_to_png_stream(surface, CairoOutput.write, output.closure))
        return PNGDensity.setting(dotsPerInch: dotsPerInch, in: output.bytes)
    }

    private static let pixelsMax = 40e6
}

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
