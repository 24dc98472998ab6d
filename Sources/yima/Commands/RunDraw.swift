import ArgumentParser
import CommandSupport
import Draws
import EPCIS
import StrictJSON
import TransparencyLog
import Values

/// Draws, once the checkpoint is there that decides it, and signs what came of it.
struct RunDraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: said("Draw, once the seed is there.", "待种子产生后抽取。"),
        discussion: said(
            "The seed is the first complete checkpoint after the commitment with the cosignatures of its witnesses: some seconds after "
                + "prepare. Whatever was changed in the lists since is refused.",
            "种子为承诺后首个完整检查点及其见证方联署，在 prepare 之后数秒产生。此后名录的任何改动都会被拒绝。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var folder: DrawFolderOption

    @Option(help: .said("how long the seed is waited for, in seconds", "等待种子的时间（秒）", valueName: "seconds"))
    var wait = 60

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(help: .said("the draw's word or its whole name", "抽查代号或全名", valueName: "draw"))
    var draw: String

    func run() async throws {
        let office = try OfficeActs(journalOptions)
        let name = try office.name(draw)
        let files = folder.files(of: name.word)
        let options = LedgerOptions.of(journalOptions)
        var checked = try await seeded(name, options, files)
        if checked.record.result == nil {
            let result = try Self.result(checked, name)
            try await office.record([(.result(result.act), [])])
            try await LedgerConnection.asking(try office.home.ledger()) { ledger throws(CommandError) in
                try await ledger.bring(result.file, as: .result, of: name)
            }
            checked = try await CheckedDraw.asking(options, verdictOptions) {
                watched, verifier throws(CommandError) in
                try await CheckedDraw(name, from: watched, verifier)
            }
        } else {
            Console.note("draw", Wording(en: "was drawn before", zh: "此前已抽取"))
        }
        try files.keep(checked)
        if json { try Console.print(DrawText(checked: checked).json) } else { try DrawText(checked: checked).show() }
        if checked.status != .done { throw checked.status.exitCode }
    }

    /// The draw with its seed, which comes within seconds.
    private func seeded(
        _ name: DrawName, _ options: LedgerOptions, _ files: DrawFiles
    ) async throws(CommandError) -> CheckedDraw {
        var local: [DrawFile: [UInt8]] = [:]
        for file in [DrawFile.firms, .inspectors] { local[file] = try files.load(file) }
        let given = local
        let deadline = ContinuousClock.now + .seconds(wait)
        while true {
            let checked = try await CheckedDraw.asking(options, verdictOptions) {
                watched, verifier throws(CommandError) in
                try await CheckedDraw(name, from: watched, verifier, local: given)
            }
            if let refusal = Self.refusal(checked) { throw refusal }
            if checked.check.seed != nil || checked.record.result != nil { return checked }
            guard ContinuousClock.now < deadline else {
                let why = checked.check.steps.first { $0.step == .seed }?.state.wording
                throw CommandError(
                    .tryLater, at: Wording("\(name)"), why ?? Wording(en: "there is no seed yet", zh: "尚无种子"),
                    hint: Wording(
                        en:
                            "it comes with the next state of the index and its cosignatures; look at the host's /healthz",
                        zh: "种子随下一个索引状态及联署产生；请查看主机 /healthz"))
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Why nothing can be drawn, whatever is waited for.
    private static func refusal(_ checked: CheckedDraw) -> CommandError? {
        let place = Wording("\(checked.record.name)")
        if let fault = checked.faults.first { return CommandError(.violated, at: place, fault) }
        guard checked.record.commitment != nil else {
            let why = checked.record.refused.first?.why.wording
            return CommandError(
                .notAllowed, at: place, why ?? Wording(en: "nothing was committed to", zh: "没有承诺"))
        }
        for (step, state) in checked.check.steps {
            if case .isFalse(let why) = state, step == .firms || step == .inspectors {
                return CommandError(
                    .badInput, at: place, why,
                    hint: Wording(
                        en:
                            "lists that were changed after they were committed to are not drawn from; commit anew under another word",
                        zh: "承诺之后改动过的名录不得用于抽取；请换用其他代号重新承诺"))
            }
            if case .isFalse(let why) = state { return CommandError(.violated, at: place, why) }
        }
        return nil
    }

    private static func result(
        _ checked: CheckedDraw, _ name: DrawName
    ) throws(CommandError) -> (act: DrawResult, file: [UInt8]) {
        guard let commitment = checked.record.commitment, let seed = checked.check.seed,
            let firms = checked.files[.firms], let inspectors = checked.files[.inspectors]
        else {
            throw CommandError(
                .undecided, at: Wording("\(name)"), en: "the lists are neither here nor on the ledger's host",
                zh: "本机与账本主机均无名录")
        }
        do throws(DrawError) {
            let draw = try Draw(
                commitment.act, firms: FirmList(firms), inspectors: InspectorList(inspectors), seed: seed.seed)
            let file = draw.file
            guard let tree = LineTree(of: file) else { throw .otherFile(.result) }
            return (
                DrawResult(
                    name: name, commitment: commitment.entry, treeSize: seed.checkpoint.treeSize,
                    root: seed.checkpoint.root, seed: seed.seed, result: tree), file
            )
        } catch {
            throw CommandError(.badInput, at: Wording("\(name)"), error.wording)
        }
    }
}

extension LedgerOptions {
    /// The same ledger as that of a journal.
    static func of(_ options: JournalOptions) -> LedgerOptions {
        var own = LedgerOptions()
        own.ledger = options.ledger
        own.ledgerKey = options.ledgerKey
        own.journal = options.journal
        return own
    }
}
