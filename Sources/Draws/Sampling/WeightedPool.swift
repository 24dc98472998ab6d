/// Places from 0 on, each with a whole weight: of a number below the sum of the weights it tells in whose part it falls, where the parts
/// stand in the order of the places. A Fenwick tree: a change and a search cost the logarithm of the count.
struct WeightedPool {
    private var sums: [UInt64]
    private var weights: [UInt32]
    private(set) var total: UInt64
    private let top: Int

    /// - Parameter weights: each at most 2^31.
    init(_ weights: [UInt32]) {
        self.weights = weights
        sums = [0] + weights.map(UInt64.init)
        total = weights.reduce(0) { $0 + UInt64($1) }
        for place in sums.indices.dropFirst() {
            let above = place + (place & -place)
            if above < sums.count { sums[above] += sums[place] }
        }
        var top = 1
        while top * 2 < sums.count { top *= 2 }
        self.top = top
    }

    func weight(at place: Int) -> UInt32 { weights[place] }

    mutating func set(_ weight: UInt32, at place: Int) {
        let change = UInt64(weight) &- UInt64(weights[place])
        weights[place] = weight
        total &+= change
        var index = place + 1
        while index < sums.count {
            sums[index] &+= change
            index += index & -index
        }
    }

    /// The place in whose part `number` falls: the first whose weight and all before it sum to more than the number.
    func place(of number: UInt64) -> Int {
        precondition(number < total, "a number below the sum")
        var rest = number
        var index = 0
        var step = top
        while step > 0 {
            if index + step < sums.count, sums[index + step] <= rest {
                index += step
                rest -= sums[index]
            }
            step /= 2
        }
        return index
    }
}
