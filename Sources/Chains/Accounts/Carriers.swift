import Values

/// Who only drove goods: he recorded loading, transport or unloading of them and nothing else. A receiver who names him as the supplier
/// has received what he brought.
struct Carriers: Sendable {
    /// When each was first and last on record with the goods, and when he was last named as their supplier.
    private var spans: [String: (times: [Timestamp], named: Timestamp)] = [:]

    /// Minutes that the clocks of two firms may differ, in milliseconds.
    private static let tolerance: Int64 = 30 * 60_000

    /// - Parameter lines: of one code, in the order of the chain.
    init(_ lines: [Account.Line]) {
        guard lines.contains(where: { Self.isTransport($0) }) else { return }
        var times: [String: [Timestamp]] = [:]
        var others: Set<String> = []
        var named: [String: Timestamp] = [:]
        for line in lines {
            if Self.isTransport(line) {
                times[line.operatorUSCC, default: []].append(line.moment)
            } else {
                others.insert(line.operatorUSCC)
            }
            if line.act == .receive {
                for source in line.event.sources { named[source] = max(line.moment, named[source] ?? line.moment) }
            }
        }
        for (firm, times) in times where !others.contains(firm) {
            if let last = named[firm] { spans[firm] = (times, last) }
        }
    }

    private static func isTransport(_ line: Account.Line) -> Bool { line.act == .observe && line.event.isTransport }

    /// Who was on record with the goods between a shipment and a receipt that names him as the supplier.
    func after(_ shipment: Account.Line) -> Set<String> {
        guard !spans.isEmpty else { return [] }
        let left = shipment.moment.milliseconds - Self.tolerance
        return Set(
            spans.filter { _, span in
                guard let first = span.times.first(where: { $0.milliseconds >= left }) else { return false }
                return first.milliseconds <= span.named.milliseconds + Self.tolerance
            }.keys)
    }
}

extension ResolvedEvent {
    private static let transportSteps: Set = ["loading", "unloading", "transporting", "departing", "arriving"]

    /// Whether it tells where goods are on the way and nothing else: it moves, makes and ends nothing, and says nothing of how they are.
    var isTransport: Bool {
        bizStep.map(Self.transportSteps.contains) ?? false && content.done == [.observe]
            && Restriction.Kind(setBy: event) == nil && Restriction.Kind.lifted(by: event).isEmpty
    }
}
