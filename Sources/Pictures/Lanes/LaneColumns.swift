/// Where lanes stand and how wide everything is; what is wider than A4 landscape is printed smaller.
struct LaneColumns: Hashable, Sendable {
    let width: Double
    let boxWidth: Double
    /// The left edge of each lane's boxes.
    let lanes: [Double]
    /// The left edge of each gutter; one more than there are lanes.
    let gutters: [Double]

    static let margin = 26.0
    static let axisWidth = 84.0
    static let trackPitch = 6.0
    /// A4 landscape at 96 dots an inch, and the same with type of five sixths of the size.
    static let widths = [1122.52, 1332.0]
    private static let boxWidthMin = 112.0
    private static let boxWidthMax = 236.0

    /// - Parameter gutterCounts: tracks in each gutter.
    init(laneCount: Int, gutterCounts: [Int], widthMin: Double) {
        let count = Double(max(laneCount, 1))
        let needed = gutterCounts.map { 18 + Self.trackPitch * Double(max(0, $0 - 1)) }
        let gutterSum = needed.reduce(0, +)
        let frame = 2 * Self.margin + Self.axisWidth
        let width = max(widthMin, frame + gutterSum + count * Self.boxWidthMin)
        boxWidth = min(Self.boxWidthMax, ((width - frame - gutterSum) / count).rounded(.down))
        // What is left where lanes are few goes between them, up to a look that still holds together.
        let spare = min(60, max(0, width - frame - gutterSum - count * boxWidth) / Double(needed.count))
        var (x, lanes, gutters) = (Self.margin + Self.axisWidth, [Double](), [Double]())
        for (index, gutter) in needed.enumerated() {
            gutters.append(x + spare / 2)
            x += gutter + spare
            guard index < laneCount else { break }
            lanes.append(x)
            x += boxWidth
        }
        (self.width, self.lanes, self.gutters) = (width, lanes, gutters)
    }

    /// The middle of a track in a gutter.
    func trackX(_ track: Int, inGutter gutter: Int) -> Double {
        gutters[gutter] + 9 + Self.trackPitch * Double(track)
    }

    /// Where an arrow leaves a box towards another lane, and where it comes in from one: never at the same place.
    func exitX(_ lane: Int, towards other: Int) -> Double {
        lanes[lane] + boxWidth * (other > lane ? 0.66 : 0.34)
    }

    func entryX(_ lane: Int, from other: Int) -> Double {
        lanes[lane] + boxWidth * (other > lane ? 0.84 : 0.16)
    }
}
