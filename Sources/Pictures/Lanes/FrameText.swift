/// What stands around the lanes: the title, the verdict, and below them what the signs mean, the findings and what is folded.
struct FrameText: Hashable, Sendable {
    struct Placed: Hashable, Sendable {
        /// What is drawn before the text.
        enum Sign: Hashable, Sendable {
            case grade(LaneChart.Grade)
            case sample(LaneChart.Key.Sample)
            /// Nothing is amiss.
            case fine
        }

        let sign: Sign?
        let box: Box
        let texts: [TextLine]
    }

    private(set) var blocks: [Placed] = []

    private static let signRoom = 18.0
    private static let sampleRoom = 40.0

    mutating func addTitle(_ chart: LaneChart, _ flow: inout PageFlow) {
        add(chart.title, .title, atMost: 2, &flow)
        for subtitle in chart.subtitles { add(subtitle, .body, atMost: 2, &flow) }
        if let badge = chart.badge {
            flow.advance(4)
            add(badge.text, .heading, sign: badge.grade.map(Placed.Sign.grade) ?? .fine, atMost: 2, &flow)
        }
        flow.advance(10)
    }

    mutating func addEnd(_ chart: LaneChart, _ flow: inout PageFlow) {
        if !chart.notes.isEmpty {
            flow.advance(12)
            // A heading never stands alone at the foot of a page.
            if !flow.fits(60) { flow.breakPage() }
            add(chart.noteHeading, .heading, atMost: 1, &flow)
            for note in chart.notes {
                add(note.text, .body, sign: note.grade.map(Placed.Sign.grade), atMost: 4, &flow)
                flow.advance(2)
            }
        }
        flow.advance(10)
        addKeys(chart, &flow)
        for footer in chart.footers { add(footer, .small, atMost: 3, &flow) }
    }

    /// Samples beside one another, as many as fit a line.
    private mutating func addKeys(_ chart: LaneChart, _ flow: inout PageFlow) {
        let (left, right) = (LaneColumns.margin, flow.width - LaneColumns.margin)
        let height = 18.0
        let fitted = FittedText(TypeStyle.small.size)
        var x = left
        for key in chart.keys {
            let width = min(Self.sampleRoom + fitted.width(key.text) + 18, right - left)
            if x > left, x + width > right {
                flow.advance(height)
                x = left
            }
            if !flow.fits(height) {
                flow.breakPage()
                x = left
            }
            var stack = TextStack(x: x + Self.sampleRoom, y: flow.y + 2, room: width - Self.sampleRoom)
            stack.add(key.text, .small, atMost: 1)
            blocks.append(
                Placed(
                    sign: .sample(key.sample), box: Box(x: x, y: flow.y, width: width, height: height),
                    texts: stack.texts))
            x += width
        }
        if !chart.keys.isEmpty { flow.advance(height + 4) }
    }

    private mutating func add(
        _ text: String, _ style: TypeStyle, sign: Placed.Sign? = nil, atMost limit: Int, _ flow: inout PageFlow
    ) {
        let indent = sign == nil ? 0 : Self.signRoom
        let room = flow.width - 2 * LaneColumns.margin - indent
        func stack() -> TextStack {
            var stack = TextStack(x: LaneColumns.margin + indent, y: flow.y, room: room)
            stack.add(text, style, atMost: limit)
            return stack
        }
        var lines = stack()
        if !flow.isAtTop, !flow.fits(lines.y - flow.y) {
            flow.breakPage()
            lines = stack()
        }
        let box = Box(
            x: LaneColumns.margin, y: flow.y, width: room + indent, height: lines.y - flow.y)
        blocks.append(Placed(sign: sign, box: box, texts: lines.texts))
        flow.advance(box.height)
    }

    mutating func addPageNumbers(_ chart: LaneChart, _ flow: PageFlow) {
        guard flow.pageCount > 1 else { return }
        for page in 0..<flow.pageCount {
            let y = Double(page + 1) * flow.pageHeight - LaneColumns.margin - 10
            // Under the dates, where no arrow passes.
            var stack = TextStack(x: LaneColumns.margin, y: y, room: LaneColumns.axisWidth)
            stack.add(chart.page(page + 1, flow.pageCount), .small, atMost: 1)
            blocks.append(
                Placed(
                    sign: nil, box: Box(x: stack.x, y: y, width: stack.room, height: stack.y - y), texts: stack.texts))
        }
    }
}
