import CommandSupport
import Configuration
import Foundation
import Ledger
import LedgerServer
import Logging
import SystemPackage
import Values

/// What the daemon may be told by its configuration file (JSON) and its environment (`YIMAD_LISTEN`, `YIMAD_LOG_LEVEL`,
/// `YIMAD_WEBHOOK_URL`, …).
/// The command line goes first, then the environment, then the file.
struct Settings: Sendable {
    static let defaultListen = "127.0.0.1:8470"
    static let defaultLogLevel = "info"
    static let defaultIndexStateSeconds = 10
    static let defaultCosignSeconds = 1

    var listen: ListenAddress
    var logLevel: Logger.Level
    /// How long an entry waits at most until a state of the index covers it, in seconds; 0: no states are made.
    var indexStateSeconds: Int
    /// The file that says whose cosignatures the ledger needs; nil: that of its directory, where there is one.
    var witnessPolicy: String?
    /// How often witnesses are asked at most, in seconds.
    var cosignSeconds: Int
    /// Who is told what the monitor finds; nil: nobody.
    var webhook: WebhookSettings?
    /// Who is told warnings by mail; nil: nobody.
    var mail: MailSettings?

    /// When states of the index are made; nil where none are.
    var stating: StateSchedule.Limits? {
        guard indexStateSeconds > 0 else { return nil }
        var limits = StateSchedule.Limits()
        limits.waitMax = .seconds(indexStateSeconds)
        return limits
    }

    /// - Parameter listen: what the command line says of where to listen.
    static func load(file: String?, listen: String? = nil) async throws(CommandError) -> Settings {
        let sources = try await SettingSources(file: file)
        if let problem = sources.problems.first { throw problem }
        return try Settings(sources, listen: listen)
    }

    /// Reads what the settings say. Throws where one says nothing that can be meant.
    init(_ sources: SettingSources, listen option: String? = nil) throws(CommandError) {
        let config = sources.config
        let address = option ?? config.string(forKey: "listen", default: Self.defaultListen)
        guard let listen = ListenAddress(address) else {
            throw CommandError(
                .usage, at: option.map { Wording("--listen \($0.shown)") } ?? sources.place("listen"),
                en: "“\(address.shown)” is not an address", zh: "“\(address.shown)”不是有效地址",
                hint: Wording("127.0.0.1:8470 · [::1]:8470 · unix:/run/yimad.sock"))
        }
        let word = config.string(forKey: "logLevel", default: Self.defaultLogLevel)
        guard let level = Logger.Level(rawValue: word) else {
            throw CommandError(
                .usage, at: sources.place("logLevel"), en: "“\(word.shown)” is no level", zh: "“\(word.shown)”不是日志级别",
                hint: Wording(Logger.Level.allCases.map(\.rawValue).joined(separator: " ")))
        }
        let seconds = config.int(forKey: "indexStateSeconds", default: Self.defaultIndexStateSeconds)
        guard 0...3600 ~= seconds else {
            throw CommandError(
                .usage, at: sources.place("indexStateSeconds"), en: "\(seconds) is not from 0 to 3600",
                zh: "\(seconds) 不在 0 至 3600 之间")
        }
        let cosignSeconds = config.int(forKey: "cosignSeconds", default: Self.defaultCosignSeconds)
        guard 1...3600 ~= cosignSeconds else {
            throw CommandError(
                .usage, at: sources.place("cosignSeconds"), en: "\(cosignSeconds) is not from 1 to 3600",
                zh: "\(cosignSeconds) 不在 1 至 3600 之间")
        }
        (self.listen, logLevel, indexStateSeconds) = (listen, level, seconds)
        (witnessPolicy, self.cosignSeconds) = (config.string(forKey: "witnessPolicy"), cosignSeconds)
        // Which ledger it is for is known where it is used.
        if let witnessPolicy {
            do throws(CommandError) { _ = try WitnessPolicySettings(path: witnessPolicy, ledger: nil) } catch {
                throw error.named(at: sources.place("witnessPolicy"))
            }
        }
        webhook = try WebhookSettings.load(config) { sources.place($0) }
        mail = try MailSettings.load(config) { sources.place($0) }
    }
}

/// Where settings come from, and where each of them stands.
struct SettingSources: Sendable {
    let config: ConfigReader
    private let file: ConfigurationFile?
    private let environment: [String: String]

    /// Throws where the file cannot be read at all.
    init(file path: String?) async throws(CommandError) {
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider().prefixKeys(with: "yimad")]
        file = try path.map { path throws(CommandError) in try ConfigurationFile(path: path) }
        environment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix(KnownSetting.environmentPrefix) }
        if let path, file?.problems.isEmpty == true {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
            } catch {
                throw CommandError(.cannotRead, at: Wording(path), en: "\(error)", zh: "\(error)")
            }
        }
        config = ConfigReader(providers: providers)
    }

    /// Settings that there are not, or of another kind.
    var problems: [CommandError] {
        let known = KnownSetting.all.map(\.environmentName)
        return (file?.problems ?? [])
            + environment.keys.sorted().filter { !known.contains($0) }.map {
                CommandError.unknownSetting($0, at: Wording(en: "environment", zh: "环境变量"), among: known)
            }
            + KnownSetting.all.compactMap { setting in
                guard setting.kind == .number, let text = environment[setting.environmentName], Int(text) == nil else {
                    return nil
                }
                return CommandError(
                    .badInput, at: Wording(setting.environmentName), en: "“\(text.shown)” is no whole number",
                    zh: "“\(text.shown)”不是整数")
            }
    }

    /// What counts, as text; nil where it is not set and there is no default.
    func value(of setting: KnownSetting) -> String? {
        let key = ConfigKey(setting.name)
        return switch setting.kind {
        case .text: config.string(forKey: key) ?? setting.fallback
        case .words: config.stringArray(forKey: key).map { $0.joined(separator: ", ") }
        case .number: config.int(forKey: key).map(String.init) ?? setting.fallback
        }
    }

    /// Where a setting is set: the variable of the environment, or its line in the file; nil where it is not.
    func origin(of name: String) -> String? {
        if let variable = KnownSetting.named(name)?.environmentName, environment[variable] != nil { return variable }
        return file?.places[name]
    }

    /// The same as the place of an error.
    func place(_ name: String) -> Wording {
        guard let origin = origin(of: name) else { return Wording(name) }
        return Wording(origin == KnownSetting.named(name)?.environmentName ? origin : "\(origin): \(name)")
    }
}

extension CommandError {
    /// What is amiss with a file, behind the place of the setting that names it.
    func named(at setting: Wording) -> CommandError {
        let named = place.map { Wording(en: "\(setting.en): \($0.en)", zh: "\(setting.zh)：\($0.zh)") } ?? setting
        return CommandError(status, at: named, wording, hint: hint)
    }
}
