import Draws
public import Values

/// What an office orders: a sample of this firm, of this code where it is known, tested by that laboratory.
///
///     yima-sampling/1 order
///     plan, order: <number>, firm: <USCC>, code: <code or ->, profile, stage, district, laboratory: <USCC>, until: <day>
public struct SamplingOrder: Hashable, Sendable {
    static let act = "order"

    public let plan: SamplingName
    public let number: String
    public let firm: String
    /// Nil: whatever goods of the category are there.
    public let code: String?
    public let profile: String
    public let stage: String
    public let district: String
    public let laboratory: String
    public let until: CalendarDate

    public init(
        plan: SamplingName, number: String, firm: String, code: String?, profile: String, stage: String,
        district: String, laboratory: String, until: CalendarDate
    ) {
        self.plan = plan
        self.number = number
        self.firm = firm
        self.code = code
        self.profile = profile
        self.stage = stage
        self.district = district
        self.laboratory = laboratory
        self.until = until
    }

    var lines: ActText {
        var text = ActText(SamplingAct.form)
        text.add("plan", plan)
        text.add("order", number)
        text.add("firm", firm)
        text.add("code", code ?? "-")
        text.add("profile", profile)
        text.add("stage", stage)
        text.add("district", district)
        text.add("laboratory", laboratory)
        text.add("until", until)
        return text
    }

    init?(_ read: ActText) {
        guard let plan = read.value("plan").flatMap({ SamplingName($0) }), let number = read.value("order"),
            let firm = read.value("firm"), let code = read.value("code"), let profile = read.value("profile"),
            let stage = read.value("stage"), let district = read.value("district"),
            let laboratory = read.value("laboratory"), let until = read.value("until").flatMap({ WrittenTime.date($0) })
        else { return nil }
        self.init(
            plan: plan, number: number, firm: firm, code: code == "-" ? nil : code, profile: profile, stage: stage,
            district: district, laboratory: laboratory, until: until)
    }

    var isSound: Bool {
        lines.isWritable && SamplingAct.isWord(number) && OfficeName.isNumber(firm) && code != "-"
            && SamplingAct.isWord(profile) && SamplingPlan.stages.contains(stage)
            && SamplingAct.isDistrict(district) && OfficeName.isNumber(laboratory)
    }
}
