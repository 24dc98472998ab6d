public import Chains
public import Statistics
import Values

/// Pass rates as a picture: for each row the interval of its rate, and where its target is.
public struct PassRatePicture: Sendable {
    private let rows: [SampleTable.Row]
    private let language: DrawingLanguage
    private let title: String

    /// Rows that are drawn at most.
    private static let rowsMax = 60

    public init(_ rows: [SampleTable.Row], title: String, _ language: DrawingLanguage) {
        (self.rows, self.title, self.language) = (rows, title, language)
    }

    private static let (left, width, right, top, pitch) = (250.0, 420.0, 230.0, 64.0, 26.0)

    /// A self-contained SVG.
    public var svg: String { drawing.svg }

    public var drawing: PlotDrawing {
        let shown = rows.prefix(Self.rowsMax)
        let low = shown.compactMap { $0.rate.interval?.lower }.min() ?? 0.9
        // From a whole twentieth below the lowest up to 100 %.
        let lowest = min(0.95, low, shown.map(\.category.target).min() ?? 1)
        let start = max(0, (lowest * 20).rounded(.down) / 20)
        let isCut = rows.count > shown.count
        let height = Self.top + Double(shown.count) * Self.pitch + (isCut ? 40 : 14)
        var drawing = PlotDrawing(title: title, width: Self.left + Self.width + Self.right, height: height)
        func x(_ rate: Double) -> Double { Self.left + (rate - start) / (1 - start) * Self.width }
        drawing.text(title, x: 12, y: 24, size: 16)
        for tick in 0...4 {
            let rate = start + (1 - start) * Double(tick) / 4
            drawing.line(
                x1: x(rate), y1: Self.top - 8, x2: x(rate), y2: Self.top + Double(shown.count) * Self.pitch + 4,
                colour: .faint)
            drawing.text(Self.percent(rate), x: x(rate) - 14, y: Self.top - 12, size: 10, colour: .grey)
        }
        for (place, row) in shown.enumerated() {
            draw(row, y: Self.top + Double(place) * Self.pitch + 12, x, &drawing)
        }
        if isCut {
            let more =
                language == .zh ? "另有 \(rows.count - shown.count) 行" : "and \(rows.count - shown.count) more rows"
            drawing.text(more, x: 12, y: height - 10, size: 11, colour: .grey)
        }
        return drawing
    }

    private func draw(_ row: SampleTable.Row, y: Double, _ x: (Double) -> Double, _ drawing: inout PlotDrawing) {
        guard let interval = row.rate.interval, let rate = row.rate.rate else { return }
        let judgement = row.judgement
        let colour: PlotColour =
            switch judgement {
            case .met: .good
            case .below: .bad
            case .tooFew: .fair
            }
        let target = x(row.category.target)
        drawing.text(PlotDrawing.fitted(label(row), width: Self.left - 24), x: 12, y: y + 4)
        drawing.line(x1: x(interval.lower), y1: y, x2: x(interval.upper), y2: y, colour: colour, width: 4)
        drawing.shapes.append(.circle(x: x(rate), y: y, radius: 5, colour: colour))
        drawing.line(x1: target, y1: y - 9, x2: target, y2: y + 9, colour: .ink, width: 2)
        let words = "\(Self.percent(rate))  n=\(row.rate.total)  \(language.of(judgement.wording))"
        drawing.text(words, x: Self.left + Self.width + 12, y: y + 4, size: 11, colour: colour)
    }

    private func label(_ row: SampleTable.Row) -> String {
        let category = language.of(row.category.name)
        guard row.group != "" else { return category }
        let group = row.group ?? (language == .zh ? "未注明" : "not said")
        return "\(group.shown) · \(category)"
    }

    /// Hundredths of a percent.
    private static func percent(_ rate: Double) -> String {
        let hundredths = Int((rate * 10_000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }
}
