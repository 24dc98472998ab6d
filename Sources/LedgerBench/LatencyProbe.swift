import Foundation
import Glibc

/// One keep-alive connection to a loopback port that asks for one thing after another, each when the one before is answered: how
/// long a single client waits.
struct LatencyProbe {
    struct Answer: Sendable {
        let seconds: Double
        /// Of the rest of this process meanwhile: the server's, where nobody else asks it.
        let cpuSeconds: Double
        let isRefusal: Bool
        let body: String
    }

    let port: Int

    /// Asks for the targets in turn, until so many answers count.
    func ask(
        _ targets: some Collection<String> & Sendable, until wanted: Int,
        counts: @escaping @Sendable (Answer) -> Bool = { _ in true }
    ) async -> [Answer] {
        await withCheckedContinuation { continuation in
            // Its own thread: it would keep one of the few that all tasks share.
            Thread.detachNewThread { continuation.resume(returning: run(targets, wanted, counts)) }
        }
    }

    private func run(_ targets: some Collection<String>, _ wanted: Int, _ counts: (Answer) -> Bool) -> [Answer] {
        let socket = Loopback.connect(to: port)
        defer { close(socket) }
        var answers: [Answer] = []
        var missing = wanted
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        for target in targets where missing > 0 {
            let request = Array("GET \(target) HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".utf8)
            let (started, before) = (Loopback.clock(CLOCK_MONOTONIC), Self.cpuOfOthers)
            precondition(send(socket, request, request.count, 0) == request.count)
            let (head, body) = Self.receive(socket, &buffer)
            let seconds = Loopback.clock(CLOCK_MONOTONIC) - started
            let answer = Answer(
                seconds: seconds, cpuSeconds: Self.cpuOfOthers - before, isRefusal: !head.isSuccess,
                body: String(decoding: body, as: UTF8.self))
            answers.append(answer)
            if counts(answer) { missing -= 1 }
        }
        return answers
    }

    /// Of all threads but this one.
    private static var cpuOfOthers: Double {
        Loopback.clock(CLOCK_PROCESS_CPUTIME_ID) - Loopback.clock(CLOCK_THREAD_CPUTIME_ID)
    }

    private static func receive(_ socket: CInt, _ buffer: inout [UInt8]) -> (head: AnswerHead, body: ArraySlice<UInt8>)
    {
        var received: [UInt8] = []
        var head: AnswerHead?
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            precondition(count > 0, "the server closed the connection")
            received += buffer[..<count]
            if head == nil { head = AnswerHead(of: received) }
            if let head, received.count >= head.size { return (head, received[head.headSize...]) }
        }
    }
}

/// The head of an HTTP/1.1 answer.
struct AnswerHead {
    let headSize: Int
    /// With the body.
    let size: Int
    let isSuccess: Bool

    /// Nil before it is complete.
    init?(of bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).lowercased().split(separator: "\r\n")
        let length = lines.first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) }
        guard let length else { preconditionFailure("an answer without Content-Length") }
        (headSize, size) = (end, end + length)
        isSuccess = lines[0].hasPrefix("http/1.1 200")
    }
}

/// Connections to a port of this machine, and its clocks.
enum Loopback {
    static func connect(to port: Int) -> CInt {
        let socket = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(code == 0, "cannot connect to port \(port): \(errno)")
        var one: CInt = 1
        setsockopt(socket, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        return socket
    }

    static func clock(_ clock: CInt) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
