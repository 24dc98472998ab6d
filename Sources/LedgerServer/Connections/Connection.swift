import Glibc
import NIOCore
import Synchronization

/// One client's connection, as far as its requests have to know of it.
final class Connection: Sendable {
    /// The client's address without its port; an IPv6 client is its /64, of which it has every address.
    let address: String
    let channel: any Channel

    private struct State {
        var isGone = false
        var isClosed = false
        var abandon: (@Sendable () -> Void)?
        var answer: BudgetReservation?
    }

    private let state = Mutex(State())

    init(_ channel: any Channel) {
        self.channel = channel
        address = Self.address(of: channel.remoteAddress)
    }

    /// What is to be done when the client goes away: at once where it has gone. Nil for nothing any more.
    func whenGone(_ abandon: (@Sendable () -> Void)?) {
        let isGone = state.withLock { state in
            state.abandon = abandon
            return state.isGone
        }
        if isGone { abandon?() }
    }

    /// The client sends nothing any more, or is gone: nobody waits for the answer.
    func gone() {
        let abandon = state.withLock { state in
            state.isGone = true
            defer { state.abandon = nil }
            return state.abandon
        }
        abandon?()
    }

    /// The channel is closed: nothing is written any more.
    func closed() {
        state.withLock { state in
            state.isClosed = true
            state.answer = nil
        }
        gone()
    }

    /// Keeps what the large answer that is being written has reserved, until its end is written or cannot be.
    func answers(with reservation: BudgetReservation) {
        state.withLock { state in
            if !state.isClosed { state.answer = reservation }
        }
    }

    /// What the answer has reserved whose end is being written, if it is a large one.
    func takeAnswer() -> BudgetReservation? {
        state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
    }

    private static func address(of socket: SocketAddress?) -> String {
        guard let text = socket?.ipAddress else { return "local" }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }
}
