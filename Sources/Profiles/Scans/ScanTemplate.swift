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
        /// Whether no event will hold it in the clear.
        public let isPrivate: Bool
    }

    public let profile: Profile
    public let columns: [Column]

    /// - Parameter step: leaves out what no scan of that step needs.
    public init(profile: Profile, step: EventStep? = nil) {
        self.profile = profile
        let scans = ScanColumn.template(step).map { profile.column($0, step) }
        let elements = profile.elements(for: step).filter(\.hasOwnColumn).map { profile.column($0, step) }
        columns = scans + elements
    }

    /// A header row and a row of explanations, as CSV (RFC 4180, UTF-8). The first cell of the second row begins with `#`, so that
    /// `CSVReader` passes it over.
    public func csv(_ text: (Wording) -> String) -> [UInt8] {
        CSVRecord.line(columns.map { text($0.heading) })
            + CSVRecord.line(explanations(text))
    }

    /// The second row.
    public func explanations(_ text: (Wording) -> String) -> [String] {
        columns.enumerated().map { index, column in (index == 0 ? "# " : "") + text(column.explanation) }
    }
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

    fileprivate func column(_ column: ScanColumn, _ step: EventStep?) -> ScanTemplate.Column {
        let form: ScanTemplate.Form =
            switch column {
            case .time: .time
            case .step:
                .words((step.map { [$0] } ?? steps.steps).map { Wording(en: $0.name, zh: $0.aliases.first ?? $0.name) })
            case .quantity, .code, .uom, .site, .to, .from, .document, .parent, .inputs, .outputs, .eventID: .text
            }
        return ScanTemplate.Column(
            heading: Wording(en: column.rawValue, zh: steps.label(of: column)), form: form,
            explanation: column.explanation, isPrivate: false)
    }

    fileprivate func column(_ element: DataElement, _ step: EventStep?) -> ScanTemplate.Column {
        let asked = element.requirements.filter { step == nil || $0.covers(step?.stepKind) }.map { wording(of: $0) }
        let more: Wording =
            if element.isPrivate {
                Wording(en: "; private", zh: "；私密")
            } else if asked.isEmpty {
                Wording(en: "", zh: "")
            } else {
                Wording(
                    en: "; required: \(asked.map(\.en).joined(separator: "; "))",
                    zh: "；必填：\(asked.map(\.zh).joined(separator: "；"))")
            }
        return ScanTemplate.Column(
            heading: Wording(en: element.name, zh: element.label.zh), form: element.templateForm,
            explanation: Wording(
                en: "\(element.label.en): \(element.form.en)\(more.en)", zh: "\(element.form.zh)\(more.zh)"),
            isPrivate: element.isPrivate)
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
    /// The columns that a scan of the step may fill in; of any step, all but `eventID`, which only programs write.
    fileprivate static func template(_ step: EventStep?) -> [ScanColumn] {
        guard let step else { return allCases.filter { $0 != .eventID } }
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
        case .step: Wording(en: "what was done: a step word", zh: "做了什么：环节词")
        case .code: Wording(en: "codes in any written form, parted by ;", zh: "任何写法的编码，以；分隔")
        case .quantity: Wording(en: "one amount for all codes, or one each, parted by ;", zh: "一个数量，或与编码一一对应，以；分隔")
        case .uom: Wording(en: "kg, g, t, 斤, 件 or a UN/ECE Rec 20 code", zh: "千克、克、吨、斤、件，或UN/ECE第20号建议书代码")
        case .site:
            Wording(
                en: "a GLN, or a GB/T 2260 region and a code of one's own: 350521-COLD-1",
                zh: "GLN，或行政区划代码加自编码：350521-COLD-1")
        case .to: Wording(en: "USCC (or GLN) of the receiver", zh: "收货方统一社会信用代码（或GLN）")
        case .from: Wording(en: "USCC (or GLN) of the sender", zh: "发货方统一社会信用代码（或GLN）")
        case .document:
            Wording(en: "type:number, @USCC of another issuer: desadv:PS-7", zh: "类型:编号，他方出具时加@其代码：发货单:PS-7")
        case .parent: Wording(en: "the pallet or container of an aggregation", zh: "外包装或集装箱的编码")
        case .inputs: Wording(en: "what went in: code*12.5kg, parted by ;", zh: "投入：编码*12.5kg，以；分隔")
        case .outputs: Wording(en: "what came out: code*12.5kg, parted by ;", zh: "产出：编码*12.5kg，以；分隔")
        case .eventID: Wording(en: "the event's own URI", zh: "事件自身的URI")
        }
    }
}
