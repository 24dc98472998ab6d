public import Chains
public import Statistics
import Values

/// Pass rates as a picture: for each row the interval of its rate, and where its target is. A self-contained SVG.
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

    public var svg: String {
        let shown = rows.prefix(Self.rowsMax)
        let low = shown.compactMap { $0.rate.interval?.lower }.min() ?? 0.9
        // From a whole twentieth below the lowest up to 100 %.
        let lowest = min(0.95, low, shown.map(\.category.target).min() ?? 1)
        let start = max(0, (lowest * 20).rounded(.down) / 20)
        let height = Self.top + Double(shown.count) * Self.pitch + 40
        func x(_ rate: Double) -> Double { Self.left + (rate - start) / (1 - start) * Self.width }
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        text += "\((Self.left + Self.width + Self.right).plain) \(height.plain)\" role=\"img\" aria-label=\""
        text += title.escapedForXML + "\" font-family=\"Noto Sans CJK SC, sans-serif\" font-size=\"12\">"
        text += "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
        text += Self.text(title, x: 12, y: 24, size: 16, colour: "#111")
        for tick in 0...4 {
            let rate = start + (1 - start) * Double(tick) / 4
            text += "<line x1=\"\(x(rate).plain)\" x2=\"\(x(rate).plain)\" y1=\"\(Self.top - 8)\" "
            text += "y2=\"\((height - 30).plain)\" stroke=\"#ddd\"/>"
            text += Self.text(Self.percent(rate), x: x(rate) - 14, y: Self.top - 12, size: 10, colour: "#555")
        }
        for (place, row) in shown.enumerated() {
            text += svg(row, y: Self.top + Double(place) * Self.pitch + 12, x)
        }
        if rows.count > shown.count {
            let more =
                language == .zh ? "另有 \(rows.count - shown.count) 行" : "and \(rows.count - shown.count) more rows"
            text += Self.text(more, x: 12, y: height - 10, size: 11, colour: "#555")
        }
        return text + "</svg>"
    }

    private func svg(_ row: SampleTable.Row, y: Double, _ x: (Double) -> Double) -> String {
        guard let interval = row.rate.interval, let rate = row.rate.rate else { return "" }
        let judgement = row.judgement
        let colour =
            switch judgement {
            case .met: "#1a7f37"
            case .below: "#b3261e"
            case .tooFew: "#8a6d00"
            }
        let target = x(row.category.target)
        var text = Self.text(label(row), x: 12, y: y + 4, size: 12, colour: "#111")
        text += "<line x1=\"\(x(interval.lower).plain)\" x2=\"\(x(interval.upper).plain)\" y1=\"\(y.plain)\" "
        text += "y2=\"\(y.plain)\" stroke=\"\(colour)\" stroke-width=\"4\"/>"
        text += "<circle cx=\"\(x(rate).plain)\" cy=\"\(y.plain)\" r=\"5\" fill=\"\(colour)\"/>"
        text += "<line x1=\"\(target.plain)\" x2=\"\(target.plain)\" y1=\"\((y - 9).plain)\" y2=\"\((y + 9).plain)\" "
        text += "stroke=\"#111\" stroke-width=\"2\"/>"
        let words = "\(Self.percent(rate))  n=\(row.rate.total)  \(language.of(judgement.wording))"
        return text + Self.text(words, x: Self.left + Self.width + 12, y: y + 4, size: 11, colour: colour)
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

    private static func text(_ words: String, x: Double, y: Double, size: Int, colour: String) -> String {
        "<text x=\"\(x.plain)\" y=\"\(y.plain)\" font-size=\"\(size)\" fill=\"\(colour)\">\(words.escapedForXML)</text>"
    }
}
