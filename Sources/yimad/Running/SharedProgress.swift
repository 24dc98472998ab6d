import Synchronization

/// A progress bar that several tasks may move.
final class SharedProgress: Sendable {
    private let title: String
    private let bar = Mutex<ProgressBar?>(nil)

    init(_ title: String) {
        self.title = title
    }

    func show(_ done: UInt64, of total: UInt64) {
        bar.withLock { bar in
            if bar == nil { bar = ProgressBar(title, total: Int(total)) }
            bar?.show(Int(done), count: Int(done))
        }
    }

    func finish() {
        bar.withLock { $0?.finish() }
    }
}
