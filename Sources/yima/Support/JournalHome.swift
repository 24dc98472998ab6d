import CommandSupport
import Glibc
import HostState
import Journals
import Ledger
import LedgerClient
import SQLiteStore
import TransparencyLog
import Values

/// The directory of a device's journal: its key, its entries, and what it is settled to.
struct JournalHome {
    let directory: String
    let name: JournalName
    let settings: Settings
    /// As the options of the command name them.
    private let ledgerOption: String?
    private let keyOption: String?
    private let signer: SignerKey
    private var file: SettingsFile

    init(options: JournalOptions) throws(CommandError) {
        let settings = try Settings()
        try self.init(
            directory: settings.journal(options.journal), settings: settings, ledger: options.ledger,
            ledgerKey: options.ledgerKey)
    }

    init(
        directory: String, settings: Settings, ledger: String? = nil, ledgerKey: String? = nil
    ) throws(CommandError) {
        self.directory = directory
        self.settings = settings
        ledgerOption = ledger
        keyOption = ledgerKey
        let pieces = JournalPieces(directory)
        guard !pieces.isEmpty, !pieces.lacksPiece else { throw pieces.missing() }
        signer = try Self.readKey(directory)
        guard let name = JournalName(signer.name) else { throw Self.badKey(directory, .init("\(signer.name.shown)")) }
        self.name = name
        file = try Self.settingsFile(directory)
    }

    static func keyPath(_ directory: String) -> String { directory + "/device.key" }

    static func settingsPath(_ directory: String) -> String { directory + "/journal.json" }

    static func settingsFile(_ directory: String) throws(CommandError) -> SettingsFile {
        try SettingsFile(path: settingsPath(directory), names: ["journal", "profile", "ledger", "ledgerKey"])
    }

    /// The profile of CSV rows where the command names none.
    var profile: String? { file["profile"] }

    var verifierKey: VerifierKey { signer.verifierKey }

    /// A request for private values, or for their erasure, signed by this device for the ledger that has this key; nil where
    /// it cannot be written.
    func signed(_ request: DisclosureRequest, ledger: VerifierKey) -> [UInt8]? {
        request.signed(by: signer, ledger: ledger)
    }

    func ledger() throws(CommandError) -> LedgerURL {
        try settings.ledger(ledgerOption, journal: file["ledger"])
    }

    /// Whether the user names the ledger's key himself.
    var isLedgerKeyNamed: Bool {
        get throws(CommandError) { try settings.ledgerKey(keyOption) != nil }
    }

    /// The key of the ledger that this journal is pushed to; nil before the first push.
    func pinnedLedgerKey() throws(CommandError) -> VerifierKey? {
        if let settled = try settings.ledgerKey(keyOption) { return settled }
        return try file["ledgerKey"].map { text throws(CommandError) in
            try LedgerKeys.parse(text, place: Wording(file.path))
        }
    }

    /// Remembers whose ledger this is: from now on another key at the same address is refused.
    mutating func pin(_ key: VerifierKey) throws(CommandError) {
        file["ledgerKey"] = "\(key)"
        try file.save()
    }

    func journal(_ mode: SQLiteLedgerStore.Mode = .readWrite) throws(CommandError) -> DeviceJournal {
        do {
            let store = try SQLiteJournalStore.open(directory: directory, mode: mode)
            return DeviceJournal(name: name, signer: signer, store: store)
        } catch {
            throw CommandError(error)
        }
    }

    private static func readKey(_ directory: String) throws(CommandError) -> SignerKey {
        try SecretFile.check(keyPath(directory), holds: SecretFile.key)
        let bytes = try ByteSource(path: keyPath(directory)).rest(bytesMax: 16 << 10) ?? []
        do {
            return try SignerKey.parse(String(decoding: bytes, as: UTF8.self).trimmedLine)
        } catch {
            throw badKey(directory, Wording(en: error.en, zh: error.zh))
        }
    }

    private static func badKey(_ directory: String, _ wording: Wording) -> CommandError {
        CommandError(
            .cannotRead, at: Wording(keyPath(directory)), en: "not a device's key: \(wording.en)",
            zh: "不是设备密钥：\(wording.zh)")
    }
}

extension DeviceJournal {
    func waiting() async throws(CommandError) -> UInt64 {
        do { return try await head().waiting } catch { throw CommandError(error) }
    }
}
