import Foundation
import Glibc

/// Keep-alive connections to a loopback port, each asking for one thing after another, driven by one thread: a few microseconds
/// of CPU a request, so that it is the server that is measured.
struct LoadGenerator {
    struct Outcome {
        var answers = 0
        /// Answers that were not 200.
        var refusals = 0
        var bytes = 0
        /// On the wall, and of this thread's CPU.
        var seconds = 0.0
        var cpuSeconds = 0.0

        var rate: Double { Double(answers) / seconds }
    }

    let port: Int
    var connectionCount = 16

    /// Asks for the targets in turn, from the first again after the last, for a time.
    func run(_ targets: [String], seconds: Double) async -> Outcome {
        let requests = targets.map { Array("GET \($0) HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".utf8) }
        return await withCheckedContinuation { continuation in
            // Its own thread: it would keep one of the few that all tasks share.
            Thread.detachNewThread {
                var run = LoadRun(port: port, connections: connectionCount)
                continuation.resume(returning: run.run(requests, seconds))
            }
        }
    }
}

/// One run, on one thread.
private struct LoadRun {
    private struct Connection {
        let socket: CInt
        var received: [UInt8] = []
        /// Bytes of the answer that are still to come; nil before its head is complete.
        var missing: Int?
        var isRefusal = false
    }

    private var connections: [Connection] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private var outcome = LoadGenerator.Outcome()
    private var next = 0

    init(port: Int, connections count: Int) {
        for _ in 0..<count {
            connections.append(Connection(socket: Loopback.connect(to: port)))
        }
    }

    mutating func run(_ requests: [[UInt8]], _ seconds: Double) -> LoadGenerator.Outcome {
        let (wall, cpu) = (Loopback.clock(CLOCK_MONOTONIC), Loopback.clock(CLOCK_THREAD_CPUTIME_ID))
        for index in connections.indices { ask(index, requests) }
        var waiting = connections.map { pollfd(fd: $0.socket, events: CShort(POLLIN), revents: 0) }
        while Loopback.clock(CLOCK_MONOTONIC) - wall < seconds {
            poll(&waiting, nfds_t(waiting.count), 1000)
            for index in waiting.indices where waiting[index].revents != 0 {
                if receive(index) { ask(index, requests) }
            }
        }
        outcome.seconds = Loopback.clock(CLOCK_MONOTONIC) - wall
        outcome.cpuSeconds = Loopback.clock(CLOCK_THREAD_CPUTIME_ID) - cpu
        for connection in connections { close(connection.socket) }
        return outcome
    }

    private mutating func ask(_ index: Int, _ requests: [[UInt8]]) {
        let request = requests[next % requests.count]
        next += 1
        precondition(send(connections[index].socket, request, request.count, 0) == request.count)
    }

    /// Takes in what has come; whether an answer is complete.
    private mutating func receive(_ index: Int) -> Bool {
        let count = recv(connections[index].socket, &buffer, buffer.count, 0)
        precondition(count > 0, "the server closed the connection")
        outcome.bytes += count
        if connections[index].missing == nil {
            connections[index].received += buffer[..<count]
            guard let head = AnswerHead(of: connections[index].received) else { return false }
            connections[index].missing = head.size - connections[index].received.count
            connections[index].isRefusal = !head.isSuccess
            connections[index].received.removeAll(keepingCapacity: true)
        } else {
            connections[index].missing! -= count
        }
        guard connections[index].missing == 0 else { return false }
        outcome.answers += 1
        if connections[index].isRefusal { outcome.refusals += 1 }
        connections[index].missing = nil
        return true
    }
}
