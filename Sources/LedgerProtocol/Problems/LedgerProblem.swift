import StrictJSON
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
    package init(status: Int, body: [UInt8], retryAfter: String?, location: String? = nil) {
        self.status = status
        document = try? JSONDocument(body, limits: JSONLimits(sizeMax: Self.bytesMax))
        let root = document?.root
        let prefix = ProblemWord.typePrefix
        word = root?["type"]?.string.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
        let redirect = location.flatMap { (300...399).contains(status) ? Self.redirect(to: $0) : nil }
        wording =
            redirect ?? Self.wording(root?["detail"]?.string, root?["detailZh"]?.string)
            ?? Wording(en: "answered with HTTP status \(status)", zh: "返回 HTTP 状态 \(status)")
        hint =
            redirect.map { _ in Self.redirectHint } ?? Self.wording(root?["hint"]?.string, root?["hintZh"]?.string)
        retryAfterSeconds = retryAfter.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    package static let bytesMax = 1 << 20

    /// A redirect is followed by nobody: whom a ledger's key is pinned to is not for an answer to change.
    private static func redirect(to location: String) -> Wording {
        let place = String(
            location.unicodeScalars.prefix(200).filter { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F })
        return Wording(
            en: "it sends to another address (\(place)), which is not followed", zh: "对方要求转到其他地址（\(place)），不予跟随")
    }

    private static let redirectHint = Wording(
        en: "where that is the ledger's address, name it yourself", zh: "若那确是账本地址，请自行指定该地址")

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
