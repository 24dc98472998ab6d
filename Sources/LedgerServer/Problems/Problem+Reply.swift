import LedgerProtocol
import NIOCore
import StrictJSON

extension Problem {
    var reply: Reply {
        var fields = headers + [("cache-control", "no-store")]
        if let retryAfterSeconds { fields.append(("retry-after", "\(retryAfterSeconds)")) }
        return Reply(status: word.status, .problem, ByteBuffer(bytes: json.formatted()), headers: fields)
    }
}
