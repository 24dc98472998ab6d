import ArgumentParser
import CommandSupport
import Hosting
import Ledger
import LedgerProtocol
import Logging
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
        let report = try await check(place.directory)
        if json {
            try Console.print(report.json)
        } else {
            try say(report)
        }
        if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
    }

    private func check(_ directory: LedgerDirectory) async throws -> AuditReport {
        let key: VerifierKey
        let store: SQLiteLedgerStore
        do throws(CommandError) {
            key = try directory.verifierKey()
            store = try LedgerAccess.store(directory, mode: .readOnly)
        } catch {
            // Whatever keeps us from looking says nothing about what is there.
            throw error.could(not: .undecided)
        }
        let progress = SharedProgress(said("checking", "检查中"))
        let index = try? SQLiteCodeIndexStore.open(directory: directory.path, mode: .readOnly)
        let memory = FileCheckpointGuard(path: places.guard ?? directory.guardFile)
        let codes = try LedgerAccess.definitions(directory, places.places).codes
        let disclosures = Result { () throws(StoreError) in
            try SQLiteDisclosureStore.open(directory: directory.path, mode: .readOnly)
        }
        var report = await Fsck(
            store: store, index: index, memory: memory, disclosures: try? disclosures.get(), codes: codes, key: key
        ) { done, total in
            progress.show(done, of: total)
        }.run()
        progress.finish()
        // There may be none; those that are there and cannot be read are not sound, and hinder nothing else from being checked.
        if case .failure(let error) = disclosures, case .missing = error { return report }
        if case .failure(let error) = disclosures { report.add(unreadable: error) }
        return report
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
        if let reason = report.couldNotCheck { try Console.print(said("could not check: ", "无法检查：") + said(reason)) }
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
        CommandError(status, at: place, wording, hint: hint)
    }
}
