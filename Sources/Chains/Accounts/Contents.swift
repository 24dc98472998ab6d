import Codes
import EPCIS

/// What is inside what (pallets, cartons, containers), as aggregation events say, at one moment of the chain.
package struct Contents: Sendable {
    package struct Holding: Hashable, Sendable {
        let code: CanonicalCode
        var measure: Measure?
    }

    /// What may be inside, and in what: the codes of the chain. The other things on a pallet are no matter of it.
    private let members: Set<String>
    private var inside: [String: [String: Holding]] = [:]
    /// What a single thing is in.
    private var carrier: [String: String] = [:]
    /// What was found inside a code since the contents last changed: a pallet moves more often than it is packed.
    private var found: [String: [Holding]] = [:]
    /// Who has sent a container away since it was packed first: when he packs it again it had come back empty.
    private var senders: [String: Set<String>] = [:]
    /// Every key that ever held something.
    private(set) var carriers: Set<String> = []

    /// Pallets in containers in consolidations: deeper nesting than this is a mistake or an attack.
    private static let depthMax = 8

    init(of members: Set<String>) {
        self.members = members
    }

    /// Brings the contents up to date with an event that has happened.
    mutating func apply(_ event: ResolvedEvent) {
        guard event.kind == .aggregation else { return moved(by: event) }
        // What is packed into another container is another portion: it left its holder's stock when it was packed.
        guard let parent = event.things.first(where: { $0.role == .parent })?.code.key, members.contains(parent) else {
            return
        }
        let children = event.things.lazy.filter { [members] in $0.role == .child && members.contains($0.code.key) }
        switch event.action {
        case .add:
            if senders[parent]?.contains(event.operatorUSCC) == true { empty(parent) }
            for child in children { put(child, into: parent) }
        // EPCIS §7.4.2: a DELETE without children takes everything out.
        case .delete where !event.things.contains { $0.role == .child }: empty(parent)
        case .delete: for child in children { take(child, from: parent) }
        default: break
        }
    }

    /// Whether there is something of the chain inside a code now.
    func isHolding(_ key: String) -> Bool {
        inside[key] != nil
    }

    /// Everything inside a code, at every depth, in the order of the keys; a cycle is entered once.
    mutating func everything(in key: String) -> [Holding] {
        if let known = found[key] { return known }
        let fresh = Self.merged(searched(key))
        found[key] = fresh
        return fresh
    }

    private func searched(_ key: String) -> [Holding] {
        var found: [Holding] = []
        var seen: Set<String> = [key]
        var level = [key]
        for _ in 0..<Self.depthMax where !level.isEmpty {
            var next: [String] = []
            for parent in level {
                for (child, holding) in inside[parent] ?? [:] {
                    // A lot may lie on two pallets of one container: both portions count. Only carriers are entered once.
                    if inside[child] != nil {
                        guard seen.insert(child).inserted else { continue }
                        next.append(child)
                    }
                    found.append(holding)
                }
            }
            level = next.sorted()
        }
        return found
    }

    private static func merged(_ holdings: [Holding]) -> [Holding] {
        var total: [String: Holding] = [:]
        for holding in holdings {
            guard let held = total[holding.code.key] else {
                total[holding.code.key] = holding
                continue
            }
            total[holding.code.key]?.measure = Measure.sum([held.measure, holding.measure])
        }
        return total.values.sorted { $0.code.key < $1.code.key }
    }

    private mutating func change(_ body: (inout [String: [String: Holding]]) -> Void) {
        found.removeAll(keepingCapacity: true)
        body(&inside)
    }

    private mutating func put(_ child: Thing, into parent: String) {
        carriers.insert(parent)
        let held = inside[parent]?[child.code.key]
        let measure = held.map { Measure.sum([$0.measure, child.measure]) } ?? child.measure
        let isInstance = child.code.grain == .instance
        if isInstance { carrier[child.code.key] = parent }
        change {
            $0[parent, default: [:]][child.code.key] = Holding(
                code: child.code, measure: isInstance ? .onePiece : measure)
        }
    }

    private mutating func take(_ child: Thing, from parent: String) {
        guard let held = inside[parent]?[child.code.key] else { return }
        change { inside in
            if let measure = child.measure, let rest = held.measure?.subtracting(measure), rest.millionths > 0 {
                inside[parent]?[child.code.key]?.measure = rest
            } else {
                inside[parent]?[child.code.key] = nil
            }
            if inside[parent]?.isEmpty == true { inside[parent] = nil }
        }
    }

    /// What is used up or sold holds nothing any more; a single thing that is seen by itself is in nothing any more.
    private mutating func moved(by event: ResolvedEvent) {
        for thing in event.things {
            let key = thing.code.key
            let act = Act(event, thing.role)
            if inside[key] != nil {
                if act == .use || act == .end { empty(key) }
                if act == .ship { senders[key, default: []].insert(event.operatorUSCC) }
            }
            guard thing.code.grain == .instance, let parent = carrier[key], act.gives || act.acquires else { continue }
            change { inside in
                inside[parent]?[key] = nil
                if inside[parent]?.isEmpty == true { inside[parent] = nil }
            }
            carrier[key] = nil
        }
    }

    private mutating func empty(_ parent: String) {
        senders[parent] = nil
        for child in (inside[parent] ?? [:]).keys where carrier[child] == parent { carrier[child] = nil }
        change { $0[parent] = nil }
    }
}
