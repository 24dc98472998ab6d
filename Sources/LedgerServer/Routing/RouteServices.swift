import Codes
import Hosting
import Ledger
import LedgerProtocol
import Logging

/// What the routes of one ledger answer from.
struct RouteServices: Sendable {
    let host: LedgerHost
    let limits: HTTPLimits
    let gates: RequestGates
    let meters: LedgerMeters
    let exposition: PrometheusMetrics?
    let connections: ConnectionTable
    let refusals = RefusalLog()
    /// Bytes of bodies in memory.
    let bodyBytes: SharedBudget
    /// Bodies that are arriving.
    let bodyPlaces: SharedBudget
    /// Bytes of large answers that are being sent.
    let answerBytes: SharedBudget

    /// For what no request's own logger tells.
    let logger: Logger

    init(
        host: LedgerHost, limits: HTTPLimits, meters: LedgerMeters, exposition: PrometheusMetrics?,
        logger: Logger = Logger(label: "yimad", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.host = host
        self.logger = logger
        self.limits = limits
        gates = RequestGates(limits)
        self.meters = meters
        self.exposition = exposition
        connections = ConnectionTable(countMax: limits.connectionCountMax)
        bodyBytes = SharedBudget(capacity: limits.bodyBytesMax)
        bodyPlaces = SharedBudget(capacity: limits.bodyCountMax)
        answerBytes = SharedBudget(capacity: limits.answerBytesMax)
    }

    /// The newest durable state: what everybody is answered by, without asking the writer.
    var published: PublishedLedger { host.sequencer.published }

    /// The newest tree that the ledger's witness policy accepts; the newest there is where it has none.
    var witnessed: CosignedLedger.Tree {
        get throws(Problem) {
            if let tree = host.witnessed { return tree }
            throw Problem(
                .notCosigned, en: "the ledger's witnesses have not cosigned any checkpoint yet",
                zh: "账本的见证方尚未联署任何检查点", retryAfterSeconds: 5)
        }
    }

    /// Runs what reads the store and turns its failure into a problem.
    func reading<Value>(_ work: () async throws(StoreError) -> Value) async throws(Problem) -> Value {
        do throws(StoreError) {
            return try await work()
        } catch {
            throw Problem(error)
        }
    }

    /// The code that a query asks for, as written and read.
    func readCode(_ query: QueryParameters) throws(Problem) -> (written: String, code: CanonicalCode) {
        let written = try query.required("code")
        do throws(CodeError) {
            return (written, try host.codes.read(written))
        } catch {
            throw Problem(error)
        }
    }
}
