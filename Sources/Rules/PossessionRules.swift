import Chains
import Codes
import EPCIS
import Values

/// LINK-4: a single thing was moved, used or sold by one firm while another had it.
///
/// What lies with a warehouse or travels with a carrier (a shipment that names only a possessing party) may be moved by its owner.
struct CustodyGapRule: Rule {
    static let id = "LINK-4"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.toleranceMinutes]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        strangePlaces(context, definition)
            + context.conflicts(.gaveWhatAnotherHad, within: definition.duration(.toleranceMinutes)).map {
                account, conflict in
                let name = context.naming.code(account.code)
                let firm = context.naming.party(conflict.line.operatorUSCC)
                let holder = context.naming.party(conflict.held.operatorUSCC)
                let (gave, had) = (
                    conflict.line.event.eventTime.minute, conflict.held.event.eventTime.minute
                )
                return definition.finding(
                    Wording(
                        en:
                            "\(firm) gave out \(name.en) at \(gave), but \(holder) has had it since \(had) and did not send it",
                        zh: "\(firm) 于 \(gave) 发出或使用 \(name.zh)，但该货自 \(had) 起在 \(holder) 处，且未发出"),
                    entries: [conflict.held.entry, conflict.line.entry])
            }
    }
}

/// CODE-5: one code on two things: received by one firm while another had it and had not sent it.
struct CloneRule: Rule {
    static let id = "CODE-5"
    static let isOfRecord = true
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.toleranceMinutes, .travelHours]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        tooFast(context, definition)
            + context.conflicts(.receivedWhatAnotherHad, within: definition.duration(.toleranceMinutes)).map {
                account, conflict in
                let name = context.naming.code(account.code)
                let firm = context.naming.party(conflict.line.operatorUSCC)
                let holder = context.naming.party(conflict.held.operatorUSCC)
                let (came, had) = (
                    conflict.line.event.eventTime.minute, conflict.held.event.eventTime.minute
                )
                return definition.finding(
                    Wording(
                        en:
                            "\(firm) received \(name.en) at \(came), but \(holder) has had it since \(had) and did not send it: "
                            + "the code stands on two things",
                        zh: "\(firm) 于 \(came) 收到 \(name.zh)，但该货自 \(had) 起在 \(holder) 处且未发出：同一编码出现在两件货物上"),
                    entries: [conflict.held.entry, conflict.line.entry])
            }
    }
}

/// That somebody did something with what another had.
struct AccountConflict: Sendable {
    let account: Account
    let conflict: Possession.Conflict
}

extension RuleContext {
    /// Conflicts about things that carry a code of their own. A returnable crate comes and goes without being scanned.
    /// - Parameter tolerance: milliseconds by which clocks of two firms may differ.
    fileprivate func conflicts(
        _ kind: Possession.Conflict.Kind, within tolerance: Int64
    ) -> [(account: Account, conflict: Possession.Conflict)] {
        remembered(tolerance) {
            // Where one firm tells all, nobody does anything with what another has.
            book.accounts.filter {
                $0.code.grain == .instance && $0.code.productKey != nil && $0.linesByOperator.count > 1
            }.flatMap { account in
                Possession(account, tolerance: tolerance).conflicts
                    .filter { account.isOnPath($0.line.operatorUSCC) && !cameWithKin($0, account) }
                    .map { AccountConflict(account: account, conflict: $0) }
            }
        }.filter { $0.conflict.kind == kind }.map { ($0.account, $0.conflict) }
    }
}

/// Whether the firm had it by the lot: a dock scans lots, a till items.
private func cameWithKin(_ conflict: Possession.Conflict, _ account: Account) -> Bool {
    account.kinAcquisition(by: conflict.line.operatorUSCC).map {
        $0.moment <= conflict.line.moment && $0.entry != conflict.line.entry
    } ?? false
}
