import Synchronization

/// A progress bar that is moved from other tasks.
package final class SharedProgress: Sendable {
    private let title: String
    private let bar = Mutex<ProgressBar?>(nil)

    package init(_ title: String) {
        self.title = title
    }

    package func show(_ done: UInt64, of total: UInt64) {
        bar.withLock { bar in
            if bar == nil { bar = ProgressBar(title, total: Int(clamping: total)) }
            bar?.show(Int(clamping: done))
        }
    }

    package func finish() {
        bar.withLock { $0?.finish() }
    }
}
