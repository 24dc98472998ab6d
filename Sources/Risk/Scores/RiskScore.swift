public import Values

/// The risk of a firm or a product as of a day: how much, why, and how long it has been and will be so.
public struct RiskScore: Hashable, Sendable {
    /// What one fact counts.
    public struct Contribution: Hashable, Sendable {
        public let factor: RiskFactor
        public let fact: RiskFact
        /// On that day, in hundredths.
        public let points: Int
    }

    /// What all facts of a kind count.
    public struct FactorSum: Hashable, Sendable {
        public let factor: RiskFactor
        /// What they are together, and what of it counts.
        public let sum: Int
        public let counted: Int
        public let count: Int
    }

    public let subject: RiskSubject
    public let day: CalendarDate
    /// In hundredths: what the kind of goods counts, and by which fact; nil where none is known.
    public let statics: Int
    public let staticFact: RiskFact?
    public let factors: [FactorSum]
    public let total: Int
    public let grade: RiskGrade
    /// Since when it is of this grade; nil where it was before what is looked back on.
    public let from: CalendarDate?
    /// The last day on which it will be where nothing more happens; nil where that is further than is looked ahead.
    public let until: CalendarDate?
    /// The weightiest first, then the newest.
    public let contributions: [Contribution]
}

/// What counts once.
private struct Thing: Hashable {
    let factor: RiskFactor
    let group: String
}

extension RiskDefinition {
    /// The factor by which a fact counts for somebody; nil where it counts nothing.
    public func factor(of fact: RiskFact) -> RiskFactor? {
        switch fact.key.source {
        case .activity, .task, .held, .taking, .result: nil
        case .finding:
            notCounted.contains(fact.word)
                ? nil : fact.detail == "violation" ? .violation : fact.detail == "warning" ? .warning : nil
        case .late: (Int(fact.word) ?? 0) >= lateHours ? .late : nil
        case .sample: fact.word == RiskFact.failed ? .failedSample : nil
        case .complaint: fact.word == RiskFact.upheld ? .complaint : nil
        }
    }

    /// Facts that count, each thing once: of several about one thing that which was there first, by day, entry and name.
    private func counted(_ facts: some Sequence<RiskFact>) -> [(factor: RiskFactor, fact: RiskFact)] {
        var first: [Thing: RiskFact] = [:]
        for fact in facts {
            guard let factor = factor(of: fact) else { continue }
            let thing = Thing(factor: factor, group: fact.group)
            if let known = first[thing], known.isBefore(fact) { continue }
            first[thing] = fact
        }
        return first.map { ($0.key.factor, $0.value) }
    }

    /// How risky somebody is on a day, by the facts about him alone.
    public func score(_ subject: RiskSubject, _ facts: some Collection<RiskFact>, asOf day: CalendarDate) -> RiskScore {
        let today = day.daysSinceEpoch
        let counted = counted(facts)
        var contributions: [RiskScore.Contribution] = []
        for (kind, fact) in counted {
            let points = factor(kind)?.points(atAge: today - fact.day.daysSinceEpoch) ?? 0
            if points > 0 {
                contributions.append(RiskScore.Contribution(factor: kind, fact: fact, points: points))
            }
        }
        contributions.sort { left, right in
            left.points != right.points ? left.points > right.points : right.fact.isBefore(left.fact)
        }
        var sums: [RiskScore.FactorSum] = []
        for factor in factors {
            let its = contributions.lazy.filter { $0.factor == factor.kind }
            let sum = its.reduce(0) { $0 + $1.points }
            let count = its.reduce(0) { count, _ in count + 1 }
            sums.append(
                RiskScore.FactorSum(
                    factor: factor.kind, sum: sum, counted: min(sum, factor.max), count: count))
        }
        let activities = facts.filter { $0.key.source == .activity }
        let (statics, staticFact) = statics(subject, activities, on: today)
        let total = statics + min(dynamicMax, sums.reduce(0) { $0 + $1.counted })
        let borders = borders(of: subject)
        let grade = borders.grade(of: total)
        let (from, until) = span(of: grade, borders, subject, activities, counted, around: today)
        return RiskScore(
            subject: subject, day: day, statics: statics, staticFact: staticFact, factors: sums, total: total,
            grade: grade, from: from, until: until, contributions: contributions)
    }

    /// The points alone, for many: the same `total` as that of `score`.
    public func total(_ subject: RiskSubject, _ facts: some Collection<RiskFact>, asOf day: CalendarDate) -> Int {
        let today = day.daysSinceEpoch
        var sums: [RiskFactor: Int] = [:]
        for (kind, fact) in counted(facts) {
            let points = factor(kind)?.points(atAge: today - fact.day.daysSinceEpoch) ?? 0
            if points > 0 { sums[kind, default: 0] += points }
        }
        let dynamic = factors.reduce(0) { $0 + min($1.max, sums[$1.kind] ?? 0) }
        return statics(subject, facts, on: today).points + min(dynamicMax, dynamic)
    }

    /// What the kind of goods counts: that of the riskiest goods of the last `days`.
    private func statics(
        _ subject: RiskSubject, _ facts: some Collection<RiskFact>, on today: Int
    ) -> (points: Int, fact: RiskFact?) {
        guard case .firm = subject else { return (0, nil) }
        var best: (points: Int, fact: RiskFact)?
        for fact in facts where fact.key.source == .activity && fact.day.daysSinceEpoch + statics.days > today {
            let points = statics.points[fact.word] ?? statics.unknown
            if let known = best, known.points > points || known.points == points && known.fact.word < fact.word {
                continue
            }
            best = (points, fact)
        }
        guard let best else { return (min(statics.max, statics.unknown), nil) }
        return (min(statics.max, best.points), best.fact)
    }

    /// So many days are looked back on and ahead.
    private static let spanDays = 1096

    /// The first and the last day around a day on which the grade is this, by the facts that are there.
    private func span(
        of grade: RiskGrade, _ borders: Borders, _ subject: RiskSubject, _ activities: [RiskFact],
        _ counted: [(factor: RiskFactor, fact: RiskFact)], around today: Int
    ) -> (from: CalendarDate?, until: CalendarDate?) {
        let (first, last) = (today - Self.spanDays, today + Self.spanDays)
        // By factor, what each day has more than the one before.
        var steps: [RiskFactor: [Int]] = [:]
        for (kind, fact) in counted {
            guard let factor = factor(kind) else { continue }
            let begin = fact.day.daysSinceEpoch
            // What has not happened yet on that day is not foreseen.
            guard begin <= today else { continue }
            var changes = steps[kind] ?? [Int](repeating: 0, count: last - first + 2)
            let length = factor.halfLifeDays ?? factor.windowDays
            var (age, before) = (0, 0)
            while age <= factor.windowDays {
                let points = factor.points(atAge: age)
                changes[min(max(begin + age, first), last + 1) - first] += points - before
                before = points
                if age == factor.windowDays { break }
                age = min(age + length, factor.windowDays)
            }
            steps[kind] = changes
        }
        var sums: [RiskFactor: Int] = [:]
        var grades: [RiskGrade] = []
        for day in first...last {
            var dynamic = 0
            for factor in factors {
                let sum = (sums[factor.kind] ?? 0) + (steps[factor.kind]?[day - first] ?? 0)
                sums[factor.kind] = sum
                dynamic += min(factor.max, sum)
            }
            let statics = statics(subject, activities, on: day).points
            grades.append(borders.grade(of: statics + min(dynamicMax, dynamic)))
        }
        var (from, until) = (today, today)
        while from > first, grades[from - 1 - first] == grade { from -= 1 }
        while until < last, grades[until + 1 - first] == grade { until += 1 }
        return (
            from == first ? nil : CalendarDate(daysSinceEpoch: from),
            until == last ? nil : CalendarDate(daysSinceEpoch: until)
        )
    }
}

extension RiskFact {
    /// Whether it was there before another; of two on one day by entry, then by name.
    func isBefore(_ other: RiskFact) -> Bool {
        let (one, two) = (day.daysSinceEpoch, other.day.daysSinceEpoch)
        if one != two { return one < two }
        let (entry, otherEntry) = (entry ?? .max, other.entry ?? .max)
        return entry != otherEntry ? entry < otherEntry : key.name < other.key.name
    }
}
