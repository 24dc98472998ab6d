import Codes
import Values

extension TraceGraph {
    /// What concerns some codes only, of one chain or of several: their events, what moved and ended of them, and what they were
    /// packed into.
    ///
    /// - Parameters:
    ///   - graphs: at least one; each names its events and movements as the others do, where they have them in common.
    ///   - keys: of lots and things; an item belongs to its lot.
    package static func part(of graphs: [TraceGraph], about keys: Set<String>) -> TraceGraph {
        TraceGraph(partOf: graphs, about: keys)
    }

    private init(partOf graphs: [TraceGraph], about keys: Set<String>) {
        func isMeant(_ key: String, _ lotKey: String?) -> Bool {
            keys.contains(key) || lotKey.map(keys.contains) ?? false
        }
        let codes = Dictionary(
            graphs.flatMap(\.nodes).map { ($0.code.key, $0) }, uniquingKeysWith: { first, _ in first })
        func isMeant(_ key: String) -> Bool { isMeant(key, codes[key]?.code.lotKey) }
        // What moved and ended of a code is told whole by the first graph that has it.
        var (movements, endings, told): ([Movement], [Ending], Set<String>) = ([], [], [])
        for graph in graphs {
            let fresh = Set(graph.nodes.map(\.code.key)).subtracting(told)
            movements += graph.movements.filter { isMeant($0.code) && fresh.contains($0.code) }
            endings += graph.endings.filter { isMeant($0.code) && fresh.contains($0.code) }
            told.formUnion(fresh)
        }
        self.movements = movements.sorted {
            ($0.time.moment, $0.code, $0.entries[0]) < ($1.time.moment, $1.code, $1.entries[0])
        }
        self.endings = endings
        let moved = Set(movements.flatMap(\.entries))
        var entries: Set<UInt64> = []
        events = graphs.flatMap(\.events).filter { event in
            (moved.contains(event.entry) || event.things.contains { isMeant($0.code.key, $0.code.lotKey) })
                && entries.insert(event.entry).inserted
        }.sorted { ($0.time.moment, $0.entry) < ($1.time.moment, $1.entry) }
        let named = Set(events.flatMap { $0.things.map(\.code.key) })
        nodes = codes.values.filter { named.contains($0.code.key) || isMeant($0.code.key) }
            .sorted { $0.code.key < $1.code.key }
        var drawn: Set<Edge> = []
        edges = graphs.flatMap(\.edges).filter { edge in
            named.contains(edge.from) && named.contains(edge.to) && drawn.insert(edge).inserted
        }
        partyNames = graphs.reduce(into: [:]) { $0.merge($1.partyNames) { first, _ in first } }
        unreadable = Set(graphs.flatMap(\.unreadable)).sorted()
        candidates = graphs.flatMap(\.candidates).filter { set in set.lots.contains { isMeant($0.key, nil) } }
        subject = graphs.first?.subject ?? ""
        isTruncated = graphs.contains(where: \.isTruncated)
    }
}
