import Hummingbird
import NIOCore

/// What the responder knows of a request beside itself: its logger, and the connection, to end it where too much comes.
struct LedgerRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
