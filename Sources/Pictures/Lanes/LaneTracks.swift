/// Which way each arrow goes between the boxes: down out of its mark, along below the row, down beside a lane, along above the row
/// of its other end, and down into it. Arrows that run side by side have tracks of their own; those of one mark share one.
struct LaneTracks: Hashable, Sendable {
    /// The ways of an arrow.
    enum Way: Hashable, Sendable {
        /// Straight to the next lane in the same row.
        case straight
        /// To the next row: only the track below the upper mark.
        case near(post: Int)
        case far(post: Int, gutter: Int, track: Int, pre: Int)
    }

    /// By the index of the arrow; nil where both ends stand in one lane: the lane itself shows the way.
    let ways: [Way?]
    /// Tracks below each row, above each row, and left of each lane (one more at the right edge).
    let postCounts: [Int]
    let preCounts: [Int]
    let gutterCounts: [Int]

    init(_ chart: LaneChart, _ rows: LaneRows) {
        var posts = TrackPlan(count: rows.count)
        var pres = TrackPlan(count: rows.count)
        var gutters = TrackPlan(count: chart.lanes.count + 1)
        let legs = chart.arrows.map { Leg($0, chart, rows) }
        for leg in legs {
            guard let leg, leg.span > 0 else { continue }
            let below = leg.span == 1 ? leg.lowerX : leg.gutterX
            posts.claim(leg.upperKey, in: leg.upperRow, from: leg.upperX, to: below)
            guard leg.span > 1 else { continue }
            pres.claim(leg.lowerKey, in: leg.lowerRow, from: leg.gutterX, to: leg.lowerX)
            gutters.claim(leg.lowerKey, in: leg.gutter, from: leg.upperRow, to: leg.lowerRow)
        }
        let (postTracks, preTracks, gutterTracks) = (posts.settled(), pres.settled(), gutters.settled())
        ways = legs.map { leg in
            guard let leg else { return nil }
            guard leg.span > 0 else { return .straight }
            let post = postTracks.track(leg.upperKey, in: leg.upperRow)
            guard leg.span > 1 else { return .near(post: post) }
            return .far(
                post: post, gutter: leg.gutter, track: gutterTracks.track(leg.lowerKey, in: leg.gutter),
                pre: preTracks.track(leg.lowerKey, in: leg.lowerRow))
        }
        (postCounts, preCounts, gutterCounts) = (postTracks.counts, preTracks.counts, gutterTracks.counts)
    }

    /// An arrow with its ends put one above the other. Lanes have odd places, the gutters between them even ones.
    private struct Leg {
        let upperRow: Int
        let lowerRow: Int
        let upperX: Int
        let lowerX: Int
        let gutter: Int
        let upperKey: Int
        let lowerKey: Int

        var span: Int { lowerRow - upperRow }
        var gutterX: Int { gutter * 2 }

        init?(_ arrow: LaneChart.Arrow, _ chart: LaneChart, _ rows: LaneRows) {
            let isUpward = rows.rows[arrow.from] > rows.rows[arrow.to]
            let (upper, lower) = isUpward ? (arrow.to, arrow.from) : (arrow.from, arrow.to)
            let (upperLane, lowerLane) = (chart.marks[upper].lane, chart.marks[lower].lane)
            guard upperLane != lowerLane else { return nil }
            (upperRow, lowerRow) = (rows.rows[upper], rows.rows[lower])
            (upperX, lowerX) = (upperLane * 2 + 1, lowerLane * 2 + 1)
            // Beside the lower end, on the side from which it comes.
            gutter = upperLane < lowerLane ? lowerLane : lowerLane + 1
            // Solid and dashed lines share nothing.
            let kind = arrow.isAgainstTime ? 2 : arrow.isConfirmed ? 0 : 1
            (upperKey, lowerKey) = (upper * 3 + kind, lower * 3 + kind)
        }
    }
}

/// Puts what runs through the same channel side by side.
private struct TrackPlan {
    private var claims: [[Int: ClosedRange<Int>]]

    init(count: Int) {
        claims = Array(repeating: [:], count: count)
    }

    mutating func claim(_ key: Int, in channel: Int, from start: Int, to end: Int) {
        let range = min(start, end)...max(start, end)
        let known = claims[channel][key] ?? range
        claims[channel][key] = min(known.lowerBound, range.lowerBound)...max(known.upperBound, range.upperBound)
    }

    struct Settled {
        fileprivate(set) var counts: [Int] = []
        fileprivate var tracks: [[Int: Int]] = []

        func track(_ key: Int, in channel: Int) -> Int { tracks[channel][key] ?? 0 }
    }

    func settled() -> Settled {
        var settled = Settled()
        for channel in claims {
            var ends: [Int] = []
            var tracks: [Int: Int] = [:]
            let ordered = channel.sorted { left, right in
                (left.value.lowerBound, left.value.upperBound, left.key)
                    < (right.value.lowerBound, right.value.upperBound, right.key)
            }
            for (key, range) in ordered {
                if let free = ends.firstIndex(where: { $0 < range.lowerBound }) {
                    ends[free] = range.upperBound
                    tracks[key] = free
                } else if ends.count < Self.trackCountMax {
                    tracks[key] = ends.count
                    ends.append(range.upperBound)
                } else {
                    // So many lines side by side are not told apart any more: they share.
                    tracks[key] = key % Self.trackCountMax
                }
            }
            settled.counts.append(ends.count)
            settled.tracks.append(tracks)
        }
        return settled
    }

    private static let trackCountMax = 8
}
