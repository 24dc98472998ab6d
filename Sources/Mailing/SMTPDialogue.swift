/// A server's reply: three digits and a text, of one line or several (RFC 5321 §4.2).
public struct SMTPReply: Hashable, Sendable {
    public let code: Int
    /// The lines' texts, with blanks between; printable ASCII alone.
    public let text: String

    /// Whether the command was done.
    public var isPositive: Bool { (200..<300).contains(code) }

    /// Takes a whole reply from the beginning of what has come; nil where it is not whole yet.
    static func take(from bytes: inout [UInt8]) throws(SMTPError) -> SMTPReply? {
        var (texts, code, start): ([String], Int?, Int) = ([], nil, 0)
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            var line = bytes[start..<end]
            if line.last == 0x0D { line.removeLast() }
            guard line.count >= 3, line.prefix(3).allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(String(decoding: line.prefix(3), as: UTF8.self)), code == nil || code == number
            else { throw .malformed }
            code = number
            let mark = line.dropFirst(3).first
            let text = line.dropFirst(4).filter { (0x20...0x7E).contains($0) }
            texts.append(String(decoding: text, as: UTF8.self))
            start = end + 1
            if mark == 0x2D { continue }
            guard mark == nil || mark == 0x20 else { throw .malformed }
            bytes.removeSubrange(..<start)
            return SMTPReply(code: number, text: String(texts.joined(separator: " ").prefix(400)))
        }
        // A server that never ends a reply is not listened to for ever.
        guard bytes.count <= 64 << 10 else { throw .malformed }
        return nil
    }
}

/// Why a message was not taken.
public enum SMTPError: Error, Hashable, Sendable {
    /// Nobody answers there.
    case unreachable(String)
    /// The server did not answer in time.
    case timedOut
    /// It ended the connection before it had taken the message.
    case closed
    /// It says what is no reply.
    case malformed
    /// It refused a command.
    case refused(command: String, SMTPReply)

    public var reason: String {
        switch self {
        case .unreachable(let reason): reason
        case .timedOut: "no answer in time"
        case .closed: "the connection was closed"
        case .malformed: "not a reply of SMTP"
        case .refused(let command, let reply): "\(command): \(reply.code) \(reply.text)"
        }
    }
}

/// What is said to a server (RFC 5321), each only after the reply to what was said before.
enum SMTPCommand {
    static let end: [UInt8] = Array(".\r\n".utf8)

    static func line(_ text: String) -> [UInt8] { Array("\(text)\r\n".utf8) }

    /// A message after `DATA`: a point that begins a line is doubled (§4.5.2), and a line with a point alone ends it.
    static func data(_ message: [UInt8]) -> [UInt8] {
        var sent: [UInt8] = []
        sent.reserveCapacity(message.count + message.count / 64 + 8)
        var isAtBegin = true
        for byte in message {
            if isAtBegin, byte == 0x2E { sent.append(0x2E) }
            sent.append(byte)
            isAtBegin = byte == 0x0A
        }
        if !isAtBegin { sent += [0x0D, 0x0A] }
        return sent + end
    }
}
