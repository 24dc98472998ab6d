import Chains
import Pictures
import Reports
import Values

extension ReportLayout {
    /// A table, its headings said again on every page that it goes on to.
    mutating func place(_ table: ReportTable) {
        let title = language.of(table.title)
        y += 10
        let grid = TableGrid(table, self)
        let heading = grid.lines(table.columns.map { language.of($0.heading) }, isBold: true)
        // Title and headings stand above a row, and never alone.
        let first = table.rows.first.map { grid.height(of: grid.lines($0.map { language.of($0.text) }, isBold: false)) }
        need(Self.body * Self.leading + 4 + grid.height(of: heading) + (first ?? 0))
        y += Self.body * Self.leading
        add(.text(title, x: ReportPage.left, y: y, size: Self.body, isBold: true, colour: .ink, link: nil))
        y += 4
        guard !table.rows.isEmpty else {
            y += Self.body * Self.leading
            add(
                .text(
                    language.of(ReportWords.nothing), x: ReportPage.left, y: y, size: Self.body, isBold: false,
                    colour: .grey, link: nil))
            return
        }
        put(heading, of: table, grid, isBold: true)
        add(.rule(x: ReportPage.left, y: y, width: grid.width, thickness: 0.8, colour: .ink))
        for (number, row) in table.allRows.enumerated() {
            let isTotal = table.total != nil && number == table.rows.count
            let lines = grid.lines(row.map { language.of($0.text) }, isBold: isTotal)
            let before = pages.count
            need(grid.height(of: lines))
            if pages.count > before {
                put(heading, of: table, grid, isBold: true)
                add(.rule(x: ReportPage.left, y: y, width: grid.width, thickness: 0.8, colour: .ink))
            }
            if isTotal {
                add(.rule(x: ReportPage.left, y: y, width: grid.width, thickness: 0.8, colour: .ink))
            } else if number % 2 == 1 {
                add(
                    .band(
                        x: ReportPage.left, y: y, width: grid.width, height: grid.height(of: lines),
                        colour: PlotColour(0xF3F4F6)))
            }
            put(lines, of: table, grid, isBold: isTotal, links: row.map { index.number(of: $0.entries) })
        }
        add(.rule(x: ReportPage.left, y: y, width: grid.width, thickness: 0.5, colour: .faint))
        y += 2
    }

    private mutating func put(
        _ cells: [[String]], of table: ReportTable, _ grid: TableGrid, isBold: Bool, links: [Int?]? = nil
    ) {
        var x = ReportPage.left
        for (column, lines) in cells.enumerated() {
            let width = grid.widths[column]
            for (place, line) in lines.enumerated() {
                let used = measure.width(of: line, isBold: isBold) * grid.size
                let start =
                    table.columns[column].isNumber ? x + width - TableGrid.padding - used : x + TableGrid.padding
                let link = links?[column]
                add(
                    .text(
                        line, x: start, y: y + TableGrid.above + Double(place + 1) * grid.size * TableGrid.leading - 2,
                        size: grid.size, isBold: isBold, colour: link == nil ? .ink : Self.link, link: link))
            }
            x += width
        }
        y += grid.height(of: cells)
    }
}

/// How wide the columns of a table are, and how its cells are broken.
struct TableGrid {
    let widths: [Double]
    let width: Double
    let size: Double
    private let measure: any TextMeasure

    static let (padding, above, leading) = (4.0, 2.0, 1.35)
    /// Lines of a cell at most: what is longer stands behind its link.
    private static let linesMax = 24
    private static let cellWidthMin = 26.0

    init(_ table: ReportTable, _ layout: ReportLayout) {
        let size = table.columns.count >= 9 ? 7.0 : table.columns.count >= 7 ? 7.5 : 8.5
        let language = layout.language
        measure = layout.measure
        self.size = size
        // A few columns stand near each other.
        let room = table.columns.count <= 3 ? ReportPage.room * 0.6 : ReportPage.room
        width = room
        // A number stands on one line; words share what is left by their weights.
        var widths = table.columns.enumerated().map { place, column -> Double in
            guard column.isWhole else { return 0 }
            let cells = table.allRows.map { layout.measure.width(of: language.of($0[place].text), isBold: true) * size }
            let words = language.of(column.heading).split(separator: " ").map {
                let word = String($0)
                // Chinese breaks anywhere.
                let isWide = word.unicodeScalars.contains { $0.value >= 0x2E80 }
                return isWide
                    ? size * Double(word.count <= 4 ? word.count : (word.count + 1) / 2)
                    : layout.measure.width(of: word, isBold: true) * size
            }
            return max(Self.cellWidthMin, (cells + words).max() ?? 0) + 2 * Self.padding + 1
        }
        let weights = table.columns.map { $0.isWhole ? 0 : $0.weight }
        let sum = weights.reduce(0, +)
        let taken = widths.reduce(0, +)
        let least = sum == 0 ? 0 : room * 0.3
        if taken > room - least, taken > 0 {
            let scale = (room - least) / taken
            widths = widths.map { $0 * scale }
        }
        let rest = room - widths.reduce(0, +)
        if sum > 0 {
            let shares = Self.shares(of: rest, weights, least: Self.leastWidths(table, layout, size))
            widths = zip(widths, zip(weights, shares)).map { width, share in share.0 > 0 ? share.1 : width }
        } else {
            widths = widths.map { $0 + rest / Double(widths.count) }
        }
        self.widths = widths
    }

    /// What the longest word of a column needs, where it is no longer than a number of a firm.
    private static func leastWidths(_ table: ReportTable, _ layout: ReportLayout, _ size: Double) -> [Double] {
        let language = layout.language
        return table.columns.indices.map { place in
            let texts = [table.columns[place].heading] + table.allRows.prefix(200).map { $0[place].text }
            let words = texts.flatMap { language.of($0).split(separator: " ") }.filter { word in
                word.count <= 20 && word.unicodeScalars.allSatisfy { $0.value < 0x2E80 }
            }
            return (words.map { layout.measure.width(of: String($0), isBold: true) * size }.max() ?? 0) + 2 * padding
                + 1
        }
    }

    /// A width given out by weights, to none less than it needs as long as that can be.
    static func shares(of width: Double, _ weights: [Double], least: [Double]) -> [Double] {
        let sum = weights.reduce(0, +)
        var shares = weights.map { width * $0 / sum }
        let wanting = weights.indices.filter { weights[$0] > 0 }
        guard wanting.reduce(0, { $0 + least[$1] }) <= width else { return shares }
        // Those that need more than their share have what they need, and the others share what is left.
        var fixed: Set<Int> = []
        while true {
            let left = width - fixed.reduce(0) { $0 + least[$1] }
            let free = wanting.filter { !fixed.contains($0) }
            let weight = free.reduce(0) { $0 + weights[$1] }
            for place in free { shares[place] = left * weights[place] / weight }
            let short = free.filter { shares[$0] < least[$0] }
            if short.isEmpty { return shares }
            for place in short {
                shares[place] = least[place]
                fixed.insert(place)
            }
        }
    }

    func lines(_ cells: [String], isBold: Bool) -> [[String]] {
        let wrapping = TextWrapping(measure: measure, isBold: isBold)
        return zip(cells, widths).map { cell, width in
            let lines = wrapping.lines(cell, width: (width - 2 * Self.padding) / size) ?? [cell]
            guard lines.count > Self.linesMax else { return lines }
            return Array(lines.prefix(Self.linesMax - 1)) + ["…"]
        }
    }

    func height(of cells: [[String]]) -> Double {
        Double(max(1, cells.map(\.count).max() ?? 1)) * size * Self.leading + 2 * Self.above + 1
    }
}
