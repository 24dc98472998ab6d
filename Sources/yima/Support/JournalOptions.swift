import ArgumentParser
import CommandSupport

/// Which journal, and which ledger it is pushed to.
struct JournalOptions: ParsableArguments {
    @Option(
        help: .said(
            "the journal's directory (default: YIMA_JOURNAL, else in the XDG data directory)",
            "日志目录（默认取 YIMA_JOURNAL，其次为 XDG 数据目录）", valueName: "dir"))
    var journal: String?

    @Option(
        help: .said(
            "the ledger's address (default: YIMA_LEDGER, the journal's, the configuration's, \(Settings.defaultLedger))",
            "账本地址（默认依次取 YIMA_LEDGER、日志设置、配置文件、\(Settings.defaultLedger)）", valueName: "url"))
    var ledger: String?

    @Option(
        help: .said(
            "the ledger's verifier key, or a file that holds it (default: YIMA_LEDGER_KEY, else as pinned on first use)",
            "账本的验证密钥或其文件（默认取 YIMA_LEDGER_KEY，其次为首次使用时固定的密钥）", valueName: "vkey"))
    var ledgerKey: String?
}
