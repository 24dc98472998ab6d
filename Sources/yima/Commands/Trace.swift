import ArgumentParser
import Chains
import Codes
import CommandSupport
import EPCIS
import Evidence
import Pictures
import Rules
import StrictJSON
import Values

/// Draws the chain of a code from evidence that is proven first.
struct Trace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: said("Where a code came from and where it went.", "追溯来源与去向。"))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case tree, json, dot, svg
        /// An EPCIS 2.0 document of the chain's events, each byte for byte as it was signed.
        case epcis
    }

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Flag(help: .said("only where it came from", "仅来源"))
    var up = false

    @Flag(help: .said("only where it went", "仅去向"))
    var down = false

    @Option(
        help:
            .said(
                "tree, json, dot, svg; epcis: the events themselves, byte for byte as signed",
                "tree、json、dot、svg；epcis：输出事件原文（与签名时逐字节一致）"))
    var format = Format.tree

    @Flag(help: .said("the same as --format json", "同 --format json"))
    var json = false

    @Option(help: .said("an evidence file instead of a ledger", "使用证据文件而不访问账本", valueName: "file"), completion: .file())
    var evidence: String?

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"), completion: .recentCodes)
    var code: String

    mutating func validate() throws {
        guard json else { return }
        guard format == .tree || format == .json else { throw ValidationError.jsonWithFormat }
        format = .json
    }

    private var direction: TraceDirection {
        switch (up, down) {
        case (true, false): .up
        case (false, true): .down
        default: .both
        }
    }

    func run() async throws {
        let canonical = try CodeReader.settled(verdictOptions.definitions).goodsCode(code)
        var worst = ExitStatus.done
        switch try await answer(about: canonical) {
        case .judged(let judgements):
            for judgement in judgements { worst = worst.worse(try draw(judgement)) }
        case .lots(let goods): try show(goods, of: canonical)
        }
        if worst != .done { throw worst.exitCode }
    }

    /// What a trace shows.
    private enum Answer {
        /// Of the code; of a container that only its goods name, of those.
        case judged([EvidenceJudge.Judgement])
        /// Of a bare product code: it has been everywhere, and its lots have not.
        case lots(NamedGoods)
    }

    private func draw(
        _ judgement: EvidenceJudge.Judgement
    ) throws(CommandError) -> ExitStatus {
        let canonical = judgement.chain.subject
        let document = judgement.verdict
        let status = Self.status(judgement)
        guard document.verdict != .unknown || status != .done else {
            throw CommandError.nothingOnRecord(code)
        }
        let chain = direction == .both ? judgement.chain : judgement.report.chain(of: canonical, direction: direction)
        if format == .epcis {
            try writeEvents(of: chain, judgement.report)
        } else {
            try draw(TraceGraph(chain, operatorNames: judgement.report.operatorNames), document)
        }
        if let completeness = document.completeness, !completeness.isShown {
            Console.note("trace", completeness.wording)
        }
        guard status != .done else { return status }
        for finding in judgement.proofFindings { Console.note("trace", finding.message) }
        for doubt in judgement.proofDoubts { Console.note("trace", doubt.wording) }
        return status
    }

    /// The lots of a product, of which one is to be chosen.
    private func show(_ goods: NamedGoods, of product: CanonicalCode) throws(CommandError) {
        switch format {
        case .tree:
            try Console.print(Terminal.paint(product.uri.shown, .bold))
            for lot in goods.codes { try Console.print("  \(lot.part("lot")?.printable ?? "")  \(lot.uri.printable)") }
        case .json:
            try Console.print(
                JSONNode.object([
                    ("code", .string(code)), ("canonical", .string(product.uri)),
                    ("lots", .strings(goods.codes.map(\.uri))), ("complete", .bool(!goods.isCut)),
                ]))
        case .dot, .svg, .epcis:
            throw CommandError(
                .usage, at: Wording(code), en: "a product without a lot has no one chain to draw",
                zh: "未写批号的商品没有单一的链可绘制",
                hint: Self.chooseLot)
        }
        Console.message(said("hint: ", "提示：") + said(Self.chooseLot))
    }

    private static let chooseLot = Wording(
        en: "trace one of its lots: (01)…(10)…", zh: "请指定其中一个批次：(01)…(10)…")

    /// - Parameter verdict: marked in a picture where it found something.
    private func draw(_ graph: TraceGraph, _ verdict: VerdictDocument) throws(CommandError) {
        let language = Language.current.drawing
        switch format {
        case .tree: try Console.write(Array(graph.tree(language).printable.utf8))
        case .json: try Console.print(Self.document(graph, verdict.completeness))
        case .dot: try Console.write(Array(graph.dot(language).utf8))
        case .svg: try Console.write(Array(graph.svg(language, verdict: verdict).utf8))
        case .epcis: preconditionFailure("events are no drawing")
        }
    }

    /// The chain for programs, and whether it is shown that nothing was left out of it.
    private static func document(_ graph: TraceGraph, _ completeness: Completeness?) -> JSONNode {
        guard case .object(let members) = graph.json, let completeness else { return graph.json }
        return .object(members + [("shown", completeness.json)])
    }

    private func writeEvents(of chain: Chain, _ report: EvidenceReport) throws(CommandError) {
        let wanted = Set(chain.events.map(\.entry))
        let events = report.events.filter { wanted.contains($0.entry) }.map(\.body)
        let document: [UInt8]
        do throws(EventError) {
            document = try EPCISDocument.document(of: events, creationDate: .now)
        } catch {
            // A chain holds only events that the strict reader accepts.
            throw CommandError(.undecided, en: "the events make no EPCIS document", zh: "这些事件不能组成 EPCIS 文档")
        }
        try Console.write(document + [0x0A])
    }

    /// A drawing says what was proven: only false or missing proofs speak against it, not the rules of the trade.
    private static func status(_ judgement: EvidenceJudge.Judgement) -> ExitStatus {
        if judgement.proofFindings.contains(where: { $0.severity == .violation }) { return .violated }
        return judgement.proofDoubts.isEmpty ? .done : .undecided
    }

    private func answer(about canonical: CanonicalCode) async throws(CommandError) -> Answer {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        if let evidence {
            let file = try EvidenceFile(path: evidence)
            let verifier = try Verifier(options: verdictOptions, settings: settings, key: try file.key(trust))
            return .judged([
                verifier.judge.judge(canonical, written: code, evidence: try file.evidence(about: canonical))
            ])
        }
        let written = code
        return try await LedgerConnection.asking(try settings.ledger(options.ledger)) { ledger throws(CommandError) in
            let reader = try CodeReader.settled(verdictOptions.definitions)
            let watched = try await WatchedLedger.beside(
                ledger, trust: trust, codes: reader, wanted: NamedGoods.isContainer(canonical) ? nil : [canonical],
                under: verdictOptions.under(settings))
            let lots = try await NamedGoods(ofProduct: canonical, written, from: watched, reader: reader)
            if !lots.codes.isEmpty { return .lots(lots) }
            let adopted = try await LedgerDefinitions.taken(
                from: ledger, own: settings.definitions(verdictOptions.definitions))
            let verifier = try Verifier(
                options: verdictOptions, settings: settings, key: watched.key, adopted: adopted)
            let answer = try await verifier.answer(about: canonical, written: written, from: watched)
            let goods = try await NamedGoods(behind: answer, canonical, written, from: watched, reader: reader)
            guard goods.codes.isEmpty else {
                goods.say("trace", written)
                return .judged(try await judgements(of: goods.codes, verifier, watched))
            }
            try watched.refuse(answer.lacking)
            if let judgement = answer.judgement { return .judged([judgement]) }
            throw .nothingOnRecord(written)
        }
    }

    private func judgements(
        of codes: [CanonicalCode], _ verifier: Verifier, _ ledger: WatchedLedger
    ) async throws(CommandError) -> [EvidenceJudge.Judgement] {
        var judged: [EvidenceJudge.Judgement] = []
        for code in codes {
            let answer = try await verifier.answer(about: code, written: code.uri, from: ledger)
            try ledger.refuse(answer.lacking)
            if let judgement = answer.judgement { judged.append(judgement) }
        }
        return judged
    }
}

extension ValidationError {
    /// Said where a command is asked for two forms at once.
    static var jsonWithFormat: ValidationError {
        ValidationError(en: "--json is --format json: give one of them", zh: "--json 即 --format json，不能与其他格式同用")
    }
}
