import Draws
public import Values

/// A sampled firm, or who made the goods, applies for a re-test or objects.
///
///     yima-sampling/1 objection
///     plan, sample, about: <retest, taking, authenticity, method>, ground: <text>
public struct SampleObjection: Hashable, Sendable {
    static let act = "objection"

    public enum Matter: String, Hashable, Sendable, CaseIterable {
        /// 复检
        case retest
        /// How the sample was taken (抽样过程).
        case taking
        /// Whose the sample is (样品真实性).
        case authenticity
        /// Methods and limits (检验方法、标准适用).
        case method

        public var wording: Wording {
            switch self {
            case .retest: Wording(en: "a re-test", zh: "申请复检")
            case .taking: Wording(en: "how the sample was taken", zh: "对抽样过程的异议")
            case .authenticity: Wording(en: "whose the sample is", zh: "对样品真实性的异议")
            case .method: Wording(en: "methods and limits", zh: "对检验方法、标准适用的异议")
            }
        }

        /// By when it must be said.
        var term: SamplingTerms.Term {
            switch self {
            case .retest: .retestApplication
            case .taking: .samplingObjection
            case .authenticity, .method: .resultObjection
            }
        }
    }

    public let plan: SamplingName
    public let sample: String
    public let matter: Matter
    public let ground: String

    public init(plan: SamplingName, sample: String, matter: Matter, ground: String) {
        self.plan = plan
        self.sample = sample
        self.matter = matter
        self.ground = ground
    }

    var lines: ActText {
        var text = ActText(SamplingAct.form)
        text.add("plan", plan)
        text.add("sample", sample)
        text.add("about", matter.rawValue)
        text.add("ground", ground)
        return text
    }

    init?(_ read: ActText) {
        guard let plan = read.value("plan").flatMap({ SamplingName($0) }), let sample = read.value("sample"),
            let matter = read.value("about").flatMap({ Matter(rawValue: $0) }), let ground = read.value("ground")
        else { return nil }
        self.init(plan: plan, sample: sample, matter: matter, ground: ground)
    }

    var isSound: Bool { lines.isWritable && SamplingAct.isWord(sample) }
}

/// What the office decides about an objection.
///
///     yima-sampling/1 decision
///     plan, sample, objection: <its entry>, outcome: <accepted, refused, upheld, dismissed>, laboratory: <USCC or ->, reason: <text>
public struct SampleDecision: Hashable, Sendable {
    static let act = "decision"

    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// 受理: a re-test is made, or the objection looked into.
        case accepted
        /// 不予受理
        case refused
        /// 异议成立: the result counts no more.
        case upheld
        /// 异议不成立
        case dismissed

        public var wording: Wording {
            switch self {
            case .accepted: Wording(en: "accepted", zh: "受理")
            case .refused: Wording(en: "not accepted", zh: "不予受理")
            case .upheld: Wording(en: "upheld", zh: "异议成立")
            case .dismissed: Wording(en: "dismissed", zh: "异议不成立")
            }
        }
    }

    public let plan: SamplingName
    public let sample: String
    /// The entry of the objection in the ledger.
    public let objection: UInt64
    public let outcome: Outcome
    /// Who tests again, where a re-test is accepted; else nil.
    public let laboratory: String?
    public let reason: String

    public init(
        plan: SamplingName, sample: String, objection: UInt64, outcome: Outcome, laboratory: String?, reason: String
    ) {
        self.plan = plan
        self.sample = sample
        self.objection = objection
        self.outcome = outcome
        self.laboratory = laboratory
        self.reason = reason
    }

    var lines: ActText {
        var text = ActText(SamplingAct.form)
        text.add("plan", plan)
        text.add("sample", sample)
        text.add("objection", objection)
        text.add("outcome", outcome.rawValue)
        text.add("laboratory", laboratory ?? "-")
        text.add("reason", reason)
        return text
    }

    init?(_ read: ActText) {
        guard let plan = read.value("plan").flatMap({ SamplingName($0) }), let sample = read.value("sample"),
            let objection = read.value("objection").flatMap({ UInt64($0) }),
            let outcome = read.value("outcome").flatMap({ Outcome(rawValue: $0) }),
            let laboratory = read.value("laboratory"), let reason = read.value("reason")
        else { return nil }
        self.init(
            plan: plan, sample: sample, objection: objection, outcome: outcome,
            laboratory: laboratory == "-" ? nil : laboratory, reason: reason)
    }

    var isSound: Bool {
        lines.isWritable && SamplingAct.isWord(sample) && laboratory.map { OfficeName.isNumber($0) } ?? true
    }
}
