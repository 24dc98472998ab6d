import Evidence
public import Ledger
public import TransparencyLog
public import Values

/// Why a log could not be held to its word, or did not keep it. "It broke its word" and "it could not be checked" are never merged.
public enum HoldingFailure: Error, Sendable {
    /// What it signed before and what it signed now do not fit, or cannot be shown to: both notes and what was shown.
    case broken(LogFork)
    /// It is no checkpoint that the log signed.
    case notSigned(CheckpointError)
    /// It is another log's.
    case otherOrigin(expected: String, found: String)
    /// The tiles from which the proof is made could not be had.
    case unchecked(Wording)
    /// They could not be had because the log does not answer.
    case unreachable(Wording)
    /// The head that is remembered was not signed by this key.
    case unusable(CheckpointError)
    /// The remembered head could not be read, or the new one not kept.
    case store(LogHeadStoreError)
}

extension HoldingFailure {
    /// What people read.
    public var wording: Wording {
        switch self {
        case .broken(let fork): ForkFile(fork).claim
        case .notSigned(let error):
            Wording(
                en: "the ledger's checkpoint is not to be trusted: \(error.en)", zh: "账本的检查点不可信：\(error.zh)")
        case .otherOrigin(let expected, let found):
            Wording(
                en: "the checkpoint is of the ledger \(found), not of \(expected)",
                zh: "检查点属于账本 \(found)，不属于 \(expected)")
        case .unchecked(let reason), .unreachable(let reason):
            Wording(
                en: "could not check that the ledger continues what it signed before: \(reason.en)",
                zh: "无法核查账本是否延续其先前签署的内容：\(reason.zh)")
        case .unusable(let error):
            Wording(
                en: "could not check: the remembered checkpoint of this ledger cannot be used: \(error.en)",
                zh: "无法核查：已记住的该账本检查点无法使用：\(error.zh)")
        case .store(let error):
            switch error.kind {
            case .cannotRead:
                Wording(
                    en: "could not check: the remembered checkpoint cannot be read: \(error.reason)",
                    zh: "无法核查：无法读取已记住的检查点：\(error.reason)")
            case .cannotWrite:
                Wording(
                    en: "the ledger's checkpoint could not be remembered: \(error.reason)",
                    zh: "无法记住账本的检查点：\(error.reason)")
            case .busy:
                Wording(en: "the remembered checkpoint is in use: \(error.reason)", zh: "已记住的检查点正被占用：\(error.reason)")
            }
        }
    }
}
