import CommandSupport
import Configuration
import Mailing
import Risk
import Values

/// Who is told warnings by mail, and by which server: `mail` of the configuration.
struct MailSettings: Sendable {
    static let defaultHost = "127.0.0.1"
    static let defaultPort = 25
    static let defaultIntervalSeconds = 900

    let host: String
    let port: Int
    let from: MailAddress
    let to: [MailAddress]
    /// Those that are told; all where it is empty.
    let kinds: Set<RiskWarning.Kind>
    let intervalSeconds: Int

    private static let receiversMax = 50

    /// Nil where the configuration names no receiver.
    /// - Parameter place: where a setting stands.
    static func load(
        _ config: ConfigReader, at place: (String) -> Wording
    ) throws(CommandError) -> MailSettings? {
        let to = try WebhookSettings.words("mail.to", config, place)
        let from = config.string(forKey: "mail.from")
        guard !to.isEmpty else {
            guard from != nil else { return nil }
            throw CommandError(.usage, at: place("mail.from"), en: "mail.to is missing", zh: "缺少 mail.to")
        }
        guard let from else {
            throw CommandError(.usage, at: place("mail.to"), en: "mail.from is missing", zh: "缺少 mail.from")
        }
        guard to.count <= receiversMax else {
            throw CommandError(
                .usage, at: place("mail.to"), en: "more than \(receiversMax) addresses", zh: "地址超过 \(receiversMax) 个")
        }
        let host = config.string(forKey: "mail.host", default: defaultHost)
        guard SMTPClient.isLocal(host) else {
            throw CommandError(
                .usage, at: place("mail.host"), en: "only the mail server of this machine: 127.0.0.1, ::1, localhost",
                zh: "仅可使用本机邮件服务器：127.0.0.1、::1、localhost",
                hint: Wording(
                    en: "have a mail server on this machine relay to others (Postfix, OpenSMTPD)",
                    zh: "请由本机邮件服务器（Postfix、OpenSMTPD）转发"))
        }
        var receivers: [MailAddress] = []
        for text in to { receivers.append(try address(text, place("mail.to"))) }
        return MailSettings(
            host: host, port: try number("mail.port", defaultPort, 1...65_535, config, place),
            from: try address(from, place("mail.from")), to: receivers,
            kinds: try WebhookSettings.kinds(
                try WebhookSettings.words("mail.kinds", config, place), place("mail.kinds")),
            intervalSeconds: try number(
                "mail.intervalSeconds", defaultIntervalSeconds, 1...86_400, config, place))
    }

    private static func address(_ text: String, _ place: Wording) throws(CommandError) -> MailAddress {
        guard let address = MailAddress(text) else {
            throw CommandError(
                .usage, at: place, en: "not an address of mail: \(text.shown)", zh: "不是邮件地址：\(text.shown)",
                hint: Wording("zhiban@scjg.example.gov.cn"))
        }
        return address
    }

    private static func number(
        _ name: String, _ fallback: Int, _ range: ClosedRange<Int>, _ config: ConfigReader, _ place: (String) -> Wording
    ) throws(CommandError) -> Int {
        let number = config.int(forKey: ConfigKey(name), default: fallback)
        guard range.contains(number) else {
            let (low, high) = (range.lowerBound, range.upperBound)
            throw CommandError(
                .usage, at: place(name), en: "\(number) is not from \(low) to \(high)",
                zh: "\(number) 不在 \(low) 至 \(high) 之间")
        }
        return number
    }
}
