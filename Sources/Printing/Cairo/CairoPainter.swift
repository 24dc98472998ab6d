import CCairo
import Pictures

/// Paints a page onto a cairo context.
struct CairoPainter {
    let context: OpaquePointer
    let font: CairoFont
    /// Device units in a millimetre: points or pixels.
    let scale: Double
    /// Whether a device unit is a pixel, to which modules are held.
    let isRaster: Bool

    func paint(_ page: LabelPage) {
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        for placement in page.placements {
            if page.hasCutLines { cutLines(placement) }
            cairo_set_source_rgb(context, 0, 0, 0)
            for bars in placement.drawing.bars { paint(bars, placement) }
            for line in placement.drawing.texts { paint(line, placement) }
        }
    }

    /// One path, so that no hairline shows between neighbouring modules. Pixels are black or white, never grey.
    private func paint(_ bars: Bars, _ placement: LabelPage.Placement) {
        let (x, y) = (device(placement.x + bars.x), device(placement.y + bars.y))
        let (cellWidth, cellHeight) = (device(bars.cellWidth), device(bars.cellHeight))
        cairo_set_antialias(context, isRaster ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_DEFAULT)
        for cell in bars.rectangles {
            cairo_rectangle(
                context, x + Double(cell.x) * cellWidth, y + Double(cell.y) * cellHeight,
                Double(cell.width) * cellWidth, Double(cell.height) * cellHeight)
        }
        cairo_fill(context)
        cairo_set_antialias(context, CAIRO_ANTIALIAS_DEFAULT)
    }

    private func paint(_ line: TextLine, _ placement: LabelPage.Placement) {
        cairo_select_font_face(
            context, font.family, CAIRO_FONT_SLANT_NORMAL,
            line.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, line.size * scale)
        let start = line.anchor == .start ? line.x : line.x - line.width / 2
        cairo_move_to(context, (placement.x + start) * scale, (placement.y + line.baseline) * scale)
        cairo_show_text(context, line.text)
    }

    private func cutLines(_ placement: LabelPage.Placement) {
        cairo_set_source_rgb(context, 0.6, 0.6, 0.6)
        cairo_set_line_width(context, isRaster ? max(1, 0.1 * scale) : 0.1 * scale)
        // A pixel's middle, where the line is one pixel wide.
        let shift = isRaster ? 0.5 : 0
        cairo_rectangle(
            context, device(placement.x) + shift, device(placement.y) + shift, device(placement.drawing.width),
            device(placement.drawing.height))
        cairo_stroke(context)
    }

    private func device(_ length: Double) -> Double {
        isRaster ? (length * scale).rounded() : length * scale
    }

    /// Text that is not hinted keeps the widths that were measured.
    func prepare() {
        let options = cairo_font_options_create()
        defer { cairo_font_options_destroy(options) }
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_hint_style(options, isRaster ? CAIRO_HINT_STYLE_SLIGHT : CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_set_font_options(context, options)
    }
}
