package import Codes
import Ledger
import StrictJSON
public import TransparencyLog
public import Values
public import VerifiableIndex

/// An alarm file: that a ledger names a run of its index which is not that of its entries, for anybody who has the ledger's key and those
/// entries, from wherever (`yima audit --alarm`).
///
/// It holds the signed checkpoint, the state that names the run with its proof, and what ties the run's entries to the checkpoint: the
/// right edge before them and the consistency of the tree after them. So nothing is believed of whoever wrote it. There is one spelling of
/// each file.
public struct FalseRunFile: Hashable, Sendable {
    public static let format = "yima-false-index/1"
    /// A note of at most a mebibyte, a state, and a few hundred hashes.
    public static let bytesMax = 2 << 20

    /// The ledger's signed checkpoint, a note.
    public let checkpoint: [UInt8]
    /// The entry of the state, and its proof under the checkpoint.
    public let state: IndexAnswer.Entry
    /// The entries of the run.
    public let range: Range<UInt64>
    /// The right edge of the tree before the first of them.
    public let edge: [MerkleHash]
    /// That the checkpoint's tree continues the one that ends with the last of them.
    public let consistency: [MerkleHash]
    /// What whoever wrote the file recomputed, and the first key under which the host's own file of the run has other entries, where that
    /// was at hand; nothing rests on either.
    public let recomputed: MerkleHash
    public let firstKey: IndexKey?

    public init(
        checkpoint: [UInt8], state: IndexAnswer.Entry, range: Range<UInt64>, edge: [MerkleHash],
        consistency: [MerkleHash], recomputed: MerkleHash, firstKey: IndexKey?
    ) {
        (self.checkpoint, self.state, self.range, self.edge) = (checkpoint, state, range, edge)
        (self.consistency, self.recomputed, self.firstKey) = (consistency, recomputed, firstKey)
    }

    /// Why a file shows nothing.
    public enum Failure: Error, Hashable, Sendable {
        case checkpoint(CheckpointError)
        /// What it says is not shown by what is in it.
        case notShown(Wording)
        /// The names by which the state goes are not known here.
        case foreign(IndexKeysVersion)
    }

    /// What the file shows before the entries are looked at: that the ledger names the run.
    public func claim(key: VerifierKey, schemes: MerkleHash) throws(Failure) -> NamedRun {
        let signed: Checkpoint
        do throws(CheckpointError) { signed = try Checkpoint.open(note: checkpoint, key: key).checkpoint } catch {
            throw .checkpoint(error)
        }
        let proof = InclusionProof(leafIndex: state.index, treeSize: signed.treeSize, hashes: state.hashes)
        guard (try? proof.verify(leafHash: .leaf(state.bytes), root: signed.root)) != nil else {
            throw .notShown(Wording(en: "the state does not stand in the ledger", zh: "该索引状态不在账本中"))
        }
        guard let read = try? IndexState(parsing: state.bytes), read.entryCount == state.index,
            let run = read.runs.first(where: { $0.range == range })
        else { throw .notShown(Wording(en: "the state names no such run", zh: "该索引状态未记入此区段")) }
        guard EntryNames.numbers.contains(read.keys.number), read.keys.schemes == schemes else {
            throw .foreign(read.keys)
        }
        guard RightEdge(treeSize: range.lowerBound, hashes: edge) != nil else {
            throw .notShown(Wording(en: "no edge of a tree", zh: "不是树的右缘"))
        }
        return run
    }

    /// The run's entries as they are gone through.
    package struct Recomputation: Sendable {
        private var tree: RightEdge
        private var builder: RunBuilder
        private let names: EntryNames

        /// Of a file whose claim was shown (the caller's duty).
        package init(_ file: FalseRunFile, codes: CodeReader) {
            tree = RightEdge(treeSize: file.range.lowerBound, hashes: file.edge) ?? RightEdge()
            builder = RunBuilder(range: file.range)
            let number = (try? IndexState(parsing: file.state.bytes))?.keys.number ?? EntryNames.number
            names = EntryNames(reader: codes, number: number)
        }

        /// Takes the next entry of the range.
        package mutating func take(_ entry: UInt64, _ leaf: [UInt8]) {
            tree.append(.leaf(leaf))
            builder.add(entry, names.keys(of: leaf))
        }

        /// The root that the entries have; throws where they are not those of the checkpoint's tree.
        package mutating func root(in file: FalseRunFile) throws(Failure) -> MerkleHash {
            let other = Wording(en: "the entries are not those that the ledger signed", zh: "条目不是账本所签署的条目")
            guard let signed = try? Checkpoint.parse(SignedNote.parse(file.checkpoint).text),
                tree.treeSize == file.range.upperBound
            else { throw .notShown(other) }
            let proof = ConsistencyProof(
                oldSize: tree.treeSize, newSize: signed.treeSize, hashes: file.consistency)
            guard (try? proof.verify(oldRoot: tree.root, newRoot: signed.root)) != nil else { throw .notShown(other) }
            return builder.run().summary.run.root
        }
    }
}

extension FalseRunFile {
    /// The document: UTF-8 JSON as `schema/json/false-index.schema.json` says, and a line feed.
    public func formatted() -> [UInt8] {
        JSONNode.object([
            ("format", .string(Self.format)), ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
            (
                "state",
                .object([
                    ("index", .unsigned(state.index)), ("text", .string(String(decoding: state.bytes, as: UTF8.self))),
                    ("proof", .strings(state.hashes.map(\.base64))),
                ])
            ),
            ("start", .unsigned(range.lowerBound)), ("end", .unsigned(range.upperBound)),
            ("edge", .strings(edge.map(\.base64))), ("consistency", .strings(consistency.map(\.base64))),
            ("recomputed", .string(recomputed.base64)),
            ("firstKey", firstKey.map { .string(Base64.encode($0.bytes)) } ?? .null),
        ]).formatted() + [0x0A]
    }

    /// Reads a document; every error says where. Nothing is shown yet.
    public static func parse(_ bytes: [UInt8]) throws(LocatedError) -> FalseRunFile {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: JSONLimits(sizeMax: bytesMax)).root
        } catch {
            throw error.located
        }
        guard root["format"]?.string == format else {
            throw LocatedError(at: root["format"] ?? root, Wording(en: "not \(format)", zh: "格式不是 \(format)"))
        }
        guard let state = root["state"], let index = state["index"]?.unsigned, let text = state["text"]?.string else {
            throw .missing("state", in: root)
        }
        guard let start = root["start"]?.unsigned, let end = root["end"]?.unsigned, start < end, end <= TreeSize.max
        else {
            throw .missing("start", in: root)
        }
        guard let checkpoint = root["checkpoint"]?.string else { throw .missing("checkpoint", in: root) }
        guard let recomputed = root["recomputed"]?.string.flatMap({ MerkleHash(base64: $0) }) else {
            throw .missing("recomputed", in: root)
        }
        let file = FalseRunFile(
            checkpoint: Array(checkpoint.utf8),
            state: IndexAnswer.Entry(index: index, bytes: Array(text.utf8), hashes: try state.hashes("proof")),
            range: start..<end, edge: try root.hashes("edge"), consistency: try root.hashes("consistency"),
            recomputed: recomputed,
            firstKey: root["firstKey"]?.string.flatMap { Base64.decode($0.utf8) }.flatMap { IndexKey(bytes: $0) })
        guard file.formatted() == bytes else {
            throw LocatedError(at: root, Wording(en: "not as such a file is written", zh: "不是此类文件的规范写法"))
        }
        return file
    }
}

extension JSONValue {
    /// At most 64 hashes in base64.
    fileprivate func hashes(_ name: String) throws(LocatedError) -> [MerkleHash] {
        let hashes = try list(name).map { $0.string.flatMap { MerkleHash(base64: $0) } }
        guard hashes.count <= 64, hashes.allSatisfy({ $0 != nil }) else { throw .missing(name, in: self) }
        return hashes.compactMap(\.self)
    }
}
