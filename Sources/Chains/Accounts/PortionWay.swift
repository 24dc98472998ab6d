import Codes
import Values

/// From whom to whom the goods of a chain went, and what each event did with them.
struct PortionWays: Sendable {
    struct Step: Hashable, Sendable {
        let from: String
        let to: String
        let moment: Timestamp
    }

    /// Newest first.
    private(set) var steps: [Step] = []
    /// What each event did with the goods.
    private(set) var lines: [UInt64: [Account.Line]] = [:]
    /// Those whose issues the goods come from.
    private(set) var issuers: Set<String> = []
    /// Whoever had the goods, or was sent them.
    private(set) var parties: Set<String> = []
    private var receivers: Set<String> = []
    /// Events about the goods before they went apart, or of those who never had any.
    private(set) var common: Set<UInt64> = []
    let hearing: Hearing

    init(_ family: [Account], hearing: Hearing) {
        self.hearing = hearing
        var found: Set<Step> = []
        for account in family {
            issuers.formUnion(account.originators)
            for line in account.lines {
                lines[line.entry, default: []].append(line)
                if line.acquires || line.gives { parties.insert(line.operatorUSCC) }
                found.formUnion(Self.steps(of: line))
            }
            for match in account.transfers.matches {
                for shipment in match.shipped where shipment.event.destinations.isEmpty {
                    for receipt in match.received {
                        found.insert(
                            Step(from: shipment.operatorUSCC, to: receipt.operatorUSCC, moment: shipment.moment))
                    }
                }
            }
        }
        receivers = Set(found.map(\.to))
        parties.formUnion(receivers)
        for (entry, lines) in lines where lines.allSatisfy({ isCommon($0) }) { common.insert(entry) }
        steps = found.filter { $0.from != $0.to }.sorted { left, right in
            left.moment != right.moment ? left.moment > right.moment : (left.from, left.to) < (right.from, right.to)
        }
    }

    private func isCommon(_ line: Account.Line) -> Bool {
        line.act == .issue && issuers.contains(line.operatorUSCC) || !parties.contains(line.operatorUSCC)
    }

    /// Whether a firm had, or was sent, a unit that an event names with some of the goods in it.
    func hadUnits(of event: ResolvedEvent, _ firm: String) -> Bool {
        let units = Set(event.things.map(\.code.key))
        return lines.values.contains { lines in
            lines.contains { line in
                (line.operatorUSCC == firm && line.act != .observe || line.event.destinations.contains(firm))
                    && line.event.things.contains { units.contains($0.code.key) }
            }
        }
    }

    func isReceiver(_ line: Account.Line) -> Bool {
        receivers.contains(line.operatorUSCC)
    }

    private static func steps(of line: Account.Line) -> [Step] {
        switch line.act {
        case .ship:
            let givers = Set(line.event.sources + [line.operatorUSCC])
            return line.event.destinations.flatMap { receiver in
                givers.map { Step(from: $0, to: receiver, moment: line.moment) }
            }
        case .receive:
            return line.event.sources.map { Step(from: $0, to: line.operatorUSCC, moment: line.moment) }
        default: return []
        }
    }
}

/// The way on which one firm's portion came to it: through whose hands, and when each of them last gave on what may be of it.
package struct PortionWay: Sendable {
    /// How a finding is about goods.
    package enum Aspect: Sendable {
        /// By what was done with them.
        case act
        /// By a shipment and its receipt: what went to another is his.
        case transfer
        /// By a hold, a failure or a recall: as far as the word of who said so reaches.
        case restriction
    }

    private let holder: String
    private let ways: PortionWays
    private var lastGiven: [String: Timestamp] = [:]

    /// Minutes by which clocks of two firms may differ.
    private static let skew: Int64 = 30 * 60_000
    /// Firms through whose hands goods go within the skew.
    private static let passCountMax = 16

    init(to holder: String, _ ways: PortionWays) {
        self.holder = holder
        self.ways = ways
        // Steps come newest first; of one moment, and within the skew, one may lead to another that came before it.
        for _ in 0..<Self.passCountMax {
            var isGrown = false
            for step in ways.steps where step.from != holder && isOnWay(step.to, at: step.moment) {
                if lastGiven[step.from].map({ $0 < step.moment }) ?? true {
                    lastGiven[step.from] = step.moment
                    isGrown = true
                }
            }
            if !isGrown { break }
        }
    }

    private func isOnWay(_ firm: String, at moment: Timestamp) -> Bool {
        firm == holder || lastGiven[firm].map { moment.milliseconds <= $0.milliseconds + Self.skew } ?? false
    }

    /// Whether what entries show is about this portion. What is told of where the goods come from is about all of them; beside it,
    /// what one did with his part decides.
    package func isConcerned(by entries: [UInt64], _ aspect: Aspect) -> Bool {
        let known = entries.filter { ways.lines[$0] != nil }
        guard !known.isEmpty else { return true }
        if aspect == .restriction {
            let said = known.filter { isRestriction($0) }
            if !said.isEmpty { return said.contains { isReached(byRestriction: $0) } }
        }
        let parts = known.filter { !ways.common.contains($0) }
        return parts.isEmpty || parts.contains { isConcerned(by: $0, aspect) }
    }

    private func isConcerned(by entry: UInt64, _ aspect: Aspect) -> Bool {
        (ways.lines[entry] ?? []).contains { line in
            let firm = line.operatorUSCC
            let receivers = line.event.destinations
            if line.act == .ship, !receivers.isEmpty, firm != holder || aspect == .transfer {
                return receivers.contains { isOnWay($0, at: line.moment) }
            }
            if firm == holder { return true }
            guard isOnWay(firm, at: line.moment) else { return false }
            // What another sold, used or put elsewhere is not what came here.
            return line.act != .end && line.act != .use && !line.isAside
        }
    }

    private func isRestriction(_ entry: UInt64) -> Bool {
        ways.lines[entry]?.contains { Restriction.Kind(setBy: $0.event.event) != nil } ?? false
    }

    private func isReached(byRestriction entry: UInt64) -> Bool {
        (ways.lines[entry] ?? []).contains { line in
            let firm = line.operatorUSCC
            if line.isCarried { return ways.hadUnits(of: line.event, holder) }
            if firm == holder || ways.issuers.contains(firm) || ways.hearing.speaksForAll(line.event) { return true }
            guard ways.parties.contains(firm) else { return true }
            guard let given = lastGiven[firm] else { return false }
            // A hold is of what was there then; what failed or is recalled had been so before.
            return Restriction.Kind(setBy: line.event.event) != .hold || line.moment <= given
        }
    }
}

extension Chain {
    /// Who has how much of the subject.
    package var portions: Portions { Portions(self) }
}
