public import HostState
public import Ledger
import Synchronization
public import TransparencyLog

/// A witness's state in memory, which fails when it is told to: before anything is written, or after.
public final class SimulatedWitnessStore: WitnessStore, WitnessedLogs {
    public enum Failure: Sendable {
        case beforeWriting, afterWriting
    }

    private struct State {
        var states: [String: [UInt8]] = [:]
        var keys: [VerifierKey] = []
        var failures: [Failure] = []
        var writeCount = 0
    }

    private let state = Mutex(State())

    public init(_ keys: [VerifierKey] = []) {
        for key in keys { add(key) }
    }

    /// Puts a log on the list and begins it.
    public func add(_ key: VerifierKey) {
        state.withLock { state in
            state.keys.append(key)
            state.states[key.name] = state.states[key.name] ?? []
        }
    }

    /// Takes a log off the list; what was cosigned stays.
    public func remove(_ key: VerifierKey) { state.withLock { $0.keys.removeAll { $0 == key } } }

    /// Loses what was cosigned.
    public func lose(_ origin: String) { state.withLock { $0.states[origin] = nil } }

    /// Puts an old state back.
    public func putBack(_ bytes: [UInt8], of origin: String) { state.withLock { $0.states[origin] = bytes } }

    /// Makes the next write fail.
    public func failNext(_ failure: Failure) { state.withLock { $0.failures.append(failure) } }

    /// How often something was written.
    public var writeCount: Int { state.withLock { $0.writeCount } }

    public func keys() throws(LogHeadStoreError) -> [VerifierKey] { state.withLock { $0.keys } }

    public func state(of origin: String) async throws(LogHeadStoreError) -> [UInt8]? {
        // Between reading and writing others have their turn.
        await Task.yield()
        return state.withLock { $0.states[origin] }
    }

    public func begin(_ origin: String) async throws(LogHeadStoreError) {
        state.withLock { $0.states[origin] = $0.states[origin] ?? [] }
    }

    public func replace(
        _ held: [UInt8], with note: [UInt8], of origin: String
    ) async throws(LogHeadStoreError) -> Bool {
        await Task.yield()
        let result: Result<Bool, LogHeadStoreError> = state.withLock { state in
            let failure = state.failures.isEmpty ? nil : state.failures.removeFirst()
            let refusal = LogHeadStoreError(.cannotWrite, reason: "the disk is full")
            if failure == .beforeWriting { return .failure(refusal) }
            guard state.states[origin] == held else { return .success(false) }
            state.states[origin] = note
            state.writeCount += 1
            return failure == .afterWriting ? .failure(refusal) : .success(true)
        }
        return try result.get()
    }
}
