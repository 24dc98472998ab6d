import Synchronization

/// Values by their keys within a bound of memory: what was used lately. For what never changes, so that nothing here is ever stale.
///
/// Two generations: what is used goes into the younger; when that has half of the memory it becomes the older, and what was the
/// older goes. That keeps what is used often without a list that every look would have to mend.
final class RecentMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Generation = [Key: (value: Value, cost: Int)]

    private struct State {
        var young: Generation = [:]
        var old: Generation = [:]
        var youngCost = 0
        var oldCost = 0

        /// Adds a value; gives the generation that goes for it.
        mutating func insert(_ value: Value, _ cost: Int, for key: Key, max: Int) -> Generation? {
            guard cost <= max / 2, young.updateValue((value, cost), forKey: key) == nil else { return nil }
            youngCost += cost
            guard youngCost > max / 2 else { return nil }
            let gone = old
            (old, oldCost) = (young, youngCost - cost)
            old[key] = nil
            (young, youngCost) = ([key: (value, cost)], cost)
            return gone
        }
    }

    private let costMax: Int
    private let state = Mutex(State())

    /// - Parameter costMax: memory that the values may take together, in bytes.
    init(costMax: Int) {
        self.costMax = costMax
    }

    /// What the values take together, in bytes; one that is in both generations counts twice.
    var cost: Int { state.withLock { $0.youngCost + $0.oldCost } }

    subscript(key: Key) -> Value? { find(CollectionOfOne(key))[0] }

    /// The values that are here, each in its place.
    func find(_ keys: some Collection<Key>) -> [Value?] {
        let (found, gone) = state.withLock { state in
            var gone: [Generation] = []
            let found = keys.map { key -> Value? in
                if let held = state.young[key] { return held.value }
                guard let held = state.old[key] else { return nil }
                if let generation = state.insert(held.value, held.cost, for: key, max: costMax) {
                    gone.append(generation)
                }
                return held.value
            }
            return (found, gone)
        }
        // Thousands of values are freed here, not under the lock.
        withExtendedLifetime(gone) {}
        return found
    }

    /// Keeps values.
    /// - Parameter cost: what each takes of memory, in bytes.
    func insert(_ values: some Sequence<(key: Key, value: Value)>, cost: (Value) -> Int) {
        let gone = state.withLock { state in
            values.compactMap { state.insert($0.value, cost($0.value), for: $0.key, max: costMax) }
        }
        withExtendedLifetime(gone) {}
    }
}
