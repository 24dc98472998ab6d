import CommandSupport
import Rules
import Values

/// How careful an import is with what will make goods invalid or suspect.
struct Caution {
    /// Whether what would only be told is refused.
    var isStrict = false
    /// Ids of rules whose findings are recorded all the same.
    var accepted: Set<String> = []
    /// Whether nothing is to be recorded at all.
    var isCheck = false
    /// Whether a person can be asked.
    var asks = false
    /// Whether what was withdrawn since it was recorded is recorded once more.
    var again = false

    /// Whether something must not be recorded unasked.
    func refuses(_ foreseen: Foresight.Foreseen) -> Bool {
        (isStrict || foreseen.condemns) && !accepted.contains(foreseen.finding.rule)
    }

    /// The rules that `--accept` names.
    static func rules(_ words: [String]) throws(CommandError) -> Set<String> {
        let ids = words.flatMap { $0.split(separator: ",") }.map { $0.uppercased() }
        for id in ids where !Judge.ruleIDs.contains(id) {
            throw CommandError(
                .usage, at: Wording("--accept \(id.shown)"), en: "no such rule", zh: "没有这条规则",
                hint: Wording(
                    en: "name rules as they are told: --accept TIME-1,MASS-1",
                    zh: "请按提示中的规则编号填写：--accept TIME-1,MASS-1"))
        }
        return Set(ids)
    }

    /// Asks whoever sits at the terminal.
    static func isAccepted(
        _ question: Wording = Wording(en: "Record it all the same? [y/N]", zh: "仍要照此记录吗？[y/N]")
    ) -> Bool {
        Console.message(said(question))
        let answer = readLine(strippingNewline: true)?.lowercased() ?? ""
        return ["y", "yes", "是", "好"].contains(answer.filter { !$0.isWhitespace })
    }

    /// What can be done about it.
    static func wayOut(of bad: [ForeseenText], isStrict: Bool) -> Wording {
        let rules = Set(bad.map(\.rule)).sorted().joined(separator: ",")
        let isOfWithdrawal = bad.contains(where: \.foreseen.isOfWithdrawal)
        let isWeighed = bad.contains { Judge.weighsOwnRecord($0.rule) }
        if isOfWithdrawal {
            return Wording(
                en:
                    "bring what is right in the same import (withdraw: --by FILE), or withdraw with it what it left behind; "
                    + "--accept \(rules) withdraws it all the same (right where another device of your firm recorded the rest)",
                zh: "请将正确的内容在同一次导入中一并记录（withdraw 用 --by 文件），或将其后的记录一并作废；"
                    + "确需作废，请加 --accept \(rules)（例如其余由本单位另一台设备记录）")
        }
        return Wording(
            en: "put the rows right and ingest again; --accept \(rules) records them as they are"
                + (isWeighed ? " (right where another device of your firm recorded the rest)" : ""),
            zh: "请更正后重新导入；确需照此记录，请加 --accept \(rules)"
                + (isWeighed ? "（例如其余数量由本单位另一台设备记录）" : ""))
    }
}
