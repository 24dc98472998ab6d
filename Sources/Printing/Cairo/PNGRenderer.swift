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
