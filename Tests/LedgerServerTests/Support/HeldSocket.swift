import Foundation
import Glibc
import Synchronization

/// A connection that sends something and then waits, as slow and hostile clients do.
final class HeldSocket: Sendable {
    private let open: Mutex<Int32?>

    /// - Parameter receiveBytes: the size of its receive buffer, where it shall be small.
    init(port: Int, _ text: String, receiveBytes: Int32? = nil) throws {
        let descriptor = try RawSocket.connected(port: port, receiveBytes: receiveBytes)
        RawSocket.send(Array(text.utf8), to: descriptor)
        open = Mutex(descriptor)
    }

    deinit { leave() }

    /// Goes away, as a process that ends does.
    func leave() {
        open.withLock { descriptor in
            if let descriptor { close(descriptor) }
            descriptor = nil
        }
    }

    /// Whether the server has closed the connection and sent nothing before.
    var isClosedByServer: Bool {
        open.withLock { descriptor in
            guard let descriptor else { return false }
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
            return count == 0 || count < 0 && errno != EAGAIN
        }
    }

    /// Whether the server closes the connection within `seconds`; what it sends before is read and dropped.
    func isClosedByServer(within seconds: Int) async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.waitForClose(seconds)) }
        }
    }

    private func waitForClose(_ seconds: Int) -> Bool {
        guard let descriptor = open.withLock({ $0 }) else { return true }
        let deadline = ContinuousClock.now + .seconds(seconds)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while ContinuousClock.now < deadline {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 100) > 0 else { continue }
            if recv(descriptor, &buffer, buffer.count, 0) <= 0 { return true }
        }
        return false
    }
}
