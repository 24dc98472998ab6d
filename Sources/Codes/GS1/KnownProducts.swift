import Synchronization

/// GTINs that the reader has taken before: as many as a busy host sees in a while, then it begins anew.
final class KnownProducts: Sendable {
    private static let countMax = 16_384
    private let numbers = Mutex<Set<UInt64>>([])

    func contains(_ gtin: UInt64) -> Bool {
        numbers.withLock { $0.contains(gtin) }
    }

    func insert(_ gtin: UInt64) {
        numbers.withLock { numbers in
            if numbers.count >= Self.countMax { numbers = [] }
            numbers.insert(gtin)
        }
    }
}
