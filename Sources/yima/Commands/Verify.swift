import ArgumentParser
import Chains
import Codes
import CommandSupport
import EPCIS
import Evidence
import HostState
import LedgerProtocol
import Rules
import TransparencyLog
import Values

/// Takes evidence about codes, checks every proof, judges the chain on this machine, and says what it found.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: said("Whether what is on record about a code is true and in order.", "验证编码的记录是否真实、合规。"),
        discussion: said(
            "Exits 0 where valid (or merely suspect), 1 where evidence is false or a rule is violated, 2 where it could not be "
                + "checked, 3 where nothing is on record. The ledger is held to what it signed before: where it forked, shrank or "
                + "lost what it acknowledged to this device, that ends with 1 too. A batch is of a file of codes, one a line, or of the "
                + "codes that a ledger's events name: by operator, site, time of arrival, or since a checkpoint; it ends with the worst "
                + "of its lines, 65 where one is no code. Of several codes each is judged, and one that is none is said. With --fork: 1 where the file proves that the "
                + "ledger forked, 2 where it only alleges it, 0 where the two heads fit, 65 where it is no fork file. With --proofs-only: 0 where "
                + "everything in the file holds, 1 where something is false, 2 where something could not be checked, 65 where it is no evidence "
                + "file.",
            "退出状态：0 有效（或仅存疑），1 证据不实或违反规则，2 无法核查，3 没有记录。账本须延续其先前签署的内容：若其分叉、缩短或丢失了已向本设备确认的内容，退出状态同为 1。"
                + "批量核查可用编码文件（每行一个），或账本事件涉及的编码：按主体、场所、到达时间或某检查点之后选取；退出状态取最严重的一行，有非编码行时为 65。给出多个编码时逐个判定，非编码者另行说明。"
                + "使用 --fork 时：1 文件证明账本已分叉，2 仅为所称、未能证明，0 两个检查点相符，65 不是分叉文件。"
                + "使用 --proofs-only 时：0 文件内容均属实，1 有不实之处，2 有无法核查之处，65 不是证据文件。"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Flag(
        help: .said(
            "many codes: of a file, or chosen by the options below; one JSON line each comes out, in order",
            "批量核查：编码文件，或由以下选项选取；按顺序逐行输出 JSON"))
    var batch = false

    @OptionGroup var batchOptions: BatchOptions

    @Option(
        help: .said("an evidence file, checked without any network", "离线核查证据文件", valueName: "file"), completion: .file()
    )
    var evidence: String?

    @Option(
        help: .said("a fork file, checked with nothing but the ledger's key", "核查分叉文件（仅需账本密钥）", valueName: "file"),
        completion: .file())
    var fork: String?

    @Flag(
        help: .said(
            "only whether the evidence is true and complete, not whether the goods are in order",
            "只核验证据是否属实、完整，不判定货物是否合规"))
    var proofsOnly = false

    @Option(
        help: .said(
            "the entry whose place in the ledger a .tlog-proof shows", ".tlog-proof 所证明的条目内容", valueName: "file"),
        completion: .file())
    var entryFile: String?

    @Option(
        help: .said(
            "the portion of one party: its USCC, its GLN or the name under which it is enrolled",
            "只判定某主体所持部分：统一社会信用代码、GLN 或登记名称", valueName: "party"))
    var at: String?

    @Option(
        help: .said(
            "judge by what had arrived by then: 2026-11-29T08:00:00+08:00, or a day, which is its end in China",
            "按截至该时刻到达的记录判定：2026-11-29T08:00:00+08:00，或日期（北京时间当日结束）", valueName: "time"))
    var asOf: String?

    @Flag(
        help: .said(
            "undecided (2) unless the ledger's committed index shows that nothing was left out",
            "除非账本的承诺索引证明没有遗漏，否则为无法判定（2）"))
    var complete = false

    @Option(
        help: .said(
            "with --complete: of how long ago that may be shown at most; of a quiet ledger its witnesses say when it was so (default: 86400, a day)",
            "与 --complete 同用：所证明时刻的最大时限；账本无新增时以见证方联署时间为准（默认 86400，即一天）", valueName: "seconds"))
    var maxAge: Int?

    @Flag(help: .said("one JSON line a code", "每个编码输出一行 JSON"))
    var json = false

    @Flag(
        name: [.short, .long],
        help: .said("show every finding, also many of one rule", "列出全部问题（默认合并同一规则的多条）"))
    var verbose = false

    @Argument(
        help: .said(
            "codes as they are written or scanned; with --batch one file of codes, - for standard input",
            "书写或扫描得到的编码；与 --batch 同用时为一个编码文件，- 为标准输入", valueName: "code"), completion: .recentCodesOrFiles)
    var codes: [String] = []

    func validate() throws {
        if fork != nil, batch || evidence != nil || !codes.isEmpty {
            throw ValidationError(
                en: "--fork takes neither codes nor --batch nor --evidence", zh: "--fork 不能与编码、--batch 或 --evidence 同用")
        }
        if fork != nil, at != nil || asOf != nil {
            throw ValidationError(en: "--fork takes neither --at nor --as-of", zh: "--fork 不能与 --at 或 --as-of 同用")
        }
        if let maxAge, maxAge < 0 || !complete || proofsOnly {
            throw ValidationError(
                en: "--max-age is a number of seconds and goes with --complete", zh: "--max-age 为秒数，须与 --complete 同用")
        }
        if complete, fork != nil || entryFile != nil {
            throw ValidationError(
                en: "--complete is asked of codes and of evidence about them", zh: "--complete 仅用于编码及其证据")
        }
        if batch, evidence != nil {
            throw ValidationError(en: "--batch takes no --evidence", zh: "--batch 不能与 --evidence 同用")
        }
        if proofsOnly || entryFile != nil, evidence == nil {
            throw ValidationError(
                en: "--proofs-only and --entry-file belong to --evidence",
                zh: "--proofs-only 与 --entry-file 须与 --evidence 同用")
        }
        if proofsOnly || entryFile != nil, at != nil || asOf != nil || !codes.isEmpty {
            throw ValidationError(
                en: "--proofs-only and --entry-file judge no code", zh: "--proofs-only 与 --entry-file 不判定编码")
        }
        try batchOptions.validate(isBatch: batch, fileCount: codes.count)
        if !batch, evidence == nil, fork == nil, codes.isEmpty {
            throw ValidationError(en: "no code is given", zh: "未给出编码")
        }
    }

    func run() async throws {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let status: ExitStatus
        if let fork {
            let checked = try CheckedFork(path: fork, trust)
            if json { try Console.print(checked.json) } else { try Console.print(checked.text) }
            status = checked.status
        } else if let evidence, let entryFile {
            let checked = try CheckedInclusion(
                path: evidence, entryFile: entryFile, trust, policy: try policy(settings))
            if json { try Console.print(checked.json) } else { try Console.print(checked.text) }
            status = checked.status
        } else if let evidence, proofsOnly {
            status = try verifyProofs(try EvidenceFile(path: evidence), settings, trust)
        } else if let evidence {
            let file = try EvidenceFile(path: evidence)
            // What offices did has no goods that could be judged.
            let isOfActs = codes.isEmpty && file.subjects.allSatisfy { $0.hasPrefix("urn:yima:") }
            status = try isOfActs ? verifyProofs(file, settings, trust) : verify(file, settings, trust)
        } else if batch {
            status = try await verifyBatch(settings, trust)
        } else {
            status = try await verifyCodes(settings, trust)
        }
        if status != .done { throw status.exitCode }
    }

    /// What is asked for beside the codes, read before anybody is asked.
    private func question() throws(CommandError) -> VerdictQuestion {
        var question = VerdictQuestion(
            demandsCompleteness: complete,
            completenessAgeMax: maxAge.map { .seconds($0) } ?? VerdictQuestion.ageMaxDefault)
        if let asOf {
            do throws(VerdictQuestion.MomentError) {
                question.asOf = try VerdictQuestion.moment(WrittenTime.time(asOf)?.text ?? asOf, now: .now)
            } catch {
                throw CommandError(.usage, at: Wording("--as-of \(asOf.shown)"), error.wording)
            }
        }
        if let at {
            let reader = try CodeReader.settled(verdictOptions.definitions)
            do throws(PartyName.Malformation) {
                question.party = try PartyName(at, codes: reader)
            } catch {
                throw CommandError(.usage, at: Wording("--at \(at.shown)"), error.wording)
            }
        }
        return question
    }

    private func verifyCodes(_ settings: Settings, _ trust: LedgerTrust) async throws(CommandError) -> ExitStatus {
        let reader = try CodeReader.settled(verdictOptions.definitions)
        // A code that is none is said before anybody is asked; the others are judged all the same.
        let asked = codes.map { written in
            (written, Result { () throws(CodeError) in try reader.goods(written) })
        }
        let known = asked.compactMap { try? $0.1.get() }
        guard !known.isEmpty else {
            for (written, reading) in asked { if case .failure(let error) = reading { try show(error, of: written) } }
            return .badInput
        }
        let question = try question()
        return try await LedgerConnection.asking(try settings.ledger(options.ledger)) { ledger throws(CommandError) in
            let watched = try await WatchedLedger.beside(
                ledger, trust: trust, codes: reader,
                wanted: known.contains(where: NamedGoods.isContainer) ? nil : known,
                under: verdictOptions.under(settings))
            let adopted = try await LedgerDefinitions.taken(
                from: ledger, own: settings.definitions(verdictOptions.definitions))
            let verifier = try Verifier(
                options: verdictOptions, settings: settings, key: watched.key, question: question, adopted: adopted)
            var status = ExitStatus.done
            for (written, reading) in asked {
                switch reading {
                case .success(let code):
                    status = status.worse(try await verify(code, written, by: verifier, from: watched))
                case .failure(let error):
                    try show(error, of: written)
                    status = status.worse(.badInput)
                }
            }
            return status
        }
    }

    /// Judges a code, or the goods that it stands for, and shows what comes of it.
    private func verify(
        _ code: CanonicalCode, _ written: String, by verifier: Verifier, from watched: WatchedLedger
    ) async throws(CommandError) -> ExitStatus {
        let answer = try await verifier.answer(about: code, written: written, from: watched)
        let goods = try await NamedGoods(behind: answer, code, written, from: watched, reader: verifier.codes)
        if !goods.codes.isEmpty || answer.judgement != nil { RecentCodes.note(written) }
        guard !goods.codes.isEmpty else {
            return try show(verifier.verdict(answer, of: code, written: written), of: code, answer.judgement)
        }
        goods.say("verify", written)
        var status = ExitStatus.done
        if complete {
            Console.message(
                said(
                    "could not check: which goods it stands for is the ledger's word, and not shown to be complete",
                    "无法核查：该编码所指货物为账本一面之词，未证明完整"))
            status = .undecided
        }
        for lot in goods.codes {
            let answer = try await verifier.answer(about: lot, written: lot.uri, from: watched)
            status = status.worse(
                try show(verifier.verdict(answer, of: lot, written: lot.uri), of: lot, answer.judgement))
        }
        return status
    }

    private func verify(
        _ file: EvidenceFile, _ settings: Settings, _ trust: LedgerTrust
    ) throws(CommandError) -> ExitStatus {
        var status = ExitStatus.done
        let verifier = try Verifier(
            options: verdictOptions, settings: settings, key: try file.key(trust), question: try question())
        for written in codes.isEmpty ? file.subjects : codes {
            let code: CanonicalCode
            do throws(CodeError) { code = try verifier.codes.goods(written) } catch {
                try show(error, of: written)
                status = status.worse(.badInput)
                continue
            }
            let judgement = verifier.judge.judge(code, written: written, evidence: try file.evidence(about: code))
            status = status.worse(try show(ToldVerdict(judgement), of: code, judgement))
            if !json { try show(judgement.report.disclosures) }
        }
        tellBasis(of: file, verifier.judge.definitions)
        return status
    }

    /// By what whoever made the file would have judged, where it is other than here: another verdict may come of that.
    private func tellBasis(of file: EvidenceFile, _ own: TradeDefinitions) {
        guard case .single(let evidence) = file.document, let basis = evidence.basis else { return }
        let others = basis.definitions.filter { own.judging[$0.key] != $0.value }.keys.sorted()
        guard !others.isEmpty else { return }
        let names = others.prefix(3).joined(separator: ", ").printable + (others.count > 3 ? ", …" : "")
        Console.note(
            "verify",
            Wording(
                en: "the file was made at \(basis.moment) by other definitions than those at hand: \(names)",
                zh: "该文件于 \(basis.moment) 依据与此处不同的定义文件作出：\(names)"))
    }

    private func policy(_ settings: Settings) throws(CommandError) -> WitnessPolicy? {
        try settings.witnessPolicy(verdictOptions.witnessPolicy).map { path throws(CommandError) in
            try Verifier.policy(path)
        }
    }

    /// What the evidence proves by itself, without a verdict on any goods.
    private func verifyProofs(
        _ file: EvidenceFile, _ settings: Settings, _ trust: LedgerTrust
    ) throws(CommandError) -> ExitStatus {
        let report = ProofReport(
            file.document, key: try file.key(trust), policy: try policy(settings),
            codes: try CodeReader.settled(verdictOptions.definitions))
        if json { try Console.print(report.json) } else { try Console.print(report.text) }
        guard complete else { return report.exitStatus }
        // That it is not shown to be complete, or not lately, makes nothing false.
        let newest = report.asOf.map { Timestamp.now.milliseconds - $0.milliseconds } ?? 0
        let isLate = newest > VerdictQuestion.ageMaxDefault.components.seconds * 1000
        if report.isComplete, isLate {
            Console.note(
                "verify",
                Wording(
                    en: "it is shown to be complete of more than a day ago", zh: "所证明的完整截至一天以前"))
        }
        return report.isComplete && !isLate ? report.exitStatus : report.exitStatus.worse(.undecided)
    }

    private func verifyBatch(_ settings: Settings, _ trust: LedgerTrust) async throws(CommandError) -> ExitStatus {
        let question = try question()
        let run = try batchOptions.run(
            file: codes.first, asked: BatchQuestion(at: at, asOf: asOf, complete: complete, maxAge: maxAge))
        let status = try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
            ledger throws(CommandError) in
            let watched = try await WatchedLedger.beside(
                ledger, trust: trust, codes: try CodeReader.settled(verdictOptions.definitions), wanted: nil,
                under: verdictOptions.under(settings))
            let adopted = try await LedgerDefinitions.taken(
                from: ledger, own: settings.definitions(verdictOptions.definitions))
            let verifier = try Verifier(
                options: verdictOptions, settings: settings, key: watched.key, question: question, adopted: adopted)
            return try await run.run(BatchVerification(ledger: watched, verifier: verifier))
        }
        return batchOptions.exitZero ? .done : status
    }

    /// The private values in an evidence file that are truly those which its events seal.
    private func show(_ disclosures: [HeldDisclosure]) throws(CommandError) {
        for held in disclosures {
            let place = said("[entry \(held.entry)]", "〔条目 \(held.entry)〕")
            let value = "\(held.disclosure.name.printable)  \(held.disclosure.value.printable)"
            try Console.print("  " + Terminal.paint("✓ ", .green) + value + "  " + Terminal.paint(place, .grey))
        }
    }

    private func show(
        _ told: ToldVerdict, of code: CanonicalCode, _ judgement: EvidenceJudge.Judgement?
    ) throws(CommandError) -> ExitStatus {
        let verdict = told.document
        if json {
            try Console.print(told.json)
        } else {
            let product = judgement.flatMap { Naming($0.chain, operatorNames: [:]).product(code) }
            try Console.print(verdict.text(product: product, isVerbose: verbose))
        }
        if verdict.checkpoint == nil, verdict.verdict == .undecided {
            Console.message(
                said("hint: ", "提示：")
                    + said(
                        "where the ledger was rightly begun anew, give its new key with --ledger-key",
                        "若账本确已重建，请用 --ledger-key 指定新密钥"))
        }
        return verdict.status
    }

    /// That what was written is no code: nothing is said of any goods.
    private func show(_ error: CodeError, of written: String) throws(CommandError) {
        if json { try Console.print(MalformedCode(written, error).json) }
        Console.message(CommandError(error, code: written).lines(command: "verify"))
    }
}
