import Chains
import Codes
import Values

/// The marks and arrows of a chain: what the folding gathered, told in words, with findings where they happened.
struct ChainMarks {
    private(set) var marks: [LaneChart.Mark] = []
    private(set) var arrows: [LaneChart.Arrow] = []

    private let graph: TraceGraph
    private let lanes: ChainLanes
    private let language: DrawingLanguage
    private let remarks: ChainRemarks
    private let goods: GoodsText
    private let codes: [String: CanonicalCode]
    /// What lay in what an event names, by its entry.
    private let carried: [UInt64: [Thing]]

    /// Clocks of firms differ: a receipt that is written down up to an hour before its shipment is not drawn against time.
    private static let skewMax: Int64 = 3_600_000

    init(
        _ graph: TraceGraph, _ lanes: ChainLanes, _ folding: MarkFolding, _ remarks: ChainRemarks, names: CodeNames,
        _ language: DrawingLanguage
    ) {
        (self.graph, self.lanes, self.remarks, self.language) = (graph, lanes, remarks, language)
        codes = graph.nodesByKey.mapValues(\.code)
        carried = Self.carried(graph)
        let products = graph.nodes.compactMap { node in node.product.map { (node.code.key, $0) } }
        goods = GoodsText(
            names: names, language: language, products: Dictionary(products, uniquingKeysWith: { first, _ in first }))
        var markOf: [UInt64: Int] = [:]
        for (index, fold) in folding.marks.enumerated() {
            for event in fold.events { markOf[graph.events[event].entry] = index }
        }
        let routes = Routes(graph, lanes, markOf)
        let callouts = remarks.callouts(markOf: markOf, markCount: folding.marks.count, language)
        var moments = folding.marks.map { graph.events[$0.events[0]].time.moment }
        for route in routes.drawn where !route.isAgainstTime(Self.skewMax) {
            moments[route.to] = max(moments[route.to], moments[route.from])
        }
        for (index, fold) in folding.marks.enumerated() {
            marks.append(mark(fold, moments[index], routes.partners[index], callouts[index]))
        }
        for route in routes.drawn {
            arrows.append(
                .init(
                    from: route.from, to: route.to, isConfirmed: true,
                    isAgainstTime: route.isAgainstTime(Self.skewMax), tooltip: told(route.movements)))
        }
        for stub in routes.stubs { add(stub) }
    }

    private func mark(
        _ fold: MarkFolding.Folded, _ moment: Timestamp, _ partners: Routes.Partners, _ callouts: [LaneChart.Callout]
    ) -> LaneChart.Mark {
        let events = fold.events.map { graph.events[$0] }
        let first = events[0]
        let day = OffsetTime(moment: moment, offsetMinutes: first.time.offsetMinutes).day
        var heading = language.of(Set(events.map(\.wording)).count == 1 ? first.wording : Self.various)
        if events.count > 1 { heading += " ×\(events.count)" }
        var lines = goods.lines(events)
        let contents = goods.told(events.flatMap { carried[$0.entry] ?? [] }, withProduct: false)
        if let first = contents.first {
            lines += [(language == .zh ? "内装 " : "with ") + first] + contents.dropFirst()
        }
        lines += partnerLines(events, partners)
        if lanes.isFolded(fold.lane) { lines += firms(Self.unique(events.map(\.party)), Self.by) }
        let time = MarkTime(events.map(\.time), on: day).text
        let entries = events.map(\.entry).sorted()
        let who = graph.partyNames[first.party] ?? first.party
        let shownEntries =
            entries.prefix(20).map(String.init).joined(separator: ", ") + (entries.count > 20 ? " …" : "")
        let entryWord = language == .zh ? "账本条目" : "entries"
        return LaneChart.Mark(
            lane: fold.lane, moment: moment, day: day, glyph: first.isReturn ? .turnedBack : fold.kind.glyph,
            tone: fold.kind.tone, heading: heading, lines: lines, time: time,
            tooltip: ([who, heading] + lines + ["\(first.time.plainMinute)", "\(entryWord) \(shownEntries)"])
                .joined(separator: " · "),
            entries: entries,
            isSubject: events.contains { event in
                event.things.contains { $0.code.key == graph.subject || $0.code.lotKey == graph.subject }
            },
            isClaim: !first.isHeard, callouts: callouts)
    }

    /// Of what moves within something else only that is named.
    private static func carried(_ graph: TraceGraph) -> [UInt64: [Thing]] {
        let codes = graph.nodesByKey.mapValues(\.code)
        let named = Dictionary(
            graph.events.map { ($0.entry, Set($0.things.map(\.code.key))) }, uniquingKeysWith: { first, _ in first })
        var carried: [UInt64: [Thing]] = [:]
        for movement in graph.movements {
            for entry in [movement.shipment, movement.receipt].compactMap(\.self) {
                guard let code = codes[movement.code], !(named[entry]?.contains(movement.code) ?? true) else {
                    continue
                }
                carried[entry, default: []].append(Thing(code: code, role: .child, measure: movement.quantity))
            }
        }
        return carried
    }

    /// Whom no arrow shows: buyers, receivers in the shared lane, and that nobody is named.
    private func partnerLines(_ events: [TraceGraph.Event], _ partners: Routes.Partners) -> [String] {
        var lines: [String] = []
        switch events[0].kind {
        case .shipped:
            lines += firms(partners.folded, Self.to)
            if partners.isUnnamed { lines.append(language == .zh ? "未写明收货方" : "receiver not named") }
        case .received:
            lines += firms(partners.folded, Self.from)
            if partners.isUnnamed { lines.append(language == .zh ? "未写明发货方" : "sender not named") }
        case .sold, .consumed, .ended:
            lines += firms(
                Self.unique(events.flatMap { event in event.destinations.filter { $0 != event.party } }), Self.to)
        default: break
        }
        return lines
    }

    /// By name where they are few.
    private func firms(_ parties: [String], _ word: Wording) -> [String] {
        guard parties.count <= 2 else {
            return [language.of(word) + (language == .zh ? "\(parties.count) 家单位" : "\(parties.count) firms")]
        }
        return parties.enumerated().map { index, party in
            (index == 0 ? language.of(word) : "") + (graph.partyNames[party] ?? party).shown
        }
    }

    private static func unique(_ parties: [String]) -> [String] {
        var seen: Set<String> = []
        return parties.filter { seen.insert($0).inserted }
    }

    /// The other end of what only one side has on record.
    private mutating func add(_ stub: Routes.Stub) {
        let known = marks[stub.mark]
        let wording =
            stub.isShipment
            ? Wording(en: "No receipt on record", zh: "无收货记录") : Wording(en: "No shipment on record", zh: "无发货记录")
        let index = marks.count
        let lines = lanes.isFolded(stub.lane) ? firms(stub.parties, Wording(en: "", zh: "")) : []
        marks.append(
            .init(
                lane: stub.lane, moment: known.moment, day: known.day, glyph: .absent, tone: .absent,
                heading: language.of(wording), lines: lines, time: "", tooltip: told(stub.movements), entries: [],
                isSubject: false, isClaim: false, callouts: []))
        arrows.append(
            .init(
                from: stub.isShipment ? stub.mark : index, to: stub.isShipment ? index : stub.mark, isConfirmed: false,
                isAgainstTime: false, tooltip: told(stub.movements)))
    }

    private func told(_ movements: [TraceGraph.Movement]) -> String {
        let unknown = language == .zh ? "（未写明）" : "(not named)"
        var parts = movements.prefix(6).map { movement in
            let name = codes[movement.code].map(goods.names.name) ?? movement.code.shown
            return [
                "\((movement.from ?? unknown).shown) → \((movement.to ?? unknown).shown)", name,
                movement.quantity.map { language.of($0.wording) } ?? "", movement.time.plainMinute,
            ].filter { !$0.isEmpty }.joined(separator: " · ")
        }
        if movements.count > 6 { parts.append("… +\(movements.count - 6)") }
        return parts.joined(separator: "; ")
    }

    private static let various = Wording(en: "Various", zh: "其他记录")
    private static let to = Wording(en: "to ", zh: "至 ")
    private static let from = Wording(en: "from ", zh: "自 ")
    private static let by = Wording(en: "by ", zh: "由 ")
}
