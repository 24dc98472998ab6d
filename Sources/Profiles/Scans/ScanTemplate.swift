import EPCIS
public import Values

/// The columns of an empty CSV of scans for a profile, each with what it may hold: what `yima profile --template` writes.
public struct ScanTemplate: Sendable {
    /// How a spreadsheet should treat a column's cells.
    public enum Form: Hashable, Sendable {
        /// Text and codes: never to be taken for a number.
        case text
        case date, time, number
        /// One of these words.
        case words([Wording])
    }

    public struct Column: Hashable, Sendable {
        /// The name that heads the column, in English and in Chinese: both are read back.
        public let heading: Wording
        public let form: Form
        /// What the cells hold, and when they must be filled in.
        public let explanation: Wording
        /// What a cell may look like; empty where it is left so.
        public let example: Wording
        /// Whether no event will hold it in the clear.
        public let isPrivate: Bool
    }

    public let profile: Profile
    public let columns: [Column]

    /// - Parameter steps: leaves out what no scan of these steps needs; none for all that there are.
    public init(profile: Profile, steps: [EventStep] = []) {
        self.profile = profile
        let wanted = Set(steps.isEmpty ? ScanColumn.template(nil) : steps.flatMap { ScanColumn.template($0) })
        let order = steps.count == 1 ? ScanColumn.template(steps[0]) : ScanColumn.allCases.filter(wanted.contains)
        let scans = order.map { profile.column($0, steps) }
        let elements = profile.elements(forAnyOf: steps).filter(\.hasOwnColumn).map { profile.column($0, steps) }
        columns = scans + elements
    }

    /// A header row, a row of explanations and one that is filled in as an example, as CSV (RFC 4180, UTF-8). The first cells of the
    /// second and third begin with `#`, so that `CSVReader` passes them over.
    public func csv(_ text: (Wording) -> String) -> [UInt8] {
        CSVRecord.line(columns.map { text($0.heading) })
            + CSVRecord.line(explanations(text)) + CSVRecord.line(example(text))
    }

    /// The second row.
    public func explanations(_ text: (Wording) -> String) -> [String] {
        columns.enumerated().map { index, column in (index == 0 ? "# " : "") + text(column.explanation) }
    }

    /// The third row.
    public func example(_ text: (Wording) -> String) -> [String] {
        columns.enumerated().map { index, column in
            (index == 0 ? text(Self.exampleMark) : "") + text(column.example)
        }
    }

    /// What stands before the first cell of the example.
    static let exampleMark = Wording(en: "# example: ", zh: "# 例：")
}

extension Profile {
    /// The elements that an event of the step may have to have, on whatever day, and those that decide it; all of them where no
    /// step is named.
    public func elements(for step: EventStep?) -> [DataElement] {
        guard let step else { return elements }
        let asked = elements.flatMap { element in
            element.requirements.filter { $0.covers(step.stepKind) }.flatMap { requirement in
                [element.name] + requirement.conditions.map(\.element)
            }
        }
        let names = Set(asked)
        return elements.filter { names.contains($0.name) }
    }

    /// The elements for any of the steps; all of them where none is named.
    public func elements(forAnyOf steps: [EventStep]) -> [DataElement] {
        guard !steps.isEmpty else { return elements }
        let names = Set(steps.flatMap { elements(for: $0) }.map(\.name))
        return elements.filter { names.contains($0.name) }
    }

    /// The step of the example: the first that is named, else a receipt, which most scans are.
    fileprivate func exampleStep(_ steps: [EventStep]) -> EventStep? {
        steps.first ?? self.steps.step(named: "receive") ?? self.steps.steps.first
    }

    fileprivate func column(_ column: ScanColumn, _ chosen: [EventStep]) -> ScanTemplate.Column {
        let form: ScanTemplate.Form =
            switch column {
            case .time: .time
            case .step:
                .words(
                    (chosen.isEmpty ? steps.steps : chosen).map {
                        Wording(en: $0.name, zh: $0.aliases.first ?? $0.name)
                    })
            case .quantity, .code, .uom, .site, .to, .from, .document, .parent, .inputs, .outputs, .eventID, .day: .text
            }
        let step = exampleStep(chosen)
        let isOfStep = step.map { ScanColumn.template($0).contains(column) } ?? false
        return ScanTemplate.Column(
            heading: Wording(en: column.rawValue, zh: steps.label(of: column)), form: form,
            explanation: column.explanation,
            example: step.map { isOfStep ? ScanTemplate.example(column, $0) : Wording("") } ?? Wording(""),
            isPrivate: false)
    }

    fileprivate func column(_ element: DataElement, _ chosen: [EventStep]) -> ScanTemplate.Column {
        let step = exampleStep(chosen)
        let isAsked = step.map { elements(for: $0).contains { $0 === element } } ?? false
        let demand = element.isPrivate ? Wording(en: "private", zh: "私密") : demand(element, chosen)
        let (label, form) = (element.label, element.plainForm)
        return ScanTemplate.Column(
            heading: Wording(en: element.name, zh: label.zh), form: element.templateForm,
            explanation: Wording(
                en: "\(label.en): \(form.en)" + (demand.map { "; \($0.en)" } ?? ""),
                zh: form.zh + (demand.map { "；\($0.zh)" } ?? "")),
            example: step.map { isAsked ? ScanTemplate.example(element, $0) : Wording("") } ?? Wording(""),
            isPrivate: element.isPrivate)
    }

    /// When the element must be filled in, as far as a line can say it; nil where it never must.
    private func demand(_ element: DataElement, _ chosen: [EventStep]) -> Wording? {
        let steps = chosen.map(\.stepKind)
        let asked = element.requirements.filter { requirement in
            steps.isEmpty || steps.contains { requirement.covers($0) }
        }
        let plain = asked.filter(\.conditions.isEmpty)
        guard !plain.isEmpty else {
            return asked.isEmpty ? nil : Wording(en: "in some cases needed", zh: "视情况必填")
        }
        let isAlways =
            steps.isEmpty
            ? plain.contains { $0.kinds == nil }
            : steps.allSatisfy { step in plain.contains { $0.covers(step) } }
        guard !isAlways else { return Wording(en: "needed", zh: "必填") }
        let kinds = StepKind.allCases.filter { kind in
            plain.contains { $0.covers(kind) } && (steps.isEmpty || steps.contains(kind))
        }.map(\.label)
        return Wording(
            en: "needed for \(kinds.map(\.en).joined(separator: ", "))",
            zh: "\(kinds.map(\.zh).joined(separator: "、"))时必填")
    }
}

extension DataElement {
    /// The name of the column that says the element in a CSV of scans: its own, or that of a scan.
    public var column: String {
        guard let carrier, !isLot, ScanColumn(rawValue: name) == nil else { return name }
        return carrier.column.rawValue
    }

    /// Whether somebody fills it in beside the columns of a scan: not what those say already, nor whose journal it is.
    fileprivate var hasOwnColumn: Bool { (carrier == nil || isLot) && name != ScanMapper.actor }

    /// The lot stands beside `code` too: it goes with a bare GTIN.
    private var isLot: Bool { name == ThingsReader.lot }

    fileprivate var templateForm: ScanTemplate.Form {
        switch type {
        case .text, .code: .text
        case .date: .date
        case .time: .time
        case .decimal, .integer: .number
        case .enum: .words(enumValues.map { Wording(en: $0.value, zh: $0.aliases.first ?? $0.value) })
        }
    }
}

extension ScanColumn {
    /// The columns that a scan of the step may fill in; of any step, all but `eventID`, which only programs write, and `day`, which
    /// is a part of `time`.
    fileprivate static func template(_ step: EventStep?) -> [ScanColumn] {
        guard let step else { return allCases.filter { $0 != .eventID && $0 != .day } }
        let parties = [ScanColumn.to, .from]
        return switch step.eventKind {
        case .transformation: [.time, .step, .inputs, .outputs, .site] + parties + [.document]
        case .aggregation, .association: [.time, .step, .parent, .code, .quantity, .uom, .site] + parties + [.document]
        case .object, .transaction, .foreign: [.time, .step, .code, .quantity, .uom, .site] + parties + [.document]
        }
    }

    /// What its cells hold.
    fileprivate var explanation: Wording {
        switch self {
        case .time:
            Wording(
                en: "when: 2026-03-01 08:30 (China's time), or with an offset", zh: "发生时间：2026-03-01 08:30（北京时间），或带时区")
        case .step: Wording(en: "what was done; choose from the list", zh: "做了什么，从列表中选")
        case .code: Wording(en: "the code as it is scanned; several parted by ;", zh: "扫码所得编码，多个以；分隔")
        case .quantity: Wording(en: "how much; for several codes one each, parted by ;", zh: "数量；多个编码时一一对应，以；分隔")
        case .uom: Wording(en: "unit: kg, g, t, 斤, 箱; empty for pieces", zh: "单位：千克、克、吨、斤、箱；按件计可不填")
        case .site:
            Wording(
                en: "where: the six digits of the county and a code of one's own: 350521-COLD-1",
                zh: "地点：县区六位行政区划代码加自编号，如 350521-COLD-1")
        case .to: Wording(en: "the receiver's 18-character credit code", zh: "收货单位的统一社会信用代码（18位）")
        case .from: Wording(en: "the sender's 18-character credit code", zh: "发货单位的统一社会信用代码（18位）")
        case .document:
            Wording(en: "the paper that goes with it: desadv:PS-7", zh: "随附单据，如 发货单:PS-7")
        case .parent: Wording(en: "the pallet or container of an aggregation", zh: "外包装或集装箱的编码")
        case .inputs: Wording(en: "what went in: code*12.5kg, parted by ;", zh: "投入：编码*12.5kg，以；分隔")
        case .outputs: Wording(en: "what came out: code*12.5kg, parted by ;", zh: "产出：编码*12.5kg，以；分隔")
        case .eventID: Wording(en: "the event's own URI", zh: "事件自身的URI")
        case .day: Wording(en: "the day, where time holds only the time of day", zh: "日期（时间列只写钟点时）")
        }
    }
}
