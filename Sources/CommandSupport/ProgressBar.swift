/// How far a long piece of work is: one line on standard error, where that is a terminal and the work has taken a second.
package struct ProgressBar {
    private let title: String
    private let total: Int?
    private let before: Int
    private let start = ContinuousClock.now
    private var lastDrawn: ContinuousClock.Instant?

    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    /// - Parameters:
    ///   - total: the amount that means done; nil where nobody knows.
    ///   - before: how much was done by a run before this one, which says nothing of how fast this one is.
    package init(_ title: String, total: Int?, before: Int = 0) {
        self.title = title
        self.total = total
        self.before = before
    }

    /// - Parameters:
    ///   - amount: how much of `total` is done.
    ///   - count: what people count, rows or codes, where that is not the amount.
    package mutating func show(_ amount: Int, count: Int? = nil) {
        guard Terminal.isError else { return }
        let now = ContinuousClock.now
        guard now - start > Self.delay, lastDrawn.map({ now - $0 > Self.interval }) ?? true else { return }
        lastDrawn = now
        let line = Self.line(
            title: title, amount: amount, total: total, count: count, before: before, elapsed: now - start,
            width: Terminal.errorWidth)
        _ = Console.writeAll(Array("\r\(line)\u{1B}[K".utf8), to: 2)
    }

    /// Takes the line away.
    package mutating func finish() {
        guard lastDrawn != nil else { return }
        _ = Console.writeAll(Array("\r\u{1B}[K".utf8), to: 2)
        lastDrawn = nil
    }

    /// `verified 1,200/10,000 ████░░░░ 12%  85/s  1:43 left`; without a total what was done and how fast.
    package static func line(
        title: String, amount: Int, total: Int?, count: Int? = nil, before: Int = 0, elapsed: Duration, width: Int
    ) -> String {
        let seconds = max(0.001, elapsed / .seconds(1))
        let done = Double(amount - before)
        let counted = count.map { Double($0) } ?? done
        let rate = "\(Int((counted / seconds).rounded()).grouped)/s"
        guard let total, total > 0 else {
            return "\(title) \((count ?? amount).grouped)  \(rate)".cut(to: width - 1)
        }
        let share = min(1, Double(amount) / Double(total))
        let head = count.map { "\(title) \($0.grouped)" } ?? "\(title) \(amount.grouped)/\(total.grouped)"
        var tail = "\(Int(share * 100))%".leftPadded(to: 4) + "  \(rate)"
        if done > 0, amount < total {
            let left = Double(total - amount) / (done / seconds)
            tail += "  " + said("\(clock(left)) left", "剩余 \(clock(left))")
        }
        let room = min(30, width - head.columns - tail.columns - 4)
        guard room >= 8 else { return "\(head) \(tail)".cut(to: width - 1) }
        let filled = Int(share * Double(room))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
        return "\(head) \(bar) \(tail)"
    }

    /// `1:43`, `2:05:00`.
    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 359_999))
        let parts = whole >= 3600 ? [whole / 3600, whole / 60 % 60, whole % 60] : [whole / 60, whole % 60]
        return parts.enumerated().map { $0 == 0 ? "\($1)" : String("0\($1)".suffix(2)) }.joined(separator: ":")
    }
}

extension String {
    package func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - columns)) + self
    }
}
