import Chains
public import Values

/// How far a plan has come, quota by quota.
public struct PlanProgress: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        public let quota: SamplingPlan.Quota
        public fileprivate(set) var ordered = 0
        public fileprivate(set) var taken = 0
        /// Tested as far as the plan asks, whatever came of it.
        public fileprivate(set) var tested = 0
        public fileprivate(set) var failed = 0
        /// Results contradict each other.
        public fileprivate(set) var conflicting = 0
        /// Orders whose day has gone by, samples of which something is not done in time, and what was never ordered of a plan whose days are over.
        public fileprivate(set) var overdue = 0
        /// What of it stands where in the ledger: orders, takings, results.
        public fileprivate(set) var entries: [UInt64] = []

        public var planned: Int { quota.count }
    }

    public private(set) var rows: [Row] = []

    /// - Parameters:
    ///   - today: by which it is said what is overdue.
    ///   - district: only quotas of districts that begin so.
    public init(_ record: SamplingRecord, on today: CalendarDate, district: String = "") {
        defer { rows.removeAll { !$0.quota.district.hasPrefix(district) } }
        guard let plan = record.plan?.act else { return }
        rows = plan.quotas.map { Row(quota: $0) }
        let samples = Dictionary(grouping: record.samples, by: \.taking.act.order)
        for order in record.orders {
            guard let row = place(of: order.act, plan) else { continue }
            rows[row].ordered += 1
            rows[row].entries.append(order.entry)
            guard let sample = samples[order.act.number]?.first else {
                if order.act.until.daysSinceEpoch < today.daysSinceEpoch { rows[row].overdue += 1 }
                continue
            }
            rows[row].taken += 1
            rows[row].entries.append(sample.taking.entry)
            rows[row].entries += sample.results.map(\.entry)
            switch record.outcome(of: sample) {
            case .pending, .setAside: break
            case .passed: rows[row].tested += 1
            case .failed:
                rows[row].tested += 1
                rows[row].failed += 1
            case .conflict:
                rows[row].tested += 1
                rows[row].conflicting += 1
            }
            if record.deadlines(of: sample, on: today).contains(where: \.isOverdue) { rows[row].overdue += 1 }
        }
        guard plan.until.daysSinceEpoch < today.daysSinceEpoch else { return }
        for row in rows.indices { rows[row].overdue += max(0, rows[row].planned - rows[row].ordered) }
    }

    /// The first quota with room for an order, else the first that it is one of.
    private func place(of order: SamplingOrder, _ plan: SamplingPlan) -> Int? {
        let fitting = plan.quotas.indices.filter { plan.quotas[$0].holds(order) }
        return fitting.first { rows[$0].ordered < plan.quotas[$0].count } ?? fitting.first
    }
}
