import Values

/// What senders declared not to have left, put beside what they had told as shipped.
///
/// A void takes back shipments that its firm told before, to whom it names and under the despatch advice that it names, the newest first,
/// and of each no more than was shipped and not taken back yet. What the receiver has all the same did leave: on each route no more stays
/// than was shipped and never received. A void that finds no shipment takes back nothing.
package struct VoidedShipments: Sendable {
    /// A part of a shipment that a void takes back.
    package struct Part: Sendable {
        package let void: Account.Line
        package let shipment: Account.Line
        /// How much of it; nil where neither says how much.
        package let claimed: Measure?
        /// How much of that nobody received; nil where that cannot be said.
        package let stayed: Measure?
    }

    /// In the order of the voids.
    package private(set) var parts: [Part] = []
    private var byFirm: [String: [Int]] = [:]
    private var byShipment: [UInt64: [Int]] = [:]

    init(_ lines: [Account.Line], _ transfers: Transfers) {
        guard lines.contains(where: \.isVoid) else { return }
        var claims = ShipmentClaims()
        // What is told of one moment was shipped first.
        let told = lines.filter { $0.isVoid || $0.act == .ship && !$0.isInternal }.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            if first.moment != second.moment { return first.moment < second.moment }
            return first.isVoid == second.isVoid ? left.offset < right.offset : !first.isVoid
        }.map(\.element)
        var claimed: [(void: Account.Line, shipment: Account.Line, amount: Measure?)] = []
        for line in told {
            if line.isVoid { claimed += claims.take(line) } else { claims.add(line) }
        }
        var pools = RoutePools(told.filter { !$0.isVoid }, transfers)
        for claim in claimed {
            let part = Part(
                void: claim.void, shipment: claim.shipment, claimed: claim.amount,
                stayed: claim.amount.map { pools.take($0, of: claim.shipment) })
            byFirm[claim.void.operatorUSCC, default: []].append(parts.count)
            byShipment[claim.shipment.entry, default: []].append(parts.count)
            parts.append(part)
        }
    }

    /// What a firm told as shipped and has all the same, part by part; a nil where that cannot be said.
    package func stayed(with firm: String) -> [Measure?] {
        (byFirm[firm] ?? []).map { parts[$0].stayed }
    }

    /// The same of one shipment.
    func stayed(of shipment: Account.Line) -> [Measure?] {
        (byShipment[shipment.entry] ?? []).map { parts[$0].stayed }
    }
}

/// Shipments that a void may be about, by who tells them, under what, and to whom; `*` stands for any, `-` for none.
private struct ShipmentClaims {
    private var shipments: [Account.Line] = []
    /// What is left of each; nil where it does not say how much.
    private var left: [Measure?] = []
    private var isUsedUp: [Bool] = []
    private var waiting: [String: [Int]] = [:]

    mutating func add(_ line: Account.Line) {
        let index = shipments.count
        shipments.append(line)
        left.append(line.measure)
        isUsedUp.append(false)
        let documents = Set(line.event.movements)
        let receivers = Set(line.event.destinations)
        for document in (documents.isEmpty ? ["-"] : documents.sorted()) + ["*"] {
            for receiver in (receivers.isEmpty ? ["-"] : receivers.sorted()) + ["*"] {
                waiting["\(line.operatorUSCC) \(document) \(receiver)", default: []].append(index)
            }
        }
    }

    /// The shipments that it takes back, the newest first, each with how much of it.
    mutating func take(_ void: Account.Line) -> [(void: Account.Line, shipment: Account.Line, amount: Measure?)] {
        let documents = Set(void.event.movements)
        let receivers = Set(void.event.destinations)
        var taken: [(void: Account.Line, shipment: Account.Line, amount: Measure?)] = []
        var wanted = void.measure
        for document in documents.isEmpty ? ["*"] : documents.sorted() + ["-"] {
            for receiver in receivers.isEmpty ? ["*"] : receivers.sorted() + ["-"] {
                let key = "\(void.operatorUSCC) \(document) \(receiver)"
                while let index = waiting[key]?.last {
                    if isUsedUp[index] {
                        waiting[key]?.removeLast()
                        continue
                    }
                    guard void.measure == nil || (wanted?.quanta ?? 0) > 0 else { return taken }
                    taken.append((void, shipments[index], take(&wanted, of: index)))
                    // One that says no amount is about a single shipment.
                    if void.measure == nil { return taken }
                }
            }
        }
        return taken
    }

    private mutating func take(_ wanted: inout Measure?, of index: Int) -> Measure? {
        guard let asked = wanted else {
            isUsedUp[index] = true
            return left[index]
        }
        guard let there = left[index], let rest = there.subtracting(asked) else {
            // It does not say how much, or in another unit: it is believed once.
            isUsedUp[index] = true
            wanted = Measure(unit: asked.unit, millionths: 0)
            return asked
        }
        guard rest.quanta > 0 else {
            isUsedUp[index] = true
            wanted = asked.subtracting(there)
            return there
        }
        left[index] = rest
        wanted = Measure(unit: asked.unit, millionths: 0)
        return asked
    }
}

/// How much of what a firm told as shipped to another was never received.
private struct RoutePools {
    /// Nil where it cannot be said, for amounts that do not add up.
    private var left: [String: Measure?] = [:]

    init(_ shipments: [Account.Line], _ transfers: Transfers) {
        for line in shipments {
            let key = Self.key(line)
            guard let known = left[key] else {
                left[key] = line.measure
                continue
            }
            left[key] = .some(known.flatMap { sum in line.measure.flatMap { sum.adding($0) } })
        }
        for match in transfers.matches {
            guard let shipment = match.shipped.first, let received = Measure.sum(match.received.map(\.measure)) else {
                continue
            }
            let key = Self.key(shipment)
            if let known = left[key] { left[key] = .some(known.flatMap { $0.subtracting(received) }) }
        }
    }

    private static func key(_ line: Account.Line) -> String {
        "\(line.operatorUSCC) \(line.event.destinations.first ?? "-")"
    }

    /// At most what is left there.
    mutating func take(_ amount: Measure, of shipment: Account.Line) -> Measure {
        let key = Self.key(shipment)
        guard let known = left[key] ?? nil, let rest = known.subtracting(amount) else { return amount }
        guard rest.quanta < 0 else {
            left[key] = rest
            return amount
        }
        let none = Measure(unit: known.unit, millionths: 0)
        left[key] = none
        return known.quanta > 0 ? known : none
    }
}
