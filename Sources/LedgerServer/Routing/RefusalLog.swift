import Logging
import Synchronization
import Values

/// Tells the log which device was refused and why, and keeps who asks again and again from filling it: the same refusal of the same
/// device is told once a minute, with how often it was met since.
final class RefusalLog: Sendable {
    private struct Key: Hashable {
        let journal: String
        let word: String
    }

    private struct Told {
        var at: ContinuousClock.Instant
        var unsaidCount = 0
    }

    private let told = Mutex<[Key: Told]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    static let interval = Duration.seconds(60)
    /// Devices and reasons that are remembered; where there are more, all are told anew.
    static let keysMax = 4096

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
        self.now = now
    }

    /// - Parameters:
    ///   - journal: of the device.
    ///   - word: of the refusal.
    /// - Returns: how often the same went untold before; nil where it is not to be told now.
    func isDue(journal: String, word: String) -> Int? {
        let moment = now()
        return told.withLock { told in
            let key = Key(journal: journal, word: word)
            if let last = told[key], moment - last.at < Self.interval {
                told[key]?.unsaidCount += 1
                return nil
            }
            let unsaid = told[key]?.unsaidCount ?? 0
            if told[key] == nil, told.count >= Self.keysMax { told = [:] }
            told[key] = Told(at: moment)
            return unsaid
        }
    }
}
