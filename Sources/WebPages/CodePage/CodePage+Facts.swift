import Chains
import Codes
import EPCIS
import Evidence
import Pictures
import Profiles
import Rules
import Values

extension CodePage {
    /// What events call it; nil where none does.
    var productName: String? {
        graph.nodesByKey[code.key]?.product?.calm ?? firstElement("productName")?.value.calm
    }

    /// The events that made the code or its lot, by those who are heard, the first first.
    var makings: [ResolvedEvent] {
        let keys = [code.key, code.lotKey].compactMap(\.self)
        return judgement.chain.events.filter { event in
            judgement.chain.isHeard(event)
                && event.things.contains { thing in
                    Act(event, thing.role) == .issue && keys.contains { thing.code.isNamed(by: $0) }
                }
        }
    }

    private func firstElement(_ name: String) -> (value: String, by: String)? {
        for event in makings + own {
            if let value = event.element(name), !value.trimmed.isEmpty { return (value, event.operatorUSCC) }
        }
        return nil
    }

    /// What speaks of the code or its lot itself.
    private var own: [ResolvedEvent] {
        let keys = [code.key, code.lotKey].compactMap(\.self)
        return judgement.chain.events.filter { event in
            judgement.chain.isHeard(event)
                && event.things.contains { thing in keys.contains { thing.code.isNamed(by: $0) } }
        }
    }

    /// What is known of the goods, each by who said it.
    var facts: [CodePageContent.Fact] {
        var facts: [CodePageContent.Fact] = []
        func add(_ name: Wording, _ value: String?, by uscc: String? = nil) {
            guard let value = value?.trimmed.calm, !value.isEmpty else { return }
            let by = uscc == makings.first?.operatorUSCC ? nil : uscc
            facts.append(.init(name: said(name), value: value, by: by.map { party($0) }))
        }
        for (part, name) in Self.parts { add(name, code.part(part)) }
        guard code.grain != .product else { return facts }
        if let maker = makings.first {
            add(Wording(en: "Issued by", zh: "赋码单位"), party(maker.operatorUSCC))
        }
        for (element, name) in Self.elements {
            if let found = firstElement(element) { add(name, found.value, by: found.by) }
        }
        if let day = lastGoodDay { add(Wording(en: "Good until", zh: "有效期至"), "\(day)") }
        if let node = graph.nodesByKey[code.key] {
            add(Wording(en: "Amount issued", zh: "产出数量"), node.quantity.map { said($0.wording) })
            add(Wording(en: "Last held by", zh: "最近持有方"), node.holder)
        }
        return facts
    }

    private static let parts: [(String, Wording)] = [
        ("gtin", Wording(en: "GTIN", zh: "商品条码")), ("lot", Wording(en: "Lot", zh: "批号")),
        ("serial", Wording(en: "Serial", zh: "序列号")), ("sscc", Wording(en: "Logistic unit", zh: "物流单元")),
        ("container", Wording(en: "Container", zh: "集装箱")),
    ]

    private static let elements: [(String, Wording)] = [
        ("spec", Wording(en: "Kind", zh: "规格")), ("producerName", Wording(en: "Producer", zh: "生产者")),
        ("scNo", Wording(en: "Food licence", zh: "食品生产许可证")),
        ("originRegion", Wording(en: "Region of origin", zh: "产地")),
        ("catchArea", Wording(en: "Catch area (FAO)", zh: "捕捞区（FAO）")),
        ("productionMethod", Wording(en: "Made by", zh: "生产方式")),
        ("pondId", Wording(en: "Pond or cage", zh: "池塘或网箱")),
        ("issueCountry", Wording(en: "Certified in", zh: "出证国家")),
        ("productionDate", Wording(en: "Produced on", zh: "生产日期")),
        ("harvestTime", Wording(en: "Harvested", zh: "起捕时间")),
        ("slaughterDate", Wording(en: "Slaughtered on", zh: "屠宰日期")),
    ]

    func party(_ uscc: String) -> String {
        let name = (judgement.report.operatorNames[uscc] ?? "").trimmed
        return (name.isEmpty ? uscc : name).shown
    }

    private static let lotsMax = 50

    /// Of a bare product code: the lots on record, the newest first.
    var lots: [CodePageContent.Lot] {
        guard code.grain == .product else { return [] }
        var (lots, seen): ([CodePageContent.Lot], Set<String>) = ([], [])
        for event in judgement.chain.events.reversed() {
            for thing in event.things where thing.code.productKey == code.key {
                guard let key = thing.code.lotKey, lots.count < Self.lotsMax, seen.insert(key).inserted,
                    key.hasPrefix(Self.domain)
                else { continue }
                lots.append(
                    .init(href: String(key.dropFirst(Self.domain.count)), name: thing.code.part("lot")?.calm ?? key))
            }
        }
        return lots
    }

    private static let domain = "https://id.gs1.org"

    // MARK: Inspections

    private static let inspectionsMax = 12

    var inspections: [CodePageContent.Inspection] {
        let kinds: Set<TraceGraph.Event.Kind> = [.inspected, .released, .held, .failed, .recalled]
        let events = Dictionary(judgement.chain.events.map { ($0.entry, $0) }) { first, _ in first }
        return graph.events.filter { kinds.contains($0.kind) && $0.isHeard }.suffix(Self.inspectionsMax).reversed().map
        { event in
            .init(
                isStop: event.kind.stops, word: said(event.wording), time: event.time.plainMinute,
                party: party(event.party), result: events[event.entry].flatMap(result))
        }
    }

    private func result(of event: ResolvedEvent) -> String? {
        let words = ["testItem", "testValue", "testVerdict", "residueResult", "reportNo", "recallReason"].compactMap {
            event.element($0)?.trimmed.shown
        }
        return words.isEmpty ? nil : words.joined(separator: " · ").calm
    }

    // MARK: Links

    /// The same page in the other language; what the label says beside the code goes with it.
    func href(language: String) -> String {
        target.path + "?" + (target.query + ["lang=\(language)"]).joined(separator: "&")
    }

    /// The form for reports about the same code.
    var reportHref: String {
        let fields = target.query + ["report=form", "lang=\(language == .zh ? "zh" : "en")"]
        return "\(target.path)?\(fields.joined(separator: "&"))"
    }
}
