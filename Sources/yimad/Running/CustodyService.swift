import HostState
import Logging
import ServiceLifecycle

/// Brings what waits in the host's own journal into the ledger, until the daemon shuts down: what could not be brought when it came.
struct CustodyService: Service {
    let journal: CustodialJournal
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(5))) != nil {
                do throws(CustodialJournal.Failure) {
                    try await journal.settle()
                } catch {
                    logger.warning(
                        "reports wait to be brought into the ledger",
                        metadata: ["journal": "\(journal.name)", "reason": "\(error)"])
                }
            }
        }
    }
}
