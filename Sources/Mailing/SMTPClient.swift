import NIOCore
import NIOPosix

/// Hands messages to the mail server of this machine (RFC 5321), which queues and delivers them; without TLS, so to no other machine.
public struct SMTPClient: Sendable {
    public let host: String
    public let port: Int
    /// How this machine calls itself.
    private let name: String
    private let timeoutSeconds: Int

    /// Whether a host is this machine itself.
    public static func isLocal(_ host: String) -> Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

    /// - Parameter timeoutSeconds: how long all of it may take.
    public init(host: String, port: Int, name: String = "localhost", timeoutSeconds: Int = 60) {
        (self.host, self.port, self.name, self.timeoutSeconds) = (host, port, name, timeoutSeconds)
    }

    /// What became of a message that was taken.
    public struct Taken: Hashable, Sendable {
        public let reply: SMTPReply
        /// Those of the receivers whom the server did not want.
        public let refused: [MailAddress]
    }

    /// Hands a message over; when it returns, the server has taken it for at least one receiver.
    public func send(_ message: MailMessage) async throws(SMTPError) -> Taken {
        let outcome = await withTaskGroup(of: Result<Taken, SMTPError>.self) { group in
            group.addTask { await converse(message) }
            group.addTask { [timeoutSeconds] in
                try? await Task.sleep(for: .seconds(timeoutSeconds))
                return .failure(.timedOut)
            }
            let first = await group.next() ?? .failure(.timedOut)
            group.cancelAll()
            return first
        }
        return try outcome.get()
    }

    private func converse(_ message: MailMessage) async -> Result<Taken, SMTPError> {
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(.seconds(10))
                .connect(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            return .failure(.unreachable("\(host):\(port): \(error)"))
        }
        do {
            return try await channel.executeThenClose { inbound, outbound in
                var talk = SMTPTalk(inbound: inbound.makeAsyncIterator(), outbound: outbound)
                do throws(SMTPError) {
                    return .success(try await talk.send(message, as: name))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            return .failure(.closed)
        }
    }
}

extension EventLoopGroup where Self == MultiThreadedEventLoopGroup {
    fileprivate static var singletonMultiThreadedEventLoopGroup: MultiThreadedEventLoopGroup {
        MultiThreadedEventLoopGroup.singleton
    }
}

/// One dialogue over an open connection.
private struct SMTPTalk {
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var read: [UInt8] = []

    init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        (self.inbound, self.outbound) = (inbound, outbound)
    }

    mutating func send(_ message: MailMessage, as name: String) async throws(SMTPError) -> SMTPClient.Taken {
        try await expect(220, of: "connect")
        if try await say("EHLO \(name)").code != 250 {
            let reply = try await say("HELO \(name)")
            guard reply.code == 250 else { throw .refused(command: "HELO", reply) }
        }
        let sender = try await say("MAIL FROM:<\(message.from)>")
        guard sender.isPositive else { throw .refused(command: "MAIL", sender) }
        var refused: [MailAddress] = []
        var last: SMTPReply?
        for receiver in message.to {
            let reply = try await say("RCPT TO:<\(receiver)>")
            guard !reply.isPositive else { continue }
            refused.append(receiver)
            last = reply
        }
        if let last, refused.count == message.to.count { throw .refused(command: "RCPT", last) }
        let begin = try await say("DATA")
        guard begin.code == 354 else { throw .refused(command: "DATA", begin) }
        try await write(SMTPCommand.data(message.bytes))
        let taken = try await reply()
        guard taken.code == 250 else { throw .refused(command: "DATA", taken) }
        // It has the message: what it says to the farewell changes nothing.
        try? await write(SMTPCommand.line("QUIT"))
        return SMTPClient.Taken(reply: taken, refused: refused)
    }

    private mutating func expect(_ code: Int, of command: String) async throws(SMTPError) {
        let reply = try await reply()
        guard reply.code == code else { throw .refused(command: command, reply) }
    }

    private mutating func say(_ text: String) async throws(SMTPError) -> SMTPReply {
        try await write(SMTPCommand.line(text))
        return try await reply()
    }

    private func write(_ bytes: [UInt8]) async throws(SMTPError) {
        do { try await outbound.write(ByteBuffer(bytes: bytes)) } catch { throw .closed }
    }

    private mutating func reply() async throws(SMTPError) -> SMTPReply {
        while true {
            if let reply = try SMTPReply.take(from: &read) { return reply }
            let next: ByteBuffer?
            do { next = try await inbound.next() } catch { throw .closed }
            guard let next else { throw .closed }
            read += next.readableBytesView
        }
    }
}
