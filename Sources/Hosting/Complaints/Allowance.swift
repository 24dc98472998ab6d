import Crypto
import Synchronization
public import Values

/// How often something may be done in an hour: by one, and by all together. Bounded, in memory, and anew after a restart.
///
/// Who did it is a mark of the address under a salt of this process; no address is kept.
public final class Allowance: Sendable {
    private struct State {
        var hour = Int64.min
        var total = 0
        var counts: [UInt64: Int] = [:]
    }

    private let eachMax: Int
    private let totalMax: Int
    private let windowMs: Int64
    private let salt: [UInt8]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - eachMax: by one key in a window.
    ///   - totalMax: by all; as many keys are told apart.
    ///   - windowSeconds: how long a window is.
    public init(eachMax: Int, totalMax: Int, windowSeconds: Int64 = 3600) {
        (self.eachMax, self.totalMax, windowMs) = (eachMax, totalMax, windowSeconds * 1000)
        var random = SystemRandomNumberGenerator()
        salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Takes one away from what a key has left; the seconds after which to come again where there is nothing left.
    public func take(_ key: String, at now: Timestamp) -> Int? {
        let mark = mark(of: key)
        return state.withLock { state in
            turn(&state, now)
            guard state.total < totalMax, state.counts[mark, default: 0] < eachMax else {
                let end = (state.hour + 1) * windowMs
                return max(1, Int((end - now.milliseconds) / 1000))
            }
            state.total += 1
            state.counts[mark, default: 0] += 1
            return nil
        }
    }

    /// Gives back what was taken and not used.
    public func giveBack(_ key: String, at now: Timestamp) {
        let mark = mark(of: key)
        state.withLock { state in
            turn(&state, now)
            guard let count = state.counts[mark], count > 0 else { return }
            state.counts[mark] = count - 1
            state.total -= 1
        }
    }

    private func turn(_ state: inout State, _ now: Timestamp) {
        let (hour, _) = now.milliseconds.quotientAndRemainder(dividingBy: windowMs)
        guard hour != state.hour else { return }
        state = State(hour: hour)
    }

    private func mark(of key: String) -> UInt64 {
        SHA256.hash(data: salt + Array(key.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// What of an address is one client: an IPv4 address, the network of an IPv6 one.
    public static func client(_ address: String) -> String {
        guard address.contains(":") else { return address }
        return address.lowercased().split(separator: ":", omittingEmptySubsequences: false).prefix(4)
            .joined(separator: ":")
    }
}
