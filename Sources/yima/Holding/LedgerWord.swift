import CommandSupport
import DeviceSync
import Journals
import Ledger
import LedgerClient
import TransparencyLog

/// Whether the ledger of a journal keeps its word, asked without sending anything or writing to the journal.
struct LedgerWord {
    /// The newest head that the journal holds; nil where it has not met its ledger.
    let head: Checkpoint?
    /// Nil where it could not be asked, or there was nothing to ask.
    let keeps: Bool?
    /// Why not.
    let error: CommandError?

    /// A person who looks at a status does not wait for a ledger that is away.
    private static var timeouts: LedgerClient.Timeouts {
        var timeouts = LedgerClient.Timeouts()
        (timeouts.connectSeconds, timeouts.idleSeconds, timeouts.requestSeconds) = (3, 10, 20)
        return timeouts
    }

    static func ask(
        _ url: LedgerURL, key: VerifierKey?, journal: DeviceJournal, home: JournalHome, head: JournalHead
    ) async throws(CommandError) -> LedgerWord {
        let note = head.pushed.ledgerCheckpoint
        let held = note.isEmpty ? nil : try? Checkpoint.parse(SignedNote.parse(note).text)
        guard let held, let key else { return LedgerWord(head: held, keeps: nil, error: nil) }
        do throws(CommandError) {
            return try await LedgerConnection.asking(
                url, timeouts: timeouts, retries: .never
            ) { ledger throws(CommandError) in
                let key = try await KnownKeys.current(
                    after: key, askedOf: ledger, isNamed: home.isLedgerKeyNamed)
                // An import of another process may have the journal for long: it is read, not written.
                let stores: [any LogHeadStore] = [
                    UnwrittenLogHeads(journal), UnwrittenLogHeads(try await RememberedHeads.store(for: key)),
                ]
                let keeper = HeadKeeper(
                    key: key, former: try KnownKeys.former(before: key), tiles: LedgerTiles(ledger.client),
                    stores: stores)
                let pusher = Pusher(journal: journal, device: home.verifierKey, ledger: ledger.client, keeper: keeper)
                do throws(PushFailure) {
                    try await pusher.check()
                    return LedgerWord(head: held, keeps: true, error: nil)
                } catch {
                    return LedgerWord(
                        head: held, keeps: error.isBrokenWord ? false : nil,
                        error: CommandError(error, ledger: ledger, key: key, home: home))
                }
            }
        } catch {
            return LedgerWord(head: held, keeps: nil, error: error)
        }
    }
}
