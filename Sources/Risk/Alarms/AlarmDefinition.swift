import StrictJSON
import Values

/// When a rate counts as risen: `alarms` of the definition file. Logarithms are natural, in whole millionths, so that every machine comes to the
/// same alarm.
public struct AlarmDefinition: Hashable, Sendable {
    /// Of trials that fail or do not: the fail rate of samples.
    public struct Trials: Hashable, Sendable {
        /// So many times the rate of the target must be found.
        public let rise: Int
        /// Where the sum reaches it, it alarms; in millionths.
        public let threshold: Int
    }

    /// Of what happens in time: complaints, late records, findings.
    public struct Counts: Hashable, Sendable {
        public let rise: Int
        public let threshold: Int
        /// So many are added to what happened in the time before: nobody's rate is nothing.
        public let prior: Int
        /// How much of the past says the rate, and how long ago that ended.
        public let baselineDays: Int
        public let lagDays: Int
        /// What of the past must be known before anything is tested.
        public let trainingDays: Int
        /// More on one day are one: what comes at once has one cause.
        public let perDayMax: Int
    }

    public let source: String
    /// So long an alarm stands among the warnings.
    public let shownDays: Int
    public let samples: Trials
    public let counts: Counts

    init(_ node: DefinitionNode) throws(LocatedError) {
        try node.checkMembers(["source", "shownDays", "samples", "counts"])
        source = try node.required("source").string()
        shownDays = try RiskDefinition.number(node, "shownDays", 1...3660)
        let trials = try node.required("samples")
        try trials.checkMembers(["rise", "threshold"])
        samples = Trials(
            rise: try RiskDefinition.number(trials, "rise", 2...20),
            threshold: try RiskDefinition.number(trials, "threshold", 1...1_000_000_000))
        let counts = try node.required("counts")
        try counts.checkMembers([
            "rise", "threshold", "prior", "baselineDays", "lagDays", "trainingDays", "perDayMax",
        ])
        self.counts = Counts(
            rise: try RiskDefinition.number(counts, "rise", 2...20),
            threshold: try RiskDefinition.number(counts, "threshold", 1...1_000_000_000),
            prior: try RiskDefinition.number(counts, "prior", 1...1000),
            baselineDays: try RiskDefinition.number(counts, "baselineDays", 28...3660),
            lagDays: try RiskDefinition.number(counts, "lagDays", 0...3660),
            trainingDays: try RiskDefinition.number(counts, "trainingDays", 1...3660),
            perDayMax: try RiskDefinition.number(counts, "perDayMax", 1...1000))
    }
}
