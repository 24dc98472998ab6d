import ArgumentParser
import Codes
import CommandSupport
import Evidence
import Files
import Values

/// Takes away everything that is needed to verify a code without the ledger.
struct TakeEvidence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: said("Take away what verifies a code offline.", "取走离线验证所需的全部证据。"))

    @OptionGroup var options: LedgerOptions

    @Option(
        name: .shortAndLong,
        help: .said("the file to write, '-' for standard output", "输出文件，“-”表示标准输出", valueName: "file"),
        completion: .file())
    var output: String

    @OptionGroup var overwriting: OverwriteOptions

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"), completion: .recentCodes)
    var code: String

    func run() async throws {
        let reader = try CodeReader.settled()
        let canonical = try reader.code(code)
        try overwriting.check(output)
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let written = code
        // What is not evidence is better found here than where there is no ledger to ask again.
        let (bytes, evidence) = try await LedgerConnection.asking(
            try settings.ledger(options.ledger)
        ) { ledger throws(CommandError) in
            let watched = try await WatchedLedger.beside(ledger, trust: trust, codes: reader, wanted: [canonical])
            return try await Self.take(written, canonical, from: watched)
        }
        guard output != "-" else { return try Console.write(bytes) }
        try FileWriter.write(bytes, to: output, existing: overwriting.existing)
        Console.message(
            said(
                "\(output.printable): \(evidence.entries.count.grouped) entries with their proofs, \(bytes.count.grouped) bytes",
                "\(output.printable)：\(evidence.entries.count.grouped) 个条目及其证明，\(bytes.count.grouped) 字节"))
    }

    private static func take(
        _ written: String, _ code: CanonicalCode, from ledger: WatchedLedger
    ) async throws(CommandError) -> (bytes: [UInt8], evidence: Evidence) {
        guard let (bytes, evidence) = try await ledger.evidence(written) else {
            try ledger.refuse(await ledger.lacking(code, inEvidence: nil))
            throw CommandError.nothingOnRecord(written)
        }
        guard !evidence.entries.isEmpty else { throw CommandError.nothingOnRecord(written) }
        let report = EvidenceReport(evidence, key: ledger.key)
        guard report.checkpoint != nil else { throw .notOfKnownLedger(ledger.url) }
        if evidence.isComplete, evidence.subject == code.uri {
            try ledger.refuse(await ledger.lacking(code, inEvidence: report))
        }
        return (bytes, evidence)
    }
}
