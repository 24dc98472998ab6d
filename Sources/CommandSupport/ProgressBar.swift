/// How far a long piece of work is: one line on standard error, where that is a terminal and the work has taken a second.
package struct ProgressBar {
    private let title: String
    private let total: Int?
    private let start = ContinuousClock.now
    private var lastDrawn: ContinuousClock.Instant?

    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    /// - Parameter total: the amount that means done; nil where nobody knows.
    package init(_ title: String, total: Int?) {
        self.title = title
        self.total = total
    }

    /// - Parameters:
    ///   - amount: how much of `total` is done.
    ///   - count: what people count: rows, codes.
    package mutating func show(_ amount: Int, count: Int) {
        guard Terminal.isError else { return }
        let now = ContinuousClock.now
        guard now - start > Self.delay, lastDrawn.map({ now - $0 > Self.interval }) ?? true else { return }
        lastDrawn = now
        let line = Self.line(title: title, amount: amount, total: total, count: count, width: Terminal.errorWidth)
        _ = Console.writeAll(Array("\r\(line)\u{1B}[K".utf8), to: 2)
    }

    /// Takes the line away.
    package mutating func finish() {
        guard lastDrawn != nil else { return }
        _ = Console.writeAll(Array("\r\u{1B}[K".utf8), to: 2)
        lastDrawn = nil
    }

    package static func line(title: String, amount: Int, total: Int?, count: Int, width: Int) -> String {
        let head = "\(title) \(count.grouped)"
        guard let total, total > 0 else { return head.cut(to: width - 1) }
        let share = min(1, Double(amount) / Double(total))
        let tail = "\(Int(share * 100))%".leftPadded(to: 4)
        let room = min(40, width - head.columns - tail.columns - 6)
        guard room >= 8 else { return "\(head) \(tail)".cut(to: width - 1) }
        let filled = Int(share * Double(room))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
        return "\(head) \(bar) \(tail)"
    }
}

extension String {
    package func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - columns)) + self
    }
}
