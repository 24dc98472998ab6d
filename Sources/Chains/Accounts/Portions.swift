import Codes
import EPCIS
import Values

/// Who has how much of the goods that a chain is about, and by which way it came to each: the verdict on one portion takes nothing
/// from what others did with theirs.
///
/// In custody are the firms that have it by what others in custody recorded; whoever only says so himself *claims* it.
package struct Portions: Sendable {
    package struct Portion: Hashable, Sendable {
        package enum State: String, Hashable, Sendable {
            /// It is there, or that it left is not on record.
            case held
            /// It was sent there and has not been received.
            case inTransit
            /// It was sold, used up or destroyed there, to the last.
            case used
        }

        /// USCC.
        package let holder: String
        package let state: State
        /// What is left there; nil where the records do not say how much, or by units that do not add up.
        package let amount: Measure?
        /// False for whoever was asked for and is not in custody.
        package let isSupported: Bool
    }

    /// What a firm says that it has, and nobody who had it says that he gave it to it.
    package struct Claim: Hashable, Sendable {
        package let claimant: String
        package let amount: Measure?
        package let entries: [UInt64]
    }

    /// In the order of their holders.
    package let all: [Portion]
    /// In the order of their claimants.
    package let claims: [Claim]
    private let ways: PortionWays

    /// Every firm in custody through whose hands it went, or to which it is on its way.
    package func isConcerned(_ operatorUSCC: String) -> Bool {
        ways.parties.contains(operatorUSCC)
    }

    /// Whoever signed one of these entries about the goods.
    package func signers(of entries: [UInt64]) -> Set<String> {
        Set(entries.flatMap { ways.lines[$0] ?? [] }.map(\.operatorUSCC))
    }

    /// The way on which a firm's portion came to it.
    package func way(to holder: String) -> PortionWay {
        PortionWay(to: holder, ways)
    }

    package init(_ chain: Chain) {
        let subject = chain.subject
        let family = chain.judged.book.accounts.filter {
            $0.code.key == subject.key || $0.code.lotKey == subject.key || $0.code.key == subject.lotKey
        }
        let ways = PortionWays(family, hearing: chain.hearing)
        var stocks: [String: Stock] = [:]
        for account in family {
            let isItself = account.code.key == subject.key
            for line in account.lines {
                stocks[account.giver(of: line), default: Stock()].add(
                    line, isItself: isItself, isExpected: ways.isReceiver(line))
            }
            for part in account.voided.parts {
                stocks[part.void.operatorUSCC]?.add(stayed: part.stayed, isItself: isItself)
            }
        }
        var found = stocks.compactMap { holder, stock -> Portion? in
            stock.portion.map { state, amount in
                Portion(holder: holder, state: state, amount: amount, isSupported: holder != chain.claimant)
            }
        }
        for (holder, lines) in Self.underWay(family, stocks) {
            found.append(
                Portion(
                    holder: holder, state: .inTransit, amount: Measure.sum(lines.map(\.measure)), isSupported: true))
        }
        all = found.sorted { ($0.holder, $0.state.rawValue) < ($1.holder, $1.state.rawValue) }
        claims = Self.claims(chain)
        self.ways = ways
    }

    /// Shipments that nobody received, by the firm for which they are: not those that came back, were refused or did not leave.
    private static func underWay(_ family: [Account], _ stocks: [String: Stock]) -> [String: [Account.Line]] {
        var waiting: [String: [Account.Line]] = [:]
        for account in family {
            for line in account.transfers.open {
                let receivers = line.event.destinations.filter { $0 != line.operatorUSCC }
                let sender = stocks[line.operatorUSCC]
                guard let receiver = receivers.first, !(sender?.hasBack(since: line.moment) ?? false) else { continue }
                if let refused = receivers.compactMap({ stocks[$0]?.refusal }).max(), refused >= line.moment {
                    // It is on its way back, until its sender has done something else with it.
                    if !(sender?.hasGiven(after: refused) ?? false) {
                        waiting[line.operatorUSCC, default: []].append(line)
                    }
                    continue
                }
                guard !receivers.contains(where: { stocks[$0]?.hasSeen(since: line.moment) ?? false }) else { continue }
                waiting[receiver, default: []].append(line)
            }
        }
        return waiting
    }

    private static func claims(_ chain: Chain) -> [Claim] {
        guard chain.hasOutsiders else { return [] }
        var claimed: [String: [(entry: UInt64, measure: Measure?)]] = [:]
        for event in chain.events where !chain.isHeard(event) {
            for thing in event.things(under: chain.subject.key) where Act(event, thing.role).acquires {
                claimed[event.operatorUSCC, default: []].append((event.entry, thing.measure))
            }
        }
        return claimed.map { claimant, told in
            Claim(
                claimant: claimant, amount: Measure.sum(told.map(\.measure)), entries: Set(told.map(\.entry)).sorted())
        }.sorted { $0.claimant < $1.claimant }
    }
}

/// What one firm took in of the goods and gave out.
private struct Stock {
    private var own: [Account.Line] = []
    /// Lines of its items, which count where the lot is never named.
    private var kin: [Account.Line] = []
    private var stored: [Account.Line] = []
    /// What was told as shipped and did not leave, of the goods themselves and of their kin.
    private var stayed: [Measure?] = []
    private var kinStayed: [Measure?] = []

    mutating func add(stayed amount: Measure?, isItself: Bool) {
        if isItself { stayed.append(amount) } else { kinStayed.append(amount) }
    }

    /// - Parameter isExpected: whether it was sent to whom the line is of, so that storing it is having it.
    mutating func add(_ line: Account.Line, isItself: Bool, isExpected: Bool) {
        if line.act == .store, isExpected { stored.append(line) }
        if isItself { own.append(line) } else { kin.append(line) }
    }

    private var isByItself: Bool { own.contains { $0.acquires } || kin.isEmpty }
    private var lines: [Account.Line] { isByItself ? own : kin }

    /// Nil where nothing of it is, or ended, there.
    var portion: (Portions.Portion.State, Measure?)? {
        let lines = lines
        let came = lines.filter { $0.acquires && !$0.isInternal }
        let isThere = !came.isEmpty || !stored.isEmpty
        let gone = lines.filter { $0.gives && !$0.isInternal }
        guard isThere || gone.contains(where: { $0.act != .ship }) else { return nil }
        let taken = Measure.sum((came.isEmpty ? stored : came).map(\.measure))
        guard !gone.isEmpty else { return (.held, taken) }
        guard let taken, let given = Measure.sum(gone.map(\.measure)), let left = taken.subtracting(given),
            let rest = Measure.sum([left] + voids)
        else { return (.held, nil) }
        if rest.quanta > 0 { return (.held, rest) }
        return gone.contains { $0.act != .ship }
            ? (.used, Measure(unit: rest.unit, millionths: 0)) : nil
    }

    /// What can be said of it.
    private var voids: [Measure?] { (isByItself ? stayed : kinStayed).filter { $0 != nil } }

    /// Whether its holder gave out of it after that moment.
    func hasGiven(after moment: Timestamp) -> Bool {
        (own + kin).contains { $0.gives && $0.moment > moment }
    }

    /// When its holder refused some of it last.
    var refusal: Timestamp? { (own + kin).filter(\.isRefusal).map(\.moment).max() }

    /// Whether its holder recorded something of it at that time or later.
    func hasSeen(since moment: Timestamp) -> Bool {
        (own + kin).contains { $0.moment >= moment && $0.act != .observe || $0.isRefusal }
    }

    /// Whether what was sent came back, or did not leave.
    func hasBack(since moment: Timestamp) -> Bool {
        (own + kin).contains {
            $0.moment >= moment && (($0.isReturn && $0.act == .receive) || $0.event.bizStep == "void_shipping")
        }
    }
}
