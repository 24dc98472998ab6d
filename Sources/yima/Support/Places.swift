import CommandSupport
import Glibc

/// Where the tool keeps its files: the XDG base directories.
enum Places {
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// `config.json`: what the user has settled for every command.
    static var configuration: String { base("XDG_CONFIG_HOME", ".config") + "/yima/config.json" }

    /// The journal's directory where neither option nor environment names one.
    static var journal: String { base("XDG_DATA_HOME", ".local/share") + "/yima" }

    /// What was learnt about ledgers on first use.
    static var state: String { base("XDG_STATE_HOME", ".local/state") + "/yima" }

    /// The newest head of each ledger that was asked: what it signs later must continue it.
    static var heads: String { state + "/heads" }

    /// How the keys of ledgers were exchanged.
    static var keys: String { state + "/keys" }

    /// Codes that were asked about lately, for the shell's completion.
    static var recentCodes: String { state + "/recent-codes" }

    /// What was kept where a ledger broke its word.
    static var forks: String { state + "/forks" }

    /// Answers of ledgers that are false, or hide what the ledger's own index names.
    static var alarms: String { state + "/alarms" }

    /// What was taken down of devices in the field.
    static var field: String { state + "/field" }

    /// Definition files of ledgers, by their SHA-256.
    static var definitions: String { base("XDG_CACHE_HOME", ".cache") + "/yima/definitions" }

    private static func base(_ name: String, _ fallback: String) -> String {
        // The specification has relative paths ignored.
        if let path = environment(name), path.hasPrefix("/") { return path }
        return (environment("HOME") ?? "/") + "/" + fallback
    }
}
