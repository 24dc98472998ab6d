package import Values

/// What every written report says by itself.
package enum ReportWords {
    package static let entries = Wording(en: "Entries", zh: "条目索引")
    package static let explanation = Wording(
        en:
            "Each number of this report names the entries of the ledger that it was made from. Any of them can be asked of the ledger and "
            + "checked: yima evidence, yima audit.",
        zh: "本报告的每个数字均注明其所依据的账本条目，任何条目均可向账本索取并核验：yima evidence、yima audit。")
    package static let counts = Wording(en: "entries", zh: "条目数")

    /// How many entries there are.
    package static func count(_ entries: EntrySet) -> Wording {
        let count = entries.count
        return Wording(en: count == 1 ? "1 entry" : "\(count) entries", zh: "\(count) 条")
    }
    package static let place = Wording(en: "where it stands", zh: "所在位置")
    package static let number = Wording(en: "no.", zh: "编号")
    package static let nothing = Wording(en: "nothing on record in this period", zh: "本时段无记录")
}
