import Synchronization

/// Pauses that end when a test says so, or when the task is cancelled.
public final class ManualPause: Sendable {
    private struct State {
        var number = 0
        var waiting: [Int: (length: Duration, continuation: CheckedContinuation<Void, Never>)] = [:]
        var lengths: [Duration] = []
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// How long each pause was asked to be, in order.
    public var lengths: [Duration] { state.withLock { $0.lengths } }

    public func pause(_ length: Duration) async {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let watchers = state.withLock { state in
                    state.lengths.append(length)
                    state.waiting[number] = (length, continuation)
                    defer { state.watchers = [] }
                    return state.watchers
                }
                for watcher in watchers { watcher.resume() }
                // Cancelled before it began to wait: the handler found nothing to end.
                if Task.isCancelled { end(number) }
            }
        } onCancel: {
            end(number)
        }
    }

    /// Ends all pauses that are waited for.
    public func endAll() {
        let ended = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting.values.map(\.continuation)
        }
        for continuation in ended { continuation.resume() }
    }

    /// Returns when somebody waits.
    public func untilWaitedFor() async {
        await withCheckedContinuation { continuation in
            let isWaited = state.withLock { state in
                if state.waiting.isEmpty { state.watchers.append(continuation) }
                return !state.waiting.isEmpty
            }
            if isWaited { continuation.resume() }
        }
    }

    private func end(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.continuation.resume()
    }
}
