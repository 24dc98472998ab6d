import Draws
public import EPCIS
public import Values

/// What an office, a laboratory or a sampled firm does about samples, as its device signs it: an EPCIS event of a type of its own, about the
/// plan as a thing. Results are no acts: a laboratory records them about the goods (`inspect`), with the number of the sample.
public enum SamplingAct: Hashable, Sendable {
    case plan(SamplingPlan)
    case order(SamplingOrder)
    case taking(SampleTaking)
    case handover(SampleHandover)
    case receipt(SampleReceipt)
    case notice(SampleNotice)
    case objection(SampleObjection)
    case decision(SampleDecision)

    static let form = "yima-sampling/1 "
    package static let events = OfficeEvent(type: "yima:Sampling", element: "sampling")

    public var name: SamplingName {
        switch self {
        case .plan(let plan): plan.name
        case .order(let order): order.plan
        case .taking(let taking): taking.plan
        case .handover(let handover): handover.plan
        case .receipt(let receipt): receipt.plan
        case .notice(let notice): notice.plan
        case .objection(let objection): objection.plan
        case .decision(let decision): decision.plan
        }
    }

    public var text: String {
        switch self {
        case .plan(let plan): plan.text
        case .order(let order): order.lines.text(SamplingOrder.act)
        case .taking(let taking): taking.lines.text(SampleTaking.act)
        case .handover(let handover): handover.lines.text(SampleHandover.act)
        case .receipt(let receipt): receipt.lines.text(SampleReceipt.act)
        case .notice(let notice): notice.lines.text(SampleNotice.act)
        case .objection(let objection): objection.lines.text(SampleObjection.act)
        case .decision(let decision): decision.lines.text(SampleDecision.act)
        }
    }

    /// Reads the text of an act; nothing but what `text` gives.
    public init(text: String) throws(SamplingError) {
        let word = text.prefix { $0 != "\n" }.dropFirst(Self.form.count)
        guard let read = ActText(text, of: String(word), Self.form) else { throw .malformedAct }
        let act: SamplingAct? =
            switch String(word) {
            case SamplingPlan.act: .plan(try SamplingPlan(text: text))
            case SamplingOrder.act: SamplingOrder(read).map { .order($0) }
            case SampleTaking.act: SampleTaking(read).map { .taking($0) }
            case SampleHandover.act: SampleHandover(read).map { .handover($0) }
            case SampleReceipt.act: SampleReceipt(read).map { .receipt($0) }
            case SampleNotice.act: SampleNotice(read).map { .notice($0) }
            case SampleObjection.act: SampleObjection(read).map { .objection($0) }
            case SampleDecision.act: SampleDecision(read).map { .decision($0) }
            default: nil
            }
        guard let act, act.isSound, act.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
        self = act
    }

    /// The act that an event tells; nil where it tells none, or not in its one form.
    public init?(_ event: EPCISEvent) {
        guard
            let text = Self.events.text(
                of: event, about: { text in (try? SamplingAct(text: text)).map { Self.things($0.name) } }),
            let act = try? SamplingAct(text: text)
        else { return nil }
        self = act
    }

    private static func things(_ name: SamplingName) -> [String] { [name.description, SamplingName.register] }

    /// The event that tells it.
    public func event(at time: OffsetTime) -> SealedEvent {
        Self.events.event(text, about: Self.things(name), at: time)
    }

    /// Whether it can be written and says something.
    public var isSound: Bool {
        switch self {
        case .plan(let plan): plan.fault == nil
        case .order(let order): order.isSound
        case .taking(let taking): taking.isSound
        case .handover(let handover): handover.isSound
        case .receipt(let receipt): receipt.isSound
        case .notice(let notice): notice.isSound
        case .objection(let objection): objection.isSound
        case .decision(let decision): decision.isSound
        }
    }

    static func isDistrict(_ text: String) -> Bool {
        [2, 4, 6].contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The number of an order or a sample, a profile: letters of ASCII, digits, hyphens, at most 40.
    static func isWord(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
            }
    }
}

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

/// A sample that was taken and sealed.
///
///     yima-sampling/1 taking
///     plan, order, sample: <number>, code, firm: <USCC>, producer: <USCC or ->, quantity: <text>, seal: <text>, reserve-seal: <text or ->
public struct SampleTaking: Hashable, Sendable {
    static let act = "taking"

    public let plan: SamplingName
    public let order: String
    public let number: String
    public let code: String
    /// Of whom it was taken.
    public let firm: String
    /// Who made the goods, by the package; nil where that is not said.
    public let producer: String?
    public let quantity: String
    public let seal: String
    /// Of the part that is kept for a re-test (备份样品); nil where there is none.
    public let reserveSeal: String?

    public init(
        plan: SamplingName, order: String, number: String, code: String, firm: String, producer: String?,
        quantity: String, seal: String, reserveSeal: String?
    ) {
        self.plan = plan
        self.order = order
        self.number = number
        self.code = code
        self.firm = firm
        self.producer = producer
        self.quantity = quantity
        self.seal = seal
        self.reserveSeal = reserveSeal
    }

    /// The seal of one of its parts.
    public func seal(of part: SamplePart) -> String? {
        switch part {
        case .sample: seal
        case .reserve: reserveSeal
        }
    }

    var lines: ActText {
        var text = ActText(SamplingAct.form)
        text.add("plan", plan)
        text.add("order", order)
        text.add("sample", number)
        text.add("code", code)
        text.add("firm", firm)
        text.add("producer", producer ?? "-")
        text.add("quantity", quantity)
        text.add("seal", seal)
        text.add("reserve-seal", reserveSeal ?? "-")
        return text
    }

    init?(_ read: ActText) {
        guard let plan = read.value("plan").flatMap({ SamplingName($0) }), let order = read.value("order"),
            let number = read.value("sample"), let code = read.value("code"), let firm = read.value("firm"),
            let producer = read.value("producer"), let quantity = read.value("quantity"),
            let seal = read.value("seal"), let reserve = read.value("reserve-seal")
        else { return nil }
        self.init(
            plan: plan, order: order, number: number, code: code, firm: firm,
            producer: producer == "-" ? nil : producer, quantity: quantity, seal: seal,
            reserveSeal: reserve == "-" ? nil : reserve)
    }

    var isSound: Bool {
        lines.isWritable && SamplingAct.isWord(order) && SamplingAct.isWord(number) && code != "-"
            && OfficeName.isNumber(firm) && producer.map { OfficeName.isNumber($0) } ?? true && seal != "-"
            && reserveSeal != "-" && reserveSeal != seal
    }
}

/// The two parts of a sample.
public enum SamplePart: String, Hashable, Sendable, CaseIterable {
    case sample
    /// 备份样品
    case reserve

    public var wording: Wording {
        switch self {
        case .sample: Wording(en: "sample", zh: "检验样品")
        case .reserve: Wording(en: "reserve sample", zh: "备份样品")
        }
    }
}
