import CommandSupport
import LedgerClient
import TransparencyLog
import Values

/// What the user has settled for all commands: options first, then the environment, then the configuration file.
struct Settings {
    private let file: SettingsFile

    static let defaultLedger = "http://127.0.0.1:8470"

    init() throws(CommandError) {
        file = try SettingsFile(
            path: Places.environment("YIMA_CONFIG") ?? Places.configuration,
            names: ["ledger", "ledgerKey", "journal", "definitions", "witnessPolicy"])
    }

    func journal(_ option: String?) -> String {
        option ?? Places.environment("YIMA_JOURNAL") ?? file["journal"] ?? Places.journal
    }

    /// - Parameter journal: the ledger of the journal in use, which is more particular than the configuration.
    func ledger(_ option: String?, journal: String? = nil) throws(CommandError) -> LedgerURL {
        let url = option ?? Places.environment("YIMA_LEDGER") ?? journal ?? file["ledger"] ?? Self.defaultLedger
        return try Self.checked(url)
    }

    /// The ledger's key as the user has settled it; nil where it has not been.
    func ledgerKey(_ option: String?) throws(CommandError) -> VerifierKey? {
        guard let text = option ?? Places.environment("YIMA_LEDGER_KEY") ?? file["ledgerKey"] else { return nil }
        return try LedgerKeys.read(text)
    }

    func definitions(_ option: String?) -> String? {
        option ?? Places.environment("YIMA_DEFINITIONS") ?? file["definitions"]
    }

    func witnessPolicy(_ option: String?) -> String? {
        option ?? file["witnessPolicy"]
    }

    static func checked(_ url: String) throws(CommandError) -> LedgerURL {
        if let url = LedgerURL(url) { return url }
        throw CommandError(
            .usage, at: Wording(url.shown), en: "not the address of a ledger", zh: "不是账本的地址",
            hint: Wording(en: "for example \(defaultLedger)", zh: "例如 \(defaultLedger)"))
    }
}
