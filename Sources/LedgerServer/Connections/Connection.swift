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
        var abandon: (@Sendable () -> Void)?
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

    private static func address(of socket: SocketAddress?) -> String {
        guard let text = socket?.ipAddress else { return "local" }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }
}
