import ArgumentParser
import Codes
import CommandSupport
import Hosting
import Ledger
import LedgerProtocol
import Logging
import Rules
import SQLiteStore
import TransparencyLog
import Values

/// `yimad fsck`: is the stored ledger what was signed?
struct FsckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck",
        abstract: said(
            "Rehash every entry and tile, check every signature and every derived table.", "重算全部条目与哈希块，核对全部签名与派生表。"))

    @OptionGroup var place: DataOption
    @OptionGroup var places: PlacesOption
    @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

    func run() async throws {
        let report = try await check(place.directory.beside(places))
        if json {
            try Console.print(report.json)
        } else {
            try say(report)
        }
        if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
    }

    /// The journal that this host keeps for others, where there is one.
    private func checkCustody(
        _ directory: LedgerDirectory, _ store: SQLiteLedgerStore, _ report: inout AuditReport
    ) async {
        let folder = CustodyFolder(directory)
        guard folder.exists else { return }
        do {
            let signer = try folder.signer()
            guard let name = JournalName(signer.name) else {
                return report.add(
                    .init(entry: nil, en: "\(folder.keyFile): not a device's key", zh: "\(folder.keyFile)：不是设备密钥"))
            }
            let journal: SQLiteJournalStore
            do throws(StoreError) { journal = try folder.store(.readOnly) } catch {
                // Enabled, and not run since; or lost, and filled again from the ledger when the daemon starts.
                guard case .missing = error else { throw error }
                return
            }
            let check = try await CustodyCheck(
                name, key: signer.verifierKey, store: journal, held: try await store.journal(name))
            for problem in check.problems { report.add(.init(entry: nil, en: problem.en, zh: problem.zh)) }
            for note in check.notes { report.add(note: note) }
        } catch {
            let wording =
                (error as? CommandError)?.wording ?? Wording("\((error as? StoreError)?.reason ?? "\(error)")")
            report.add(
                unchecked: Wording(
                    en: "the custodial journal in \(folder.path): \(wording.en)",
                    zh: "\(folder.path) 中的代管日志：\(wording.zh)"))
        }
    }

    private func check(_ directory: LedgerDirectory) async throws -> AuditReport {
        let key: VerifierKey
        let store: SQLiteLedgerStore
        let codes: CodeReader
        let missing: [(name: String, file: String)]
        do throws(CommandError) {
            key = try directory.verifierKey()
            store = try LedgerAccess.store(directory, mode: .readOnly)
            // A ledger whose acts do not hold is to be checked all the same: then nothing is known to be adopted.
            let adopted =
                (try? await LedgerAccess.adoptedOrMissing(directory, store: store)) ?? (files: [:], missing: [])
            missing = adopted.missing
            codes = try LedgerAccess.definitions(directory, places.places, adopted: adopted.files).codes
        } catch {
            // Whatever keeps us from looking says nothing about what is there.
            throw error.could(not: .undecided)
        }
        let progress = SharedProgress(said("checking", "检查中"))
        let guardFile = places.guard ?? directory.guardFile
        let memory = SignedHeadFile(path: guardFile)
        let index = Self.opened { () throws(StoreError) in
            try SQLiteCodeIndexStore.open(directory: directory.path, mode: .readOnly)
        }
        let disclosures = Self.opened { () throws(StoreError) in
            try SQLiteDisclosureStore.open(directory: directory.path, mode: .readOnly)
        }
        let findings = Self.opened { () throws(StoreError) in
            try SQLiteFindingStore.reading(directory: directory.path)
        }
        // Of private values that cannot be read it is not known which were erased.
        let statements = disclosures.error == nil ? FileErasureStatement(beside: guardFile) : nil
        // By other schemes the index would seem not to follow from the entries.
        let lacksSchemes = missing.contains { $0.name.hasPrefix(TradeDefinitions.schemesPrefix) }
        var report = await Fsck(
            store: store, index: lacksSchemes ? nil : index.store, memory: memory, disclosures: disclosures.store,
            erasureStatements: statements, findings: findings.store, draws: DrawFolder(directory), codes: codes,
            key: key
        ) { done, total in
            progress.show(done, of: total)
        }.run()
        progress.finish()
        await checkCustody(directory, store, &report)
        for (name, file) in missing {
            report.add(
                unchecked: Wording(
                    en:
                        "\(name), which the ledger has adopted, is not at \(file): the daemon does not start without it",
                    zh: "账本所采纳的 \(name) 不在 \(file)：缺少它守护进程无法启动"))
        }
        if !FileWriter.exists(guardFile) {
            report.add(
                note: Wording(
                    en: "the signed-head file is not at \(guardFile): where it lies elsewhere, name it with --guard",
                    zh: "签名头文件不在 \(guardFile)：若在别处，请用 --guard 指明"))
        }
        // What cannot be opened hinders nothing else from being checked, and is not passed over.
        if let error = index.error {
            report.add(
                unopened: error, what: Wording(en: "the code index", zh: "编码索引"),
                remedy: Wording(
                    en:
                        "the code index follows from the entries: the daemon makes it anew when it starts, or yimad reindex",
                    zh: "编码索引由条目派生：守护进程启动时会重建，也可运行 yimad reindex"))
        } else if index.store == nil {
            report.add(note: Wording(en: "no code index is stored: the daemon makes one", zh: "尚无编码索引，守护进程会建立"))
        }
        if let error = disclosures.error {
            report.add(
                unopened: error, what: Wording(en: "private values", zh: "私密信息"),
                remedy: Wording(
                    en: "private values do not follow from the entries: bring back the newest copy of their file",
                    zh: "私密信息无法由条目派生：请恢复其文件的最新副本"))
        }
        if let error = findings.error {
            report.add(
                unopened: error, what: Wording(en: "what the monitor found", zh: "监测结果"),
                remedy: Wording(
                    en:
                        "what the monitor found follows from the entries: the daemon finds it anew where its file is deleted",
                    zh: "监测结果由条目派生：删除其文件后守护进程会重新核查"))
        }
        noteForeignKey(directory, key, &report)
        return report
    }

    /// What the ledger is judged by is `ledger.vkey`: where that is not of the signing key beside it, one of the two was exchanged.
    private func noteForeignKey(_ directory: LedgerDirectory, _ key: VerifierKey, _ report: inout AuditReport) {
        let file = places.places.key ?? directory.keyFile
        guard let signer = try? directory.signerKey(file), signer.verifierKey != key else { return }
        report.add(
            note: Wording(
                en:
                    "\(directory.verifierKeyFile), by which the ledger is checked, does not belong to the signing key in \(file)",
                zh: "核对账本所用的 \(directory.verifierKeyFile) 与 \(file) 中的签名密钥不符"))
    }

    /// A file that need not be there: opened, missing (neither store nor error), or why it cannot be opened.
    private static func opened<Store>(
        _ open: () throws(StoreError) -> Store
    ) -> (store: Store?, error: StoreError?) {
        do throws(StoreError) {
            return (try open(), nil)
        } catch {
            if case .missing = error { return (nil, nil) }
            return (nil, error)
        }
    }

    private func say(_ report: AuditReport) throws(CommandError) {
        for problem in report.problems {
            let place = problem.entry.map { said("entry \($0): ", "条目 \($0)：") } ?? ""
            try Console.print(place + said(problem.wording).printable)
        }
        if report.problemCount > report.problems.count {
            let rest = report.problemCount - report.problems.count
            try Console.print(said("… and \(rest) more", "……另有 \(rest) 处"))
        }
        for warning in report.warnings {
            let place = warning.entry.map { said("entry \($0): ", "条目 \($0)：") } ?? ""
            try Console.print(said("note: ", "提示：") + place + said(warning.wording).printable)
        }
        for reason in report.unchecked {
            try Console.print(said("could not check: ", "无法检查：") + said(reason).printable)
        }
        for note in report.notes { try Console.print(said("note: ", "提示：") + said(note).printable) }
        let count = report.entries.grouped
        switch report.exitStatus {
        case 0: try Console.print(said("sound: \(count) entries", "完好：\(count) 条"))
        case 1:
            let first = report.firstBad.map { said(", first bad entry \($0)", "，首个坏条目 \($0)") } ?? ""
            try Console.print(said("NOT sound: \(count) entries checked\(first)", "不完好：已检查 \(count) 条\(first)"))
        default: try Console.print(said("undecided: \(count) entries checked", "无法判定：已检查 \(count) 条"))
        }
    }
}

extension CommandError {
    /// The same with another status.
    fileprivate func could(not status: ExitStatus) -> CommandError {
        // Not the hint: it would be to run fsck.
        CommandError(status, at: place, wording)
    }
}
