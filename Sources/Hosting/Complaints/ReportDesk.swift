public import Codes
public import Complaints
import EPCIS
public import HostState
import Ledger
public import Values

/// Takes what shoppers report, into the journal that the host keeps for them.
public struct ReportDesk: Sendable {
    /// How many reports are taken, so that nobody fills the ledger.
    public struct Limits: Hashable, Sendable {
        public var hourlyByClient = 6
        /// Whoever has reported the code today already is heard no more beyond it; others are.
        public var dailyByCode = 24
        public var hourlyInAll = 240
        public var dailyInAll = 2000

        public init() {}
    }

    /// Why a report is not taken.
    public enum Refusal: Error, Sendable {
        /// Too many came; come again after so many seconds.
        case tooMany(retryAfterSeconds: Int)
        /// Its texts are too long for private values.
        case tooLong
        case custody(CustodialJournal.Failure)
    }

    /// What was taken.
    public struct Taken: Sendable {
        public let receipt: ReceiptNumber
        /// Whether the ledger has it already; else it is kept, and will be brought.
        public let isOnLedger: Bool
    }

    public let journal: CustodialJournal
    /// The district of the host itself, proposed first.
    public let district: String
    private let clients: Allowance
    private let codes: Allowance
    /// Each client about each code, once a day: a few addresses must not keep everybody else from being heard.
    private let firsts: Allowance
    private let daily: Allowance

    public init(_ journal: CustodialJournal, district: String, limits: Limits = Limits()) {
        (self.journal, self.district) = (journal, district)
        clients = Allowance(eachMax: limits.hourlyByClient, totalMax: limits.hourlyInAll)
        daily = Allowance(eachMax: limits.dailyInAll, totalMax: limits.dailyInAll, windowSeconds: 86_400)
        codes = Allowance(eachMax: limits.dailyByCode, totalMax: limits.dailyInAll, windowSeconds: 86_400)
        firsts = Allowance(eachMax: 1, totalMax: limits.dailyInAll, windowSeconds: 86_400)
    }

    /// Takes a report whose fields were found to be in order.
    /// - Parameters:
    ///   - code: what the label says.
    ///   - firm: who issued it, where that is one.
    ///   - client: the address that it comes from.
    public func take(
        _ draft: ReportDraft, about code: CanonicalCode, firm: String?, from client: String, at now: Timestamp
    ) async throws(Refusal) -> Taken {
        let (client, code) = (Allowance.client(client), code.uri)
        let disclosures = draft.disclosures(salts: Disclosure.systemSalts)
        guard ReportDraft.fit(disclosures) else { throw .tooLong }
        if let seconds = clients.take(client, at: now) { throw .tooMany(retryAfterSeconds: seconds) }
        if let seconds = daily.take("", at: now) {
            clients.giveBack(client, at: now)
            throw .tooMany(retryAfterSeconds: seconds)
        }
        let isFirst = firsts.take("\(client) \(code)", at: now) == nil
        if let seconds = codes.take(code, at: now), !isFirst {
            clients.giveBack(client, at: now)
            daily.giveBack("", at: now)
            throw .tooMany(retryAfterSeconds: seconds)
        }
        let receipt = ReceiptNumber()
        let opening = ComplaintOpening(
            name: receipt.complaint, class: ComplaintOpening.Class(rawValue: draft[.class]) ?? .report,
            kind: draft[.kind], way: .page, received: now.localDay, district: draft[.district], code: code, firm: firm)
        let event = ComplaintAct.opening(opening).event(
            at: OffsetTime(moment: now, offsetMinutes: 480), sealing: disclosures)
        do throws(CustodialJournal.Failure) {
            return Taken(receipt: receipt, isOnLedger: try await journal.record(event))
        } catch {
            throw .custody(error)
        }
    }
}
