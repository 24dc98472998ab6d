public import StrictJSON
import TransparencyLog
public import Values

extension SeedProof {
    static let format = "yima-draw-seed/1"

    /// `{"format","edge":[base 64],"first","entries":[base 64],"checkpoint"}`, where `first` is the commitment's place in the ledger.
    public var json: JSONNode {
        .object([
            ("format", .string(Self.format)), ("first", .unsigned(commitment)),
            ("edge", .strings(edge.hashes.map(\.base64))),
            ("entries", .array(entries.map { .string(Base64.encode($0)) })),
            ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
        ])
    }

    /// Reads what `json` gives.
    public init(_ root: JSONValue) throws(LocatedError) {
        func missing(_ name: String) -> LocatedError {
            LocatedError(
                at: root[name] ?? root,
                Wording(en: "\"\(name)\" is missing or not as it should be", zh: "缺少“\(name)”或其内容不对"))
        }
        guard root["format"]?.string == Self.format else { throw missing("format") }
        guard let first = root["first"]?.numberText.flatMap({ UInt64($0) }) else { throw missing("first") }
        let hashes = root["edge"]?.elements.map { $0.string.flatMap { MerkleHash(base64: $0) } } ?? [nil]
        guard !hashes.contains(nil), let edge = RightEdge(treeSize: first, hashes: hashes.compactMap(\.self)) else {
            throw missing("edge")
        }
        let entries = root["entries"]?.elements.map { $0.string.flatMap { Base64.decode($0.utf8) } } ?? [nil]
        guard !entries.contains(nil) else { throw missing("entries") }
        guard let checkpoint = root["checkpoint"]?.string else { throw missing("checkpoint") }
        self.init(edge: edge, entries: entries.compactMap(\.self), checkpoint: Array(checkpoint.utf8))
    }

    /// Reads a document of its own.
    public static func parse(_ bytes: [UInt8]) throws(LocatedError) -> SeedProof {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: JSONLimits(sizeMax: 2 * bytesMax)).root
        } catch {
            throw error.located
        }
        return try SeedProof(root)
    }
}
