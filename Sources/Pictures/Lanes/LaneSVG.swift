/// A laid out chart as a self-contained SVG: no script, no font, nothing from outside; text escaped. It follows the reader's light or
/// dark mode on screens and is always light on paper, where shapes and dashes say what colours say.
struct LaneSVG {
    private let chart: LaneChart
    private let layout: LaneLayout
    private(set) var text = ""
    private var clipCount = 0

    static func svg(_ chart: LaneChart) -> String {
        var writer = LaneSVG(chart: chart, layout: LaneLayout(chart))
        writer.write()
        return writer.text
    }

    private init(chart: LaneChart, layout: LaneLayout) {
        self.chart = chart
        self.layout = layout
    }

    private mutating func write() {
        let (width, height) = (layout.width, layout.height)
        let title = chart.title.calm.escapedForXML
        text += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"297mm\" "
        text += "height=\"\((297 * height / width).decimal(2))mm\" "
        text += "viewBox=\"0 0 \(width.short) \(height.short)\" lang=\"\(chart.languageTag)\" "
        text += "role=\"img\" aria-label=\"\(title)\" font-family=\"\(SVGWriter.fonts)\">\n"
        text += "<title>\(title)</title>\n<desc>\(chart.description.calm.escapedForXML)</desc>\n"
        text += "<style>\(Self.style)</style>\n"
        text += "<rect class=\"bg\" width=\"\(width.short)\" height=\"\(height.short)\"/>\n"
        writePages()
        writeLanes()
        for arrow in layout.arrows { write(arrow) }
        for (index, header) in layout.headers.enumerated() { write(header, chart.lanes[index % chart.lanes.count]) }
        for (mark, box) in zip(chart.marks, layout.marks) { write(mark, box) }
        for block in layout.frame.blocks { write(block) }
        text += "</svg>\n"
    }

    private mutating func writePages() {
        for page in 1..<max(layout.pageCount, 1) {
            let y = (Double(page) * layout.pageHeight).short
            text += "<path class=\"pg\" d=\"M0 \(y)H\(layout.width.short)\"/>\n"
        }
    }

    private mutating func writeLanes() {
        for day in layout.days {
            let start = LaneColumns.margin
            text += "<path class=\"dy\" d=\"M\(start.short) \(day.y.short)"
            text += "H\((layout.width - LaneColumns.margin).short)\"/>\n"
        }
        for line in layout.lifelines {
            text += "<path class=\"ll\" d=\"M\(line.x.short) \(line.top.short)V\(line.bottom.short)\"/>\n"
        }
        for line in layout.spans {
            text += "<path class=\"sp\" d=\"M\(line.x.short) \(line.top.short)V\(line.bottom.short)\"/>\n"
        }
        for day in layout.days { write(day.texts, style: nil) }
    }

    private mutating func write(_ header: LaneLayout.Header, _ lane: LaneChart.Lane) {
        text += "<g><title>\(lane.tooltip.calm.escapedForXML)</title>"
        text += Self.rect(header.box, "hd\(header.isFolded ? " fo" : "")", radius: 3)
        write(header.texts, in: header.box)
        text += "</g>\n"
    }

    private mutating func write(_ arrow: LaneLayout.PlacedArrow) {
        guard let last = arrow.points.last, arrow.points.count > 1 else { return }
        let told = chart.arrows[arrow.index]
        let before = arrow.points[arrow.points.count - 2]
        // The line ends inside the head, so that no blunt end shows.
        let (dx, dy) = Self.direction(from: before, to: last)
        var path = "M\(arrow.points[0].x.short) \(arrow.points[0].y.short)"
        for point in arrow.points.dropFirst().dropLast() { path += "L\(point.x.short) \(point.y.short)" }
        path += "L\((last.x - dx * 4).short) \((last.y - dy * 4).short)"
        let style = told.isAgainstTime ? "ar bk" : told.isConfirmed ? "ar" : "ar op"
        text += "<g><title>\(told.tooltip.calm.escapedForXML)</title><path class=\"\(style)\" d=\"\(path)\"/>"
        text += "<path class=\"ah\" d=\"\(Self.head(at: last, dx, dy))\"/></g>\n"
    }

    private static func direction(from start: LaneLayout.Point, to end: LaneLayout.Point) -> (Double, Double) {
        if abs(end.x - start.x) > abs(end.y - start.y) { return (end.x > start.x ? 1 : -1, 0) }
        return (0, end.y >= start.y ? 1 : -1)
    }

    private static func head(at point: LaneLayout.Point, _ dx: Double, _ dy: Double) -> String {
        let (bx, by) = (point.x - dx * 8, point.y - dy * 8)
        return "M\(point.x.short) \(point.y.short)L\((bx + dy * 4).short) \((by + dx * 4).short)"
            + "L\((bx - dy * 4).short) \((by - dx * 4).short)z"
    }

    private mutating func write(_ mark: LaneChart.Mark, _ box: MarkBox) {
        text += "<g"
        if !mark.entries.isEmpty {
            text += " data-entries=\"\(mark.entries.prefix(64).map(String.init).joined(separator: " "))\""
        }
        text += "><title>\(mark.tooltip.calm.escapedForXML)</title>"
        if mark.isFolded {
            var behind = box.box
            behind.x += 3
            behind.y += 3
            text += Self.rect(behind, "mk", radius: 4)
        }
        var style = "mk"
        switch mark.tone {
        case .plain: break
        case .end: style += " en"
        case .stop: style += " st"
        case .absent: style += " ab"
        }
        if mark.isClaim { style += " cl" }
        if mark.isSubject { style += " su" }
        text += Self.rect(box.box, style, radius: 4)
        if mark.tone == .end {
            let (x, y, right) = (box.box.x + 1.5, box.box.bottom - 3, box.box.right - 1.5)
            text += "<path class=\"eb\" d=\"M\(x.short) \(y.short)H\(right.short)\"/>"
        }
        if mark.tone == .stop { text += Self.rect(box.box.inset(2.5), "si", radius: 2) }
        let (x, y) = (box.box.x + MarkBox.padding - 1, box.box.y + MarkBox.padding - 0.5)
        text += "<path class=\"gl\" transform=\"translate(\(x.short) \(y.short))\" d=\"\(mark.glyph.path)\"/>"
        write(box.texts, in: box.box)
        for callout in box.callouts {
            text += Self.rect(callout.box, "co \(callout.grade.style)", radius: 2)
            text += Self.sign(callout.grade, x: callout.box.x + 11, y: callout.box.y + 10)
            write(callout.texts, in: callout.box)
        }
        text += "</g>\n"
    }

    private mutating func write(_ block: FrameText.Placed) {
        switch block.sign {
        case .grade(let grade): text += Self.sign(grade, x: block.box.x + 7, y: block.box.y + 7.5)
        case .sample(let sample): text += LaneSample.svg(sample, x: block.box.x, y: block.box.y + 8)
        case .fine:
            text +=
                "<path class=\"gl\" transform=\"translate(\((block.box.x + 1).short) \((block.box.y + 1.5).short))\" "
            text += "d=\"\(Glyph.passed.path)\"/>"
        case nil: break
        }
        write(block.texts, style: nil)
        text += "\n"
    }

    static func sign(_ grade: LaneChart.Grade, x: Double, y: Double) -> String {
        "<g class=\"\(grade.style)\" transform=\"translate(\(x.short) \(y.short))\">\(grade.shape)</g>"
    }

    static func rect(_ box: Box, _ style: String, radius: Double) -> String {
        "<rect class=\"\(style)\" x=\"\(box.x.short)\" y=\"\(box.y.short)\" width=\"\(box.width.short)\" "
            + "height=\"\(box.height.short)\" rx=\"\(radius.short)\"/>"
    }

    /// Text that no measure is sure of is cut off at the edge of its box.
    private mutating func write(_ texts: [TextLine], in box: Box) {
        guard texts.contains(where: { ChartMeasure.isUncertain($0.text) }) else { return write(texts, style: nil) }
        clipCount += 1
        text += "<clipPath id=\"c\(clipCount)\">\(Self.rect(box, "", radius: 0))</clipPath>"
        text += "<g clip-path=\"url(#c\(clipCount))\">"
        write(texts, style: nil)
        text += "</g>"
    }

    private mutating func write(_ texts: [TextLine], style: String?) {
        for line in texts {
            let muted = line.size <= TypeStyle.small.size ? " class=\"mu\"" : ""
            text += "<text\(muted) x=\"\(line.x.short)\" y=\"\(line.baseline.short)\" font-size=\"\(line.size.short)\""
            if line.isBold { text += " font-weight=\"bold\"" }
            if line.anchor == .middle { text += " text-anchor=\"middle\"" }
            text += ">\(line.text.escapedForXML)</text>"
        }
    }
}

extension Double {
    /// A tenth of a unit is finer than anybody sees.
    var short: String { decimal(1) }
}
