import EPCIS
import Values

/// Goods that lie in a public warehouse: their owner has sent them there and stays their owner, and what he ships, uses or sells
/// afterwards leaves from there, though he says it and not the warehouse.
struct Warehouses: Sendable {
    /// Out of whose hands goods went that another gave out: by the line with which he did.
    private(set) var givers: [Account.Line: String] = [:]

    /// What lies where, by who put it there.
    private var deposits: [String: Set<String>] = [:]
    /// Where each warehouse said that it was.
    private var places: [String: Set<String>] = [:]
    /// What each firm has by its own records, beside what lies elsewhere.
    private var own: [String: Measure] = [:]
    /// Firms of which that is not known.
    private var uncounted: Set<String> = []
    private let resolver = PartyResolver()

    /// - Parameter lines: of one code, in the order of the chain.
    init(_ lines: [Account.Line]) {
        // Nearly all goods lie with who owns them.
        guard lines.contains(where: \.namesPossessor) else { return }
        for line in lines {
            if line.act == .receive || line.act == .store {
                places[line.operatorUSCC, default: []].formUnion(line.places)
            }
        }
        for line in lines { take(line) }
    }

    private mutating func take(_ line: Account.Line) {
        let firm = line.operatorUSCC
        if line.acquires { count(line) { held, measure in held.adding(measure) } }
        guard line.gives else { return }
        if let warehouse = warehouse(of: line) {
            givers[line] = warehouse
            return
        }
        count(line) { held, measure in held.subtracting(measure) }
        for keeper in keepers(of: line) { deposits[firm, default: []].insert(keeper) }
    }

    private mutating func count(_ line: Account.Line, _ body: (Measure, Measure) -> Measure?) {
        guard let measure = line.measure,
            let left = body(own[line.operatorUSCC] ?? Measure(unit: measure.unit, millionths: 0), measure)
        else {
            uncounted.insert(line.operatorUSCC)
            return
        }
        own[line.operatorUSCC] = left
    }

    /// The warehouse that goods left from which another than it gave out: the one that he names, or where he says that it was, or the
    /// only one, where he has no more of his own.
    private func warehouse(of line: Account.Line) -> String? {
        guard let kept = deposits[line.operatorUSCC] else { return nil }
        let named = resolver.parties(line.event.event, .source, of: .possessing).compactMap(\.uscc).filter(
            kept.contains)
        if let first = named.first { return first }
        let there = kept.filter { keeper in !(places[keeper] ?? []).isDisjoint(with: line.places) }
        if there.count == 1 { return there.first }
        guard kept.count == 1, !uncounted.contains(line.operatorUSCC), let left = own[line.operatorUSCC],
            let wanted = line.measure, let rest = left.subtracting(wanted), rest.quanta < 0
        else { return nil }
        return kept.first
    }

    /// To whom a shipment goes that leaves the goods their owner's.
    private func keepers(of line: Account.Line) -> [String] {
        guard line.act == .ship, line.namesPossessor else { return [] }
        let event = line.event.event
        let others = resolver.parties(event, .destination, of: .owning).filter { $0.uscc != line.operatorUSCC }
        guard others.isEmpty else { return [] }
        return resolver.parties(event, .destination, of: .possessing).compactMap(\.uscc)
            .filter { $0 != line.operatorUSCC }
    }
}

extension Account.Line {
    /// Whether it sends goods and names who shall have them in his hands.
    fileprivate var namesPossessor: Bool {
        act == .ship && event.event.destinationList.contains { $0.type == "possessing_party" }
    }

    /// Where it says that it was.
    fileprivate var places: Set<String> {
        Set([event.readPoint, event.bizLocation].compactMap(\.self))
    }
}
