import CommandSupport
import Files
import Glibc
import HostState
import Hosting
import Journals
import Ledger
import Logging
import SQLiteStore
import TransparencyLog
import Values

/// The journal that a host keeps for shoppers who report: `custodial/reports` in the ledger's directory, with its key, its entries, and a
/// file that is there while it is enabled.
struct CustodyFolder {
    let path: String

    /// Its word, by which it is named: `<USCC>/custodial.reports`.
    static let word = "reports"

    init(_ ledger: LedgerDirectory) { path = "\(ledger.path)/custodial/\(Self.word)" }

    /// Secret.
    var keyFile: String { "\(path)/device.key" }
    /// The district of the office that is asked first, on one line.
    private var enabledFile: String { "\(path)/enabled" }

    var exists: Bool { FileWriter.exists(keyFile) }
    var isEnabled: Bool { FileWriter.exists(enabledFile) }

    func signer() throws(CommandError) -> SignerKey {
        try SecretFile.check(keyFile, holds: SecretFile.key)
        let text = try SmallFile.read(keyFile)
        do { return try SignerKey.parse(text) } catch {
            throw CommandError(.cannotRead, at: Wording(keyFile), Wording(en: error.en, zh: error.zh))
        }
    }

    func district() throws(CommandError) -> String { try SmallFile.read(enabledFile) }

    /// The key of an operator's custodial journal: the one that is here, or a new one.
    func settledKey(of uscc: String) throws(CommandError) -> SignerKey {
        let name = "\(uscc)/\(JournalName.custodyPrefix)\(Self.word)"
        if exists {
            let held = try signer()
            guard held.name == name else {
                throw CommandError(
                    .notAllowed, at: Wording(keyFile), en: "a key of \(held.name) lies here",
                    zh: "此处已有 \(held.name) 的密钥")
            }
            return held
        }
        try FileWriter.makeDirectory(path)
        do {
            let key = try SignerKey.generate(name: name)
            try FileWriter.write(Array("\(key.encoded)\n".utf8), to: keyFile, mode: 0o600, existing: .refused)
            return key
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(.usage, en: "\(error)", zh: "\(error)")
        }
    }

    func enable(district: String) throws(CommandError) {
        try FileWriter.write(Array("\(district)\n".utf8), to: enabledFile, mode: 0o600, existing: .replaced)
    }

    func disable() { FileWriter.remove(enabledFile) }

    func store(_ mode: SQLiteLedgerStore.Mode) throws(StoreError) -> SQLiteJournalStore {
        try SQLiteJournalStore.open(directory: path, mode: mode)
    }

    /// Takes the reports of shoppers, where an administrator has enabled it. What keeps it from that is said, and keeps nobody else from
    /// being served.
    func desk(_ host: LedgerHost, logger: Logger) async throws(CommandError) -> ReportDesk? {
        guard isEnabled else { return nil }
        // As every key: one that others may read is refused.
        let signer = try signer()
        let district = try district()
        guard let name = JournalName(signer.name), name.isCustodial else {
            throw CommandError(
                .cannotRead, at: Wording(keyFile), en: "not the key of a custodial journal", zh: "不是代管日志的密钥")
        }
        do throws(LedgerHost.CustodyFailure) {
            let store: SQLiteJournalStore
            do throws(StoreError) { store = try self.store(.create) } catch { throw .store(error) }
            let journal = try await host.custodialJournal(DeviceJournal(name: name, signer: signer, store: store))
            logger.info("reports are taken", metadata: ["journal": "\(name)", "district": "\(district)"])
            return ReportDesk(journal, district: district)
        } catch {
            logger.error("no reports are taken", metadata: ["journal": "\(name)", "reason": "\(error.wording.en)"])
            return nil
        }
    }
}

extension LedgerHost.CustodyFailure {
    var wording: Wording {
        switch self {
        case .store(let error): Wording(en: error.reason, zh: error.reason)
        case .diverges:
            Wording(
                en:
                    "the custodial journal and the ledger have different histories; nothing more is signed with its key",
                zh: "代管日志与账本的历史不同，不再用其密钥签名")
        case .keepsNoDisclosures: Wording(en: "this host keeps no private values", zh: "本主机不保存私密信息")
        case .standing(let standing):
            Wording(en: "its device does not stand: \(standing)", zh: "其设备状态不符：\(standing)")
        case .otherKey: Wording(en: "another key is enrolled for it", zh: "登记的是另一密钥")
        }
    }
}
