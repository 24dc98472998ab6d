import CCairo
public import Pictures
import Values

/// An installed font that has every character that is to be printed.
///
/// Cairo's simple fonts do not look further when a character is missing, but print a box; so the font is chosen by what it has.
public struct CairoFont: TextMeasure {
    let family: String
    private let normal: CairoScaledFont
    private let bold: CairoScaledFont

    /// Sans-serif fonts that have Chinese, then what the system thinks best.
    private static let families = [
        "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei",
        "PingFang SC", "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "SimHei",
        "AR PL UMing CN", "sans-serif", "Noto Serif CJK SC",
    ]

    /// - Parameter texts: all that will be printed.
    /// - Throws: `LabelError.Reason.missingGlyph`, with the character, where no font has them all.
    public init(for texts: some Sequence<String>) throws(LabelError) {
        var scalars: Set<Unicode.Scalar> = []
        for text in texts { scalars.formUnion(text.unicodeScalars) }
        // What joins, varies or marks is no glyph of its own.
        let wanted = scalars.filter { !$0.properties.isDefaultIgnorableCodePoint && $0 != " " }.sorted()
        var missing: Unicode.Scalar?
        for family in Self.families {
            let font = try CairoFont(family: family)
            guard let lacking = font.normal.firstMissing(wanted) ?? font.bold.firstMissing(wanted) else {
                self = font
                return
            }
            // The font that gets furthest says what to complain of.
            missing = max(missing ?? lacking, lacking)
        }
        throw Self.noFont(missing ?? "?")
    }

    /// The font that has the most of what will be printed, and what it has not.
    ///
    /// - Throws: `LabelError.Reason.drawing`.
    static func best(for texts: some Sequence<String>) throws(LabelError) -> (
        font: CairoFont, lacking: Set<Unicode.Scalar>
    ) {
        var scalars: Set<Unicode.Scalar> = []
        for text in texts { scalars.formUnion(text.unicodeScalars) }
        let wanted = scalars.filter { !$0.properties.isDefaultIgnorableCodePoint && $0 != " " }.sorted()
        var best: (font: CairoFont, lacking: Set<Unicode.Scalar>)?
        for family in families {
            let font = try CairoFont(family: family)
            let lacking = Set(wanted.filter { !font.normal.has($0) || !font.bold.has($0) })
            if best.map({ lacking.count < $0.lacking.count }) ?? true { best = (font, lacking) }
            if lacking.isEmpty { break }
        }
        guard let best else { throw .drawing("no font") }
        return best
    }

    private init(family: String) throws(LabelError) {
        guard let normal = CairoScaledFont(family: family, isBold: false),
            let bold = CairoScaledFont(family: family, isBold: true)
        else { throw .drawing("out of memory") }
        (self.family, self.normal, self.bold) = (family, normal, bold)
    }

    public func width(of text: String, isBold: Bool) -> Double {
        (isBold ? bold : normal).width(of: text)
    }

    private static func noFont(_ scalar: Unicode.Scalar) -> LabelError {
        let number = String(scalar.value, radix: 16, uppercase: true)
        return LabelError(
            .missingGlyph, en: "no installed font has all characters of the text (“\(scalar)”, U+\(number))",
            zh: "没有已安装的字体包含全部文字（缺“\(scalar)”，U+\(number)）",
            hint: Wording(
                en: "apt install fonts-noto-cjk, or write an SVG", zh: "请安装：apt install fonts-noto-cjk，或改用 SVG"))
    }
}

/// One face of a font at a size of 1,000 units, without hinting: widths are the same at every size.
final class CairoScaledFont {
    private let font: OpaquePointer

    private static let units = 1000.0

    init?(family: String, isBold: Bool) {
        let face = cairo_toy_font_face_create(
            family, CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        defer { cairo_font_face_destroy(face) }
        let options = cairo_font_options_create()
        defer { cairo_font_options_destroy(options) }
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        var size = cairo_matrix_t()
        var identity = cairo_matrix_t()
        cairo_matrix_init_scale(&size, Self.units, Self.units)
        cairo_matrix_init_identity(&identity)
        guard let font = cairo_scaled_font_create(face, &size, &identity, options) else { return nil }
        guard cairo_scaled_font_status(font) == CAIRO_STATUS_SUCCESS else {
            cairo_scaled_font_destroy(font)
            return nil
        }
        self.font = font
    }

    deinit { cairo_scaled_font_destroy(font) }

    /// In ems.
    func width(of text: String) -> Double {
        var extents = cairo_text_extents_t()
        cairo_scaled_font_text_extents(font, text, &extents)
        return extents.x_advance / Self.units
    }

    /// The first of these characters that the font has no glyph for.
    func firstMissing(_ scalars: [Unicode.Scalar]) -> Unicode.Scalar? {
        scalars.first { !has($0) }
    }

    /// Glyph 0 of every font stands for what it does not have.
    fileprivate func has(_ scalar: Unicode.Scalar) -> Bool {
        var glyphs: UnsafeMutablePointer<cairo_glyph_t>?
        var count: Int32 = 0
        let status = cairo_scaled_font_text_to_glyphs(
            font, 0, 0, String(scalar), -1, &glyphs, &count, nil, nil, nil)
        defer { cairo_glyph_free(glyphs) }
        guard status == CAIRO_STATUS_SUCCESS, let glyphs else { return false }
        return (0..<Int(count)).allSatisfy { glyphs[$0].index != 0 }
    }
}
