import Chains
import Values

/// What is said of deliveries that explains why less arrived than was sent: refused at the door, lost on the way, never sent. Summed up once,
/// so that ten thousand refusals of ten thousand deliveries are not read for each of them.
struct Refusals {
    /// What was said from each moment on; nil where it cannot be summed.
    private struct Said {
        private var moments: [Timestamp] = []
        /// Of all from a place on.
        private var sums: [Measure?] = []

        /// - Parameter lines: in the order of time.
        init(_ lines: [Account.Line]) {
            moments = lines.map(\.moment)
            sums = Array(repeating: nil, count: lines.count)
            var sum: Measure?
            for place in lines.indices.reversed() {
                let measure = lines[place].measure
                sum = place == lines.count - 1 ? measure : measure.flatMap { sum?.adding($0) }
                sums[place] = sum
            }
        }

        /// Nil where nothing is said; a nil in it where that cannot be summed.
        func amount(since moment: Timestamp) -> Measure?? {
            var (low, high) = (0, moments.count)
            while low < high {
                let middle = (low + high) / 2
                if moments[middle] < moment { low = middle + 1 } else { high = middle }
            }
            return low < sums.count ? .some(sums[low]) : .none
        }
    }

    private var atTheDoor: [String: Said] = [:]
    private var lost: [String: [Account.Line]] = [:]
    private var void: [String: [Account.Line]] = [:]

    /// - Parameter lines: of one code, in the order of the chain.
    init(_ lines: [Account.Line]) {
        let refused = lines.filter { $0.isRefusal && !$0.isVoid && !$0.isLostOnTheWay }
        atTheDoor = Dictionary(grouping: refused, by: \.operatorUSCC).mapValues { own in
            Said(own.sorted { $0.event.precedes($1.event) })
        }
        for line in lines where line.isVoid || line.isLostOnTheWay {
            for document in Set(line.event.movements) {
                if line.isVoid {
                    void[document, default: []].append(line)
                } else {
                    lost[document, default: []].append(line)
                }
            }
        }
    }

    /// How much of a delivery they explain; nil where they explain nothing, or nobody can say how much.
    func amount(of shipment: Account.Line, _ receipt: Account.Line, _ match: Transfers.Match) -> Measure? {
        var parts: [Measure?] = []
        if let said = atTheDoor[receipt.operatorUSCC]?.amount(since: shipment.moment) { parts.append(said) }
        if !lost.isEmpty || !void.isEmpty {
            let movements = Set((match.shipped + match.received).flatMap(\.event.movements))
            var lines: Set<Account.Line> = []
            for document in movements {
                lines.formUnion(lost[document] ?? [])
                lines.formUnion(
                    (void[document] ?? []).filter {
                        $0.operatorUSCC == shipment.operatorUSCC && $0.moment >= shipment.moment
                    })
            }
            parts += lines.map(\.measure)
        }
        return Measure.sum(parts)
    }
}
