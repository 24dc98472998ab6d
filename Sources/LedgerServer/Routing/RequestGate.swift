import Synchronization

/// Admits work up to a bound; what does not fit is refused at once instead of being kept waiting in memory.
final class RequestGate: Sendable {
    private let capacity: Int
    private let used = Mutex(0)
    /// Whether what it admits is done apart from the rest (`ApartWork`).
    let isApart: Bool

    init(capacity: Int, isApart: Bool = false) {
        self.capacity = capacity
        self.isApart = isApart
    }

    /// Takes `amount` of the capacity; false where that much is not free. What was taken must be given back.
    func take(_ amount: Int = 1) -> Bool {
        used.withLock { used in
            guard amount <= capacity - used else { return false }
            used += amount
            return true
        }
    }

    func giveBack(_ amount: Int = 1) {
        used.withLock { $0 -= amount }
    }
}

/// The gates of the routes, by what answering takes: a flood before one leaves the others open.
struct RequestGates: Sendable {
    /// What is answered from memory or with one read: health, the checkpoint, tiles.
    let light: RequestGate
    /// A few reads of the store: look-ups, a journal's state.
    let query: RequestGate
    /// What may take much memory or time: whole chains, whole entry bundles, private values.
    let heavy: RequestGate
    /// What is written: pushes and admin notes, while they wait for their commit.
    let write: RequestGate

    init(_ limits: HTTPLimits) {
        light = RequestGate(capacity: limits.requestCountMax)
        query = RequestGate(capacity: limits.queryCountMax)
        heavy = RequestGate(capacity: limits.heavyRequestCountMax, isApart: true)
        write = RequestGate(capacity: limits.writeCountMax)
    }
}
