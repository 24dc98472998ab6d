import Crypto
public import TransparencyLog
import Values

/// What decides a draw: SHA-256 over the text of the first complete checkpoint after the commitment and the cosignatures of the witnesses
/// that the commitment names, in its order, each as the 72 bytes that stand behind the key's ID in its signature line.
public struct DrawSeed: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes.
    public let bytes: [UInt8]

    init(checkpoint text: String, cosignatures: [[UInt8]]) {
        var hasher = SHA256()
        hasher.update(data: Array(text.utf8))
        for cosignature in cosignatures { hasher.update(data: cosignature) }
        bytes = Array(hasher.finalize())
    }

    /// Nil unless there are 32.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads what `description` gives.
    public init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(digits[place]), let low = Self.value(digits[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    public var description: String { Hexadecimal.text(bytes) }
}

/// Why a seed does not follow.
public enum SeedFault: Error, Hashable, Sendable {
    /// The entries are not the commitment and what follows it up to the first state of the index.
    case otherEntries
    /// They do not make the tree that the checkpoint says.
    case otherTree
    /// The ledger did not sign the checkpoint, or a known signature on it is false.
    case checkpoint(CheckpointError)
    /// A witness that the commitment names did not cosign it.
    case notCosigned(name: String)
    /// A witness's cosignature stands there twice: which one counts could be chosen.
    case cosignedTwice(name: String)
    /// A witness cosigned it too early or too late: another of its cosignatures could have been chosen.
    case cosignedElsewhen(name: String, seconds: Int64)

    var wording: Wording {
        switch self {
        case .otherEntries:
            Wording(
                en: "the entries are not the commitment and all that follows it up to the first state of the index",
                zh: "所给条目不是承诺及其后直至首个索引状态的全部条目")
        case .otherTree:
            Wording(
                en: "the entries are not those of the tree that the checkpoint signs", zh: "所给条目与检查点所签署的树不符")
        case .checkpoint(let error):
            Wording(en: "the checkpoint does not hold: \(error.en)", zh: "检查点不成立：\(error.zh)")
        case .notCosigned(let name):
            Wording(
                en: "witness \(name) did not cosign the first complete checkpoint: there is no seed, commit anew",
                zh: "见证方 \(name) 未联署首个完整检查点：没有种子，须重新承诺")
        case .cosignedTwice(let name):
            Wording(
                en: "two cosignatures of witness \(name) are given: only one can count",
                zh: "给出了见证方 \(name) 的两份联署：只能有一份")
        case .cosignedElsewhen(let name, let seconds):
            Wording(
                en:
                    "witness \(name) cosigned \(seconds) s after the ledger's own time, outside of −5 to +24 s: commit anew",
                zh: "见证方 \(name) 的联署时间与账本时间相差 \(seconds) 秒，不在 −5 至 +24 秒之内：须重新承诺")
        }
    }
}
