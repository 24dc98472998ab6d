import Draws
public import Values

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
