import Evidence
import Hosting
import Ledger
import TransparencyLog

extension LedgerDesk {
    /// `POST /journals/<name>?from=<m>`: takes a push; answers when it is durable.
    func push(_ name: JournalName, from: UInt64, body: [UInt8]) async throws(Problem) -> Reply {
        let started = ContinuousClock.now
        do throws(PushRefusal) {
            let request: PushRequest
            do throws(PushRequest.Malformation) {
                // Reading and hashing up to 64 MiB belongs on the pool's threads, never on a loop or on the sequencer.
                request = try PushRequest(journal: name, from: from, body: body)
            } catch {
                throw PushRefusal.malformed(error)
            }
            let receipt = try await host.sequencer.push(request)
            meters.pushed(in: ContinuousClock.now - started)
            return Reply(receipt.json)
        } catch {
            throw Problem(error)
        }
    }

    /// `GET /journals/<name>`: what the ledger holds of it.
    func journal(_ name: JournalName) async throws(Problem) -> Reply {
        let state = try await reading { () async throws(StoreError) in try await host.store.journal(name) }
        guard let state else {
            throw Problem(.unknownJournal, en: "\(name) never pushed", zh: "\(name) 从未推送")
        }
        return Reply(state.json(of: name))
    }

    /// `POST /admin`: takes a note signed by the ledger's admin key.
    func admin(_ note: [UInt8]) async throws(Problem) -> Reply {
        do throws(AdminRefusal) {
            return Reply(try await host.sequencer.append(adminNote: note).json)
        } catch {
            throw Problem(error)
        }
    }
}
