import CommandSupport
import Evidence
import Files
import TransparencyLog
import Values

/// Where answers are kept that are false, or hide what the ledger's own index names.
///
/// What is kept shows what was answered in the ledger's name. It accuses nobody by itself: whoever stands between, or has a text editor,
/// can leave an entry out of an honest answer just as well.
enum AnswerArchive {
    /// Files that are kept at most, and their bytes together; those that were met longest ago go.
    private static let (fileCountMax, byteCountMax) = (100, 256 << 20)

    /// Keeps an answer that is false, or that leaves out what the index names, and says where it is.
    ///
    /// The name has the hash of what is in the file: another answer is another file.
    static func keep(_ bytes: [UInt8], asFoundBy report: ProofReport) {
        guard let checkpoint = report.checkpoint,
            report.withholds || report.reasons.contains(where: { $0.rule == "PROOF-1" })
        else { return }
        let origin = LedgerTrust.fileName(checkpoint.checkpoint.origin).prefix(80)
        let name = "\(origin)-\(MerkleHash.leaf(bytes).description.prefix(16)).yima"
        guard let path = KeptProof.keep(bytes, as: name, in: Places.alarms) else { return }
        BoundedFolder(
            directory: Places.alarms, fileCountMax: fileCountMax, byteCountMax: byteCountMax,
            isOwn: { $0.hasSuffix(".yima") }
        ).prune(keeping: name)
        let what =
            report.withholds
            ? Wording(en: "what was answered hides what the ledger's own index names", zh: "应答隐瞒了账本自身索引所列的条目")
            : Wording(en: "what was answered is false", zh: "应答不实")
        Console.message(
            said("alarm: ", "警报：") + said(what)
                + said(
                    "; it is kept in \(path). Ask again by another way (another network, the host itself, a mirror): who stands "
                        + "between can do this as well as the host",
                    "；已保存在 \(path)。请换一条途径再次查询（其他网络、主机本身、镜像）：中间人同样可能做到"))
    }
}
