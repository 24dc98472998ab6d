import Glibc
import Synchronization

/// A program that was started and may be running still; it is killed when nobody holds this any more.
public final class RunningProgram: Sendable {
    public let processIdentifier: Int32
    private let state: State
    private let task: Task<Void, Never>

    init(processIdentifier: Int32, state: State, task: Task<Void, Never>) {
        self.processIdentifier = processIdentifier
        self.state = state
        self.task = task
    }

    deinit { task.cancel() }

    /// Its exit status or the number of the signal that ended it; nil while it runs.
    public var status: Int32? { state.status }

    /// Sends it a signal, if it is running, and waits until it has ended.
    @discardableResult
    public func end(_ signal: Int32) async -> Int32? {
        if status == nil { kill(processIdentifier, signal) }
        await task.value
        return status
    }

    final class State: Sendable {
        private let value = Mutex<Int32?>(nil)

        var status: Int32? { value.withLock { $0 } }

        func ended(with status: Int32) { value.withLock { $0 = status } }
    }
}
