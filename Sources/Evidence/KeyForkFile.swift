public import Ledger
import StrictJSON
public import TransparencyLog
public import Values

/// Two rotations by which one key of a ledger was exchanged for two others, for anybody who knows one of the keys
/// (`yima verify --fork`). Both are signed by the key that was exchanged: nothing else is needed to see it.
public struct KeyForkFile: Hashable, Sendable {
    public static let format = "yima-key-fork/1"

    public let fork: LedgerKeySuccession.Fork

    public init(_ fork: LedgerKeySuccession.Fork) {
        self.fork = fork
    }

    /// Whether it is about the ledger of a key: about that key itself, or one that it came after.
    public func isAbout(_ key: VerifierKey) -> Bool { [fork.one.old, fork.one.new, fork.other.new].contains(key) }

    /// The document: UTF-8 JSON as `schema/json/key-fork.schema.json` says, and a line feed. One spelling only.
    public func formatted() -> [UInt8] {
        let claim = fork.wording
        let notes = [fork.one, fork.other].map { String(decoding: $0.note, as: UTF8.self) }
        return JSONNode.object([
            ("format", .string(Self.format)), ("claim", .string(claim.en)), ("claimZh", .string(claim.zh)),
            ("one", .string(notes[0])), ("other", .string(notes[1])),
        ]).formatted() + [0x0A]
    }

    /// Nil for what is another document.
    public static func parse(_ bytes: [UInt8]) throws(LocatedError) -> KeyForkFile? {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: JSONLimits(sizeMax: ForkFile.bytesMax)).root
        } catch {
            throw error.located
        }
        guard root["format"]?.string == format else { return nil }
        let rotations = ["one", "other"].map { name in
            root[name]?.string.flatMap { LedgerKeyRotation(note: Array($0.utf8)) }
        }
        guard let one = rotations[0], let other = rotations[1], let fork = LedgerKeySuccession.Fork(one, other) else {
            throw LocatedError(
                at: root, Wording(en: "not two rotations of one key to two others", zh: "不是同一密钥的两份不同更换文书"))
        }
        let file = KeyForkFile(fork)
        guard file.formatted() == bytes else {
            throw LocatedError(at: root, Wording(en: "not as such a file is written", zh: "不是此类文件的规范写法"))
        }
        return file
    }
}
