import Codes
import EPCIS
import Values

/// In whose hands a single thing (an item, a logistic unit) was, step by step: a thing is in one place at a time.
package struct Possession: Sendable {
    /// Somebody moved, used or sold what another had, or received it while another had it and had not sent it.
    package struct Conflict: Sendable {
        package enum Kind: Hashable, Sendable {
            /// He gave out what another had.
            case gaveWhatAnotherHad
            /// He received what another had and did not send.
            case receivedWhatAnotherHad
        }

        package let kind: Kind
        package let line: Account.Line
        /// The line with which the other had come to it, and who he is.
        package let held: Account.Line
    }

    package let conflicts: [Conflict]

    /// - Parameters:
    ///   - account: of a single thing, closed.
    ///   - tolerance: milliseconds by which clocks of two firms may differ.
    package init(_ account: Account, tolerance: Int64) {
        var walk = PossessionWalk()
        for match in account.transfers.matches where match.shipped.count == 1 && match.received.count == 1 {
            walk.shipments[match.received[0]] = match.shipped[0]
        }
        for line in Self.inOrder(account) { walk.take(line, tolerance: tolerance) }
        conflicts = walk.conflicts
    }

    /// In the order of time, but a receipt never before the shipment that it belongs to: clocks of two firms differ.
    private static func inOrder(_ account: Account) -> [Account.Line] {
        let lines = account.lines
        // Lines stand in the order of time: where no two are of one moment, a receipt moves only behind a later shipment.
        let isStrict = zip(lines, lines.dropFirst()).allSatisfy { $0.moment < $1.moment }
        let isShifted = account.transfers.matches.contains { match in
            guard let last = match.shipped.map(\.moment).max() else { return false }
            return match.received.contains { $0.moment < last }
        }
        if isStrict, !isShifted { return lines }
        var shipped: [Account.Line: Timestamp] = [:]
        for match in account.transfers.matches {
            guard let last = match.shipped.map(\.moment).max() else { continue }
            for receipt in match.received { shipped[receipt] = last }
        }
        return account.lines.enumerated()
            .map { (line: $1, moment: max($1.moment, shipped[$1] ?? $1.moment), place: $0, isLate: shipped[$1] != nil) }
            .sorted { left, right in
                if left.moment != right.moment { return left.moment < right.moment }
                return left.isLate == right.isLate ? left.place < right.place : !left.isLate
            }
            .map(\.line)
    }
}

private struct PossessionWalk {
    private enum State {
        case unknown
        case with(String, since: Account.Line)
        /// On its way, sent by these.
        case sent(by: Set<String>, with: Account.Line)
        case gone
    }

    private(set) var conflicts: [Possession.Conflict] = []
    /// By receipt, where each has one of its own.
    var shipments: [Account.Line: Account.Line] = [:]
    private var state = State.unknown
    /// Who owns it while it lies with a warehouse or travels with a carrier.
    private var owners: Set<String> = []

    mutating func take(_ line: Account.Line, tolerance: Int64) {
        let firm = line.operatorUSCC
        switch line.act {
        case .issue: state = .with(firm, since: line)
        case .ship:
            check(line, .gaveWhatAnotherHad, tolerance)
            if line.passesOwnership { owners = [] } else { owners.formUnion(line.event.sources + [firm]) }
            state = .sent(by: Set(line.event.sources + [firm]), with: line)
        case .receive:
            if case .with = state, !line.isReturn { check(line, .receivedWhatAnotherHad, tolerance) }
            state = .with(firm, since: line)
        case .use, .end:
            check(line, .gaveWhatAnotherHad, tolerance)
            state = .gone
        case .pack, .unpack, .store, .observe: break
        }
    }

    /// Whether one firm sent it to both, each by a shipment of its own: then no clock explains it.
    private func isSentTwice(_ held: Account.Line, _ line: Account.Line) -> Bool {
        guard let first = shipments[held], let second = shipments[line], first != second else { return false }
        return first.operatorUSCC == second.operatorUSCC
    }

    private mutating func check(_ line: Account.Line, _ kind: Possession.Conflict.Kind, _ tolerance: Int64) {
        guard case .with(let holder, let held) = state, holder != line.operatorUSCC,
            !owners.contains(line.operatorUSCC), !line.event.sources.contains(holder),
            // Whom he received it from may tell of the same movement.
            line.moment.milliseconds > held.moment.milliseconds + tolerance || isSentTwice(held, line)
        else { return }
        conflicts.append(Possession.Conflict(kind: kind, line: line, held: held))
    }
}

extension Account.Line {
    /// Whether a shipment makes another its owner: not where it names only who shall have it in his hands.
    fileprivate var passesOwnership: Bool {
        let types = event.event.destinationList.map(\.type)
        return types.isEmpty || types.contains("owning_party") || !types.contains("possessing_party")
    }
}
