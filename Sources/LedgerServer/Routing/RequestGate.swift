import Synchronization

/// Admits work up to a bound; what does not fit is refused at once instead of being kept waiting in memory.
final class RequestGate: Sendable {
    private let capacity: Int
    private let used = Mutex(0)

    init(capacity: Int) {
        self.capacity = capacity
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
