import Draws
public import Values

/// Who had a sample gives it to another.
///
///     yima-sampling/1 handover
///     plan, sample, part: <sample or reserve>, seal, to: <USCC>
public struct SampleHandover: Hashable, Sendable {
    static let act = "handover"

    public let plan: SamplingName
    public let sample: String
    public let part: SamplePart
    public let seal: String
    public let to: String

    public init(plan: SamplingName, sample: String, part: SamplePart, seal: String, to: String) {
        self.plan = plan
        self.sample = sample
        self.part = part
        self.seal = seal
        self.to = to
    }

    var lines: ActText {
        var text = ActText(SamplingAct.form)
        text.add("plan", plan)
        text.add("sample", sample)
        text.add("part", part.rawValue)
        text.add("seal", seal)
        text.add("to", to)
        return text
    }

    init?(_ read: ActText) {
        guard let plan = read.value("plan").flatMap({ SamplingName($0) }), let sample = read.value("sample"),
            let part = read.value("part").flatMap({ SamplePart(rawValue: $0) }), let seal = read.value("seal"),
            let to = read.value("to")
        else { return nil }
        self.init(plan: plan, sample: sample, part: part, seal: seal, to: to)
    }

    var isSound: Bool { lines.isWritable && SamplingAct.isWord(sample) && OfficeName.isNumber(to) }
}

/// A laboratory has a sample, and says how its seal was.
///
///     yima-sampling/1 receipt
///     plan, sample, part, seal: <as it is on the sample>, state: <intact or broken>
public struct SampleReceipt: Hashable, Sendable {
    static let act = "receipt"

    public let plan: SamplingName
    public let sample: String
    public let part: SamplePart
    public let seal: String
    public let isIntact: Bool

    public init(plan: SamplingName, sample: String, part: SamplePart, seal: String, isIntact: Bool) {
        self.plan = plan
        self.sample = sample
        self.part = part
        self.seal = seal
        self.isIntact = isIntact
    }

    var lines: ActText {
        var text = ActText(SamplingAct.form)
        text.add("plan", plan)
        text.add("sample", sample)
        text.add("part", part.rawValue)
        text.add("seal", seal)
        text.add("state", isIntact ? "intact" : "broken")
        return text
    }

    init?(_ read: ActText) {
        guard let plan = read.value("plan").flatMap({ SamplingName($0) }), let sample = read.value("sample"),
            let part = read.value("part").flatMap({ SamplePart(rawValue: $0) }), let seal = read.value("seal"),
            let state = read.value("state"), let isIntact = ["intact": true, "broken": false][state]
        else { return nil }
        self.init(plan: plan, sample: sample, part: part, seal: seal, isIntact: isIntact)
    }

    var isSound: Bool { lines.isWritable && SamplingAct.isWord(sample) }
}

/// The office says that a party received the report: from then on its terms run.
///
///     yima-sampling/1 notice
///     plan, sample, party: <USCC>, received: <day>
public struct SampleNotice: Hashable, Sendable {
    static let act = "notice"

    public let plan: SamplingName
    public let sample: String
    public let party: String
    public let received: CalendarDate

    public init(plan: SamplingName, sample: String, party: String, received: CalendarDate) {
        self.plan = plan
        self.sample = sample
        self.party = party
        self.received = received
    }

    var lines: ActText {
        var text = ActText(SamplingAct.form)
        text.add("plan", plan)
        text.add("sample", sample)
        text.add("party", party)
        text.add("received", received)
        return text
    }

    init?(_ read: ActText) {
        guard let plan = read.value("plan").flatMap({ SamplingName($0) }), let sample = read.value("sample"),
            let party = read.value("party"), let day = read.value("received").flatMap({ WrittenTime.date($0) })
        else { return nil }
        self.init(plan: plan, sample: sample, party: party, received: day)
    }

    var isSound: Bool { lines.isWritable && SamplingAct.isWord(sample) && OfficeName.isNumber(party) }
}
