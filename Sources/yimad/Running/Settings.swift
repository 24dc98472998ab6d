import CommandSupport
import Configuration
import Logging
import SystemPackage
import Values

/// What the daemon may be told by its configuration file (JSON) and its environment (`YIMAD_LISTEN`, `YIMAD_LOG_LEVEL`,
/// `YIMAD_WEBHOOK_URL`, …).
/// The command line goes first, then the environment, then the file.
struct Settings: Sendable {
    static let defaultListen = "127.0.0.1:8470"

    var listen: String
    var logLevel: Logger.Level
    /// Who is told what the monitor finds; nil: nobody.
    var webhook: WebhookSettings?

    static func load(file: String?) async throws(CommandError) -> Settings {
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider().prefixKeys(with: "yimad")]
        if let file {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch {
                throw CommandError(.cannotRead, at: Wording(file), en: "\(error)", zh: "\(error)")
            }
        }
        let config = ConfigReader(providers: providers)
        let word = config.string(forKey: "logLevel", default: "info")
        guard let level = Logger.Level(rawValue: word) else {
            throw CommandError(
                .usage, at: Wording("logLevel"), en: "“\(word)” is no level", zh: "“\(word)”不是日志级别",
                hint: Wording(Logger.Level.allCases.map(\.rawValue).joined(separator: " ")))
        }
        return Settings(
            listen: config.string(forKey: "listen", default: defaultListen), logLevel: level,
            webhook: try WebhookSettings.load(config))
    }
}
