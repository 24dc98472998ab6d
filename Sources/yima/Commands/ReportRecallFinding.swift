import ArgumentParser
import CommandSupport
import Supervision
import Values

/// Say what was found at a firm.
struct ReportRecallFinding: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "found",
        abstract: said("Say what was found at a firm, and what became of it.", "反馈在某单位核查到的数量及处置。"),
        discussion: said(
            "Said again of the same firm and unit, it takes the place of what was said before. What is found and is neither held, destroyed, "
                + "sent back nor sold is unaccounted for, and keeps the shared recall open as held goods do.",
            "就同一单位、同一计量单位再次反馈的，以后者为准。查到而未注明封存、销毁、退回或已售的为去向不明，与封存货物一样使协同不能结束。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var recall: SharedRecallArgument

    @Option(help: .said("the firm's USCC", "被核查单位统一社会信用代码", valueName: "USCC"))
    var firm: String?

    @Flag(help: .said("nothing was found anywhere", "均未发现"))
    var nothing = false

    @Option(help: .said("the unit of the amounts: kg, pieces", "数量单位：kg、件", valueName: "unit"))
    var unit = "kg"

    @Option(help: .said("how much there was", "查到数量", valueName: "amount"))
    var amount: String?

    @Option(help: .said("of it still there, held", "其中封存", valueName: "amount"))
    var held: String?

    @Option(help: .said("of it destroyed", "其中销毁", valueName: "amount"))
    var destroyed: String?

    @Option(help: .said("of it sent back", "其中退回", valueName: "amount"))
    var returned: String?

    @Option(help: .said("of it sold to shoppers", "其中已售", valueName: "amount"))
    var sold: String?

    @Option(
        help: .said("a file that it rests on; its SHA-256 is recorded", "所依据的文件，记录其 SHA-256", valueName: "file"),
        completion: .file())
    var evidence: String?

    @Option(help: .said("a note", "备注", valueName: "text"))
    var note: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func validate() throws {
        guard nothing == (firm == nil), nothing == (amount == nil) else {
            throw ValidationError(
                en: "either --firm and --amount, or --nothing", zh: "须给出 --firm 与 --amount，或者 --nothing")
        }
    }

    func run() async throws {
        let uscc: String? = if let firm { try SamplingTables.uscc(firm, at: Wording("--firm")) } else { nil }
        let found = try Self.amount(amount, "--amount") ?? .zero
        var parts: [RecallFinding.Part: Amount] = [:]
        for (part, text) in [
            (RecallFinding.Part.held, held), (.destroyed, destroyed), (.returned, returned), (.sold, sold),
        ] {
            parts[part] = try Self.amount(text, "--\(part.rawValue)")
        }
        let digest: String? = if let evidence { try SharedRecallDesk.digest(of: evidence) } else { nil }
        let said = parts
        try await SharedRecallDesk.act(recall.recall, journalOptions, verdictOptions, json: json) {
            desk, _ throws(CommandError) in
            let finding = RecallFinding(
                name: desk.record.name, firm: uscc, unit: unit, found: found, parts: said, evidence: digest, note: note)
            guard RecallAct.finding(finding).isSound else {
                throw CommandError(
                    .badInput, at: Wording("--amount"), en: "more became of it than there was",
                    zh: "处置数量之和超过查到数量", hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
            }
            return (.finding(finding), Wording(en: "recorded", zh: "已记录"))
        }
    }

    private static func amount(_ text: String?, _ option: String) throws(CommandError) -> Amount? {
        guard let text else { return nil }
        guard let amount = Amount(text), amount >= .zero else {
            throw CommandError(
                .badInput, at: Wording(option), en: "not a decimal: \(text.shown)", zh: "应为十进制数：\(text.shown)")
        }
        return amount
    }
}
