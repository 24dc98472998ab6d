/// A label as a picture: millimetres from its upper left corner, black on white, ready for any backend.
public struct LabelDrawing: Hashable, Sendable {
    /// Width in millimetres.
    public let width: Double
    /// Height in millimetres.
    public let height: Double
    /// The symbol's size of a module in millimetres, as drawn.
    public let module: Double
    /// What the picture is of, for those who cannot see it.
    public let description: String
    public let bars: [Bars]
    public let texts: [TextLine]
}

/// Rectangles on a grid of cells.
public struct Bars: Hashable, Sendable {
    /// Upper left corner of the grid, in millimetres.
    public let x: Double
    public let y: Double
    /// One cell, in millimetres.
    public let cellWidth: Double
    public let cellHeight: Double
    public let rectangles: [CellRectangle]
}

/// One line of text.
public struct TextLine: Hashable, Sendable {
    public enum Anchor: Hashable, Sendable {
        case start, middle
    }

    public let text: String
    /// Where the line begins, or its middle, in millimetres.
    public var x: Double
    /// The line on which the letters stand, in millimetres.
    public var baseline: Double
    /// Size of the type in millimetres (an em).
    public let size: Double
    public let isBold: Bool
    public let anchor: Anchor
    /// Measured width in millimetres.
    public let width: Double
    /// The width in millimetres that it must not pass.
    public let room: Double
}

/// A page with labels; a single label is a page of its own size.
public struct LabelPage: Hashable, Sendable {
    public struct Placement: Hashable, Sendable {
        public let x: Double
        public let y: Double
        public let drawing: LabelDrawing
    }

    /// Millimetres.
    public let width: Double
    public let height: Double
    public let placements: [Placement]
    /// Thin lines around each label, for the knife.
    public let hasCutLines: Bool

    /// A page that is one label.
    public init(_ drawing: LabelDrawing) {
        (width, height) = (drawing.width, drawing.height)
        placements = [Placement(x: 0, y: 0, drawing: drawing)]
        hasCutLines = false
    }

    init(width: Double, height: Double, placements: [Placement], hasCutLines: Bool) {
        self.width = width
        self.height = height
        self.placements = placements
        self.hasCutLines = hasCutLines
    }
}
