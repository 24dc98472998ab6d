import Foundation
import Glibc
import StrictJSON
import Testing

/// An HTTP/1.1 answer, read without a library so that nothing is made right on the way.
struct RawAnswer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    init?(_ bytes: [UInt8]) {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first?.split(separator: " "), first.count >= 2, let status = Int(first[1]) else {
            return nil
        }
        self.status = status
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        self.headers = headers
        body = Array(bytes[(end + separator.count)...])
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON.
    var json: JSONValue {
        get throws { try JSONDocument(body).root }
    }

    /// The problem's word; records an issue where the body is no problem of this status.
    var problem: String {
        get throws {
            #expect(headers["content-type"] == "application/problem+json")
            let root = try json
            #expect(root["status"]?.numberText == "\(status)")
            for name in ["title", "titleZh", "detail", "detailZh"] {
                #expect(root[name]?.string?.isEmpty == false, "\(name) of \(text)")
            }
            let type = root["type"]?.string ?? ""
            #expect(type.hasPrefix("urn:yima:problem:"))
            return String(type.dropFirst("urn:yima:problem:".count))
        }
    }
}

/// Bytes over a loopback connection.
enum RawSocket {
    struct Failure: Error { let step: String }

    /// A socket that listens on a free port of this machine.
    static func listen() throws -> (descriptor: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && Glibc.listen(listener, 32) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure(step: "listen") }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Sends `bytes` and reads until the other side closes, at most for a minute.
    /// - Parameter endsInput: closes the sending side first. A server takes that for a client that went away.
    static func exchange(port: Int, _ bytes: [UInt8], endsInput: Bool = true) async throws -> RawAnswer {
        // Blocking calls have a thread of their own: those of the tests and of the server are few, and dispatch shares them.
        let answer = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try exchangeBlocking(port: port, bytes, endsInput: endsInput) })
            }
        }
        return try #require(RawAnswer(answer), "no HTTP answer: \(String(decoding: answer.prefix(200), as: UTF8.self))")
    }

    private static func exchangeBlocking(port: Int, _ bytes: [UInt8], endsInput: Bool) throws -> [UInt8] {
        let descriptor = try connected(port: port)
        defer { close(descriptor) }
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        send(bytes, to: descriptor)
        if endsInput { shutdown(descriptor, Int32(SHUT_WR)) }
        return receiveAll(descriptor)
    }

    /// A connection to a loopback port.
    /// - Parameter receiveBytes: the size of its receive buffer, where it shall be small.
    static func connected(port: Int, receiveBytes: Int32? = nil) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(step: "socket") }
        if var receiveBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = loopback(port: port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw Failure(step: "connect")
        }
        return descriptor
    }

    /// Sends what the other side takes.
    static func send(_ bytes: [UInt8], to descriptor: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // The other side may have answered and closed before it had everything.
            guard count > 0 else { break }
            sent += count
        }
    }

    static func receiveAll(_ descriptor: Int32) -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return answer }
            answer += buffer[..<count]
        }
    }

    static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
