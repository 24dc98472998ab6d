public import Values

/// A message of plain text (RFC 5322), in UTF-8.
public struct MailMessage: Hashable, Sendable {
    public let from: MailAddress
    public let to: [MailAddress]
    public let subject: String
    public let body: String
    public let date: OffsetTime
    /// What is unique before the `@` of its Message-ID, and what stands after it: letters, digits, hyphens and points.
    public let identity: (local: String, domain: String)

    /// - Parameter identity: what is no letter, digit, hyphen or point in it is left out; of a domain with a path (the origin of a ledger) the path
    ///   goes before the `@`.
    public init(
        from: MailAddress, to: [MailAddress], subject: String, body: String, date: OffsetTime,
        identity: (local: String, domain: String)
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.body = body
        self.date = date
        let parts = identity.domain.split(separator: "/", maxSplits: 1)
        let path = parts.count > 1 ? "." + parts[1].replacing("/", with: ".") : ""
        self.identity = (Self.word(identity.local + path), Self.word(parts.first.map(String.init) ?? ""))
    }

    public static func == (left: MailMessage, right: MailMessage) -> Bool { left.bytes == right.bytes }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// Words with a point between each two, as both halves of a Message-ID are written (RFC 5322 §3.2.3).
    private static func word(_ text: String) -> String {
        let letters = text.unicodeScalars.filter { scalar in
            let isWord = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            return scalar.isASCII && (isWord || scalar == "-" || scalar == ".")
        }
        let word = String(String.UnicodeScalarView(letters)).split(separator: ".").joined(separator: ".")
        return word.isEmpty ? "yima" : word
    }

    /// The message as it is sent, every line ended by CR LF, none longer than 78 bytes but for addresses.
    public var bytes: [UInt8] {
        var lines = [
            "Date: \(Self.date(date))", "From: <\(from)>",
            "To: " + to.map { "<\($0)>" }.joined(separator: ",\r\n "),
            "Subject: \(EncodedWord.text(subject))", "Message-ID: <\(identity.local)@\(identity.domain)>",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
            "Auto-Submitted: auto-generated", "",
        ]
        let encoded = Array(body.utf8).base64.utf8
        var rest = Array(encoded)[...]
        while !rest.isEmpty {
            lines.append(String(decoding: rest.prefix(76), as: UTF8.self))
            rest = rest.dropFirst(76)
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    /// `Mon, 30 Nov 2026 22:05:42 +0800`
    private static func date(_ time: OffsetTime) -> String {
        let local = time.moment.milliseconds / 1000 + Int64(time.offsetMinutes) * 60
        let (day, second) = local.flooredDivision(by: 86_400)
        let date = CalendarDate(daysSinceEpoch: Int(day))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = [second / 3600, second / 60 % 60, second % 60].map { two(Int($0)) }.joined(separator: ":")
        let offset = abs(time.offsetMinutes)
        let zone = (time.offsetMinutes < 0 ? "-" : "+") + two(offset / 60) + two(offset % 60)
        let weekday = weekdays[Int(day.flooredDivision(by: 7).remainder)]
        return "\(weekday), \(date.day) \(months[date.month - 1]) \(date.year) \(clock) \(zone)"
    }
}

/// Text in headers (RFC 2047): words in base 64 of UTF-8, none longer than 75 bytes, none with half a character.
enum EncodedWord {
    /// Bytes of text in one word: with `=?utf-8?B?`, `?=` and the header's name no line is longer than 78.
    private static let bytesMax = 42

    static func text(_ text: String) -> String {
        var words: [String] = []
        var word: [UInt8] = []
        for scalar in text.unicodeScalars {
            // A line's end in a subject would begin another header.
            let scalar = scalar.properties.generalCategory == .control ? " " : scalar
            let bytes = Array(String(Character(scalar)).utf8)
            if word.count + bytes.count > bytesMax {
                words.append("=?utf-8?B?\(word.base64)?=")
                word = []
            }
            word += bytes
        }
        if !word.isEmpty { words.append("=?utf-8?B?\(word.base64)?=") }
        return words.joined(separator: "\r\n ")
    }
}

extension [UInt8] {
    /// RFC 4648 §4.
    var base64: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((count + 2) / 3 * 4)
        for start in stride(from: 0, to: count, by: 3) {
            let part = self[start..<Swift.min(start + 3, count)]
            var bits = 0
            for place in 0..<3 { bits = bits << 8 | (place < part.count ? Int(part[start + place]) : 0) }
            for place in 0..<4 {
                text.append(place <= part.count ? alphabet[bits >> (18 - 6 * place) & 63] : 0x3D)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
