import CommandSupport
import Evidence
import Files
import TransparencyLog
import Values

/// Where answers of a ledger are kept that show that it lies: under its own signed checkpoint they can be shown to anybody.
enum AnswerArchive {
    /// Keeps an answer that is false, or that leaves out what the ledger's own index names, and says where it is.
    ///
    /// The name has the hash of what was asked: of one question the first such answer is kept.
    static func keep(_ bytes: [UInt8], asFoundBy report: ProofReport, about subject: String) {
        guard let checkpoint = report.checkpoint,
            report.withholds || report.reasons.contains(where: { $0.rule == "PROOF-1" })
        else { return }
        let origin = LedgerTrust.fileName(checkpoint.checkpoint.origin).prefix(80)
        let path = "\(Places.alarms)/\(origin)-\(MerkleHash.leaf(subject.utf8).description.prefix(16)).yima"
        do throws(CommandError) {
            try FileWriter.makeDirectory(Places.alarms)
            if !FileWriter.exists(path) { try FileWriter.write(bytes, to: path, existing: .refused) }
        } catch {
            // Whoever came first has kept an answer to the same question.
            guard FileWriter.exists(path) else { return Console.message(error.lines(command: nil)) }
        }
        Console.message(
            said("alarm: ", "警报：")
                + said(
                    report.withholds
                        ? "the ledger hides what its own index names" : "the ledger's answer is false",
                    report.withholds ? "账本隐瞒了其自身索引所列的条目" : "账本的应答不实")
                + said(
                    "; it is kept in \(path): anybody can check it with the ledger's key (yima verify --evidence FILE "
                        + "--proofs-only); report it to the ledger's host and witnesses",
                    "；已保存在 \(path)：任何人均可用账本密钥核查（yima verify --evidence 文件 --proofs-only）；请报告账本主机与见证方"))
    }
}
