import LedgerProtocol
import Synchronization

/// Work that may take long: it is done on the threads of a lower priority, so that what is light is answered beside it by a thread
/// of its own, and it is cancelled when its client goes away.
///
/// The threads: where libdispatch runs Swift's tasks, each priority has as many of its own as there are cores. Whoever waited
/// for the task's value would lift it to his own priority, so its result is handed over instead.
enum ApartWork {
    static func run<Value: Sendable>(
        for connection: Connection?, _ work: @escaping @Sendable () async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let running = CancelledTask()
        connection?.whenGone { running.cancel() }
        defer { connection?.whenGone(nil) }
        let result: Result<Value, Problem> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                running.keep(
                    Task(priority: .utility) {
                        let result: Result<Value, Problem>
                        do throws(Problem) { result = .success(try await work()) } catch { result = .failure(error) }
                        continuation.resume(returning: Task.isCancelled ? .failure(.abandoned) : result)
                    })
            }
        } onCancel: {
            running.cancel()
        }
        return try result.get()
    }
}

/// A task that may be cancelled before it is there.
private final class CancelledTask: Sendable {
    private struct State {
        var isCancelled = false
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())

    func keep(_ task: Task<Void, Never>) {
        let isCancelled = state.withLock { state in
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }
}

extension Problem {
    fileprivate static var abandoned: Problem {
        Problem(.abandoned, en: "the client went away before the answer", zh: "客户端在应答前已离开")
    }
}
