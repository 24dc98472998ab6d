import Synchronization

/// Admits work up to a bound. What does not fit waits for its turn where the gate has room for those who wait, and is refused at
/// once otherwise: nothing is kept in memory without a bound.
final class RequestGate: Sendable {
    private typealias Turn = CheckedContinuation<Bool, Never>

    private struct State {
        var used = 0
        var waiting: [Turn] = []
    }

    private let capacity: Int
    private let waitingMax: Int
    private let state = Mutex(State())
    /// Whether what it admits is done apart from the rest (`ApartWork`).
    let isApart: Bool

    /// - Parameter waitingMax: how many may wait for a place, in the order in which they come; none where there are no places.
    init(capacity: Int, waitingMax: Int = 0, isApart: Bool = false) {
        self.capacity = capacity
        self.waitingMax = capacity > 0 ? waitingMax : 0
        self.isApart = isApart
    }

    /// How many wait for a place.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Takes a place, which must be left again; false where there is none, nor room to wait for one.
    func enter() async -> Bool {
        if state.withLock({ takePlace(&$0) }) { return true }
        guard waitingMax > 0 else { return false }
        return await withCheckedContinuation { turn in
            let answer = state.withLock { state -> Bool? in
                if takePlace(&state) { return true }
                guard state.waiting.count < waitingMax else { return false }
                state.waiting.append(turn)
                return nil
            }
            if let answer { turn.resume(returning: answer) }
        }
    }

    /// Leaves a place, to whoever has waited longest.
    func leave() {
        let next = state.withLock { state -> Turn? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.used -= 1
            return nil
        }
        next?.resume(returning: true)
    }

    private func takePlace(_ state: inout State) -> Bool {
        guard state.used < capacity else { return false }
        state.used += 1
        return true
    }
}

/// The gates of the routes, by what answering takes: a flood before one leaves the others open.
struct RequestGates: Sendable {
    /// What is answered from memory or with one read: health, the checkpoint, tiles.
    let light: RequestGate
    /// A few reads of the store: look-ups, a journal's state.
    let query: RequestGate
    /// Whole entry bundles, each of which may take megabytes.
    let bundles: RequestGate
    /// What may take much memory or time: whole chains, private values.
    let heavy: RequestGate
    /// What is written: pushes and admin notes, while they wait for their commit.
    let write: RequestGate
    /// Checkpoints of other ledgers, which wait for the disk.
    let witness: RequestGate

    init(_ limits: HTTPLimits) {
        light = RequestGate(capacity: limits.requestCountMax)
        query = RequestGate(capacity: limits.queryCountMax)
        bundles = RequestGate(capacity: limits.bundleCountMax, waitingMax: limits.waitingCountMax, isApart: true)
        heavy = RequestGate(capacity: limits.heavyRequestCountMax, waitingMax: limits.waitingCountMax, isApart: true)
        write = RequestGate(capacity: limits.writeCountMax)
        witness = RequestGate(capacity: limits.witnessCountMax, waitingMax: limits.waitingCountMax, isApart: true)
    }
}
