import Values

/// A chart with a place for everything. The same chart gives the same layout; nothing in it overlaps, and every text lies within its
/// box by the measure that it was wrapped by.
struct LaneLayout: Sendable {
    struct Point: Hashable, Sendable {
        let x: Double
        let y: Double
    }

    struct PlacedArrow: Hashable, Sendable {
        /// Index in the chart.
        let index: Int
        /// From where the goods leave to where they come in.
        let points: [Point]
    }

    struct DayLabel: Hashable, Sendable {
        let y: Double
        let texts: [TextLine]
    }

    struct Header: Hashable, Sendable {
        let box: Box
        let texts: [TextLine]
        let isFolded: Bool
    }

    /// A line that shows where a lane is, and from when to when it is on record.
    struct Lifeline: Hashable, Sendable {
        let x: Double
        let top: Double
        let bottom: Double
    }

    let columns: LaneColumns
    let rows: LaneRows
    let pageHeight: Double
    let pageCount: Int
    let height: Double
    /// By the index of the mark.
    let marks: [MarkBox]
    let arrows: [PlacedArrow]
    let days: [DayLabel]
    /// On every page with rows, one for each lane.
    let headers: [Header]
    let lifelines: [Lifeline]
    /// From the first to the last mark of a lane.
    let spans: [Lifeline]
    let frame: FrameText

    var width: Double { columns.width }

    /// In type of full size where that takes two pages at most, else a little smaller.
    init(_ chart: LaneChart) {
        let plain = LaneLayout(chart, widthMin: LaneColumns.widths[0])
        self = plain.pageCount <= 2 ? plain : LaneLayout(chart, widthMin: LaneColumns.widths[1])
    }

    private init(_ chart: LaneChart, widthMin: Double) {
        rows = LaneRows(chart)
        let tracks = LaneTracks(chart, rows)
        columns = LaneColumns(
            laneCount: chart.lanes.count, gutterCounts: tracks.gutterCounts, widthMin: widthMin)
        let boxes = chart.marks.map { [columns] in MarkBox($0, width: columns.boxWidth) }
        var flow = PageFlow(width: columns.width)
        var frame = FrameText()
        frame.addTitle(chart, &flow)
        let body = LaneBody(chart, rows, tracks, columns, boxes, &flow)
        frame.addEnd(chart, &flow)
        frame.addPageNumbers(chart, flow)
        self.frame = frame
        (marks, days, headers, lifelines, spans) = (
            body.marks, body.days, body.headers, body.lifelines, body.spans
        )
        arrows = body.arrows
        (pageHeight, pageCount, height) = (flow.pageHeight, flow.pageCount, flow.height)
    }
}

/// Down the pages: A4 landscape, one under the other.
struct PageFlow: Hashable, Sendable {
    let width: Double
    let pageHeight: Double
    private(set) var page = 0
    private(set) var y: Double

    static let margin = LaneColumns.margin
    /// Kept free at the foot for the number of the page.
    static let footHeight = 18.0

    init(width: Double) {
        self.width = width
        pageHeight = width * 210 / 297
        y = Self.margin
    }

    var pageCount: Int { page + 1 }
    var bottom: Double { Double(page + 1) * pageHeight - Self.margin - Self.footHeight }
    var isAtTop: Bool { y <= Double(page) * pageHeight + Self.margin }
    /// The last page ends where its content does.
    var height: Double {
        page == 0 ? min(y + Self.footHeight + Self.margin, pageHeight) : Double(pageCount) * pageHeight
    }

    func fits(_ height: Double) -> Bool { y + height <= bottom }

    mutating func advance(_ height: Double) { y += height }

    mutating func breakPage() {
        page += 1
        y = Double(page) * pageHeight + Self.margin
    }
}
