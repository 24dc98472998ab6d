import LedgerTesting
import Testing
import Values

@testable import Pictures

/// What holds of every picture, tried on charts of all shapes: names that are long, without blanks, from right to left or full of
/// accents, many lanes, many marks, arrows from anywhere to anywhere later.
@Suite struct LaneLayoutTests {
    private static let seeds: Range<UInt64> = 0..<24

    @Test(arguments: seeds) func nothingOverlaps(seed: UInt64) {
        let layout = LaneLayout(.random(seed))
        var boxes = layout.marks.map(\.extent) + layout.headers.map(\.box)
        boxes.sort { $0.y < $1.y }
        for (index, box) in boxes.enumerated() {
            for other in boxes[(index + 1)...] {
                guard other.y < box.bottom else { break }
                #expect(!box.meets(other), "\(box) \(other)")
            }
        }
        let blocks = layout.frame.blocks.map(\.box)
        for block in blocks { #expect(!boxes.contains { $0.meets(block) }, "\(block)") }
    }

    @Test(arguments: seeds) func everyTextLiesInItsBox(seed: UInt64) {
        let layout = LaneLayout(.random(seed))
        for mark in layout.marks {
            mark.texts.expectInside(mark.box)
            for callout in mark.callouts { callout.texts.expectInside(callout.box) }
        }
        for header in layout.headers { header.texts.expectInside(header.box) }
        let page = Box(x: 0, y: 0, width: layout.width, height: layout.height)
        for block in layout.frame.blocks { block.texts.expectInside(page) }
        let axis = Box(x: 0, y: 0, width: LaneColumns.margin + LaneColumns.axisWidth, height: layout.height)
        for day in layout.days { day.texts.expectInside(axis) }
    }

    @Test(arguments: seeds) func timeGoesDown(seed: UInt64) {
        let chart = LaneChart.random(seed)
        let layout = LaneLayout(chart)
        for (index, mark) in chart.marks.enumerated() {
            for (other, later) in chart.marks.enumerated() where mark.moment < later.moment {
                #expect(layout.marks[index].box.y <= layout.marks[other].box.y)
            }
        }
        for arrow in layout.arrows where !chart.arrows[arrow.index].isAgainstTime {
            #expect(zip(arrow.points, arrow.points.dropFirst()).allSatisfy { $0.y <= $1.y }, "\(arrow)")
        }
        #expect(
            layout.arrows.count == chart.arrows.filter { chart.marks[$0.from].lane != chart.marks[$0.to].lane }.count)
    }

    /// An arrow leaves its mark, comes into the other, and touches no third one on its way.
    @Test(arguments: seeds) func arrowsGoBetweenTheBoxes(seed: UInt64) {
        let chart = LaneChart.random(seed)
        let layout = LaneLayout(chart)
        for arrow in layout.arrows {
            let told = chart.arrows[arrow.index]
            let ends = [layout.marks[told.from].extent, layout.marks[told.to].extent]
            #expect(ends[0].touches(arrow.points[0]) && ends[1].touches(arrow.points[arrow.points.count - 1]))
            for (start, end) in zip(arrow.points, arrow.points.dropFirst()) {
                #expect(start.x == end.x || start.y == end.y)
                let way = Box(
                    x: min(start.x, end.x), y: min(start.y, end.y), width: abs(start.x - end.x),
                    height: abs(start.y - end.y))
                #expect(!layout.marks.contains { $0.extent.meets(way) }, "\(way)")
            }
        }
    }

    @Test(arguments: seeds) func everythingStandsOnItsPage(seed: UInt64) {
        let layout = LaneLayout(.random(seed))
        #expect(layout.height <= Double(layout.pageCount) * layout.pageHeight + 0.001)
        for box in layout.marks.map(\.extent) + layout.headers.map(\.box) + layout.frame.blocks.map(\.box) {
            let page = (box.y / layout.pageHeight).rounded(.down)
            #expect(box.bottom <= (page + 1) * layout.pageHeight - PageFlow.margin + 8.001, "\(box)")
            #expect(box.x >= PageFlow.margin - 0.001 && box.right <= layout.width - PageFlow.margin + 8.001, "\(box)")
        }
    }

    @Test func theSameChartIsDrawnTheSame() {
        for seed in Self.seeds { #expect(LaneSVG.svg(.random(seed)) == LaneSVG.svg(.random(seed))) }
    }

    @Test func anEmptyChartIsAPageWithATitle() {
        let layout = LaneLayout(.of(lanes: [], marks: [], arrows: []))
        #expect(layout.pageCount == 1 && layout.frame.blocks.contains { $0.texts.contains { $0.text == "T" } })
    }

    /// On one day, to the next lane: a straight line. Farther, or past others, it goes below the row.
    @Test func aReceiptInTheNextLaneStandsBesideItsShipment() {
        let marks = [0, 1, 2].map { LaneChart.Mark.of(lane: $0, hour: $0) }
        let layout = LaneLayout(.of(lanes: ["A", "B", "C"], marks: marks, arrows: [(0, 1), (0, 2)]))
        #expect(layout.rows.rows == [0, 0, 1])
        #expect(layout.arrows.map(\.points.count) == [2, 4])
    }
}

extension Box {
    /// Whether they have more than an edge in common.
    fileprivate func meets(_ other: Box) -> Bool {
        x < other.right - 0.01 && other.x < right - 0.01 && y < other.bottom - 0.01 && other.y < bottom - 0.01
    }

    fileprivate func touches(_ point: LaneLayout.Point) -> Bool {
        point.x >= x - 0.01 && point.x <= right + 0.01 && point.y >= y - 0.01 && point.y <= bottom + 0.01
    }
}

extension MarkBox {
    fileprivate var extent: Box { Box(x: box.x, y: box.y, width: box.width, height: height) }
}

extension [TextLine] {
    fileprivate func expectInside(_ box: Box) {
        for line in self {
            let width = ChartMeasure().width(of: line.text, isBold: line.isBold) * line.size
            let start = line.anchor == .start ? line.x : line.x - width / 2
            let isInside =
                start >= box.x && start + width <= box.right + 0.01 && line.baseline - line.size * 0.9 >= box.y
                && line.baseline + line.size * 0.2 <= box.bottom
            #expect(isInside, "\(line) in \(box)")
        }
    }
}
