/// What a walk has used of its limits, and who made it use it.
///
/// A limit is reached for those first who write most: as long as anything else is left to follow, no operator gets more than
/// a quarter of a limit, so that somebody's flood never takes the place of another's few events. Only in the last round,
/// when all the others have been heard, goes what is left to those who were put off.
struct TraceBudget: Sendable {
    struct Need: Hashable, Sendable {
        var events = 0
        var things = 0
        var bytes = 0
        var codes = 0
    }

    enum Answer: Hashable, Sendable {
        case granted
        /// Over the operator's share: to be asked for again in the last round.
        case later
        /// Over the limit itself.
        case refused(Omission.Cause)
    }

    /// The part of each limit that one operator may use before the last round: one over this.
    private static let shareDivisor = 4

    let limits: TraceLimits
    private(set) var isLastRound = false
    private var used = Need()
    private var usedBy: [String: Need] = [:]

    init(limits: TraceLimits) {
        self.limits = limits
    }

    mutating func beginLastRound() {
        isLastRound = true
    }

    /// Takes what is needed, or nothing.
    /// - Parameter operatorUSCC: who causes the need; nil where it is the subject's own.
    mutating func take(_ need: Need, for operatorUSCC: String?) -> Answer {
        let total = used + need
        if let cause = excess(total, over: 1) { return .refused(cause) }
        if let operatorUSCC {
            let own = usedBy[operatorUSCC, default: Need()] + need
            if !isLastRound, excess(own, over: Self.shareDivisor) != nil { return .later }
            usedBy[operatorUSCC] = own
        }
        used = total
        return .granted
    }

    private func excess(_ need: Need, over divisor: Int) -> Omission.Cause? {
        if need.events > limits.eventCountMax / divisor { return .events }
        if need.things > limits.thingCountMax / divisor { return .things }
        if need.bytes > limits.byteCountMax / divisor { return .bytes }
        if need.codes > limits.codeCountMax / divisor { return .codes }
        return nil
    }
}

extension TraceBudget.Need {
    static func + (left: Self, right: Self) -> Self {
        Self(
            events: left.events + right.events, things: left.things + right.things,
            bytes: left.bytes + right.bytes, codes: left.codes + right.codes)
    }
}
