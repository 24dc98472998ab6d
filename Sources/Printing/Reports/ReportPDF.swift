import CCairo
public import Chains
public import Pictures
public import Reports
import Values

/// A report as PDF: A4 pages with real text, plots as vectors, and every number a link to its entries.
public enum ReportPDF {
    /// What no installed font has is printed as `□`.
    ///
    /// - Throws: `LabelError.Reason.drawing`.
    public static func bytes(_ report: Report, _ language: ReportLanguage) throws(LabelError) -> [UInt8] {
        // Laid out once to know what will be printed: the font is chosen by it.
        let draft = ReportLayout.pages(report, language, measure: EstimatedTextMeasure())
        let (font, lacking) = try CairoFont.best(for: draft.flatMap(texts) + ["□…•0123456789"])
        let printable = PrintableMeasure(font: font, lacking: lacking)
        let pages = ReportLayout.pages(report, language, measure: printable)
        let output = CairoOutput()
        guard
            let surface = cairo_pdf_surface_create_for_stream(
                CairoOutput.write, output.closure, ReportPage.width, ReportPage.height),
            let context = cairo_create(surface)
        else { throw .drawing("out of memory") }
        defer {
            cairo_destroy(context)
            cairo_surface_destroy(surface)
        }
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "yima")
        cairo_pdf_surface_set_metadata(
            surface, CAIRO_PDF_METADATA_TITLE, language == .zh ? report.title.zh : report.title.en)
        let painter = ReportPainter(context: context, font: font, printable: printable)
        for page in pages {
            painter.paint(page)
            cairo_show_page(context)
            try check(cairo_status(context))
        }
        cairo_surface_finish(surface)
        try check(cairo_surface_status(surface))
        return output.bytes
    }

    private static func texts(_ page: ReportPage) -> [String] {
        page.items.flatMap { item -> [String] in
            switch item {
            case .text(let text, _, _, _, _, _, _): [text]
            case .plot(let drawing, _, _, _):
                drawing.shapes.compactMap { if case .text(let text, _, _, _, _) = $0 { text } else { nil } }
            case .rule, .band, .destination: []
            }
        }
    }
}

/// Widths of what is really printed.
struct PrintableMeasure: TextMeasure {
    let font: CairoFont
    let lacking: Set<Unicode.Scalar>

    /// What a font has not is shown to be there, and not what it is.
    func shown(_ text: String) -> String {
        guard !lacking.isEmpty else { return text }
        var shown = ""
        for scalar in text.unicodeScalars { shown.unicodeScalars.append(lacking.contains(scalar) ? "□" : scalar) }
        return shown
    }

    func width(of text: String, isBold: Bool) -> Double { font.width(of: shown(text), isBold: isBold) }
}
