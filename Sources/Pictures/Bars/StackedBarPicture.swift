public import Chains
public import Values

/// Counts of several groups as bars, each made of parts one after another. A self-contained SVG.
public struct StackedBarPicture: Sendable {
    /// A kind of parts.
    public struct Series: Hashable, Sendable {
        public let name: Wording
        /// `#1a7f37`.
        public let colour: String

        public init(name: Wording, colour: String) { (self.name, self.colour) = (name, colour) }
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

    public var svg: String {
        let shown = rows.prefix(Self.rowsMax)
        let most = max(1, shown.map { $0.counts.reduce(0, +) }.max() ?? 1)
        let height = Self.top + Double(shown.count) * Self.pitch + 40
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        text += "\((Self.left + Self.width + Self.right).plain) \(height.plain)\" role=\"img\" aria-label=\""
        text += title.escapedForXML + "\" font-family=\"Noto Sans CJK SC, sans-serif\" font-size=\"12\">"
        text += "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
        text += Self.text(title, x: 12, y: 24, size: 16)
        for (place, one) in series.enumerated() {
            let x = 12 + Double(place) * 170
            text += "<rect x=\"\(x.plain)\" y=\"40\" width=\"12\" height=\"12\" fill=\"\(one.colour)\"/>"
            text += Self.text(language.of(one.name), x: x + 18, y: 51, size: 12)
        }
        for (place, row) in shown.enumerated() {
            let y = Self.top + Double(place) * Self.pitch
            text += Self.text(row.label.shown, x: 12, y: y + 13, size: 12)
            var x = Self.left
            for (count, one) in zip(row.counts, series) where count > 0 {
                let part = Double(count) / Double(most) * Self.width
                text += "<rect x=\"\(x.plain)\" y=\"\(y.plain)\" width=\"\(part.plain)\" height=\"18\" "
                text += "fill=\"\(one.colour)\"><title>\(language.of(one.name).escapedForXML): \(count)</title></rect>"
                x += part
            }
            text += Self.text("\(row.counts.reduce(0, +))", x: x + 6, y: y + 13, size: 12)
        }
        if rows.count > shown.count {
            let more =
                language == .zh ? "另有 \(rows.count - shown.count) 行" : "and \(rows.count - shown.count) more rows"
            text += Self.text(more, x: 12, y: height - 10, size: 11)
        }
        return text + "</svg>"
    }

    private static func text(_ words: String, x: Double, y: Double, size: Int) -> String {
        "<text x=\"\(x.plain)\" y=\"\(y.plain)\" font-size=\"\(size)\" fill=\"#111\">\(words.escapedForXML)</text>"
    }
}
