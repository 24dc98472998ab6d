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

    /// The number of the sample that it is about; nil of a plan and an order.
    public var sample: String? {
        switch self {
        case .plan, .order: nil
        case .taking(let taking): taking.number
        case .handover(let handover): handover.sample
        case .receipt(let receipt): receipt.sample
        case .notice(let notice): notice.sample
        case .objection(let objection): objection.sample
        case .decision(let decision): decision.sample
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
