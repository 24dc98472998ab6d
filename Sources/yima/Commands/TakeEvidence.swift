import ArgumentParser
import Codes
import CommandSupport
import Evidence
import Values

/// Takes away everything that is needed to verify a code without the ledger.
struct TakeEvidence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: said("Take away what verifies a code offline.", "取走离线验证所需的全部证据。"))

    @OptionGroup var options: LedgerOptions

    @Option(
        name: .shortAndLong,
        help: .said("the file to write, '-' for standard output", "输出文件，“-”表示标准输出", valueName: "file"))
    var output: String

    @Flag(help: .said("write over an existing file", "覆盖已有文件"))
    var force = false

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"))
    var code: String

    func run() async throws {
        _ = try CodeReader.settled().code(code)
        if output != "-", !force, FileWriter.exists(output) { throw Self.exists(output) }
        let url = try Settings().ledger(options.ledger)
        let bytes = try await LedgerConnection.asking(url) { ledger throws(CommandError) in
            try await ledger.evidence(code)
        }
        guard let bytes else { throw CommandError.nothingOnRecord(code) }
        // What is not evidence is better found here than where there is no ledger to ask again.
        let evidence = try Verifier.parse(bytes, place: Wording("\(url)"))
        guard !evidence.entries.isEmpty else {
            throw CommandError.nothingOnRecord(code)
        }
        guard output != "-" else { return try Console.write(bytes) }
        try FileWriter.write(bytes, to: output, existing: force ? .replaced : .refused)
        Console.message(
            said(
                "\(output.printable): \(evidence.entries.count.grouped) entries with their proofs, \(bytes.count.grouped) bytes",
                "\(output.printable)：\(evidence.entries.count.grouped) 个条目及其证明，\(bytes.count.grouped) 字节"))
    }

    private static func exists(_ path: String) -> CommandError {
        CommandError(
            .cannotWrite, at: Wording(path), en: "the file exists", zh: "文件已存在",
            hint: Wording(en: "--force writes over it", zh: "使用 --force 覆盖"))
    }
}
