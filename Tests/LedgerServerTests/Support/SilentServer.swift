import Glibc
import LedgerClient

/// Accepts connections and never says a word: the system takes them, and nobody reads.
final class SilentServer: Sendable {
    let port: Int
    private let descriptor: Int32

    init() throws {
        (descriptor, port) = try RawSocket.listen()
    }

    deinit { close(descriptor) }

    var url: LedgerURL { LedgerURL("http://127.0.0.1:\(port)")! }
}
