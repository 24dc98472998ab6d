import Chains
import Codes
import CommandSupport
import EPCIS
import Profiles
import StrictJSON
import Values

/// One event of a lookup as a row of the table.
struct EventRow {
    let cells: [String]

    /// - Parameter showsGoods: where the events are of many things.
    static func heading(showsGoods: Bool) -> [String] {
        let goods = showsGoods ? [said("goods", "货物")] : []
        return [
            said("entry", "条目"), said("time", "时间"), said("step", "环节"), said("operator", "主体"), said("place", "地点"),
            said("quantity", "数量"),
        ] + goods
    }

    init(_ value: JSONValue, showsGoods: Bool) {
        let event = value["event"].flatMap { EPCISEvent.reading($0.rawBytes).event }
        cells =
            [
                value["entry"]?.numberText ?? "",
                event?.eventTime.minute ?? value["recordTime"]?.string ?? "",
                event.map { Self.told(Self.step($0), value) } ?? "",
                value["operatorName"]?.string ?? value["operator"]?.string ?? "",
                (event?.readPoint ?? event?.bizLocation).map(Self.place) ?? "",
                event.flatMap(Self.quantity) ?? "",
            ].map { $0.printable.cut(to: 40) }
            + (showsGoods ? [event.map(Self.goods)?.printable.cut(to: 60) ?? ""] : [])
    }

    /// The first thing that the event names, and how many more.
    private static func goods(_ event: EPCISEvent) -> String {
        let written = event.writtenCodes
        guard let first = written.first else { return "" }
        let code = try? CodeReader().read(first)
        let product = code?.part("gtin").map { "\($0) " } ?? ""
        let name = code.map { product + said(Naming.name(of: $0)) } ?? first
        return written.count > 1 ? "\(name) +\(written.count - 1)" : name
    }

    /// The step with what became of the record: nobody goes by one that was taken back.
    private static func told(_ step: String, _ value: JSONValue) -> String {
        if value["withdrawnBy"] != nil { return said("\(step) (withdrawn)", "\(step)（已作废）") }
        guard let withdrawn = value["withdraws"] else { return step }
        let entries = withdrawn.elements.compactMap(\.numberText).joined(separator: said(", ", "、"))
        return entries.isEmpty
            ? said("withdraws nothing of its own (\(step))", "作废声明，未作废任何条目（\(step)）")
            : said("withdraws \(entries) (\(step))", "作废条目 \(entries)（\(step)）")
    }

    /// What an event tells, in a line: `2026-03-01 08:30 ship lot A1 12.5 kg`.
    static func line(_ event: EPCISEvent) -> String {
        [event.eventTime.minute, step(event), goods(event), quantity(event) ?? ""].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// The step's word as people write it in scans, in their language.
    private static func step(_ event: EPCISEvent) -> String {
        guard let step = ProfileLibrary.builtIn.steps.step(of: event) else {
            return event.bizStep.map(CBVWords.bizStep) ?? event.kind.rawValue
        }
        return Language.current == .zh ? step.aliases.first ?? step.name : step.name
    }

    /// The last part of a place's URI: `6935660999019`, `350105-MKT-A118`.
    static func place(_ id: String) -> String {
        id.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? id
    }

    private static func quantity(_ event: EPCISEvent) -> String? {
        let lists = [event.quantityList, event.outputQuantityList, event.childQuantityList]
        guard let first = lists.joined().first(where: { $0.amount != nil }) else { return nil }
        return text(first.amount, uom: first.uom)
    }

    /// `{"quantity": 12.5, "uom": "KGM"}`.
    static func quantity(_ value: JSONValue) -> String? {
        text(value["quantity"]?.numberText.flatMap { Amount($0) }, uom: value["uom"]?.string)
    }

    /// A number with its unit, in people's words.
    static func quantity(_ number: String, uom: String?) -> String? { text(Amount(number), uom: uom) }

    private static func text(_ amount: Amount?, uom: String?) -> String? {
        guard let amount else { return nil }
        return Measure(amount, uom: uom).map { said($0.wording) } ?? "\(amount) \(uom ?? "")".trimmedLine
    }

    static func localTime(_ moment: String?, offset: String?) -> String? {
        guard let moment else { return nil }
        let written = moment.hasSuffix("Z") ? moment.dropLast() + "+00:00" : moment[...]
        guard let time = Timestamp(rfc3339: written) else { return moment }
        let zone = offset.flatMap { OffsetTime(rfc3339: "2000-01-01T00:00:00\($0)") }?.offsetMinutes ?? 0
        return OffsetTime(moment: time, offsetMinutes: zone).minute
    }
}
