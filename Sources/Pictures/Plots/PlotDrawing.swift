/// A plot as shapes, so that every backend draws the same one: an SVG here, a page elsewhere. Lengths in units of its own, from the upper left
/// corner.
public struct PlotDrawing: Hashable, Sendable {
    public enum Shape: Hashable, Sendable {
        case line(x1: Double, y1: Double, x2: Double, y2: Double, colour: PlotColour, width: Double)
        /// - `words`: what it is of, for who points at it.
        case rectangle(x: Double, y: Double, width: Double, height: Double, colour: PlotColour, words: String?)
        case circle(x: Double, y: Double, radius: Double, colour: PlotColour)
        /// - `y`: the line on which the letters stand.
        case text(String, x: Double, y: Double, size: Double, colour: PlotColour)
    }

    public let title: String
    public let width: Double
    public let height: Double
    public internal(set) var shapes: [Shape] = []

    init(title: String, width: Double, height: Double) {
        (self.title, self.width, self.height) = (title, width, height)
    }

    mutating func text(_ words: String, x: Double, y: Double, size: Double = 12, colour: PlotColour = .ink) {
        shapes.append(.text(words, x: x, y: y, size: size, colour: colour))
    }

    mutating func line(
        x1: Double, y1: Double, x2: Double, y2: Double, colour: PlotColour, width: Double = 1
    ) {
        shapes.append(.line(x1: x1, y1: y1, x2: x2, y2: y2, colour: colour, width: width))
    }

    /// A self-contained SVG.
    public var svg: String {
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width.plain) \(height.plain)\" "
        text += "role=\"img\" aria-label=\"\(title.escapedForXML)\" "
        text += "font-family=\"Noto Sans CJK SC, sans-serif\" font-size=\"12\">"
        text += "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
        for shape in shapes { text += Self.svg(shape) }
        return text + "</svg>"
    }

    private static func svg(_ shape: Shape) -> String {
        switch shape {
        case .line(let x1, let y1, let x2, let y2, let colour, let width):
            "<line x1=\"\(x1.plain)\" x2=\"\(x2.plain)\" y1=\"\(y1.plain)\" y2=\"\(y2.plain)\" "
                + "stroke=\"\(colour)\" stroke-width=\"\(width.plain)\"/>"
        case .rectangle(let x, let y, let width, let height, let colour, let words):
            "<rect x=\"\(x.plain)\" y=\"\(y.plain)\" width=\"\(width.plain)\" height=\"\(height.plain)\" "
                + "fill=\"\(colour)\">" + (words.map { "<title>\($0.escapedForXML)</title>" } ?? "") + "</rect>"
        case .circle(let x, let y, let radius, let colour):
            "<circle cx=\"\(x.plain)\" cy=\"\(y.plain)\" r=\"\(radius.plain)\" fill=\"\(colour)\"/>"
        case .text(let words, let x, let y, let size, let colour):
            "<text x=\"\(x.plain)\" y=\"\(y.plain)\" font-size=\"\(size.plain)\" fill=\"\(colour)\">"
                + "\(words.escapedForXML)</text>"
        }
    }
}

/// A colour of a plot, as eight bits each of red, green and blue.
public struct PlotColour: Hashable, Sendable, CustomStringConvertible {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8

    /// - Parameter number: `0x1A7F37`.
    public init(_ number: UInt32) {
        red = UInt8(truncatingIfNeeded: number >> 16)
        green = UInt8(truncatingIfNeeded: number >> 8)
        blue = UInt8(truncatingIfNeeded: number)
    }

    public static let ink = PlotColour(0x111111)
    public static let faint = PlotColour(0xDDDDDD)
    public static let grey = PlotColour(0x555555)
    public static let good = PlotColour(0x1A7F37)
    public static let fair = PlotColour(0x8A6D00)
    public static let bad = PlotColour(0xB3261E)
    public static let cool = PlotColour(0x2C6FBB)

    /// `#1a7f37`
    public var description: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension PlotDrawing {
    static func width(of words: String, size: Double) -> Double { FittedText(size).width(words) }

    /// A text brought into a width.
    static func fitted(_ words: String, width: Double, size: Double = 12) -> String {
        FittedText(size).lines(words, room: width, atMost: 1).first ?? ""
    }
}
