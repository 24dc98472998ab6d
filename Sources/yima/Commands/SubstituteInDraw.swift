import ArgumentParser
import CommandSupport
import Draws
import EPCIS
import StrictJSON
import Values

/// Replaces a firm or an inspector that was drawn, with the ground; who comes instead follows from the seed.
struct SubstituteInDraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "substitute",
        abstract: said("Replace a firm or an inspector, with the ground.", "替换检查对象或检查人员，并注明理由。"),
        discussion: said(
            "Grounds of firms: deregistered, revoked, moved, merged, closed, duplicate, force-majeure; of inspectors: conflict, leave, "
                + "transferred, force-majeure.",
            "检查对象的理由：deregistered 已注销、revoked 已吊销、moved 已迁出辖区、merged 已合并、closed 已停业歇业、duplicate 同期已被抽中、"
                + "force-majeure 不可抗力；检查人员的理由：conflict 申请回避、leave 请假、transferred 岗位调动、force-majeure 不可抗力。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var folder: DrawFolderOption

    @Option(help: .said("the firm that was drawn", "已抽取的检查对象", valueName: "uscc"))
    var firm: String

    @Option(
        help: .said(
            "the inspector who does not inspect it; without, the firm itself is replaced", "不再检查该对象的人员编号；不给出则替换检查对象本身",
            valueName: "number"))
    var inspector: String?

    @Option(help: .said("why, in a word", "理由", valueName: "word"))
    var ground: String

    @Option(help: .said("why, for everybody to read", "说明（将公示）", valueName: "text"))
    var reason: String

    @Flag(help: .said("say who would come instead; nothing is recorded", "只说明由谁替补，不记录"))
    var check = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(help: .said("the draw's word or its whole name", "抽查代号或全名", valueName: "draw"))
    var draw: String

    func run() async throws {
        let office = try OfficeActs(journalOptions)
        let name = try office.name(draw)
        let options = LedgerOptions.of(journalOptions)
        let checked = try await CheckedDraw.asking(options, verdictOptions) { watched, verifier throws(CommandError) in
            try await CheckedDraw(name, from: watched, verifier)
        }
        guard var replayed = checked.check.draw, checked.status != .violated else {
            throw CommandError(
                checked.status == .violated ? .violated : .undecided, at: Wording("\(name)"),
                en: "the draw does not hold, or was not made yet: yima draw check \(name)",
                zh: "抽取不成立或尚未进行：yima draw check \(name)")
        }
        guard let ground = DrawSubstitution.Ground(rawValue: ground) else {
            throw CommandError(
                .usage, at: Wording("--ground"),
                en: "one of \(DrawSubstitution.Ground.allCases.map(\.rawValue).joined(separator: ", "))",
                zh: "应为 \(DrawSubstitution.Ground.allCases.map(\.rawValue).joined(separator: "、")) 之一")
        }
        let substitution = DrawSubstitution(
            name: name, number: checked.record.substitutions.count + 1, firm: firm, inspector: inspector,
            ground: ground, reason: reason)
        guard substitution.isSound else {
            throw CommandError(
                .badInput, at: Wording("--ground"), en: "not a ground of this, or a reason that does not fit on a line",
                zh: "该理由不适用，或说明不能写成一行")
        }
        let order = replayed.drawn.firstIndex { $0.map { replayed.firms.uscc(at: $0.firm) } == firm }
        do throws(DrawError) { try replayed.substitute(substitution) } catch {
            throw CommandError(.badInput, at: Wording("\(name)"), error.wording)
        }
        if !check {
            try await office.record([(.substitution(substitution), [])])
            let files = folder.files(of: name.word)
            let now = try await CheckedDraw.asking(options, verdictOptions) { watched, verifier throws(CommandError) in
                try await CheckedDraw(name, from: watched, verifier)
            }
            try files.keep(now)
        }
        try show(substitution, order.flatMap { replayed.drawn[$0] }, replayed)
    }

    private func show(_ substitution: DrawSubstitution, _ now: Draw.Drawn?, _ draw: Draw) throws(CommandError) {
        let firm = now.map { draw.firms.uscc(at: $0.firm) }
        let seats = now?.inspectors.map { $0.map { draw.inspectors.inspectors[$0].number } } ?? []
        if json {
            return try Console.print(
                .object([
                    ("number", .integer(substitution.number)), ("recorded", .bool(!check)),
                    ("firm", firm.map(JSONNode.string) ?? .null),
                    ("inspectors", .array(seats.map { $0.map(JSONNode.string) ?? .null })),
                ]))
        }
        let told =
            now.map { "\(draw.firms.uscc(at: $0.firm)) \(draw.firms.name(at: $0.firm))" }
            ?? said("nobody: the class has no more", "无：该类别已无其他主体")
        try Console.print(
            said(
                "substitution \(substitution.number): \(told), inspectors \(seats.map { $0 ?? "-" }.joined(separator: ", "))",
                "第 \(substitution.number) 次替换：\(told)，检查人员 \(seats.map { $0 ?? "-" }.joined(separator: "、"))"
            ).printable)
    }
}
