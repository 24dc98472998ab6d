public import Values

/// Why a text is no witness policy, and in which line (counted from 1; the last line for what is missing at the end).
public struct PolicyError: ExplainedError, Hashable {
    public let line: Int
    public let reason: Reason

    public enum Reason: Hashable, Sendable {
        /// The file has more bytes than are read.
        case tooLarge(byteCountMax: Int)
        /// The last line has no newline: the file may have been cut off.
        case unterminated
        case controlByte(UInt8)
        /// A line that begins with none of `log`, `witness`, `group`, `quorum`.
        case unknownKeyword
        /// Too few or too many items for this kind of line.
        case wrongItemCount
        /// The verifier key.
        case key(KeyError)
        /// A log's key is of type 01, a witness's of type 04 (or 06).
        case wrongKeyType(expected: SignatureType)
        /// Another log, or another witness, has the same public key.
        case duplicateKey
        /// The name is taken, or is `none`.
        case nameTaken(String)
        /// No line above defines the name.
        case unknownName(String)
        /// The name is already a member of this or another group.
        case memberTwice(String)
        /// Not `any`, `all`, or a number from 1 to the number of members.
        case invalidThreshold
        case secondQuorum
        case noQuorum
    }

    public var wording: Wording {
        Wording(en: "line \(line) of the policy: \(reason.wording.en)", zh: "策略第 \(line) 行：\(reason.wording.zh)")
    }
}

extension PolicyError.Reason {
    public var wording: Wording {
        switch self {
        case .tooLarge(let byteCountMax):
            Wording(
                en: "the file has more than \(byteCountMax) bytes",
                zh: "文件超过 \(byteCountMax) 字节")
        case .unterminated:
            Wording(
                en: "no newline at the end; is the file cut off?",
                zh: "末尾没有换行，文件是否被截断？")
        case .controlByte(let byte):
            Wording(
                en: "control byte \(Hex.encode([byte]))",
                zh: "有控制字节 \(Hex.encode([byte]))")
        case .unknownKeyword:
            Wording(
                en: "expected log, witness, group or quorum",
                zh: "应为 log、witness、group 或 quorum")
        case .wrongItemCount:
            Wording(
                en: "wrong number of items",
                zh: "项数不对")
        case .key(let error): error.wording
        case .wrongKeyType(let expected):
            Wording(
                en: "the key must be of type \(Hex.encode([expected.rawValue]))",
                zh: "密钥类型应为 \(Hex.encode([expected.rawValue]))")
        case .duplicateKey:
            Wording(
                en: "the same key stands on another line",
                zh: "同一密钥已在另一行")
        case .nameTaken(let name):
            Wording(
                en: "the name \(name) is taken",
                zh: "名称 \(name) 已被占用")
        case .unknownName(let name):
            Wording(
                en: "no line above defines \(name)",
                zh: "上文没有定义 \(name)")
        case .memberTwice(let name):
            Wording(
                en: "\(name) is already a member of a group",
                zh: "\(name) 已是某组的成员")
        case .invalidThreshold:
            Wording(
                en: "expected any, all, or a number from 1 to the number of members",
                zh: "应为 any、all，或 1 到成员数之间的数字")
        case .secondQuorum:
            Wording(
                en: "a second quorum line",
                zh: "出现第二个 quorum 行")
        case .noQuorum:
            Wording(
                en: "there is no quorum line",
                zh: "没有 quorum 行")
        }
    }
}
