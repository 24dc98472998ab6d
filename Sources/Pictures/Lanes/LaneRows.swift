import Values

/// In which row each mark stands. Rows are of one day and go with time: nothing in a row is later than anything below it.
struct LaneRows: Hashable, Sendable {
    /// By the index of the mark.
    let rows: [Int]
    let count: Int

    init(_ chart: LaneChart) {
        var partners = Array(repeating: [(mark: Int, isAgainstTime: Bool)](), count: chart.marks.count)
        for arrow in chart.arrows {
            partners[arrow.to].append((arrow.from, arrow.isAgainstTime))
            partners[arrow.from].append((arrow.to, arrow.isAgainstTime))
        }
        var rows = Array(repeating: 0, count: chart.marks.count)
        var row = 0
        var taken: Set<Int> = []
        var placed: Set<Int> = []
        var day: CalendarDate?
        for index in Self.order(of: chart) {
            let mark = chart.marks[index]
            // Beside its source a mark stands only where the arrow is a straight line to the next lane
            // that goes with time.
            let isCramped = partners[index].contains { partner in
                rows[partner.mark] == row && placed.contains(partner.mark)
                    && (partner.isAgainstTime || abs(chart.marks[partner.mark].lane - mark.lane) != 1)
            }
            if taken.contains(mark.lane) || isCramped || day.map({ $0 != mark.day }) ?? false {
                row += 1
                (taken, placed) = ([], [])
            }
            rows[index] = row
            placed.insert(index)
            taken.insert(mark.lane)
            day = mark.day
        }
        self.rows = rows
        count = chart.marks.isEmpty ? 0 : row + 1
    }

    /// By time; at one moment what an arrow of that moment leaves comes before what it leads to.
    private static func order(of chart: LaneChart) -> [Int] {
        var isSource = Array(repeating: false, count: chart.marks.count)
        for arrow in chart.arrows where !arrow.isAgainstTime {
            if chart.marks[arrow.from].moment == chart.marks[arrow.to].moment { isSource[arrow.from] = true }
        }
        return chart.marks.indices.sorted { left, right in
            let (first, second) = (chart.marks[left], chart.marks[right])
            if first.moment != second.moment { return first.moment < second.moment }
            if isSource[left] != isSource[right] { return isSource[left] }
            return left < right
        }
    }
}
