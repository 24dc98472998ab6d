import Traceability

/// The ledger's answer to a lookup, for people.
struct LookupText {
    private let root: JSONValue

    init(_ answer: [UInt8], url: String) throws(CommandError) {
        do {
            root = try JSONDocument(answer, limits: JSONLimits(sizeMax: 64 << 20)).root
        } catch {
            throw CommandError(
                .undecided, at: Wording(url), en: "the ledger's answer cannot be read: \(error.wording.en)",
                zh: "无法读取账本的应答：\(error.wording.zh)")
        }
    }

    func print(_ code: CanonicalCode) throws(CommandError) {
        try Console.print(Terminal.paint(code.uri.shown, .bold))
        try printState()
        try printEvents()
        if let next = root["next"], !next.isNull {
            try Console.print(said("(there are older events: --limit, or 'yima trace')", "（还有更早的事件：使用 --limit 或 yima trace）"))
        }
    }

    /// Each member of the state on a line; those of which there is a word for people by that word.
    private func printState() throws(CommandError) {
        guard let state = root["state"] else { return }
        let rows: [(String, String)] = state.members.compactMap { name, value in
            Self.text(of: value).map { (Self.label(name), $0) }
        }
        let width = rows.map(\.0.columns).max() ?? 0
        for (name, value) in rows { try Console.print("  \(name.padded(to: width))  \(value.printable)") }
    }

    /// The code and its state on one line.
    func line(_ code: CanonicalCode) -> String {
        let state = root["state"]?.members.compactMap { Self.text(of: $1) } ?? []
        let product = (root["state"]?["productName"] ?? root["state"]?["product"])?.string
        let rest = state.filter { $0 != product }.prefix(4)
        return ([code.uri.shown] + [product].compactMap(\.self) + rest).joined(separator: " · ").printable
    }

    private func printEvents() throws(CommandError) {
        let rows = root["events"].map { $0.elements.map(EventRow.init) } ?? []
        guard !rows.isEmpty else { return }
        let table = [EventRow.heading] + rows.map(\.cells)
        let columns = EventRow.heading.indices
        let widths = columns.map { column in table.map { $0[column].columns }.max() ?? 0 }
        try Console.print("")
        for (index, cells) in table.enumerated() {
            let line = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmedLine
            let cut = Terminal.outputWidth.map { line.cut(to: $0) } ?? line
            try Console.print(index == 0 ? Terminal.paint(cut, .grey) : cut)
        }
    }

    private static func text(of value: JSONValue) -> String? {
        if let text = value.string ?? value.numberText { return text }
        if value.kind == .array {
            let texts = value.elements.compactMap(text)
            return texts.isEmpty ? nil : texts.joined(separator: said(", ", "、"))
        }
        return nil
    }

    private static func label(_ name: String) -> String {
        labels[name].map(said) ?? name
    }

    private static let labels: [String: Wording] = [
        "productName": Wording(en: "product", zh: "产品"), "product": Wording(en: "product", zh: "产品"),
        "bizStep": Wording(en: "last step", zh: "最近环节"), "disposition": Wording(en: "state", zh: "状态"),
        "place": Wording(en: "place", zh: "地点"), "operator": Wording(en: "operator", zh: "主体代码"),
        "operatorName": Wording(en: "held by", zh: "主体"), "holder": Wording(en: "held by", zh: "主体"),
        "quantity": Wording(en: "quantity", zh: "数量"), "uom": Wording(en: "unit", zh: "单位"),
        "eventTime": Wording(en: "since", zh: "时间"), "time": Wording(en: "since", zh: "时间"),
        "recordTime": Wording(en: "recorded", zh: "入账时间"), "lots": Wording(en: "lots", zh: "批次"),
    ]
}

/// One event as a row of the table.
struct EventRow {
    let cells: [String]

    static var heading: [String] {
        [said("entry", "条目"), said("time", "时间"), said("step", "环节"), said("operator", "主体"), said("place", "地点"), said("quantity", "数量")]
    }

    init(_ value: JSONValue) {
        let event = value["event"].flatMap { EPCISEvent.reading($0.rawBytes).event }
        cells = [
            value["entry"]?.numberText ?? "",
            event?.eventTime.moment.localMinute ?? value["recordTime"]?.string ?? "",
            event.map(Self.step) ?? "",
            value["operatorName"]?.string ?? value["operator"]?.string ?? "",
            Self.place(event?.readPoint ?? event?.bizLocation),
            event.flatMap(Self.quantity) ?? "",
        ].map { $0.printable.cut(to: 40) }
    }

    private static func step(_ event: EPCISEvent) -> String {
        let steps = ProfileLibrary.builtIn.steps.steps
        let step = steps.first {
            $0.bizStep == event.bizStep && $0.eventKind == event.kind && $0.action == event.action
        }
        guard let step else { return event.bizStep ?? event.kind.rawValue }
        return Language.current == .zh ? step.aliases.first ?? step.name : step.name
    }

    private static func place(_ id: String?) -> String {
        guard let id else { return "" }
        return id.split(separator: "/").last.map(String.init) ?? id
    }

    private static func quantity(_ event: EPCISEvent) -> String? {
        let lists = [event.quantityList, event.outputQuantityList, event.childQuantityList]
        guard let first = lists.joined().first(where: { $0.amount != nil }), let amount = first.amount else { return nil }
        return [amount.description, first.uom].compactMap(\.self).joined(separator: " ")
    }
}
