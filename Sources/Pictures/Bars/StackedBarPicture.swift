public import Chains
public import Values

/// Counts of several groups as bars, each made of parts one after another.
public struct StackedBarPicture: Sendable {
    /// A kind of parts.
    public struct Series: Hashable, Sendable {
        public let name: Wording
        public let colour: PlotColour

        public init(name: Wording, colour: PlotColour) { (self.name, self.colour) = (name, colour) }
    }

    private let rows: [(label: String, counts: [Int])]
    private let series: [Series]
    private let title: String
    private let language: DrawingLanguage

    /// Rows that are drawn at most.
    private static let rowsMax = 60
    private static let (left, width, right, top, pitch) = (250.0, 420.0, 90.0, 84.0, 26.0)

    /// - Parameter rows: each with as many counts as there are series, none below zero.
    public init(
        _ rows: [(label: String, counts: [Int])], series: [Series], title: String, _ language: DrawingLanguage
    ) {
        (self.rows, self.series, self.title, self.language) = (rows, series, title, language)
    }

    /// A self-contained SVG.
    public var svg: String { drawing.svg }

    public var drawing: PlotDrawing {
        let shown = rows.prefix(Self.rowsMax)
        let most = max(1, shown.map { $0.counts.reduce(0, +) }.max() ?? 1)
        let isCut = rows.count > shown.count
        let height = Self.top + Double(shown.count) * Self.pitch + (isCut ? 40 : 10)
        var drawing = PlotDrawing(title: title, width: Self.left + Self.width + Self.right, height: height)
        drawing.text(title, x: 12, y: 24, size: 16)
        var legend = 12.0
        for one in series {
            drawing.shapes.append(
                .rectangle(x: legend, y: 40, width: 12, height: 12, colour: one.colour, words: nil))
            let name = language.of(one.name)
            drawing.text(name, x: legend + 18, y: 51)
            legend += 18 + PlotDrawing.width(of: name, size: 12) + 22
        }
        for (place, row) in shown.enumerated() {
            let y = Self.top + Double(place) * Self.pitch
            drawing.text(PlotDrawing.fitted(row.label.shown, width: Self.left - 24), x: 12, y: y + 13)
            var x = Self.left
            for (count, one) in zip(row.counts, series) where count > 0 {
                let part = Double(count) / Double(most) * Self.width
                drawing.shapes.append(
                    .rectangle(
                        x: x, y: y, width: part, height: 18, colour: one.colour,
                        words: "\(language.of(one.name)): \(count)"))
                x += part
            }
            drawing.text("\(row.counts.reduce(0, +))", x: x + 6, y: y + 13)
        }
        if isCut {
            let more =
                language == .zh ? "另有 \(rows.count - shown.count) 行" : "and \(rows.count - shown.count) more rows"
            drawing.text(more, x: 12, y: height - 10, size: 11)
        }
        return drawing
    }
}
