import CCairo
public import Pictures

/// Pages as one PDF file: vectors and real text, in true size.
public final class PDFRenderer {
    private let font: CairoFont
    private let output = CairoOutput()
    private let surface: OpaquePointer
    private let context: OpaquePointer

    private static let pointsInMillimetre = 72 / 25.4

    /// - Throws: `LabelError.Reason.drawing`.
    public init(font: CairoFont) throws(LabelError) {
        guard let surface = cairo_pdf_surface_create_for_stream(CairoOutput.write, output.closure, 72, 72),
            let context = cairo_create(surface)
        else { throw .drawing("out of memory") }
        self.font = font
        self.surface = surface
        self.context = context
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "yima")
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// Adds a page.
    public func add(_ page: LabelPage) throws(LabelError) {
        let scale = Self.pointsInMillimetre
        cairo_pdf_surface_set_size(surface, page.width * scale, page.height * scale)
        let painter = CairoPainter(context: context, font: font, scale: scale, isRaster: false)
        painter.prepare()
        painter.paint(page)
        cairo_show_page(context)
        try check(cairo_status(context))
    }

    /// The file; nothing may be added after this.
    public func finish() throws(LabelError) -> [UInt8] {
        cairo_surface_finish(surface)
        try check(cairo_surface_status(surface))
        return output.bytes
    }
}
