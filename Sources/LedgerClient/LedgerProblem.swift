public import StrictJSON
public import Values

/// Why a ledger's daemon refused, as it said it (RFC 9457 problem details).
public struct LedgerProblem: Sendable {
    /// The HTTP status.
    public let status: Int
    /// The last part of `urn:yima:problem:<word>`: what programs decide by. Nil where the answer was no problem of ours, as
    /// from a proxy.
    public let word: String?
    /// What is wrong, in a sentence.
    public let wording: Wording
    /// What the person can do, where the daemon said so.
    public let hint: Wording?
    /// Seconds after which to come again.
    public let retryAfterSeconds: Int?
    private let document: JSONDocument?

    /// Reads an answer whose status is not 200; whatever its body is, this gives something that can be said.
    init(status: Int, body: [UInt8], retryAfter: String?) {
        self.status = status
        document = try? JSONDocument(body, limits: JSONLimits(sizeMax: Self.bytesMax))
        let root = document?.root
        let prefix = "urn:yima:problem:"
        word = root?["type"]?.string.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
        wording =
            Self.wording(root?["detail"]?.string, root?["detailZh"]?.string)
            ?? Wording(en: "answered with HTTP status \(status)", zh: "返回 HTTP 状态 \(status)")
        hint = Self.wording(root?["hint"]?.string, root?["hintZh"]?.string)
        retryAfterSeconds = retryAfter.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    static let bytesMax = 1 << 20

    private static func wording(_ en: String?, _ zh: String?) -> Wording? {
        guard let en else { return nil }
        return Wording(en: en, zh: zh ?? en)
    }

    /// A further member that is a number: `held`, `entry`, `offset`, `position`.
    public func number(_ name: String) -> UInt64? {
        document?.root[name]?.unsigned
    }

    /// A further member that is a text: `heldCheckpoint`, `canonical`, `reason`.
    public func text(_ name: String) -> String? {
        document?.root[name]?.string
    }
}
