import Chains
import CommandSupport
import Draws
import EPCIS
import Journals
import Ledger
import LedgerClient
import LedgerProtocol
import Supervision
import TransparencyLog
import Values

/// The acts of an office in its own draws: signed in its device's journal and pushed at once, since nothing counts before the ledger has it.
struct OfficeActs {
    let home: JournalHome
    let journal: DeviceJournal

    init(_ options: JournalOptions) throws(CommandError) {
        home = try JournalHome(options: options)
        journal = try home.journal()
    }

    /// A draw of this office, by its word or by its whole name.
    func name(_ written: String) throws(CommandError) -> DrawName {
        if let name = DrawName(written) {
            guard name.uscc == home.name.operatorUSCC else {
                throw CommandError(
                    .notAllowed, at: Wording(written.shown), en: "is another office's draw", zh: "是其他机关的抽查")
            }
            return name
        }
        guard let name = DrawName(uscc: home.name.operatorUSCC, word: written) else {
            throw CommandError(
                .usage, at: Wording(written.shown), en: "a draw's word is 1 to 64 small letters, digits and hyphens",
                zh: "抽查名称应为 1 至 64 个小写字母、数字或连字符")
        }
        return name
    }

    /// Signs acts and pushes them.
    func record(_ acts: [(act: DrawAct, sealing: [Disclosure])]) async throws(CommandError) {
        let time = OffsetTime(moment: .now, offsetMinutes: 480)
        try await record(acts.map { $0.act.event(at: time, sealing: $0.sealing) })
    }

    /// Signs events, all or none, and pushes them. What holds the number of a person is refused: nothing on a ledger can be taken away again.
    func record(_ events: [SealedEvent]) async throws(CommandError) {
        for event in events {
            guard let found = NumbersInActs.first(in: event.event) else { continue }
            throw CommandError(
                .badInput, at: Wording(found.place), found.number.wording,
                hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
        }
        let appender: JournalAppender
        do throws(StoreError) { appender = try await journal.beginImport() } catch { throw CommandError(error) }
        let name = { @Sendable [journal = "\(journal.name)"] (index: UInt64) in
            EventName(journal: journal, index: index).text
        }
        do {
            for event in events {
                let outcome = try await appender.append(event, eventID: name)
                if case .tooLarge(let bytes) = outcome {
                    throw CommandError(.notCommitted(reason: "an act of \(bytes) bytes is too large for an entry"))
                }
            }
            _ = try await appender.commit()
        } catch {
            await appender.rollback()
            throw error as? CommandError ?? (error as? StoreError).map { CommandError($0) }
                ?? CommandError(.software, en: "\(error)", zh: "\(error)")
        }
        _ = try await Pushing.push(journal, home: home)
    }

    /// Refuses before anything is signed what would count for nothing.
    func checkRole(
        in district: String, _ authorities: [DrawsDocument.Authority]
    ) throws(CommandError) {
        let uscc = home.name.operatorUSCC
        let scopes = authorities.filter { $0.uscc == uscc }.map(\.scope)
        guard !scopes.contains(where: { district.hasPrefix($0) }) else { return }
        let refusal: DrawRecord.Refusal =
            scopes.isEmpty ? .notAuthority : .otherDistrict(scopes: scopes, district: district)
        throw CommandError(
            .notAllowed, at: Wording("\(home.name)"), refusal.wording,
            hint: Wording(
                en:
                    "its host grants it: yimad role grant --data DIR --uscc \(uscc) --role authority --scope \(district)",
                zh: "由主机授予：yimad role grant --data 目录 --uscc \(uscc) --role authority --scope \(district)"))
    }
}
