import Codes
import EPCIS
import Values

/// Which firms had some of a lot (or a single thing), from when on, and until when at the most: by what they took in of it, itself or in
/// what it was packed in, and gave out of it by its own code. What was sold by allocation alone ends no stay: it may have been of another
/// lot, and this one still be there.
struct LotStay {
    private(set) var stays: [String: ClassTrail.Stay] = [:]
    /// Entries that show that a firm took it in.
    private(set) var arrivals: [String: [UInt64]] = [:]

    /// - Parameters:
    ///   - key: of the lot or thing.
    ///   - events: that name it, its items, or a carrier.
    ///   - carriers: what it was packed in, from when on.
    init(of key: String, events: [ResolvedEvent], carriers: [String: Timestamp]) {
        var came: [String: [Measure?]] = [:]
        var gave: [String: (measures: [Measure?], last: Timestamp)] = [:]
        var allocators: Set<String> = []
        for event in events.sorted(by: { $0.precedes($1) }) {
            let firm = event.operatorUSCC
            for thing in event.things(under: key) {
                let act = Act(event, thing.role)
                if act.acquires || act == .unpack || act == .store {
                    arrive(firm, event)
                    // What is taken out of a pallet, or stored, came before.
                    came[firm, default: []].append(act.acquires ? thing.measure : nil)
                } else if act.gives || act == .pack {
                    gave[firm, default: ([], event.moment)].measures.append(thing.measure)
                    gave[firm]?.last = event.moment
                    if event.event.isAllocatedSale { allocators.insert(firm) }
                }
            }
            let isCarried = event.things.contains { thing in
                guard let since = carriers[thing.code.key], since <= event.moment else { return false }
                return Act(event, thing.role) == .receive
            }
            if isCarried {
                arrive(firm, event)
                came[firm, default: []].append(nil)
            }
        }
        for (firm, given) in gave where !allocators.contains(firm) {
            guard let taken = Measure.sum(came[firm] ?? []), let out = Measure.sum(given.measures),
                let rest = taken.subtracting(out), rest.quanta <= 0
            else { continue }
            stays[firm]?.last = given.last
        }
    }

    private mutating func arrive(_ firm: String, _ event: ResolvedEvent) {
        if stays[firm] == nil { stays[firm] = ClassTrail.Stay(first: event.moment, last: .distantFuture) }
        arrivals[firm, default: []].append(event.entry)
    }

    /// The entries which show that goods which a firm gave out between these moments, at the latest, may be of it; none where they cannot.
    func entries(allowing stay: ClassTrail.Stay, at firm: String) -> [UInt64] {
        guard let own = stays[firm], own.first.milliseconds <= stay.last.milliseconds &+ ClassTrail.skew,
            own.last.milliseconds >= stay.first.milliseconds &- ClassTrail.skew
        else { return [] }
        return arrivals[firm] ?? []
    }

    /// What a thing was packed in, and what that was packed in, from when on.
    /// - Parameter events: by the key of what they name.
    static func carriers(of key: String, in events: (String) -> [ResolvedEvent]) -> [String: Timestamp] {
        var found: [String: Timestamp] = [:]
        var waiting = [key]
        while let inner = waiting.popLast(), found.count < 256 {
            for event in events(inner)
            where event.things.contains(where: { $0.role == .child && Act(event, .child) == .pack && $0.isNamed(inner) }
            ) {
                for parent in event.things(playing: .parent) where parent.code.key != key {
                    if let known = found[parent.code.key] {
                        found[parent.code.key] = min(known, event.moment)
                    } else {
                        found[parent.code.key] = event.moment
                        waiting.append(parent.code.key)
                    }
                }
            }
        }
        return found
    }
}

extension Thing {
    /// Whether it is that code, or an item of that lot.
    func isNamed(_ key: String) -> Bool { code.key == key || code.lotKey == key }
}
