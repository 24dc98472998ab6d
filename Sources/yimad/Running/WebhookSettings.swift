import CommandSupport
import Configuration
import Files
import Hosting
import LedgerClient
import Risk
import Rules
import SystemPackage
import Values

/// Who is told what the monitor finds: `webhook` of the configuration.
struct WebhookSettings: Sendable {
    let url: WebhookURL
    let filter: FindingFilter
    /// The kinds of warnings that are told too; nil for none of them.
    let warnings: Set<RiskWarning.Kind>?
    /// Nil where deliveries are not signed.
    let secret: [UInt8]?

    private static let secretBytes = 16...4096

    /// Nil where the configuration names no receiver.
    /// - Parameter place: where a setting stands.
    static func load(
        _ config: ConfigReader, at place: (String) -> Wording
    ) throws(CommandError) -> WebhookSettings? {
        let names = ["url", "rules", "severities", "warnings", "secretFile"]
        guard let text = config.string(forKey: "webhook.url") else {
            let others = names.dropFirst().filter { name in
                let key = ConfigKey("webhook.\(name)")
                return config.string(forKey: key) != nil || config.stringArray(forKey: key) != nil
            }
            guard let other = others.first else { return nil }
            throw CommandError(
                .usage, at: place("webhook.\(other)"), en: "webhook.url is missing", zh: "缺少 webhook.url")
        }
        return WebhookSettings(
            url: try url(text, place("webhook.url")),
            filter: FindingFilter(
                rules: try rules(try words("webhook.rules", config, place), place("webhook.rules")),
                severities: try severities(
                    try words("webhook.severities", config, place), place("webhook.severities"))),
            warnings: try warnings(try words("webhook.warnings", config, place), place("webhook.warnings")),
            secret: try config.string(forKey: "webhook.secretFile").map { path throws(CommandError) in
                do throws(CommandError) { return try Self.secret(path) } catch {
                    throw error.named(at: place("webhook.secretFile"))
                }
            })
    }

    private static func url(_ text: String, _ place: Wording) throws(CommandError) -> WebhookURL {
        do throws(WebhookURL.Refusal) {
            return try WebhookURL(text)
        } catch {
            switch error {
            case .malformed:
                throw CommandError(
                    .usage, at: place, en: "not an address", zh: "不是有效地址",
                    hint: Wording("https://receiver.example.gov.cn/yima"))
            case .unprotected:
                throw CommandError(
                    .usage, at: place,
                    en: "plain http only to this machine itself (127.0.0.1, [::1], localhost)",
                    zh: "仅本机地址（127.0.0.1、[::1]、localhost）可用 http",
                    hint: Wording(en: "use https", zh: "请使用 https"))
            }
        }
    }

    /// A list: what is written otherwise must not pass for none, which tells everything.
    static func words(
        _ name: String, _ config: ConfigReader, _ place: (String) -> Wording
    ) throws(CommandError) -> [String] {
        if let words = config.stringArray(forKey: ConfigKey(name)) { return words }
        guard config.string(forKey: ConfigKey(name)) != nil else { return [] }
        throw CommandError(.usage, at: place(name), en: "not a list", zh: "应为列表", hint: Wording("[\"…\", \"…\"]"))
    }

    private static func warnings(
        _ words: [String], _ place: Wording
    ) throws(CommandError) -> Set<RiskWarning.Kind>? {
        words.isEmpty ? nil : try kinds(words, place)
    }

    static func kinds(_ words: [String], _ place: Wording) throws(CommandError) -> Set<RiskWarning.Kind> {
        var found: Set<RiskWarning.Kind> = []
        for word in words {
            guard let kind = RiskWarning.Kind(rawValue: word) else {
                throw CommandError(
                    .usage, at: place, en: "no such kind of warning: \(word.shown)", zh: "没有这类预警：\(word.shown)",
                    hint: Wording(RiskWarning.Kind.allCases.map(\.rawValue).joined(separator: " ")))
            }
            found.insert(kind)
        }
        return found
    }

    private static func rules(_ words: [String], _ place: Wording) throws(CommandError) -> Set<String> {
        let known = RuleDefinitions.builtIn.rules
        if let word = words.first(where: { known[$0] == nil && !$0.hasPrefix("PROOF-") }) {
            throw CommandError(
                .usage, at: place, en: "no such rule: \(word.shown)", zh: "没有这条规则：\(word.shown)")
        }
        return Set(words)
    }

    private static func severities(_ words: [String], _ place: Wording) throws(CommandError) -> Set<Finding.Severity> {
        var found: Set<Finding.Severity> = []
        for word in words {
            guard let severity = Finding.Severity(rawValue: word) else {
                throw CommandError(
                    .usage, at: place, en: "no such severity: \(word.shown)",
                    zh: "没有这种严重程度：\(word.shown)",
                    hint: Wording(Finding.Severity.allCases.map(\.rawValue).joined(separator: " ")))
            }
            found.insert(severity)
        }
        return found
    }

    /// The bytes of the file without a final LF. It must be readable by nobody but the daemon's user.
    private static func secret(_ path: String) throws(CommandError) -> [UInt8] {
        try SecretFile.check(path, holds: Wording(en: "secret", zh: "密钥"))
        var bytes: [UInt8]
        do throws(PosixFile.Failure) {
            bytes = try PosixFile(opening: path, .readOnly).read(upTo: secretBytes.upperBound + 1)
        } catch {
            throw .cannotRead(path, error.code)
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        guard secretBytes.contains(bytes.count) else {
            throw CommandError(
                .usage, at: Wording(path), en: "a secret has 16 to 4096 bytes", zh: "密钥应为 16 至 4096 字节",
                hint: Wording("head -c 32 /dev/urandom | base64"))
        }
        return bytes
    }
}
