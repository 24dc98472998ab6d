import ArgumentParser
import CommandSupport

/// Which journal, and which ledger it is pushed to.
struct JournalOptions: ParsableArguments {
    @Option(
        help: .said(
            "the journal's directory (default: YIMA_JOURNAL, else in the XDG data directory)",
            "日志目录（默认取 YIMA_JOURNAL，其次为 XDG 数据目录）", valueName: "dir"), completion: .directory)
    var journal: String?

    @Option(
        help: .said(
            "the ledger's address (default: YIMA_LEDGER, the journal's, the configuration's, \(Settings.defaultLedger))",
            "账本地址（默认依次取 YIMA_LEDGER、日志设置、配置文件、\(Settings.defaultLedger)）", valueName: "url"))
    var ledger: String?

    @Option(
        help: .said(
            "the ledger's verifier key, or a file that holds it (default: YIMA_LEDGER_KEY, else as pinned on first use)",
            "账本的验证密钥或其文件（默认取 YIMA_LEDGER_KEY，其次为首次使用时固定的密钥）", valueName: "vkey"), completion: .file())
    var ledgerKey: String?
}

/// Which ledger is asked, and by which key it is known.
struct LedgerOptions: ParsableArguments {
    @Option(
        help: .said(
            "the ledger's address (default: YIMA_LEDGER, the configuration file, \(Settings.defaultLedger))",
            "账本地址（默认依次取 YIMA_LEDGER、配置文件、\(Settings.defaultLedger)）", valueName: "url"))
    var ledger: String?

    @Option(
        help: .said(
            "the ledger's verifier key, or a file that holds it (default: YIMA_LEDGER_KEY, else as pinned on first use)",
            "账本的验证密钥或其文件（默认取 YIMA_LEDGER_KEY，其次为首次使用时固定的密钥）", valueName: "vkey"), completion: .file())
    var ledgerKey: String?

    @Option(
        help: .said(
            "this device's journal: what the ledger acknowledged of it must be in the answers (default: YIMA_JOURNAL)",
            "本设备的日志：账本已确认的内容应出现在应答中（默认取 YIMA_JOURNAL）", valueName: "dir"), completion: .directory)
    var journal: String?
}

/// By what a verdict is given.
struct VerdictOptions: ParsableArguments {
    @Option(
        help: .said(
            "rules, profiles and code schemes that replace the built-in ones (default: YIMA_DEFINITIONS)",
            "替换内置规则、品类规范与编码体系的目录（默认取 YIMA_DEFINITIONS）", valueName: "dir"), completion: .directory)
    var definitions: String?

    @Option(
        help: .said("whose cosignatures are demanded", "要求哪些见证方联署", valueName: "file"), completion: .file())
    var witnessPolicy: String?
}
