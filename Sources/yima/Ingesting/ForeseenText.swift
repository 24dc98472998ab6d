import Chains
import Codes
import CommandSupport
import Rules
import StrictJSON
import Values

/// What will be found of the rows of an import, as it is told: what is amiss, where, and what it will mean.
struct ForeseenText {
    let foreseen: Foresight.Foreseen
    let rows: [Foreseeing.Row]
    /// Whether nothing is recorded because of it.
    let isRefused: Bool
    /// Whether the rows were told already what they lack.
    let isNoticed: Bool

    var rule: String { foreseen.finding.rule }

    /// So many are told of one rule, one by one, where nothing is recorded for it; else one stands for all.
    private static let toldMax = 5
    private static let namedMax = 3

    /// `yima: ingest: scans.csv:3: TIME-1: an event says …`
    private func line(_ command: String) -> String {
        let shown = rows.prefix(Self.namedMax).enumerated().map { place, row in
            place > 0 && row.file == rows[0].file && row.sheet == nil ? "\(row.line)" : row.text
        }
        let rest = rows.count > shown.count ? "…" : ""
        // What is withdrawn by its name stands in no row.
        let place = rows.isEmpty ? nil : Wording((shown + [rest].filter { !$0.isEmpty }).joined(separator: ", "))
        let message = foreseen.finding.message
        let wording = Wording(en: "\(rule): \(message.en)", zh: "\(rule)：\(message.zh)")
        let text = CommandError(.badInput, at: place, wording).lines(command: isRefused ? command : nil)
        return isRefused ? text : said("note: ", "注意：") + String(text.dropFirst(Console.program.count + 2))
    }

    /// Says what will be found, rule by rule.
    static func tell(_ texts: [ForeseenText], command: String) {
        var order: [String] = []
        var byRule: [String: [ForeseenText]] = [:]
        for text in texts {
            if byRule[text.rule] == nil { order.append(text.rule) }
            byRule[text.rule, default: []].append(text)
        }
        for rule in order {
            guard let group = byRule[rule] else { continue }
            let news = group.filter { !$0.isNoticed }
            let told = news.prefix(group.contains(where: \.isRefused) ? toldMax : 1)
            for text in told { Console.message(text.line(command)) }
            if news.count > told.count {
                let count = (news.count - told.count).grouped
                Console.note(command, Wording(en: "… and \(count) more like these", zh: "……另有 \(count) 条同类问题"))
            }
            for isOmission in [false, true] {
                let meant = group.filter { $0.isOmission == isOmission }
                if !meant.isEmpty { Console.note(command, consequence(of: meant, rule)) }
            }
        }
    }

    /// Whether it only tells what is not said.
    private var isOmission: Bool { foreseen.isOmission }

    /// What it will mean for which goods.
    private static func consequence(of texts: [ForeseenText], _ rule: String) -> Wording {
        var named: [Wording] = []
        for code in texts.flatMap(\.foreseen.goods) {
            let name = Naming.name(of: code)
            if !named.contains(name) { named.append(name) }
        }
        let rest = named.count - min(named.count, namedMax)
        let shown = named.prefix(namedMax)
        let goods = Wording(
            en: shown.map(\.en).joined(separator: ", ") + (rest > 0 ? " and \(rest.grouped) more" : ""),
            zh: shown.map(\.zh).joined(separator: "、") + (rest > 0 ? " 等 \(named.count.grouped) 项" : ""))
        let isInvalid = texts.contains { $0.foreseen.finding.severity == .violation }
        let verdict = (isInvalid ? Verdict.invalid : .suspect).wording
        if texts.contains(where: \.foreseen.isOfWithdrawal) {
            return Wording(
                en: "once this is withdrawn, \(goods.en) will be found \(verdict.en): \(rule)",
                zh: "一旦作废，\(goods.zh) 将被判为“\(verdict.zh)”：\(rule)")
        }
        if texts[0].isOmission {
            return Wording(
                en: "as long as this is missing, \(goods.en) will be found \(verdict.en): \(rule)",
                zh: "缺项补齐之前，\(goods.zh) 将被判为“\(verdict.zh)”：\(rule)")
        }
        return Wording(
            en: "once this is recorded, \(goods.en) will be found \(verdict.en): \(rule)",
            zh: "一旦照此记录，\(goods.zh) 将被判为“\(verdict.zh)”：\(rule)")
    }

    /// `{"rule","severity","message","messageZh","verdict","goods":[…],"rows":[{"file","line"}],"refused"}`
    var json: JSONNode {
        let finding = foreseen.finding
        let verdict = finding.severity == .violation ? Verdict.invalid : .suspect
        return .object([
            ("rule", .string(rule)), ("severity", .string(finding.severity.rawValue)),
            ("message", .string(finding.message.en)), ("messageZh", .string(finding.message.zh)),
            ("verdict", .string(verdict.rawValue)),
            ("goods", .strings(foreseen.goods.prefix(Self.keptMax).map(\.uri))),
            (
                "rows",
                .array(
                    rows.prefix(Self.keptMax).map { row in
                        .object(
                            [("file", .string(row.file)), ("line", .integer(row.line))]
                                + (row.sheet.map { [("sheet", JSONNode.string($0))] } ?? []))
                    })
            ),
            ("refused", .bool(isRefused)),
        ])
    }

    private static let keptMax = 100
}
