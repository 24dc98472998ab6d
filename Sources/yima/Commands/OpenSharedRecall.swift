import ArgumentParser
import Chains
import Codes
import CommandSupport
import Evidence
import Files
import Ledger
import Rules
import StrictJSON
import Supervision
import Values

/// Take the lead in a recall that is on record.
struct OpenSharedRecall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: said("Take the lead in a recall that is on record for goods.", "就货物已记录的召回牵头。"),
        discussion: said(
            "The recall is proven first, as yima recall does; --keep-evidence writes what it rests on, to be handed to the offices that are told.",
            "先如 yima recall 证实召回；--keep-evidence 写出其证据，供通知其他机关时移交。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(help: .said("GB/T 2260 prefix for which this office leads", "牵头所属行政区划代码"))
    var district: String

    @Option(help: .said("what it is called", "名称", valueName: "text"))
    var title: String

    @Option(
        help: .said(
            "write the evidence of the recall; its SHA-256 is recorded", "写出召回的证据，记录其 SHA-256", valueName: "file"),
        completion: .file())
    var keepEvidence: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @OptionGroup var overwriting: OverwriteOptions

    @Argument(help: .said("a word of one's own for it", "本机关所用代号", valueName: "word"))
    var word: String

    @Argument(help: .said("the code of what is recalled", "被召回货物的编码"), completion: .recentCodes)
    var code: String

    func run() async throws {
        try overwriting.check(keepEvidence)
        let office = try SamplingOffice(journalOptions, verdictOptions)
        guard let name = SharedRecallName(uscc: office.uscc, word: word) else {
            throw CommandError(
                .usage, at: Wording(word.shown), en: "a word is 1 to 64 small letters, digits and hyphens",
                zh: "代号应为 1 至 64 个小写字母、数字或连字符")
        }
        let canonical = try CodeReader.settled(verdictOptions.definitions).goodsCode(code)
        let desk = try await SharedRecallDesk.open(name, office.options, verdictOptions)
        let told = try await proven(canonical, office)
        guard told.recall.isProven, !told.recall.isFalse else {
            throw CommandError(
                told.recall.isFalse ? .violated : .undecided, at: .code(code),
                told.recall.reasons.first ?? Wording(en: "not everything could be proven", zh: "未能全部证实"))
        }
        guard let one = told.recall.report.cases.last(where: { $0.recall.isOpen }) else {
            throw CommandError(
                .badInput, at: .code(code), en: "no open recall of it is on record", zh: "没有其进行中的召回记录",
                hint: Wording(en: "record one first: docs/recall.md", zh: "请先录入召回：docs/recall.md"))
        }
        let evidence = keepEvidence == nil ? nil : told.bytes
        if keepEvidence != nil, evidence == nil {
            throw CommandError(
                .badInput, at: .code(code), en: "each of its lots has evidence of its own: name a lot",
                zh: "其各批次各有证据：请指定批次")
        }
        let act = RecallAct.opening(
            RecallOpening(
                name: name, title: title, code: one.recall.code.uri, entry: one.recall.opened.entry, level: one.grade,
                district: district, evidence: evidence.map { DefinitionDigest(of: $0).description }))
        try desk.check(act, by: office.uscc, at: SamplingOffice.now)
        if let keepEvidence, let evidence {
            try FileWriter.write(evidence, to: keepEvidence, existing: overwriting.existing)
        }
        _ = try await desk.record(act, by: office)
        if json {
            return try Console.print(
                .object([
                    ("recall", .string("\(name)")), ("recallEntry", .unsigned(one.recall.opened.entry)),
                    ("recorded", .bool(true)),
                ]))
        }
        try Console.print(
            said(
                "\(name): this office leads in the recall of entry \(one.recall.opened.entry)",
                "\(name)：本机关就第 \(one.recall.opened.entry) 条的召回牵头"))
    }

    private func proven(_ code: CanonicalCode, _ office: SamplingOffice) async throws(CommandError) -> ToldRecall {
        let (written, verdictOptions) = (self.code, verdictOptions)
        return try await CheckedDraw.asking(office.options, verdictOptions) { watched, verifier throws(CommandError) in
            try await ToldRecall(of: code, written: written, from: watched, verifier)
        }
    }
}
