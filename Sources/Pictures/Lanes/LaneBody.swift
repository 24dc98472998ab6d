import Values

/// The rows of marks down the pages, under the names of the lanes, with the arrows between them.
struct LaneBody {
    private(set) var marks: [MarkBox]
    private(set) var arrows: [LaneLayout.PlacedArrow] = []
    private(set) var days: [LaneLayout.DayLabel] = []
    private(set) var headers: [LaneLayout.Header] = []
    private(set) var lifelines: [LaneLayout.Lifeline] = []
    private(set) var spans: [LaneLayout.Lifeline] = []

    private let columns: LaneColumns
    /// Top of each row's boxes and the bottom of the highest of them.
    private var tops: [Double] = []
    private var bottoms: [Double] = []
    private var headerBottom = 0.0
    /// From the names of the lanes to the last row of each page.
    private var pages: [(top: Double, bottom: Double)] = []

    init(
        _ chart: LaneChart, _ rows: LaneRows, _ tracks: LaneTracks, _ columns: LaneColumns, _ boxes: [MarkBox],
        _ flow: inout PageFlow
    ) {
        self.columns = columns
        marks = boxes
        guard rows.count > 0 else { return }
        let byRow = Dictionary(grouping: chart.marks.indices, by: { rows.rows[$0] })
        addHeaders(chart, &flow)
        var day: CalendarDate?
        for row in 0..<rows.count {
            let members = byRow[row] ?? []
            let height = max(Self.rowHeightMin, members.map { boxes[$0].height }.max() ?? 0)
            let (above, below) = (Self.channel(tracks.preCounts[row]), Self.channel(tracks.postCounts[row]))
            let isNewPage = !flow.fits(above + height + below)
            if isNewPage {
                closePage(flow)
                flow.breakPage()
                addHeaders(chart, &flow)
            }
            flow.advance(above)
            if let first = members.first, isNewPage || chart.marks[first].day != day {
                addDay(chart, chart.marks[first].day, after: day, flow.y)
                day = chart.marks[first].day
            }
            for index in members {
                marks[index] = boxes[index].moved(x: columns.lanes[chart.marks[index].lane], y: flow.y)
            }
            tops.append(flow.y)
            flow.advance(height)
            bottoms.append(flow.y)
            flow.advance(below)
        }
        closePage(flow)
        addSpans(chart)
        arrows = chart.arrows.indices.compactMap { index in
            tracks.ways[index].map { place(index, chart, rows, tracks, $0) }
        }
    }

    private static let rowHeightMin = 34.0

    private static func channel(_ trackCount: Int) -> Double {
        5 + LaneColumns.trackPitch * Double(trackCount)
    }

    private mutating func addHeaders(_ chart: LaneChart, _ flow: inout PageFlow) {
        let stacks = chart.lanes.indices.map { index in
            var stack = TextStack(x: columns.lanes[index] + 5, y: flow.y + 5, room: columns.boxWidth - 10)
            stack.add(chart.lanes[index].name, .lane, atMost: 4, isCentred: true)
            if let note = chart.lanes[index].note { stack.add(note, .small, atMost: 2, isCentred: true) }
            return stack
        }
        let bottom = (stacks.map(\.y).max() ?? flow.y) + 4
        for (index, stack) in stacks.enumerated() {
            headers.append(
                .init(
                    box: Box(x: columns.lanes[index], y: flow.y, width: columns.boxWidth, height: bottom - flow.y),
                    texts: stack.texts, isFolded: chart.lanes[index].isFolded))
        }
        flow.advance(bottom - flow.y + 4)
        headerBottom = bottom
    }

    private mutating func closePage(_ flow: PageFlow) {
        pages.append((headerBottom, flow.y))
        for x in columns.lanes {
            lifelines.append(.init(x: x + columns.boxWidth / 2, top: headerBottom, bottom: flow.y))
        }
    }

    private mutating func addDay(_ chart: LaneChart, _ day: CalendarDate, after last: CalendarDate?, _ y: Double) {
        var stack = TextStack(x: LaneColumns.margin, y: y, room: LaneColumns.axisWidth - 4)
        stack.add(day.description, .heading, atMost: 1)
        if let last, day.daysSinceEpoch - last.daysSinceEpoch > 1 {
            stack.add(chart.later(day.daysSinceEpoch - last.daysSinceEpoch), .small, atMost: 2)
        }
        days.append(.init(y: y - 3, texts: stack.texts))
    }

    private mutating func addSpans(_ chart: LaneChart) {
        for (lane, members) in Dictionary(grouping: chart.marks.indices, by: { chart.marks[$0].lane }).sorted(by: {
            $0.key < $1.key
        }) {
            let own = members.filter { !chart.marks[$0].entries.isEmpty }
            guard let top = own.map({ marks[$0].box.y }).min(), let bottom = own.map({ marks[$0].box.bottom }).max()
            else { continue }
            for page in pages where page.bottom > top && page.top < bottom {
                spans.append(
                    .init(
                        x: columns.lanes[lane] + columns.boxWidth / 2, top: max(top, page.top),
                        bottom: min(bottom, page.bottom)))
            }
        }
    }

    private func place(
        _ index: Int, _ chart: LaneChart, _ rows: LaneRows, _ tracks: LaneTracks, _ way: LaneTracks.Way
    ) -> LaneLayout.PlacedArrow {
        let arrow = chart.arrows[index]
        let isUpward = rows.rows[arrow.from] > rows.rows[arrow.to]
        let (upper, lower) = isUpward ? (arrow.to, arrow.from) : (arrow.from, arrow.to)
        let (upperLane, lowerLane) = (chart.marks[upper].lane, chart.marks[lower].lane)
        let (upperRow, lowerRow) = (rows.rows[upper], rows.rows[lower])
        let entry = LaneLayout.Point(x: columns.entryX(lowerLane, from: upperLane), y: tops[lowerRow])
        func start(_ post: Int) -> [LaneLayout.Point] {
            let x = columns.exitX(upperLane, towards: lowerLane)
            let y = bottoms[upperRow] + 4 + LaneColumns.trackPitch * Double(post)
            return [.init(x: x, y: marks[upper].box.y + marks[upper].height), .init(x: x, y: y)]
        }
        var points: [LaneLayout.Point]
        switch way {
        case .straight:
            let y = tops[upperRow] + 13
            let isRightward = upperLane < lowerLane
            points = [
                .init(x: isRightward ? marks[upper].box.right : marks[upper].box.x, y: y),
                .init(x: isRightward ? marks[lower].box.x : marks[lower].box.right, y: y),
            ]
        case .near(let post):
            points = start(post)
            points += [.init(x: entry.x, y: points[1].y), entry]
        case .far(let post, let gutter, let track, let pre):
            points = start(post)
            let x = columns.trackX(track, inGutter: gutter)
            let y = tops[lowerRow] - 5 - LaneColumns.trackPitch * Double(tracks.preCounts[lowerRow] - 1 - pre)
            points += [.init(x: x, y: points[1].y), .init(x: x, y: y), .init(x: entry.x, y: y), entry]
        }
        return .init(index: index, points: isUpward ? points.reversed() : points)
    }
}
