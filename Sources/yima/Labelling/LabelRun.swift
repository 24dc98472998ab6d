import Codes
import CommandSupport
import Files
import Pictures
import Printing
import Values

/// Draws labels and writes their files: all is laid out before the first byte is written.
struct LabelRun {
    let output: String
    let format: LabelFormat
    let kind: SymbolKind
    let size: LabelSize
    let module: Double?
    let dotsPerInch: Int
    let domain: String
    let language: LabelLanguage
    let codes: CodeReader
    let overwriting: OverwriteOptions

    /// One label to draw, and the place to name where it cannot be.
    struct Item {
        let content: LabelContent
        let copies: Int
        let place: Wording
    }

    /// What a label says, where its code can be drawn.
    func item(_ request: LabelRequest, at place: Wording) throws(CommandError) -> Item {
        do throws(LabelError) {
            let data = try SymbolData(
                request.code, written: request.written, kind: kind, domain: domain, reader: codes)
            let content = LabelContent(
                request.code, data: data, productName: request.productName, fields: request.fields,
                others: request.others, language: language)
            return Item(content: content, copies: request.copies, place: place)
        } catch {
            throw CommandError(error, at: place)
        }
    }

    /// Writes the label as a page of its own, and gives its picture.
    func write(_ item: Item) throws(CommandError) -> LabelDrawing {
        let canvas = try canvas(for: [item])
        let drawing = try draw(item, canvas)
        try write(pages: 1, canvas) { _ in LabelPage(drawing) }
        return drawing
    }

    /// Writes sheets of the labels, and gives the paths of the files.
    func write(_ items: [Item], on sheet: SheetLayout) throws(CommandError) -> [String] {
        let canvas = try canvas(for: items)
        var drawings: [LabelDrawing] = []
        var progress = ProgressBar(said("labels", "标签"), total: items.count)
        for (index, item) in items.enumerated() {
            let drawing = try draw(item, canvas)
            drawings += Array(repeating: drawing, count: item.copies)
            progress.show(index + 1, count: index + 1)
        }
        progress.finish()
        let perPage = sheet.labelsPerPage
        return try write(pages: sheet.pageCount(labels: drawings.count), canvas) { page in
            sheet.page(drawings.dropFirst(page * perPage).prefix(perPage), grid: canvas.grid)
        }
    }

    // MARK: Drawing

    /// What the pictures are measured and drawn with.
    private struct Canvas {
        let layout: LabelLayout
        let font: CairoFont?
        let grid: Double?
    }

    private func canvas(for items: [Item]) throws(CommandError) -> Canvas {
        do throws(LabelError) {
            // An SVG is shown with the fonts of whoever opens it, so none is needed here.
            let font = format == .svg ? nil : try CairoFont(for: Set(items.flatMap { $0.content.texts(language) }))
            let grid = format == .png ? try PNGRenderer.pixel(dotsPerInch: dotsPerInch) : nil
            let layout = try LabelLayout(
                size: size, module: module, grid: grid, language: language, measure: font ?? EstimatedTextMeasure())
            return Canvas(layout: layout, font: font, grid: grid)
        } catch {
            throw CommandError(error, at: nil)
        }
    }

    private func draw(_ item: Item, _ canvas: Canvas) throws(CommandError) -> LabelDrawing {
        do throws(LabelError) {
            return try canvas.layout.drawing(of: item.content)
        } catch {
            throw CommandError(error, at: item.place)
        }
    }

    // MARK: Writing

    @discardableResult
    private func write(
        pages count: Int, _ canvas: Canvas, page: (Int) -> LabelPage
    ) throws(CommandError) -> [String] {
        try overwriting.check((0..<count).map { format.path(output, page: $0 + 1, of: count) })
        guard format == .pdf, let font = canvas.font else { return try writeEach(count, canvas, page) }
        let bytes: [UInt8]
        do throws(LabelError) {
            let renderer = try PDFRenderer(font: font)
            var progress = ProgressBar(said("pages", "页"), total: count)
            for index in 0..<count {
                try renderer.add(page(index))
                progress.show(index + 1, count: index + 1)
            }
            progress.finish()
            bytes = try renderer.finish()
        } catch {
            throw CommandError(error, at: Wording(output))
        }
        try FileWriter.write(bytes, to: output, existing: overwriting.existing)
        return [output]
    }

    /// A file for each page. What was written is taken away again where a later one fails: half a set helps nobody.
    private func writeEach(
        _ count: Int, _ canvas: Canvas, _ page: (Int) -> LabelPage
    ) throws(CommandError) -> [String] {
        var paths: [String] = []
        var progress = ProgressBar(said("pages", "页"), total: count)
        do throws(CommandError) {
            for index in 0..<count {
                let path = format.path(output, page: index + 1, of: count)
                try FileWriter.write(try file(page(index), canvas), to: path, existing: overwriting.existing)
                paths.append(path)
                progress.show(index + 1, count: index + 1)
            }
        } catch {
            progress.finish()
            for path in paths { FileWriter.remove(path) }
            throw error
        }
        progress.finish()
        return paths
    }

    private func file(_ page: LabelPage, _ canvas: Canvas) throws(CommandError) -> [UInt8] {
        guard let font = canvas.font else { return SVGWriter.svg(page, language: language) }
        do throws(LabelError) {
            return try PNGRenderer(dotsPerInch: dotsPerInch, font: font).png(page)
        } catch {
            throw CommandError(error, at: Wording(output))
        }
    }
}
