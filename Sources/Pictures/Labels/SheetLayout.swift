import Values

/// How labels stand on a page: as many rows and columns as fit between the margins, the whole in the middle of the page.
public struct SheetLayout: Hashable, Sendable {
    public let page: LabelSize
    public let label: LabelSize
    /// The least white space at the page's edges, in millimetres.
    public let margin: Double
    /// Between labels, in millimetres.
    public let gap: Double
    public let hasCutLines: Bool
    public let columns: Int
    public let rows: Int

    /// Labels of one run.
    public static let labelsMax = 10_000

    /// - Throws: `LabelError.Reason.unusableSize` where not one label fits.
    public init(
        page: LabelSize = .a4, label: LabelSize, margin: Double = 8, gap: Double = 2, hasCutLines: Bool = false
    ) throws(LabelError) {
        guard (0...500).contains(margin), (0...500).contains(gap) else {
            throw LabelError(
                .unusableSize, en: "margin and gap are 0–500 mm", zh: "页边距和间距应为 0–500 毫米")
        }
        self.page = page
        self.label = label
        self.margin = margin
        self.gap = gap
        self.hasCutLines = hasCutLines
        let count = { (room: Double, side: Double) in max(0, Int((room - 2 * margin + gap + 1e-6) / (side + gap))) }
        columns = count(page.width, label.width)
        rows = count(page.height, label.height)
        guard columns > 0, rows > 0 else {
            throw LabelError(
                .unusableSize,
                en:
                    "no label of \(label.wording.en) fits a page of \(page.wording.en) with margins of \(margin.millimetres) mm",
                zh: "\(page.wording.zh) 的页面（页边距 \(margin.millimetres) 毫米）放不下 \(label.wording.zh) 的标签")
        }
    }

    public var labelsPerPage: Int { columns * rows }

    /// The pages that so many labels take.
    public func pageCount(labels: Int) -> Int { (labels + labelsPerPage - 1) / labelsPerPage }

    /// A page of labels, row by row from the upper left.
    ///
    /// - Parameters:
    ///   - drawings: at most `labelsPerPage`.
    ///   - grid: the device's pixel in millimetres, to which labels are held.
    public func page(_ drawings: some Collection<LabelDrawing>, grid: Double? = nil) -> LabelPage {
        let x0 = (page.width - Double(columns) * (label.width + gap) + gap) / 2
        let y0 = (page.height - Double(rows) * (label.height + gap) + gap) / 2
        let held = { (length: Double) in grid.map { (length / $0).rounded() * $0 } ?? length }
        let placements = drawings.prefix(labelsPerPage).enumerated().map { index, drawing in
            LabelPage.Placement(
                x: held(x0 + Double(index % columns) * (label.width + gap)),
                y: held(y0 + Double(index / columns) * (label.height + gap)), drawing: drawing)
        }
        return LabelPage(width: page.width, height: page.height, placements: placements, hasCutLines: hasCutLines)
    }
}
