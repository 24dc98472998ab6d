import Synchronization
import Values

/// The requests for private values that were answered, each remembered until its time is stale, so that none is answered twice.
///
/// In memory only. What was answered before the daemon started is kept off by its time instead: no request from before the
/// start is taken, nor one from before what was forgotten since, should the clock be set back.
final class SpentRequests: Sendable {
    /// Why a request is not taken.
    enum Refusal: Error, Hashable {
        /// It was answered before.
        case spent
        /// Its time is too far from now, or before what is remembered.
        case stale
        /// More requests came than are remembered.
        case full
    }

    private struct State {
        /// The time of each request, by its signer and its nonce.
        var spent: [String: [String: Timestamp]] = [:]
        var count = 0
        /// Nothing older is remembered.
        var floor: Timestamp
    }

    /// Of one signer: an operator that asks for more than thirteen a second has lost its way.
    static let signerCountMax = 8192
    static let countMax = 65_536

    private let skew: Int64
    private let state: Mutex<State>

    /// - Parameters:
    ///   - start: the host's time when nothing was answered yet.
    ///   - skewSecondsMax: how far a request's time may be from the host's.
    init(since start: Timestamp, skewSecondsMax: Int64) {
        skew = skewSecondsMax * 1000
        state = Mutex(State(floor: start))
    }

    /// Takes a request, once.
    func spend(_ nonce: String, time: Timestamp, by signer: String, now: Timestamp) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            guard abs(now.milliseconds - time.milliseconds) <= skew, time >= state.floor else { throw .stale }
            guard state.spent[signer]?[nonce] == nil else { throw .spent }
            if isFull(state, signer) { forget(&state, now) }
            guard !isFull(state, signer) else { throw .full }
            state.spent[signer, default: [:]][nonce] = time
            state.count += 1
        }
    }

    private func isFull(_ state: State, _ signer: String) -> Bool {
        state.count >= Self.countMax || state.spent[signer]?.count ?? 0 >= Self.signerCountMax
    }

    private func forget(_ state: inout State, _ now: Timestamp) {
        let floor = max(state.floor, Timestamp(milliseconds: now.milliseconds - skew))
        state.floor = floor
        state.spent = state.spent.compactMapValues { requests in
            let fresh = requests.filter { $0.value >= floor }
            return fresh.isEmpty ? nil : fresh
        }
        state.count = state.spent.values.reduce(0) { $0 + $1.count }
    }
}
