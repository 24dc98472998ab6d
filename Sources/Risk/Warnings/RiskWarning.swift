import Statistics
public import Values

/// Something an office should look at now.
public struct RiskWarning: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A rate has risen.
        case rate
        /// The term of a task has run out, and it is not closed.
        case overdue
        /// A firm has some of what failed a test.
        case held

        public var wording: Wording {
            switch self {
            case .rate: Wording(en: "rate", zh: "比率上升")
            case .overdue: Wording(en: "overdue", zh: "任务超期")
            case .held: Wording(en: "held", zh: "所持货物不合格")
            }
        }
    }

    public let kind: Kind
    /// What is watched: a series, or a task; of one there may be several warnings, of different days.
    public let scope: String
    public let day: CalendarDate
    /// Whom it is about; nil for a category of samples.
    public let subject: RiskSubject?
    /// GB/T 2260, of whose office it is the business; nil where that is not known.
    public let district: String?
    public let entry: UInt64?
    public let message: Wording

    public init(
        kind: Kind, scope: String, day: CalendarDate, subject: RiskSubject?, district: String?, entry: UInt64?,
        message: Wording
    ) {
        self.kind = kind
        self.scope = scope
        self.day = day
        self.subject = subject
        self.district = district
        self.entry = entry
        self.message = message
    }

    /// By which it is known: `late/91350300…@2026-12-03`.
    public var key: String { "\(scope)@\(day)" }
}

extension RiskWarning {
    /// That the day of a task is over; nil where it is not, or the fact is none of a task.
    public init?(overdue fact: RiskFact, on today: CalendarDate) {
        guard fact.key.source == .task, fact.day.daysSinceEpoch < today.daysSinceEpoch, let message = fact.message
        else { return nil }
        self.init(
            kind: .overdue, scope: fact.key.name, day: CalendarDate(daysSinceEpoch: fact.day.daysSinceEpoch + 1),
            subject: fact.firm.map { .firm($0) }, district: fact.detail, entry: fact.entry, message: message)
    }

    /// That a firm has some of what failed; nil where the fact is another.
    public init?(held fact: RiskFact) {
        guard fact.key.source == .held, let firm = fact.firm, let message = fact.message else { return nil }
        self.init(
            kind: .held, scope: fact.key.name, day: fact.day, subject: .firm(firm), district: firm.registeredDistrict,
            entry: fact.entry, message: message)
    }

    init(rate series: RateSeries, _ alarm: RateTest.Alarm, _ category: QualityTargets.Category? = nil) {
        let subject: RiskSubject?
        var district: String?
        switch series {
        case .samples(_, let place): (subject, district) = (nil, place)
        case .complaints(let of): subject = of
        case .late(let firm), .findings(_, let firm): subject = .firm(firm)
        }
        if case .firm(let uscc)? = subject { district = uscc.registeredDistrict }
        self.init(
            kind: .rate, scope: series.description, day: alarm.day, subject: subject, district: district,
            entry: alarm.entry, message: Self.message(series, alarm, category))
    }

    private static func message(
        _ series: RateSeries, _ alarm: RateTest.Alarm, _ category: QualityTargets.Category?
    ) -> Wording {
        let (count, span) = (alarm.count, alarm.span)
        // In thousandths of a year, or in millionths of the trials: with one digit after the point.
        func decimal(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }
        let perYear = decimal((alarm.usual + 50) / 100)
        switch series {
        case .samples(let id, let district):
            let name = category?.name ?? Wording(en: id, zh: id)
            let usual = decimal((alarm.usual + 500) / 1000)
            return Wording(
                en: "\(count) of \(span) samples of \(name.en) failed in \(district), where \(usual) % may",
                zh: "\(district) \(name.zh)：\(span) 个样品中 \(count) 个不合格（目标允许 \(usual)%）")
        case .complaints(let subject):
            return Wording(
                en: "\(count) days with complaints about \(subject.name) in \(span) days; usual are \(perYear) a year",
                zh: "\(subject.name)：\(span) 天内有 \(count) 天收到投诉举报，平常每年 \(perYear) 天")
        case .late(let firm):
            return Wording(
                en: "\(firm) brought records late on \(count) days of \(span); usual are \(perYear) a year",
                zh: "\(firm)：\(span) 天内有 \(count) 天迟报记录，平常每年 \(perYear) 天")
        case .findings(let rule, let firm):
            return Wording(
                en: "\(rule) was found of \(firm) on \(count) days of \(span); usual are \(perYear) a year",
                zh: "\(firm)：\(span) 天内有 \(count) 天发现 \(rule) 问题，平常每年 \(perYear) 天")
        }
    }
}
