import NIOCore
import NIOHTTP1

/// Stands in a connection's pipeline and holds the client to its pace: a head within some seconds, a body that goes on, answers
/// that are read. Who falls behind is cut off; others do not wait for him.
///
/// Timers fire rarely and look at what has happened since: a timer for each request would cost more than the request.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let table: ConnectionTable
    private let limits: HTTPLimits
    private var connection: Connection?
    private var hasHead = false
    private var requestsInProgress = 0
    private var isReadingBody = false
    private var isBodyTimed = false
    private var bodyBegan = NIODeadline.now()
    private var lastPart = NIODeadline.now()
    /// Counts the times that the client took what was waiting for it.
    private var drainCount = 0

    init(table: ConnectionTable, limits: HTTPLimits) {
        self.table = table
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { open(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        open(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        table.closed(context.channel)
        connection?.closed()
        context.fireChannelInactive()
    }

    private func open(_ context: ChannelHandlerContext) {
        guard connection == nil else { return }
        // What a client does not read waits in the system's memory first, megabytes of it where nobody says how much.
        try? context.channel.syncOptions?.setOption(
            .socketOption(.so_sndbuf), value: SocketOptionValue(limits.sendBytesMax))
        let opened = Connection(context.channel)
        connection = opened
        table.opened(opened)
        after(limits.headSecondsMax, context) { guarded, channel in
            if !guarded.hasHead { channel.close(promise: nil) }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            hasHead = true
            if requestsInProgress == 0 { table.began(context.channel) }
            requestsInProgress += 1
            isReadingBody = true
            bodyBegan = .now()
            lastPart = bodyBegan
        case .body: lastPart = .now()
        case .end: isReadingBody = false
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most requests are whole by now.
        if isReadingBody, !isBodyTimed {
            isBodyTimed = true
            timeBody(context)
        }
        context.fireChannelReadComplete()
    }

    private func timeBody(_ context: ChannelHandlerContext) {
        let idle = TimeAmount.seconds(Int64(limits.bodyIdleSecondsMax))
        let end = min(lastPart + idle, bodyBegan + .seconds(Int64(limits.bodySecondsMax)))
        guard end > .now() else {
            context.close(promise: nil)
            return
        }
        let loopBound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(deadline: end) {
            let (handler, context) = loopBound.value
            guard handler.isReadingBody, context.channel.isActive else {
                handler.isBodyTimed = false
                return
            }
            handler.timeBody(context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Whoever closes his connection is seen by this alone until something is written to him.
        if case .inputClosed? = event as? ChannelEvent, !isReadingBody { connection?.gone() }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data), requestsInProgress > 0 else {
            context.write(data, promise: promise)
            return
        }
        requestsInProgress -= 1
        if requestsInProgress == 0 { table.ended(context.channel) }
        guard let answer = connection?.takeAnswer() else {
            context.write(data, promise: promise)
            return
        }
        // Handed over is not sent: the parts may all wait in the channel's own buffer.
        let sent = promise ?? context.eventLoop.makePromise()
        sent.futureResult.whenComplete { _ in withExtendedLifetime(answer) {} }
        context.write(data, promise: sent)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            drainCount += 1
        } else {
            let seen = drainCount
            after(limits.unreadSecondsMax, context) { guarded, channel in
                if guarded.drainCount == seen { channel.close(promise: nil) }
            }
        }
        context.fireChannelWritabilityChanged()
    }

    private func after(
        _ seconds: Int, _ context: ChannelHandlerContext,
        _ work: @escaping @Sendable (ConnectionGuard, any Channel) -> Void
    ) {
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { work(loopBound.value, channel) }
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}

/// Puts a guard where requests and answers pass as swift-nio has them: Hummingbird takes further handlers only behind that place.
final class ConnectionGuardInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let table: ConnectionTable
    private let limits: HTTPLimits

    init(table: ConnectionTable, limits: HTTPLimits) {
        self.table = table
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ConnectionGuard(table: table, limits: limits), position: .after(decoder))
        } catch {
            // A connection that nobody guards is not served.
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension ConnectionGuardInstaller: Sendable {}
