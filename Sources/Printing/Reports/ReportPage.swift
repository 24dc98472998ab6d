import Pictures

/// What stands on a page of a report, in points from its upper left corner.
struct ReportPage {
    enum Item {
        /// - `y`: the line on which the letters stand; `link`: the number of the entries that it leads to.
        case text(String, x: Double, y: Double, size: Double, isBold: Bool, colour: PlotColour, link: Int?)
        case rule(x: Double, y: Double, width: Double, thickness: Double, colour: PlotColour)
        case band(x: Double, y: Double, width: Double, height: Double, colour: PlotColour)
        case plot(PlotDrawing, x: Double, y: Double, scale: Double)
        /// Where links to entries of a number lead.
        case destination(Int, y: Double)
    }

    var items: [Item] = []

    /// A4.
    static let (width, height) = (595.28, 841.89)
    static let (left, right, top, bottom) = (48.0, 48.0, 52.0, 56.0)
    static var room: Double { width - left - right }
}
