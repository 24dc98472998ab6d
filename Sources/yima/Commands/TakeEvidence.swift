import ArgumentParser
import Codes
import CommandSupport
import Evidence
import Files
import LedgerProtocol
import TransparencyLog
import Values

/// Takes away everything that is needed to verify a code without the ledger.
struct TakeEvidence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: said("Take away what verifies a code offline.", "取走离线验证所需的全部证据。"),
        discussion: said(
            "With --entry it is the proof of one entry of the ledger, whatever it is, in the format that other transparency logs use too "
                + "(C2SP tlog-proof), and --entry-file takes the entry itself: yima verify --evidence FILE --entry-file FILE checks the two.",
            "使用 --entry 时，取走账本任一条目的存在证明（C2SP tlog-proof，其他透明日志通用格式），并以 --entry-file 保存条目本身；"
                + "用 yima verify --evidence 文件 --entry-file 文件 核查。"))

    @OptionGroup var options: LedgerOptions

    @Option(
        name: .shortAndLong,
        help: .said("the file to write, '-' for standard output", "输出文件，“-”表示标准输出", valueName: "file"),
        completion: .file())
    var output: String

    @Flag(
        help: .said(
            "as of the newest checkpoint that the ledger's witnesses have cosigned, which may be some seconds old",
            "以账本见证方已联署的最新检查点为准（可能略早于最新内容）"))
    var cosigned = false

    @OptionGroup var overwriting: OverwriteOptions

    @Option(
        help: .said("an entry of the ledger instead of a code, by its index", "取账本的某一条目（按序号）而非编码", valueName: "n"))
    var entry: UInt64?

    @Option(
        help: .said("where the entry itself is written", "条目内容的输出文件", valueName: "file"), completion: .file())
    var entryFile: String?

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"), completion: .recentCodes)
    var code: String?

    func validate() throws {
        guard (entry == nil) != (code == nil) else {
            throw ValidationError(en: "either a code or --entry", zh: "请给出编码或 --entry，二者取一")
        }
        if entryFile != nil, entry == nil {
            throw ValidationError(en: "--entry-file belongs to --entry", zh: "--entry-file 须与 --entry 同用")
        }
        if output == "-", entryFile == "-" {
            throw ValidationError(en: "only one of two files can be standard output", zh: "两个输出中只有一个可为标准输出")
        }
    }

    func run() async throws {
        if let entry { return try await take(entry) }
        guard let code else { return }
        let reader = try CodeReader.settled()
        let canonical = try reader.goodsCode(code)
        try overwriting.check(output)
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let written = code
        // What is not evidence is better found here than where there is no ledger to ask again.
        let (bytes, evidence, report) = try await LedgerConnection.asking(
            try settings.ledger(options.ledger)
        ) { ledger throws(CommandError) in
            let watched = try await WatchedLedger.beside(
                ledger, trust: trust, codes: reader, wanted: NamedGoods.isContainer(canonical) ? nil : [canonical],
                under: cosigned ? .published : .newest)
            return try await Self.take(written, canonical, from: watched, reader)
        }
        try write(bytes, to: output)
        if output != "-" {
            Console.message(
                said(
                    "\(output.printable): \(evidence.entries.count.grouped) entries with their proofs, \(bytes.count.grouped) bytes",
                    "\(output.printable)：\(evidence.entries.count.grouped) 个条目及其证明，\(bytes.count.grouped) 字节"))
        }
        try tell(report)
    }

    /// Whether what was taken is true and whole: who carries it away asks no more.
    private func tell(_ report: ProofReport) throws {
        for reason in report.reasons { Console.note("evidence", reason.wording) }
        Console.message(report.completeness)
        if report.exitStatus != .done { throw report.exitStatus.exitCode }
    }

    /// Takes an entry with the proof of its place, and the entry itself where it is wanted.
    private func take(_ index: UInt64) async throws(CommandError) {
        try overwriting.check(output)
        if let entryFile { try overwriting.check(entryFile) }
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let (bytes, proof) = try await LedgerConnection.asking(
            try settings.ledger(options.ledger)
        ) { ledger throws(CommandError) in
            var watched = try await WatchedLedger(ledger, key: try await trust.key(of: ledger))
            if cosigned { watched.under = .published }
            return try await watched.entry(index)
        }
        try write(Array(proof.formatted.utf8), to: output)
        if let entryFile { try write(bytes, to: entryFile) }
        guard output != "-" else { return }
        Console.message(
            said(
                "\(output.printable): the proof of entry \(index.grouped), \(bytes.count.grouped) bytes",
                "\(output.printable)：条目 \(index.grouped) 的证明，条目 \(bytes.count.grouped) 字节"))
    }

    private func write(_ bytes: [UInt8], to path: String) throws(CommandError) {
        if path == "-" { return try Console.write(bytes) }
        try FileWriter.write(bytes, to: path, existing: overwriting.existing)
    }

    private static func take(
        _ written: String, _ code: CanonicalCode, from ledger: WatchedLedger, _ reader: CodeReader
    ) async throws(CommandError) -> (bytes: [UInt8], evidence: Evidence, report: ProofReport) {
        guard let (bytes, evidence) = try await ledger.evidence(written) else {
            let goods = try await NamedGoods(inContainer: code, written, from: ledger, reader: reader)
            guard goods.codes.isEmpty else { throw goods.askForGoods(written) }
            try ledger.refuse(await ledger.lacking(code, inEvidence: nil))
            throw CommandError.nothingOnRecord(written)
        }
        guard !evidence.entries.isEmpty else { throw CommandError.nothingOnRecord(written) }
        let report = EvidenceReport(evidence, key: ledger.key)
        guard report.checkpoint != nil else { throw .notOfKnownLedger(ledger.url) }
        guard evidence.subject == code.uri else {
            throw CommandError(
                .undecided, at: Wording(ledger.url), en: "the evidence is about \(evidence.subject.printable)",
                zh: "该证据针对的是 \(evidence.subject.printable)")
        }
        if evidence.isComplete { try ledger.refuse(await ledger.lacking(code, inEvidence: report)) }
        return (bytes, evidence, ProofReport(evidence, key: ledger.key, codes: reader))
    }
}
