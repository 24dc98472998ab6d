public import LedgerProtocol
public import Values

/// Why a ledger did not give what it was asked for. "It says no" and "it could not be asked" are never merged.
public enum LedgerClientError: Error, Sendable {
    /// No answer came: no connection, or none in time. What was sent may or may not have been taken.
    case unreachable(url: String, reason: Wording)
    /// The daemon refused, and said why.
    case refused(LedgerProblem)
    /// An answer came that is not what such a daemon says.
    case badResponse(url: String, reason: Wording)
    /// The answer is larger than such an answer may be.
    case tooLarge(url: String, bytesMax: Int)
}

extension LedgerClientError {
    /// What people read.
    public var wording: Wording {
        switch self {
        case .unreachable(let url, let reason):
            Wording(en: "the ledger at \(url) cannot be reached: \(reason.en)", zh: "无法连接账本 \(url)：\(reason.zh)")
        case .refused(let problem):
            problem.wording
        case .badResponse(let url, let reason):
            Wording(en: "\(url): \(reason.en)", zh: "\(url)：\(reason.zh)")
        case .tooLarge(let url, let bytesMax):
            Wording(en: "\(url): the answer has more than \(bytesMax) bytes", zh: "\(url)：返回内容超过 \(bytesMax) 字节")
        }
    }
}
