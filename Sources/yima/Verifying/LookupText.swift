import Codes
import CommandSupport
import Ledger
import StrictJSON
import Values

/// The ledger's answer to a lookup, for people.
struct LookupText {
    private let root: JSONValue

    private static let answerBytesMax = 64 << 20

    init(_ answer: [UInt8], url: String) throws(CommandError) {
        do {
            root = try JSONDocument(answer, limits: JSONLimits(sizeMax: Self.answerBytesMax)).root
        } catch {
            throw CommandError(
                .undecided, at: Wording(url), en: "the ledger's answer cannot be read: \(error.wording.en)",
                zh: "无法读取账本的应答：\(error.wording.zh)")
        }
    }

    /// Whether these are all events of `code`: none is left for a further page, and the ledger has searched everything.
    func isWhole(of code: CanonicalCode) -> Bool {
        root["canonical"]?.string == code.uri && root["next"]?.isNull != false && isComplete
    }

    /// Ledger indexes of the events that are given.
    var entries: [UInt64] {
        root["events"]?.elements.compactMap { $0["entry"]?.numberText.flatMap { UInt64($0) } } ?? []
    }

    /// Whether there are older events than those that are given.
    var hasOlder: Bool { root["next"].map { !$0.isNull } ?? false }

    /// Of how many entries of the ledger the answer is.
    var upTo: UInt64? { root["upTo"]?.numberText.flatMap { UInt64($0) } }

    /// The events that a journal recorded, as they were signed.
    func bodies(of journal: JournalName) -> Set<[UInt8]> {
        Set(
            root["events"]?.elements.compactMap { event in
                event["journal"]?.string == journal.description ? event["event"].map { Array($0.rawBytes) } : nil
            } ?? [])
    }

    /// The canonical codes of a product's lots, newest first.
    var lotCodes: [String] {
        root["state"]?["lots"].map { $0.elements.compactMap { $0["canonical"]?.string } } ?? []
    }

    /// The events that are given, as they were signed.
    var eventBodies: [[UInt8]] {
        root["events"].map { $0.elements.compactMap { $0["event"].map { Array($0.rawBytes) } } } ?? []
    }

    /// The state as its own JSON, for programs.
    var state: JSONNode {
        root["state"].map { .raw($0.rawBytes) } ?? .null
    }

    /// - Parameter checked: what was proven of it; nil where nothing was asked for.
    func print(_ code: CanonicalCode, _ checked: CheckedLookup?) throws(CommandError) {
        try Console.print(
            checked?.text
                ?? Terminal.paint(
                    said(
                        "as the ledger says, not proven here: yima lookup --complete, or yima verify, proves it",
                        "以下为账本所述，此处未作证明；核实请用 yima lookup --complete 或 yima verify"),
                    .grey))
        try Console.print(Terminal.paint(code.uri.shown, .bold))
        let rows = rows(of: code)
        let width = rows.map(\.0.columns).max() ?? 0
        for (name, value) in rows { try Console.print("  \(name.padded(to: width))  \(value.printable)") }
        try printEvents(showsGoods: code.scheme == "uscc" || code.grain == .product)
        if let next = root["next"], !next.isNull {
            try Console.print(said("(there are older events: give a larger --limit)", "（还有更早的事件，可增大 --limit）"))
        }
        if !isComplete {
            let end = root["upTo"]?.numberText ?? "?"
            try Console.print(
                said(
                    "(incomplete: the ledger has not indexed its entries from \(end) on yet)",
                    "（不完整：账本尚未索引自 \(end) 起的条目）"))
        }
    }

    /// Whether the ledger searched all of its entries.
    var isComplete: Bool { root["complete"]?.bool ?? true }

    /// The code and its state on one line.
    func line(_ code: CanonicalCode) -> String {
        ([code.uri.shown] + rows(of: code).map(\.1)).joined(separator: " · ").printable
    }

    /// What is said above the events: of goods their state, of a firm what it did last, which is no state of the firm.
    private func rows(of code: CanonicalCode) -> [(String, String)] {
        guard Self.firms.contains(code.scheme), let state = root["state"], state.kind == .object else {
            return stateRows
        }
        let rows: [(String, String?)] = [
            (said("firm", "单位"), state["operatorName"]?.string),
            (said("recorded last", "最近记录"), state["bizStep"]?.string.map(CBVWords.bizStep)),
            (said("at", "地点"), state["place"]?.string.map(EventRow.place)),
            (
                said("on", "时间"),
                EventRow.localTime(state["time"]?.string, offset: state["timeZoneOffset"]?.string)
            ),
        ]
        return rows.compactMap { name, value in value.map { (name, $0) } }
    }

    private static let firms: Set<String> = ["uscc", "party"]

    private var stateRows: [(String, String)] {
        guard let state = root["state"], state.kind == .object else { return [] }
        func text(_ name: String) -> String? { state[name]?.string }
        let lots = state["lots"].map { $0.elements.compactMap { $0["lot"]?.string } }
        let rows: [(String, String?)] = [
            (said("product", "产品"), text("productName")),
            (said("lots", "批次"), lots.map { $0.joined(separator: said(", ", "、")) }),
            (said("last step", "最近环节"), text("bizStep").map(CBVWords.bizStep)),
            (said("state", "状态"), text("disposition").map(CBVWords.disposition)),
            (said("against it", "限制"), restrictions(state)),
            (said("held by", "主体"), holders(state) ?? text("operatorName") ?? text("operator")),
            (said("place", "地点"), text("place").map(EventRow.place)),
            (said("quantity", "数量"), state["quantity"].flatMap(EventRow.quantity)),
            (said("since", "时间"), EventRow.localTime(text("time"), offset: text("timeZoneOffset"))),
        ]
        return rows.compactMap { name, value in value.map { (name, $0) } }
    }

    /// What stands against it: recalls, failed tests, holds; nil where nothing does.
    private func restrictions(_ state: JSONValue) -> String? {
        guard let told = state["restrictions"].map({ Array($0.elements) }), !told.isEmpty else { return nil }
        let named = told.prefix(Self.holderCountMax).compactMap { restriction -> String? in
            guard let word = restriction["kind"]?.string.flatMap({ Self.restrictionWords[$0] }) else { return nil }
            let firm = restriction["operatorName"]?.string ?? restriction["operator"]?.string ?? "?"
            let day = EventRow.localTime(restriction["time"]?.string, offset: restriction["timeZoneOffset"]?.string)
            return said("\(word.en) by \(firm) since \(day ?? "?")", "\(word.zh)（\(firm)，\(day ?? "?")起）")
        }
        let count = state["restrictionCount"]?.numberText.flatMap { Int($0) } ?? told.count
        let rest = count > named.count ? said("and \(count - named.count) more", "另有 \(count - named.count) 条") : nil
        return (named + [rest].compactMap(\.self)).joined(separator: said("; ", "；"))
    }

    private static let restrictionWords = [
        "recall": Wording(en: "recalled", zh: "已召回"), "failure": Wording(en: "failed a test", zh: "检验不合格"),
        "hold": Wording(en: "on hold", zh: "暂控"),
    ]

    /// Holders that are named on the row; `yima recall` names all.
    private static let holderCountMax = 5

    /// Who has how much; nil where the ledger does not say.
    private func holders(_ state: JSONValue) -> String? {
        guard let holders = state["holders"].map({ Array($0.elements) }) else { return nil }
        let named = holders.prefix(Self.holderCountMax).map { holder in
            let name = holder["name"]?.string ?? holder["holder"]?.string ?? "?"
            let amounts = [
                Self.amount(holder["onHand"]),
                Self.amount(holder["inTransit"]).map { said("\($0) on its way", "在途 \($0)") },
            ]
            return ([name] + amounts.compactMap(\.self)).joined(separator: " ")
        }
        let count = state["holderCount"]?.numberText.flatMap { Int($0) } ?? holders.count
        let rest = count > named.count ? said("and \(count - named.count) more", "另有 \(count - named.count) 家") : nil
        let unsure = state["holdersComplete"]?.bool == false ? said("(perhaps others)", "（可能还有其他）") : nil
        let all = named + [rest, unsure].compactMap(\.self)
        return all.isEmpty ? said("nobody any more", "已无持有方") : all.joined(separator: said("; ", "；"))
    }

    /// `{"quantity","uom"}` or `{"least","most","uom"}`; nil for nothing.
    private static func amount(_ value: JSONValue?) -> String? {
        guard let value, let shown = EventRow.quantity(value) else {
            guard let least = value?["least"]?.numberText else { return nil }
            let uom = value?["uom"]?.string
            func shown(_ number: String) -> String { EventRow.quantity(number, uom: uom) ?? number }
            guard let most = value?["most"]?.numberText else {
                return said("at least \(shown(least))", "至少 \(shown(least))")
            }
            return said("\(shown(least)) to \(shown(most))", "\(shown(least)) 至 \(shown(most))")
        }
        return value["quantity"]?.numberText == "0" ? nil : shown
    }

    private func printEvents(showsGoods: Bool) throws(CommandError) {
        let rows = root["events"].map { $0.elements.map { EventRow($0, showsGoods: showsGoods) } } ?? []
        guard !rows.isEmpty else { return }
        let heading = EventRow.heading(showsGoods: showsGoods)
        let table = [heading] + rows.map(\.cells)
        let widths = heading.indices.map { column in table.map { $0[column].columns }.max() ?? 0 }
        try Console.print("")
        for (index, cells) in table.enumerated() {
            let line = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmedLine
            let cut = Terminal.outputWidth.map { line.cut(to: $0) } ?? line
            try Console.print(index == 0 ? Terminal.paint(cut, .grey) : cut)
        }
    }
}
