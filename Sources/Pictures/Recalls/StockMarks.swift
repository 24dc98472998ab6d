import Chains
import Codes
import Rules
import Values

/// What each party of a recall has of the goods now, at the foot of its lane.
struct StockMarks {
    private(set) var marks: [LaneChart.Mark] = []
    private(set) var keys: [LaneChart.Key] = []
    private(set) var footers: [String] = []

    private let names: CodeNames
    private let language: DrawingLanguage

    /// Goods that are told one by one.
    private static let goodsCountMax = 3

    init(
        _ report: RecallReport, _ lanes: ChainLanes, after last: Timestamp?, _ names: CodeNames,
        _ language: DrawingLanguage
    ) {
        (self.names, self.language) = (names, language)
        // Below everything that is on record, also what claims to be of tomorrow.
        let moment = max(report.asOf, last ?? report.asOf)
        let concerned = report.holders.filter(\.holding.isConcerned)
        let byLane = Dictionary(grouping: concerned) { lanes.lane(of: $0.holding.holder) ?? -1 }
        for lane in byLane.keys.sorted() where lane >= 0 {
            marks.append(mark(byLane[lane] ?? [], lane, moment, isRecalled: report.isRunning))
        }
        if marks.contains(where: { $0.tone == .stop }) {
            keys.append(.init(sample: .stop, text: say("some is still there, or on its way there", "尚有存货或在途货物")))
        }
        if let others = byLane[-1] {
            footers.append(say("Not on a lane: \(others.count) holders.", "未列入图中的持有方：\(others.count)。"))
        }
    }

    private func say(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }

    private func mark(
        _ holders: [RecallReport.Holder], _ lane: Int, _ moment: Timestamp, isRecalled: Bool
    ) -> LaneChart.Mark {
        let isOpen = holders.contains { $0.holding.isOpen }
        let goods = Dictionary(grouping: holders.map(\.holding), by: \.goods.key)
            .map { (isOpen: $0.value.contains(where: \.isOpen), total: Holding.total($0.value), key: $0.key) }
            .sorted { $0.isOpen != $1.isOpen ? $0.isOpen : $0.key < $1.key }
        let shownCount = goods.count > Self.goodsCountMax ? Self.goodsCountMax - 1 : goods.count
        var lines = goods.prefix(shownCount).flatMap { self.lines($0.total) }
        if goods.count > shownCount {
            let more = goods.count - shownCount
            lines.append(say("… and \(more) more lots or items", "……另有 \(more) 种货物"))
        }
        let firms = Set(holders.map(\.holding.holder)).count
        if firms > 1 { lines.append(say("\(firms) firms together", "\(firms) 家单位合计")) }
        return LaneChart.Mark(
            lane: lane, moment: moment, day: OffsetTime(moment: moment, offsetMinutes: 480).day,
            glyph: isOpen ? .held : .passed, tone: isOpen ? .stop : .plain,
            heading: isOpen ? say("Now, by the records", "现状（按记录）") : say("None left", "已无存货"), lines: lines, time: "",
            tooltip: lines.joined(separator: " · "), entries: [], isSubject: false, isClaim: false,
            callouts: callouts(holders, isRecalled: isRecalled))
    }

    /// The goods, then what became of them, most urgent first.
    private func lines(_ holding: Holding) -> [String] {
        let amounts: [(String, HeldAmount)] = [
            (say("on hand", "现存"), holding.onHand), (say("on its way here", "在途"), holding.inTransit),
            (say("sold", "已售"), holding.sold), (say("used", "已加工"), holding.used),
            (say("destroyed", "已销毁"), holding.destroyed), (say("lost", "损耗"), holding.lost),
            (say("sent on", "已发出"), holding.sent),
        ]
        let told = amounts.filter { !$0.1.isNone }.map { "\($0.0) \(language.of($0.1.wording))" }
        let name = names.name(of: holding.goods)
        return [told.isEmpty ? name : name + (language == .zh ? "：" : ":")] + told
    }

    private func callouts(_ holders: [RecallReport.Holder], isRecalled: Bool) -> [LaneChart.Callout] {
        var callouts: [LaneChart.Callout] = []
        let untold = holders.filter { $0.holding.isOpen && $0.notified == nil && !$0.hasAnswered }
        if isRecalled, !untold.isEmpty {
            callouts.append(.init(grade: .warning, text: say("no notice of the recall on record", "无召回通知记录")))
        }
        let missing = Dictionary(grouping: holders.map(\.holding), by: \.goods.key).values.map(Holding.total)
            .filter { !$0.unaccounted.isNone }.sorted { $0.goods.key < $1.goods.key }
        for one in missing.prefix(2) {
            let amount = language.of(one.unaccounted.wording)
            callouts.append(
                .init(
                    grade: .violation,
                    text: "\(names.name(of: one.goods)) " + say("unaccounted: \(amount)", "去向不明：\(amount)")))
        }
        return callouts
    }
}

extension RecallReport {
    /// Whether it is recalled and not done.
    fileprivate var isRunning: Bool { [.opened, .notified, .returning].contains(state) }
}
