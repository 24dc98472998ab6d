import Chains
import EPCIS
import Profiles
import Values

/// What one firm, or all together, took in of a lot against what was given out.
///
/// Goods that a firm moves between its own sites are neither. What it says that shoppers, or those whom it had supplied, brought back is at most
/// what it had sold or sent. Amounts in an odd unit, and lines that say none, bound the balance and do not switch it off: a package holds
/// what its maker's specification says or more, a piece weighs at most `pieceKilogramsMax`.
final class LotBalance {
    let account: Account
    /// Asked for where amounts are in several units: most are not.
    private lazy var contents: [PackContent] = packContents()
    private let steps: StepTable
    private let definition: RuleDefinition
    /// Returns of shoppers: receipts that no shipment explains and none is needed for.
    private let fromShoppers: Set<Account.Line>

    init(_ account: Account, _ context: RuleContext, _ definition: RuleDefinition) {
        self.account = account
        self.definition = definition
        steps = context.profiles.steps
        guard account.lines.contains(where: { $0.act == .receive && $0.isReturn }) else {
            fromShoppers = []
            return
        }
        let told = Set(account.transfers.matches.flatMap(\.received) + account.transfers.unexplained)
        fromShoppers = Set(account.lines.filter { $0.act == .receive && !told.contains($0) })
    }

    private func packContents() -> [PackContent] {
        var contents: [PackContent] = []
        // Who makes the goods says what a package holds.
        let specified = Set((account.issues + account.lotIssues).compactMap { $0.event.element("spec") })
        for text in specified.sorted() {
            guard let spec = PackSpecification(text, steps: steps),
                let content = Measure(spec.least, uom: spec.uom)
            else { continue }
            // What a basket holds says nothing of a piece.
            contents += spec.packUnits.suffix(1).compactMap { unit in
                PackContent(
                    one: unit.map(Measure.Unit.other) ?? .piece, holdsAtLeast: content, atMost: nil)
            }
        }
        // Of several the least is certain.
        contents.sort { $0.least.quanta < $1.least.quanta }
        if !contents.contains(where: { $0.unit == .piece }),
            let most = Measure(definition.figure(.pieceKilogramsMax), uom: "KGM"),
            let piece = PackContent(one: .piece, holdsAtLeast: Measure(unit: .gram, millionths: 0), atMost: most)
        {
            contents.append(piece)
        }
        return contents
    }

    /// More than came, and how much that was.
    func excess(
        of given: [Account.Line], over taken: [Measure?], tolerancePercent: Amount
    ) -> (out: Measure, into: Measure)? {
        let given = given.map(\.measure)
        if let out = Measure.sum(given), let into = Measure.sum(taken), out.unit == into.unit {
            return out.exceeds(into, byPercent: tolerancePercent) ? (out, into) : nil
        }
        var balance = Balance(ofOneKind: true)
        for measure in given { balance.give(measure, by: contents) }
        for measure in taken { balance.take(measure, by: contents) }
        guard case .excess(let excess) = balance.compared(tolerancePercent: tolerancePercent) else { return nil }
        return (excess.given, excess.taken)
    }

    // MARK: of one firm

    static func given(_ own: [Account.Line]) -> [Account.Line] {
        own.filter { $0.gives && !$0.isInternal }
    }

    /// Nil where it took in nothing at all: that is LINK-1's matter.
    func taken(_ own: [Account.Line]) -> [Measure?]? {
        let came = own.filter(\.acquires)
        guard !came.isEmpty else { return nil }
        let returns = came.filter { $0.act == .receive && $0.isReturn }
        guard !returns.isEmpty else { return came.filter { !$0.isInternal }.map(\.measure) }
        let matched = Set(account.transfers.matches.flatMap(\.received))
        let brought = returns.filter { fromShoppers.contains($0) }
        let takenBack = returns.filter { !fromShoppers.contains($0) && !matched.contains($0) }
        let others = came.filter { !$0.isInternal && !brought.contains($0) && !takenBack.contains($0) }
        return others.map(\.measure) + Self.capped(brought, in: own, by: Self.isSale)
            + Self.capped(takenBack, in: own) { $0.act == .ship }
    }

    /// What shoppers brought back to all firms together.
    var broughtBack: [Measure?] {
        Dictionary(grouping: fromShoppers, by: \.operatorUSCC).values.flatMap { returns in
            Self.capped(
                returns, in: account.lines.filter { $0.operatorUSCC == returns[0].operatorUSCC }, by: Self.isSale)
        }
    }

    /// What a firm told as shipped and has all the same: what it declared void of its shipments (`VoidedShipments`), and what was refused
    /// at the door and is not told as taken back. At most what nobody received of its shipments.
    func stayed(with firm: String, _ own: [Account.Line]) -> Measure? {
        let shipped = own.filter { $0.act == .ship && !$0.isInternal }
        let receivers = Set(shipped.flatMap(\.event.destinations))
        let refused = account.lines.filter { line in
            line.operatorUSCC != firm && line.isRefusal
                && (line.event.sources.isEmpty
                    ? receivers.contains(line.operatorUSCC) : line.event.sources.contains(firm))
        }
        let said = account.voided.stayed(with: firm) + refused.map(\.measure)
        guard !said.isEmpty, let back = Measure.sum(said), let out = Measure.sum(shipped.map(\.measure))
        else { return nil }
        let none = Measure(unit: back.unit, millionths: 0)
        let came = account.transfers.matches.filter { $0.shipped.contains { $0.operatorUSCC == firm } }.flatMap(
            \.received)
        let told = account.transfers.unexplained.filter { $0.isReturn && $0.operatorUSCC == firm }
        guard let received = Measure.sum([none] + came.map(\.measure)),
            let again = Measure.sum([none] + told.map(\.measure)),
            let left = out.subtracting(received), let rest = back.subtracting(again)
        else { return nil }
        let least = left.quanta < rest.quanta ? left : rest
        return least.quanta > 0 ? least : nil
    }

    private static func isSale(_ line: Account.Line) -> Bool {
        line.act == .end && !line.isDestruction && line.event.bizStep != "urn:yima:bizstep:losing"
    }

    /// What came back, each time at most what had gone by then and not come back; all of it where that cannot be compared.
    private static func capped(
        _ came: [Account.Line], in lines: [Account.Line], by isGone: (Account.Line) -> Bool
    ) -> [Measure?] {
        guard !came.isEmpty else { return [] }
        let returns = Set(came)
        var counted: [Measure?] = []
        var out: Measure?
        for line in lines {
            if isGone(line) {
                guard let measure = line.measure, let sum = out.map({ $0.adding(measure) }) ?? measure else {
                    return came.map(\.measure)
                }
                out = sum
            } else if returns.contains(line) {
                guard let measure = line.measure else { return came.map(\.measure) }
                guard let gone = out else { continue }
                guard let rest = gone.subtracting(measure) else { return came.map(\.measure) }
                counted.append(rest.quanta >= 0 ? measure : gone)
                out = rest.quanta >= 0 ? rest : Measure(unit: gone.unit, millionths: 0)
            }
        }
        return counted
    }
}
