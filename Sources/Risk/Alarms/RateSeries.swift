public import Statistics
public import Values

/// What is watched for a rising rate.
public enum RateSeries: Hashable, Sendable, CustomStringConvertible {
    /// Samples of a category of the targets, of firms of a district (six digits of GB/T 2260).
    case samples(category: String, district: String)
    case complaints(RiskSubject)
    /// Records of a firm that came late.
    case late(firm: String)
    /// What the monitor found of a firm by a rule.
    case findings(rule: String, firm: String)

    /// By which a warning is known: `samples/food/350304`.
    public var description: String {
        switch self {
        case .samples(let category, let district): "samples/\(category)/\(district)"
        case .complaints(let subject): "complaints/\(subject)"
        case .late(let firm): "late/\(firm)"
        case .findings(let rule, let firm): "findings/\(rule)/\(firm)"
        }
    }
}

/// Series whose rates may have changed because of some facts.
public struct TouchedSeries: Hashable, Sendable {
    /// Whose complaints, late records and findings.
    public var subjects: Set<RiskSubject> = []
    /// Categories of samples.
    public var categories: Set<String> = []

    public init() {}

    public init(_ facts: some Sequence<RiskFact>, _ targets: QualityTargets = .builtIn) {
        for fact in facts { add(fact, targets) }
    }

    public mutating func add(_ fact: RiskFact, _ targets: QualityTargets = .builtIn) {
        switch fact.key.source {
        case .activity, .task, .held, .taking, .result: return
        case .sample:
            if let place = targets.place(ofProfile: fact.detail) { categories.insert(targets.categories[place].id) }
        case .finding, .late, .complaint:
            if let firm = fact.firm { subjects.insert(.firm(firm)) }
            if fact.key.source == .complaint, let product = fact.product { subjects.insert(.product(product)) }
        }
    }
}

extension RiskDefinition {
    /// The warnings that rates of somebody have risen.
    /// - Parameters:
    ///   - facts: all about him.
    ///   - start: since when he would have been known.
    public func rateWarnings(of subject: RiskSubject, _ facts: [RiskFact], since start: CalendarDate) -> [RiskWarning] {
        var series: [RateSeries: [RateTest.Happening]] = [:]
        for fact in facts.sorted(by: { $0.isBefore($1) }) {
            let its: RateSeries?
            switch (fact.key.source, subject) {
            case (.complaint, _): its = .complaints(subject)
            case (.late, .firm(let firm)): its = factor(of: fact) == nil ? nil : .late(firm: firm)
            case (.finding, .firm(let firm)):
                its = factor(of: fact) == nil ? nil : .findings(rule: fact.word, firm: firm)
            default: its = nil
            }
            guard let its else { continue }
            series[its, default: []].append(
                RateTest.Happening(day: fact.day.daysSinceEpoch, entry: fact.entry))
        }
        return series.sorted { $0.key.description < $1.key.description }.flatMap { key, happenings in
            RateTest.alarms(happenings, since: start.daysSinceEpoch, alarms.counts).map {
                RiskWarning(rate: key, $0)
            }
        }
    }

    /// The warnings that more samples of a category fail than the target allows, by district.
    /// - Parameter facts: all samples of the category.
    public func rateWarnings(
        ofSamples facts: [RiskFact], category: QualityTargets.Category
    ) -> [RiskWarning] {
        struct Sample {
            var first: RiskFact
            var isFailed: Bool
        }
        // A sample failed where one of its results did, and is counted where the first was known.
        var samples: [String: Sample] = [:]
        for fact in facts {
            let isFailed = fact.word == RiskFact.failed
            guard var sample = samples[fact.group] else {
                samples[fact.group] = Sample(first: fact, isFailed: isFailed)
                continue
            }
            if fact.isBefore(sample.first) { sample.first = fact }
            sample.isFailed = sample.isFailed || isFailed
            samples[fact.group] = sample
        }
        var series: [RateSeries: [Sample]] = [:]
        for sample in samples.values {
            guard let district = sample.first.place ?? sample.first.firm?.registeredDistrict else { continue }
            series[.samples(category: category.id, district: district), default: []].append(sample)
        }
        let usual = 1_000_000 - Int((category.target * 1_000_000).rounded())
        return series.sorted { $0.key.description < $1.key.description }.flatMap { key, samples in
            let trials = samples.sorted { $0.first.isBefore($1.first) }.map {
                RateTest.Happening(
                    day: $0.first.day.daysSinceEpoch, entry: $0.first.entry, isFailed: $0.isFailed)
            }
            return RateTest.alarms(trials, usual: usual, alarms.samples).map { RiskWarning(rate: key, $0, category) }
        }
    }
}

extension String {
    /// Where a firm was registered, which its unified social credit code says (GB 32100, places 3 to 8); nil where it is no such code.
    public var registeredDistrict: String? {
        utf8.count == 18 ? String(dropFirst(2).prefix(6)) : nil
    }
}
