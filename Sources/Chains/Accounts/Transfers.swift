import Values

/// The shipments of a code put beside its receipts.
package struct Transfers: Sendable {
    /// Shipments and receipts that belong together; one of each where that can be told.
    package struct Match: Sendable {
        package let shipped: [Account.Line]
        package let received: [Account.Line]
    }

    package private(set) var matches: [Match] = []
    /// Receipts that no shipment on record explains.
    package private(set) var unexplained: [Account.Line] = []
    /// Shipments that nobody is on record as having received.
    package private(set) var open: [Account.Line] = []
    private var firstOpen = FirstShipments()
    private var openBySender: [String: FirstShipments] = [:]
    private var openByReceiver: [String: FirstShipments] = [:]
    private let consignors: Consignors

    package init(_ lines: [Account.Line]) {
        let shipped = lines.filter { $0.act == .ship }
        consignors = Consignors(lines, shipments: shipped)
        let sales = Self.firstSales(lines)
        let received = lines.filter { $0.act == .receive && !Self.isFromConsumer($0, sales) }
        if shipped.isEmpty || received.isEmpty {
            (open, unexplained) = (shipped, received)
        } else {
            for group in groups(shipped, received) { pair(group.shipped, group.received) }
        }
        matches.sort { ($0.received.first?.entry ?? 0) < ($1.received.first?.entry ?? 0) }
        unexplained.sort { $0.entry < $1.entry }
        open.sort { $0.event.precedes($1.event) }
        for line in open {
            firstOpen.add(line)
            for sender in Set(line.event.sources + [line.operatorUSCC]) {
                openBySender[sender, default: FirstShipments()].add(line)
            }
            for receiver in Set(line.event.destinations) {
                openByReceiver[receiver, default: FirstShipments()].add(line)
            }
        }
    }

    /// When each operator sold of it first.
    private static func firstSales(_ lines: [Account.Line]) -> [String: Timestamp] {
        var sales: [String: Timestamp] = [:]
        for line in lines where line.act == .end && sales[line.operatorUSCC] == nil {
            sales[line.operatorUSCC] = line.moment
        }
        return sales
    }

    /// A customer brings back what he bought: nobody on the ledger shipped it.
    private static func isFromConsumer(_ receipt: Account.Line, _ sales: [String: Timestamp]) -> Bool {
        guard receipt.isReturn, receipt.event.sources.allSatisfy({ $0 == receipt.operatorUSCC }) else { return false }
        return sales[receipt.operatorUSCC].map { $0 <= receipt.moment } ?? false
    }

    /// A shipment that nobody received and that this receipt, which nobody shipped, can only be, although the parties are
    /// not those that were named: the same sender to another receiver, or another sender to the same receiver.
    package func misdirected(_ receipt: Account.Line) -> Account.Line? {
        var candidates = [openByReceiver[receipt.operatorUSCC]]
        candidates += receipt.event.sources.isEmpty ? [firstOpen] : receipt.event.sources.map { openBySender[$0] }
        let fitting = candidates.compactMap { $0?.first(notBy: receipt.operatorUSCC) }
            .filter { $0.moment <= receipt.moment }
        return fitting.min { $0.event.precedes($1.event) }
    }

    /// Shipments and receipts that could belong together: usually one group for each pair of parties.
    ///
    /// Joined through the routes that they name, with `*` for a party that is not named, so that thousands of deliveries are
    /// grouped without comparing each with each.
    private func groups(_ shipped: [Account.Line], _ received: [Account.Line]) -> [Match] {
        var routes: [Route: (shipped: [Int], received: [Int])] = [:]
        for (index, line) in shipped.enumerated() {
            for route in consignors.routes(of: line) {
                routes[route, default: ([], [])].shipped.append(index)
            }
        }
        for (index, line) in received.enumerated() {
            for route in line.event.receiptRoutes {
                routes[route, default: ([], [])].received.append(index)
            }
        }
        var groups = DisjointSets(count: shipped.count + received.count)
        for (_, ends) in routes {
            guard let first = ends.shipped.first, !ends.received.isEmpty else { continue }
            for index in ends.shipped { groups.join(first, index) }
            for index in ends.received { groups.join(first, shipped.count + index) }
        }
        var found: [Int: (shipped: [Account.Line], received: [Account.Line])] = [:]
        for (index, line) in shipped.enumerated() {
            found[groups.representative(of: index), default: ([], [])].shipped.append(line)
        }
        for (index, line) in received.enumerated() {
            found[groups.representative(of: shipped.count + index), default: ([], [])].received.append(line)
        }
        return found.values.map { Match(shipped: $0.shipped, received: $0.received) }
    }

    /// By a document that both name; else by equal amounts; else, where as many are left of each, in the order of time;
    /// else all together.
    private mutating func pair(_ shipped: [Account.Line], _ received: [Account.Line]) {
        var shipped = shipped.sorted { $0.event.precedes($1.event) }
        var received = received.sorted { $0.event.precedes($1.event) }
        pairByDocument(&shipped, &received)
        pairByAmount(&shipped, &received)
        if shipped.isEmpty || received.isEmpty || Self.isOneFirmAlone(shipped, received) {
            open += shipped
            // More receipts than shipments between the same parties: a second receipt of the same goods.
            unexplained += received
        } else if shipped.count == received.count {
            for (shipment, receipt) in zip(shipped, received) {
                matches.append(Match(shipped: [shipment], received: [receipt]))
            }
        } else {
            matches.append(Match(shipped: shipped, received: received))
        }
    }

    /// Without any named party, a firm does not receive what it ships.
    private static func isOneFirmAlone(_ shipped: [Account.Line], _ received: [Account.Line]) -> Bool {
        let firm = shipped.first?.operatorUSCC
        return (shipped + received).allSatisfy { $0.operatorUSCC == firm }
            && shipped.allSatisfy(\.event.destinations.isEmpty) && received.allSatisfy(\.event.sources.isEmpty)
    }

    private mutating func pairByDocument(_ shipped: inout [Account.Line], _ received: inout [Account.Line]) {
        let out = Self.byDocument(shipped)
        guard !out.isEmpty else { return }
        let back = Self.byDocument(received)
        var paired: Set<Account.Line> = []
        for document in out.keys.sorted() {
            let match = Match(
                shipped: (out[document] ?? []).filter { !paired.contains($0) },
                received: (back[document] ?? []).filter { !paired.contains($0) })
            guard !match.shipped.isEmpty, !match.received.isEmpty else { continue }
            matches.append(match)
            paired.formUnion(match.shipped + match.received)
        }
        shipped.removeAll { paired.contains($0) }
        received.removeAll { paired.contains($0) }
    }

    private static func byDocument(_ lines: [Account.Line]) -> [String: [Account.Line]] {
        var found: [String: [Account.Line]] = [:]
        for line in lines {
            // Most events name none.
            guard !line.event.documents.isEmpty else { continue }
            for document in Set(line.event.movements) { found[document, default: []].append(line) }
        }
        return found
    }

    private mutating func pairByAmount(_ shipped: inout [Account.Line], _ received: inout [Account.Line]) {
        guard !shipped.isEmpty, !received.isEmpty else { return }
        var waiting = WaitingShipments(shipped, consignors)
        var isPaired = Array(repeating: false, count: shipped.count)
        var rest: [Account.Line] = []
        for receipt in received {
            guard let index = waiting.take(for: receipt) else {
                rest.append(receipt)
                continue
            }
            isPaired[index] = true
            matches.append(Match(shipped: [shipped[index]], received: [receipt]))
        }
        shipped = shipped.indices.filter { !isPaired[$0] }.map { shipped[$0] }
        received = rest
    }
}

/// The earliest of some shipments, and the earliest that another than its sender made: enough to find the earliest that was
/// not made by a given one.
private struct FirstShipments: Sendable {
    private var first: Account.Line?
    private var firstByAnother: Account.Line?

    /// Shipments come in the order of the chain.
    mutating func add(_ line: Account.Line) {
        if let first {
            if firstByAnother == nil, line.operatorUSCC != first.operatorUSCC { firstByAnother = line }
        } else {
            first = line
        }
    }

    func first(notBy operatorUSCC: String) -> Account.Line? {
        first?.operatorUSCC == operatorUSCC ? firstByAnother : first
    }
}

/// Union-find over small numbers.
private struct DisjointSets {
    private var parents: [Int]

    init(count: Int) {
        parents = Array(0..<count)
    }

    mutating func representative(of index: Int) -> Int {
        var index = index
        while parents[index] != index {
            parents[index] = parents[parents[index]]
            index = parents[index]
        }
        return index
    }

    mutating func join(_ first: Int, _ second: Int) {
        let (left, right) = (representative(of: first), representative(of: second))
        parents[max(left, right)] = min(left, right)
    }
}
