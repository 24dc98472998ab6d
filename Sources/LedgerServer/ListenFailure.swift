import Glibc
import NIOCore

/// Why the server cannot listen where it should.
public struct ListenFailure: Error, Sendable {
    public enum Reason: Hashable, Sendable {
        /// Another program listens there.
        case busy
        case notAllowed
        /// This machine has no such address, or nobody knows the name.
        case noSuchAddress
        case other(String)
    }

    public let address: ListenAddress
    public let reason: Reason

    init(_ address: ListenAddress, _ error: any Error) {
        self.address = address
        reason =
            switch (error as? IOError)?.errnoCode {
            case EADDRINUSE: .busy
            case EACCES, EPERM: .notAllowed
            case EADDRNOTAVAIL: .noSuchAddress
            case let code?: .other(String(cString: strerror(code)))
            case nil where error is SocketAddressError: .noSuchAddress
            case nil: .other("\(error)")
            }
    }
}
