/// Shipments that wait for a receipt of the same amount, found through the routes that they and the receipt name: thousands of
/// deliveries of one lot are paired without comparing each with each.
///
/// A shipment and a receipt share a route exactly where their parties allow that they are the same movement: a party that is
/// not named contradicts nothing, and the owner named as source may be another than the warehouse that ships.
struct WaitingShipments {
    private struct Place: Hashable {
        let measure: Measure?
        let route: Route
    }

    /// Shipments of one amount on one route, in the order of time, with ways past those that are taken.
    private struct Queue {
        var shipments: [Int] = []
        /// For each place the last place at or before it that may still wait, plus one; and the first at or after it.
        var back: [Int] = [0]
        var ahead: [Int] = [0]

        mutating func append(_ shipment: Int) {
            shipments.append(shipment)
            back.append(shipments.count)
            ahead.append(shipments.count)
        }
    }

    private let shipments: [Account.Line]
    private var isTaken: [Bool]
    private var queues: [Place: Queue] = [:]

    /// How many of its own shipments a receipt is looked past: without any named party, an operator does not receive from
    /// itself.
    private static let ownCountMax = 64

    /// - Parameter shipments: in the order of time.
    init(_ shipments: [Account.Line], _ consignors: Consignors) {
        self.shipments = shipments
        isTaken = Array(repeating: false, count: shipments.count)
        for (index, line) in shipments.enumerated() {
            for route in consignors.routes(of: line) {
                queues[Place(measure: line.measure, route: route), default: Queue()].append(index)
            }
        }
    }

    /// Takes the shipment that a receipt most likely belongs to, by its index. Goods cannot arrive before they leave: the
    /// last before the receipt, else the first after it.
    mutating func take(for receipt: Account.Line) -> Int? {
        let places = receipt.event.receiptRoutes.map { Place(measure: receipt.measure, route: $0) }
        let before = places.compactMap { lastBefore(receipt, at: $0) }.max()
        guard let found = before ?? places.compactMap({ first(for: receipt, at: $0) }).min() else { return nil }
        isTaken[found] = true
        return found
    }

    private mutating func lastBefore(_ receipt: Account.Line, at place: Place) -> Int? {
        guard let index = queues.index(forKey: place) else { return nil }
        var (low, high) = (0, queues.values[index].shipments.count)
        while low < high {
            let middle = (low + high) / 2
            if shipments[queues.values[index].shipments[middle]].moment <= receipt.moment {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var position = low
        for _ in 0...Self.ownCountMax {
            position = lastWaiting(upTo: position, in: &queues.values[index])
            guard position > 0 else { return nil }
            let shipment = queues.values[index].shipments[position - 1]
            if isFor(receipt, shipment) { return shipment }
            position -= 1
        }
        return nil
    }

    private mutating func first(for receipt: Account.Line, at place: Place) -> Int? {
        guard let index = queues.index(forKey: place) else { return nil }
        var position = 0
        for _ in 0...Self.ownCountMax {
            position = firstWaiting(from: position, in: &queues.values[index])
            guard position < queues.values[index].shipments.count else { return nil }
            let shipment = queues.values[index].shipments[position]
            if isFor(receipt, shipment) { return shipment }
            position += 1
        }
        return nil
    }

    private func isFor(_ receipt: Account.Line, _ shipment: Int) -> Bool {
        let line = shipments[shipment]
        return line.operatorUSCC != receipt.operatorUSCC || !line.event.destinations.isEmpty
    }

    /// The last place up to `position` (places are counted from one here; zero is none) that waits; the way there is kept
    /// short for the next time.
    private func lastWaiting(upTo position: Int, in queue: inout Queue) -> Int {
        var end = position
        while end > 0 {
            if queue.back[end] != end {
                end = queue.back[end]
            } else if isTaken[queue.shipments[end - 1]] {
                queue.back[end] = end - 1
                end -= 1
            } else {
                break
            }
        }
        var place = position
        while place > end {
            let next = queue.back[place]
            queue.back[place] = end
            place = next
        }
        return end
    }

    /// The first place from `position` on (counted from zero; the count is none) that waits.
    private func firstWaiting(from position: Int, in queue: inout Queue) -> Int {
        var end = position
        while end < queue.shipments.count {
            if queue.ahead[end] != end {
                end = queue.ahead[end]
            } else if isTaken[queue.shipments[end]] {
                queue.ahead[end] = end + 1
                end += 1
            } else {
                break
            }
        }
        var place = position
        while place < end {
            let next = queue.ahead[place]
            queue.ahead[place] = end
            place = next
        }
        return end
    }
}
