extension Draw {
    /// The file of the result.
    ///
    ///     yima-draw-result/1
    ///     <order, from 1> <USCC> <class> <quota, rest or substitute-n> <inspectors with commas between; - for an empty seat>
    ///
    /// A firm that left and for which there was no other leaves its order out.
    public var file: [UInt8] {
        var file = Array("\(DrawFile.result.header)\n".utf8)
        for (order, drawn) in drawn.enumerated() {
            guard let drawn else { continue }
            let seats = drawn.inspectors.map { $0.map { inspectors.inspectors[$0].number } ?? "-" }
            file +=
                "\(order + 1) \(firms.uscc(at: drawn.firm)) \(firms.riskClass(at: drawn.firm)) \(drawn.way) \(seats.joined(separator: ","))\n"
                .utf8
        }
        return file
    }

    /// Seats for which there was nobody without a conflict and with room.
    public var emptySeatCount: Int {
        drawn.reduce(0) { $0 + ($1?.inspectors.count { $0 == nil } ?? 0) }
    }
}
