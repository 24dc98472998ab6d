import CCairo
import Pictures

/// Paints pages of a report onto a cairo context.
struct ReportPainter {
    let context: OpaquePointer
    let font: CairoFont
    let printable: PrintableMeasure

    func paint(_ page: ReportPage) {
        for item in page.items {
            switch item {
            case .text(let text, let x, let y, let size, let isBold, let colour, let link):
                if let link { cairo_tag_begin(context, CAIRO_TAG_LINK, "dest='e\(link)'") }
                paint(text, x: x, y: y, size: size, isBold: isBold, colour)
                if link != nil { cairo_tag_end(context, CAIRO_TAG_LINK) }
            case .rule(let x, let y, let width, let thickness, let colour):
                paint(colour)
                cairo_set_line_width(context, thickness)
                cairo_move_to(context, x, y)
                cairo_line_to(context, x + width, y)
                cairo_stroke(context)
            case .band(let x, let y, let width, let height, let colour):
                paint(colour)
                cairo_rectangle(context, x, y, width, height)
                cairo_fill(context)
            case .plot(let drawing, let x, let y, let scale):
                cairo_save(context)
                cairo_translate(context, x, y)
                cairo_scale(context, scale, scale)
                for shape in drawing.shapes { paint(shape) }
                cairo_restore(context)
            case .destination(let number, let y):
                cairo_tag_begin(context, CAIRO_TAG_DEST, "name='e\(number)' x=\(Int(ReportPage.left)) y=\(Int(y))")
                cairo_tag_end(context, CAIRO_TAG_DEST)
            }
        }
    }

    private func paint(_ shape: PlotDrawing.Shape) {
        switch shape {
        case .line(let x1, let y1, let x2, let y2, let colour, let width):
            paint(colour)
            cairo_set_line_width(context, width)
            cairo_move_to(context, x1, y1)
            cairo_line_to(context, x2, y2)
            cairo_stroke(context)
        case .rectangle(let x, let y, let width, let height, let colour, _):
            paint(colour)
            cairo_rectangle(context, x, y, width, height)
            cairo_fill(context)
        case .circle(let x, let y, let radius, let colour):
            paint(colour)
            cairo_new_sub_path(context)
            cairo_arc(context, x, y, radius, 0, 2 * Double.pi)
            cairo_fill(context)
        case .text(let text, let x, let y, let size, let colour):
            paint(text, x: x, y: y, size: size, isBold: false, colour)
        }
    }

    private func paint(_ text: String, x: Double, y: Double, size: Double, isBold: Bool, _ colour: PlotColour) {
        paint(colour)
        cairo_select_font_face(
            context, font.family, CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, size)
        cairo_move_to(context, x, y)
        cairo_show_text(context, printable.shown(text))
    }

    private func paint(_ colour: PlotColour) {
        cairo_set_source_rgb(
            context, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255)
    }
}
