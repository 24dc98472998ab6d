public import Ledger
import StrictJSON
public import TransparencyLog
public import Values

/// A fork file: what a reader kept when a ledger broke its word, for anybody who has the ledger's key (`yima verify --fork`).
///
/// There is one spelling only of each file: what is not read and written again to the same bytes is refused. So nothing stands in
/// it that is not either signed, proven, or said by this code of just what is signed and proven.
public struct ForkFile: Hashable, Sendable {
    public static let format = "yima-fork/1"
    public static let mediaType = "application/vnd.yima.fork+json"
    /// Two notes of at most a mebibyte each, written as JSON texts, and less than a hundred hashes.
    public static let bytesMax = 8 << 20

    public let fork: LogFork
    /// How the log's key was exchanged, where the two heads are under different keys; the oldest first.
    public let rotations: [LedgerKeyRotation]

    public init(_ fork: LogFork, rotations: [LedgerKeyRotation] = []) {
        self.fork = fork
        self.rotations = rotations
    }

    /// Checks both signatures, by `key` or by those that the rotations show to have come after it, and what is shown.
    public func check(key: VerifierKey) throws(CheckpointError) -> LogFork.Finding {
        try fork.check(key: key, successors: successors(of: key))
    }

    /// What the two heads say. Throws as `check` does.
    public func heads(key: VerifierKey) throws(CheckpointError) -> (held: Checkpoint, offered: Checkpoint) {
        try fork.heads(key: key, successors: successors(of: key))
    }

    /// Not those before it: whatever came into other hands with them is not said by the key that is known.
    private func successors(of key: VerifierKey) -> [VerifierKey] {
        let succession = (try? LedgerKeySuccession(from: key, by: rotations)) ?? LedgerKeySuccession(key)
        return succession.rotations.drop { $0.old != key }.map(\.new)
    }

    /// What the file says and, where it is not proof, what it does not prove; whether the signatures hold is for `LogFork.check`.
    public var claim: Wording {
        let (who, whoZh) = isOfJournal ? ("the device", "设备") : ("the ledger", "账本")
        return switch fork.alleged {
        case .twoRoots(let size):
            Wording(
                en: "\(who) signed two different histories of \(size) entries: it has forked",
                zh: "\(whoZh)对 \(size) 条签署了两种不同的历史：\(whoZh)已分叉")
        case .otherPrefix(let old, let new):
            Wording(
                en: "the \(new) entries that \(who) signed do not begin with the \(old) entries that it signed: "
                    + "it has forked",
                zh: "\(whoZh)签署的 \(new) 条并不以其签署的 \(old) 条开头：\(whoZh)已分叉")
        case .hashesDoNotFit(let old, let new):
            Wording(
                en:
                    "alleged: asked to show that the \(new) entries it signed begin with the \(old) it signed, \(who) "
                    + "served hashes of neither; not proven: that it served them, and that it forked",
                zh: "所称：要求\(whoZh)证明其签署的 \(new) 条以其签署的 \(old) 条开头时，\(whoZh)给出的哈希与两者均不符；未证明：哈希确由\(whoZh)给出、\(whoZh)确已分叉")
        case .notShown(let old, let new):
            Wording(
                en:
                    "alleged: \(who) signed \(new) entries and afterwards showed only \(old); not proven: which was "
                    + "shown first, and that the two do not fit",
                zh: "所称：\(whoZh)签署 \(new) 条之后只给出 \(old) 条；未证明：孰先孰后、两者是否矛盾")
        case .consistent(let old, let new) where old == new:
            Wording(en: "both heads are of the same \(new) entries", zh: "两个检查点是同样的 \(new) 条")
        case .consistent(let old, let new):
            Wording(
                en: "alleged: \(who) signed \(new) entries and afterwards showed only \(old); the two fit: no fork",
                zh: "所称：\(whoZh)签署 \(new) 条之后只给出 \(old) 条；两者相符，没有分叉")
        case nil: Wording(en: "no two checkpoints", zh: "不是两个检查点")
        }
    }

    /// Whether the two heads are of a device's journal, and not of a ledger.
    private var isOfJournal: Bool {
        let origin = (try? SignedNote.parse(fork.held)).map { $0.text.prefix { $0 != "\n" } }
        return origin.flatMap { JournalName($0) } != nil
    }
}

extension ForkFile {
    /// The document: UTF-8 JSON as `schema/json/fork.schema.json` says, and a line feed.
    public func formatted() -> [UInt8] {
        var members: [(String, JSONNode)] = [
            ("format", .string(Self.format)), ("claim", .string(claim.en)), ("claimZh", .string(claim.zh)),
            ("held", .string(String(decoding: fork.held, as: UTF8.self))),
            ("offered", .string(String(decoding: fork.offered, as: UTF8.self))),
        ]
        if let prefix = fork.prefix {
            members.append(
                (
                    "prefix",
                    .object([
                        ("root", .string(prefix.root.base64)), ("hashes", .strings(prefix.hashes.map(\.base64))),
                    ])
                ))
        }
        if !rotations.isEmpty {
            members.append(("rotations", .strings(rotations.map { String(decoding: $0.note, as: UTF8.self) })))
        }
        return JSONNode.object(members).formatted() + [0x0A]
    }

    private static func rotations(_ list: JSONValue) throws(LocatedError) -> [LedgerKeyRotation] {
        let values = list.kind == .array ? Array(list.elements) : []
        guard (1...LedgerKeySuccession.rotationsMax).contains(values.count) else {
            throw LocatedError(at: list, Wording(en: "no list of rotations", zh: "不是密钥更换文书列表"))
        }
        var rotations: [LedgerKeyRotation] = []
        for value in values {
            guard let rotation = value.string.flatMap({ LedgerKeyRotation(note: Array($0.utf8)) }) else {
                throw LocatedError(
                    at: value, Wording(en: "no rotation of a ledger's key", zh: "不是账本密钥的更换文书"))
            }
            rotations.append(rotation)
        }
        return rotations
    }

    /// Reads a document; every error says where.
    public static func parse(_ bytes: [UInt8]) throws(LocatedError) -> ForkFile {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: JSONLimits(sizeMax: bytesMax)).root
        } catch {
            throw error.located
        }
        guard root["format"]?.string == format else {
            throw LocatedError(at: root["format"] ?? root, Wording(en: "not \(format)", zh: "格式不是 \(format)"))
        }
        guard let held = root["held"]?.string else { throw .missing("held", in: root) }
        guard let offered = root["offered"]?.string else { throw .missing("offered", in: root) }
        var prefix: LogFork.Prefix?
        if let shown = root["prefix"] {
            prefix = try Self.prefix(shown)
            // Two trees of one size need none, and nothing may stand in the file that proves nothing.
            guard case .notShown = LogFork(held: Array(held.utf8), offered: Array(offered.utf8)).alleged else {
                throw LocatedError(at: shown, Wording(en: "no prefix belongs here", zh: "此处不应有 prefix"))
            }
        }
        let file = ForkFile(
            LogFork(held: Array(held.utf8), offered: Array(offered.utf8), prefix: prefix),
            rotations: try root["rotations"].map { list throws(LocatedError) in try Self.rotations(list) } ?? [])
        guard file.fork.alleged != nil else {
            throw LocatedError(at: root["held"] ?? root, Wording(en: "not two signed checkpoints", zh: "不是两个签名检查点"))
        }
        guard file.formatted() == bytes else {
            throw LocatedError(at: root, Wording(en: "not as such a file is written", zh: "不是此类文件的规范写法"))
        }
        return file
    }

    private static func prefix(_ value: JSONValue) throws(LocatedError) -> LogFork.Prefix {
        guard let root = value["root"]?.string.flatMap({ MerkleHash(base64: $0) }) else {
            throw .missing("root", in: value)
        }
        guard let list = value["hashes"], list.kind == .array else { throw .missing("hashes", in: value) }
        let hashes = list.elements.map { $0.string.flatMap { MerkleHash(base64: $0) } }
        // A consistency proof has at most 64.
        guard hashes.count <= 64, hashes.allSatisfy({ $0 != nil }) else { throw .missing("hashes", in: value) }
        return LogFork.Prefix(root: root, hashes: hashes.compactMap(\.self))
    }
}
