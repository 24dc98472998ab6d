import Chains
import EPCIS
import Ledger
import Risk
import Values

/// What firms put right (`yima withdraw --by`): the events that take the place of others come later by their nature, and are not late for that;
/// whether what they correct was in time is counted with that.
struct Corrections {
    /// What takes the place of an event stands before the declaration, in one import with it: so many entries before are looked through.
    static let before: UInt64 = 1024

    private struct Late {
        let key: RiskFact.Key
        let step: String?
        let moment: Timestamp
    }

    private struct Correction {
        let names: [String]
        let step: String?
        let moment: Timestamp
    }

    /// By signer and name.
    private var known: [String: Late] = [:]
    private var corrections: [Correction] = []

    /// What is further from it in time is something else that happened; else a record that is late would be hidden behind any correction.
    private static let apartMs: Int64 = 86_400_000

    mutating func take(_ reading: RiskReading, _ signed: EventEntry, _ event: EPCISEvent) {
        let signer = signed.journal.operatorUSCC
        if let declaration = event.errorDeclaration {
            guard !declaration.correctiveEventIDs.isEmpty else { return }
            corrections.append(
                Correction(
                    names: declaration.correctiveEventIDs.map { "\(signer) \($0)" }, step: event.bizStep,
                    moment: event.eventTime.moment))
        } else if let fact = reading.facts.first(where: { $0.key.source == .late }) {
            let name = event.eventID ?? EventName(journal: signed.journal.description, index: signed.index).text
            known["\(signer) \(name)"] = Late(key: fact.key, step: event.bizStep, moment: event.eventTime.moment)
        }
    }

    /// Whether something took the place of an event that was not taken in here.
    var isOpen: Bool { corrections.contains { $0.names.contains { known[$0] == nil } } }

    /// The records that are late only as corrections.
    var late: [RiskFact.Key] {
        corrections.flatMap { correction in
            correction.names.compactMap { known[$0] }.filter { late in
                late.step == correction.step
                    && abs(late.moment.milliseconds - correction.moment.milliseconds) <= Self.apartMs
            }.map(\.key)
        }
    }
}
