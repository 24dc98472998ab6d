public import Values

/// Why a text is no checkpoint, or why a signed one is not to be trusted.
public enum CheckpointError: ExplainedError, Hashable {
    /// The signed note around it.
    case note(NoteError)
    /// Fewer than three lines, or no newline at the end.
    case truncated
    /// Line 1 is empty or has more than 255 bytes.
    case invalidOrigin
    /// Line 2 is no number in canonical decimal from 0 to 2^63 − 1.
    case invalidSize
    /// Line 3 is not the canonical base 64 of 32 bytes.
    case invalidRoot
    /// This extension line, counted from 1 at the origin, is empty.
    case emptyLine(Int)
    /// The size is 0 but the root is not that of the empty tree.
    case wrongEmptyRoot
    /// The checkpoint is of another log.
    case wrongOrigin(expected: String, found: String)
    /// The log's own key did not sign it.
    case notSignedByLog(name: String)
    /// The policy knows no log of this origin.
    case unknownLog(origin: String)
    /// Too few of the policy's witnesses have cosigned it.
    case quorumNotMet

    public var wording: Wording {
        switch self {
        case .note(let error): error.wording
        case .truncated:
            Wording(
                en: "a checkpoint has three lines at least, each with its newline",
                zh: "检查点至少三行，每行以换行结尾")
        case .invalidOrigin:
            Wording(
                en: "line 1 of the checkpoint (origin) is empty or has more than 255 bytes",
                zh: "检查点第 1 行（来源）为空或超过 255 字节")
        case .invalidSize:
            Wording(
                en: "line 2 of the checkpoint (tree size) is not a canonical number up to 2^63 − 1",
                zh: "检查点第 2 行（树的大小）不是 2^63 − 1 以内的规范数字")
        case .invalidRoot:
            Wording(
                en: "line 3 of the checkpoint (root hash) is not the base64 of 32 bytes",
                zh: "检查点第 3 行（根哈希）不是 32 字节的 base64")
        case .emptyLine(let line):
            Wording(
                en: "line \(line) of the checkpoint (extension) is empty",
                zh: "检查点第 \(line) 行（扩展）为空")
        case .wrongEmptyRoot:
            Wording(
                en: "the checkpoint of an empty tree has another root hash than the empty tree",
                zh: "空树检查点的根哈希不是空树的根哈希")
        case .wrongOrigin(let expected, let found):
            Wording(
                en: "the checkpoint is of \(found), not of \(expected)",
                zh: "检查点属于 \(found)，不属于 \(expected)")
        case .notSignedByLog(let name):
            Wording(
                en: "the checkpoint is not signed by \(name)",
                zh: "检查点没有 \(name) 的签名")
        case .unknownLog(let origin):
            Wording(
                en: "the policy knows no log named \(origin)",
                zh: "策略中没有名为 \(origin) 的日志")
        case .quorumNotMet:
            Wording(
                en: "the checkpoint's cosignatures do not satisfy the witness policy",
                zh: "检查点的联署不满足见证策略")
        }
    }
}
