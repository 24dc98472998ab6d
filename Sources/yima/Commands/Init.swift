import ArgumentParser
import CommandSupport
import EPCIS
import Files
import Ledger
import SQLiteStore
import TransparencyLog
import Values

/// Begins a device's journal: a key of its own, an empty journal, and the ledger that it belongs to.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: said("Begin a journal on this device.", "在本设备上新建日志。"))

    @Option(
        name: .customLong("operator"),
        help: .said("the operator's unified social credit code", "经营主体的统一社会信用代码", valueName: "uscc"))
    var uscc: String

    @Option(help: .said("what this device is called: dock-2", "设备名，例如 dock-2", valueName: "device"))
    var name: String

    @Option(
        help: .said(
            "what rows must have recorded: food, aquatic, imported-meat, crops, livestock, grain, tea, forest, cowpea, cross-border, or one of your own (default: food)",
            "扫码表的品类规范：food、aquatic、imported-meat、crops、livestock、grain、tea、forest、cowpea、cross-border 或自定义（默认 food）"),
        completion: .profiles)
    var profile: String?

    @OptionGroup var options: JournalOptions

    func run() throws {
        let journal = try journalName()
        let settings = try Settings()
        let directory = settings.journal(options.journal)
        try refuseExisting(directory)
        if let profile { try checkProfile(profile, settings) }
        var file = try JournalHome.settingsFile(directory)
        file["journal"] = "\(journal)"
        file["profile"] = profile
        file["ledger"] = try options.ledger.map { "\(try Settings.checked($0))" }
        file["ledgerKey"] = try options.ledgerKey.map { "\(try LedgerKeys.read($0))" }
        guard let key = try? SignerKey.generate(name: "\(journal)") else {
            throw CommandError(.usage, at: .init("--name \(name.shown)"), Self.badName)
        }
        try create(directory, file, key)
        try tell(key.verifierKey, directory)
    }

    private func journalName() throws(CommandError) -> JournalName {
        let canonical = try OperatorCode.checked(uscc, option: "--operator", status: .badInput)
        guard let journal = JournalName("\(canonical)/\(name)") else {
            throw CommandError(
                .usage, at: Wording("--name \(name.shown)"), Self.badName,
                hint: Wording(
                    en: "letters, digits, '-' and '_', such as dock-2", zh: "可用文字、数字、“-”“_”，例如 dock-2"))
        }
        guard PersonalNumber.first(in: name) != .identity else {
            throw CommandError(.badInput, at: Wording("--name"), PersonalNumber.identity.wording)
        }
        return journal
    }

    private func checkProfile(_ id: String, _ settings: Settings) throws(CommandError) {
        _ = try Importing.profile(id, in: Definitions.load(settings.definitions(nil)).profiles)
    }

    private func refuseExisting(_ directory: String) throws(CommandError) {
        let pieces = JournalPieces(directory)
        guard !pieces.lacksPiece else { throw pieces.missing(.cannotWrite) }
        for file in ["device.key", "journal.sqlite", "journal.json"] where FileWriter.exists("\(directory)/\(file)") {
            throw CommandError(
                .cannotWrite, at: Wording(directory), en: "a journal is here already (\(file))", zh: "此处已有日志（\(file)）",
                hint: Wording(
                    en: "one device, one journal: name another directory with --journal for a second",
                    zh: "一台设备一个日志；如需第二个，请用 --journal 指定其他目录"))
        }
    }

    /// The key comes last: a directory is a journal from the moment when it has one.
    private func create(_ directory: String, _ file: SettingsFile, _ key: SignerKey) throws(CommandError) {
        try FileWriter.makeDirectory(directory)
        do throws(CommandError) {
            do throws(StoreError) { _ = try SQLiteJournalStore.open(directory: directory, mode: .create) } catch {
                throw CommandError(error)
            }
            try file.save(mode: 0o600)
            try FileWriter.write(
                Array((key.encoded + "\n").utf8), to: JournalHome.keyPath(directory), mode: 0o600, existing: .refused)
        } catch {
            for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm", "journal.json"] {
                FileWriter.remove("\(directory)/\(name)")
            }
            throw error
        }
    }

    private func tell(_ key: VerifierKey, _ directory: String) throws(CommandError) {
        try Console.print("\(key)")
        Console.message(
            said(
                """
                journal \(key.name) is begun in \(directory.printable)
                device.key in it is secret: whoever has it can sign as this device.
                On the ledger's host enrol the device:  yimad device add --data DIR --vkey '\(key)'
                Then record:  yima ingest FILE
                """,
                """
                日志 \(key.name) 已建于 \(directory.printable)
                其中的 device.key 必须保密：持有者可以本设备的名义签名。
                在账本主机上登记设备：  yimad device add --data DIR --vkey '\(key)'
                然后开始记录：  yima ingest 文件
                """))
    }

    private static let badName = Wording(en: "not a device's name", zh: "不是设备名")
}
