import ArgumentParser
import Codes
import CommandSupport
import Evidence
import Rules
import StrictJSON
import Values

/// What is on record about a code, as the ledger tells it, which is held to what it signed and acknowledged before; with `--complete` what
/// it tells is proven, and that it tells all.
struct Lookup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup",
        abstract: said("The product, its last known state and place, its events.", "查询产品、最近状态与地点、全部事件。"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .said("how many events at most (1 to 100)", "最多显示多少个事件（1 至 100）"))
    var limit = 50

    @Flag(
        help: .said(
            "prove each event, and that none was left out: 2 where the ledger's committed index does not show it, 1 where the answer is false",
            "证明每个事件，且没有遗漏：承诺索引未能证明时为 2，应答不实时为 1"))
    var complete = false

    @Option(
        help: .said(
            "with --complete: of how long ago that may be shown at most (default: 86400, a day)",
            "与 --complete 同用：所证明时刻的最大时限（默认 86400，即一天）",
            valueName: "seconds"))
    var maxAge: Int?

    @Flag(
        help: .said(
            "the ledger's JSON document; with --complete what is proven of it, and the document in it",
            "输出账本返回的 JSON 文档；与 --complete 同用时为核查结果并附该文档"))
    var json = false

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"), completion: .recentCodes)
    var code: String

    func validate() throws {
        guard (1...100).contains(limit) else {
            throw ValidationError(en: "--limit is 1 to 100", zh: "--limit 应为 1 至 100")
        }
        if let maxAge, maxAge < 0 || !complete {
            throw ValidationError(
                en: "--max-age is a number of seconds and goes with --complete", zh: "--max-age 为秒数，须与 --complete 同用")
        }
    }

    func run() async throws {
        let reader = try CodeReader.settled()
        let canonical = try reader.code(code)
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let written = code
        let status = try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
            ledger throws(CommandError) -> ExitStatus in
            let watched = try await WatchedLedger.beside(ledger, trust: trust, codes: reader, wanted: [canonical])
            guard let answer = try await watched.lookup(written, limit: limit) else {
                try watched.refuse(await watched.lacking(canonical, inLookup: nil))
                if complete {
                    let checked = try await check(nil, canonical, watched, reader)
                    if json { try Console.print(checked.json(nil)) } else { try Console.print(checked.text) }
                    return checked.status == .done ? .unknown : checked.status
                }
                if json { try Console.print(Self.nothing(written, canonical)) }
                if let told = reader.notGoods(canonical, written), reader.subject(of: canonical) != .party {
                    throw CommandError(.unknown, at: .code(written), told.wording, hint: told.hint)
                }
                throw CommandError.nothingOnRecord(written)
            }
            RecentCodes.note(written)
            let text = try LookupText(answer, url: watched.url)
            var checked: CheckedLookup?
            if complete { checked = try await check(text, canonical, watched, reader) }
            if let checked, json {
                try Console.print(checked.json(answer))
            } else if json {
                try Console.write(answer.last == 0x0A ? answer : answer + [0x0A])
            } else {
                try text.print(canonical, checked)
            }
            try watched.refuse(await watched.lacking(canonical, inLookup: text))
            let status: ExitStatus = text.isComplete ? .done : .undecided
            return status.worse(checked?.status ?? .done)
        }
        if status != .done { throw status.exitCode }
    }

    /// Holds the answer against the evidence about the code.
    /// - Parameter answer: nil where the ledger says that nothing is on record.
    private func check(
        _ answer: LookupText?, _ canonical: CanonicalCode, _ watched: WatchedLedger, _ reader: CodeReader
    ) async throws(CommandError) -> CheckedLookup {
        let question = VerdictQuestion(
            demandsCompleteness: true, completenessAgeMax: maxAge.map { .seconds($0) } ?? VerdictQuestion.ageMaxDefault)
        guard let (bytes, evidence) = try await watched.evidence(code, showingAbsence: true) else {
            throw CommandError(
                .undecided, at: .code(code), en: "could not check: the ledger gives no evidence about it",
                zh: "无法核查：账本未给出其证据")
        }
        let definitions = try Definitions.load(try Settings().definitions(nil))
        let proof = LookupProof(
            evidence, of: canonical, key: watched.key, codes: reader,
            schemes: SchemeVersions.digest(of: definitions.schemes), now: .now)
        if !proof.findings.isEmpty || !proof.doubts.isEmpty {
            AnswerArchive.keep(bytes, asFoundBy: ProofReport(evidence, key: watched.key, codes: reader))
        }
        return CheckedLookup(answer, proof, question, now: .now)
    }

    private static func nothing(_ code: String, _ canonical: CanonicalCode) -> JSONNode {
        .object([
            ("code", .string(code)), ("canonical", .string(canonical.uri)), ("events", .array([])),
            ("state", .object([])),
        ])
    }
}
