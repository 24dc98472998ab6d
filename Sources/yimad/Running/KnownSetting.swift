import CommandSupport
import Values

/// A setting that the daemon knows: in its configuration file and in its environment.
struct KnownSetting: Sendable {
    enum Kind: Sendable {
        case text
        /// A list of texts.
        case words
        /// A whole number.
        case number
    }

    /// The members that lead to it in the file, with dots between them: `webhook.secretFile`.
    let name: String
    let kind: Kind
    let meaning: Wording
    /// What it is where nobody sets it; nil for nothing.
    let fallback: String?

    static let all: [KnownSetting] = [
        KnownSetting(
            name: "listen", kind: .text,
            meaning: Wording(
                en: "where to listen: host:port, or unix:/path", zh: "监听地址：主机:端口，或 unix:/路径"),
            fallback: Settings.defaultListen),
        KnownSetting(
            name: "logLevel", kind: .text,
            meaning: Wording(
                en: "how much is logged: trace, debug, info, notice, warning, error, critical",
                zh: "日志级别：trace、debug、info、notice、warning、error、critical"),
            fallback: Settings.defaultLogLevel),
        KnownSetting(
            name: "indexStateSeconds", kind: .number,
            meaning: Wording(
                en: "how many seconds an entry waits at most until a state of the index covers it; 0: none is made",
                zh: "条目最多等待多少秒即被索引状态覆盖；0 表示不记索引状态"),
            fallback: "\(Settings.defaultIndexStateSeconds)"),
        KnownSetting(
            name: "witnessPolicy", kind: .text,
            meaning: Wording(
                en: "the file that says whose cosignatures the ledger needs (default: witness.policy in its directory)",
                zh: "见证策略文件：账本需要哪些见证方联署（默认为账本目录中的 witness.policy）"),
            fallback: nil),
        KnownSetting(
            name: "cosignSeconds", kind: .number,
            meaning: Wording(
                en: "how often witnesses are asked at most, in seconds", zh: "请求见证方联署的最短间隔（秒）"),
            fallback: "\(Settings.defaultCosignSeconds)"),
        KnownSetting(
            name: "webhook.url", kind: .text,
            meaning: Wording(en: "who is told by POST what the monitor finds", zh: "监测结果推送（POST）到的地址"), fallback: nil),
        KnownSetting(
            name: "webhook.severities", kind: .words,
            meaning: Wording(en: "how severe what is told must be (default: all)", zh: "只推送这些严重程度（默认全部）"), fallback: nil
        ),
        KnownSetting(
            name: "webhook.rules", kind: .words,
            meaning: Wording(en: "by which rules what is told was found (default: all)", zh: "只推送这些规则（默认全部）"),
            fallback: nil),
        KnownSetting(
            name: "webhook.warnings", kind: .words,
            meaning: Wording(
                en: "which kinds of warnings are told there too: rate, overdue, held (default: none)",
                zh: "同时推送哪些预警：rate、overdue、held（默认不推送）"), fallback: nil),
        KnownSetting(
            name: "webhook.secretFile", kind: .text,
            meaning: Wording(en: "the file with the secret that signs what is told", zh: "推送签名密钥所在文件"), fallback: nil),
        KnownSetting(
            name: "mail.to", kind: .words,
            meaning: Wording(en: "who is told warnings by mail: addresses", zh: "预警邮件的收件地址"), fallback: nil),
        KnownSetting(
            name: "mail.from", kind: .text,
            meaning: Wording(en: "from which address", zh: "预警邮件的发件地址"), fallback: nil),
        KnownSetting(
            name: "mail.kinds", kind: .words,
            meaning: Wording(
                en: "which kinds of warnings: rate, overdue, held (default: all)", zh: "哪些预警：rate、overdue、held（默认全部）"),
            fallback: nil),
        KnownSetting(
            name: "mail.host", kind: .text,
            meaning: Wording(
                en: "the mail server, on this machine: 127.0.0.1, ::1, localhost",
                zh: "本机邮件服务器：127.0.0.1、::1、localhost"), fallback: MailSettings.defaultHost),
        KnownSetting(
            name: "mail.port", kind: .number, meaning: Wording(en: "its port", zh: "邮件服务器端口"),
            fallback: "\(MailSettings.defaultPort)"),
        KnownSetting(
            name: "mail.intervalSeconds", kind: .number,
            meaning: Wording(
                en: "how many seconds lie between two mails at least", zh: "两封邮件的最短间隔（秒）"),
            fallback: "\(MailSettings.defaultIntervalSeconds)"),
    ]

    static func named(_ name: String) -> KnownSetting? { all.first { $0.name == name } }

    /// `webhook.secretFile` is `YIMAD_WEBHOOK_SECRET_FILE`.
    var environmentName: String {
        var text = Self.environmentPrefix
        for character in name {
            if character == "." {
                text += "_"
            } else {
                text += (character.isUppercase ? "_" : "") + character.uppercased()
            }
        }
        return text
    }

    static let environmentPrefix = "YIMAD_"
}

extension KnownSetting.Kind {
    var wording: Wording {
        switch self {
        case .text: Wording(en: "a text in quotation marks", zh: "带引号的文本")
        case .words: Wording(en: "a list of texts: [\"…\", \"…\"]", zh: "文本列表：[\"…\", \"…\"]")
        case .number: Wording(en: "a whole number", zh: "整数")
        }
    }
}
