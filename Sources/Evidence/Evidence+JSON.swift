import EPCIS
import Ledger
package import StrictJSON
import TransparencyLog
public import Values

extension Evidence {
    /// The document: UTF-8 JSON as `schema/json/evidence.schema.json` says. Hashes that several proofs share stand once.
    public func formatted() -> [UInt8] {
        var table = EvidenceHashTable()
        let entries = entries.map { $0.json(&table) }
        let unread = unread.map { $0.json(&table) }
        var members: [(String, JSONNode)] = [
            ("format", .string(Self.format)),
            ("subject", .string(subject)),
            ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
            ("complete", .bool(isComplete)),
            ("entries", .array(entries)),
            ("forks", .array(forks.map(\.json))),
            ("hashes", .strings(table.hashes.map(\.base64))),
            ("disclosures", .array(disclosures.map(\.json))),
        ]
        if let index { members.append(("index", index.json)) }
        if !unread.isEmpty { members.append(("unread", .array(unread))) }
        if let basis { members.append(("judged", basis.json)) }
        return JSONNode.object(members).formatted()
    }

    /// Reads a document; every error says where.
    public static func parse(_ bytes: [UInt8]) throws(LocatedError) -> Evidence {
        let root = try root(bytes)
        let entries = try root.entries()
        guard let complete = root["complete"]?.bool else { throw .missing("complete", in: root) }
        var evidence = Evidence(
            subject: try root.text("subject"), checkpoint: Array(try root.text("checkpoint").utf8), entries: entries,
            forks: try root.list("forks").map { value throws(LocatedError) in try value.fork() },
            isComplete: complete,
            index: try root["index"].map { value throws(LocatedError) in try value.indexEvidence() },
            unread: try root.unreadSpans(),
            disclosures: try root["disclosures"] == nil
                ? [] : root.list("disclosures").map { value throws(LocatedError) in try value.disclosure() })
        evidence.basis = try root["judged"].map { value throws(LocatedError) in try value.basis() }
        return evidence
    }
}

extension Evidence.Basis {
    /// `{"moment","definitions"}`
    fileprivate var json: JSONNode {
        .object([
            ("moment", .string("\(moment)")),
            ("definitions", .object(definitions.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ])
    }
}

extension Evidence {
    /// The document's object, of a format that is read.
    static func root(_ bytes: [UInt8]) throws(LocatedError) -> JSONValue {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: JSONLimits(sizeMax: bytesMax)).root
        } catch {
            throw error.located
        }
        guard try root.text("format") == format else {
            throw LocatedError(at: root["format"] ?? root, en: "not \(format)", zh: "格式不是 \(format)")
        }
        return root
    }
}

extension LocatedError {
    fileprivate init(at value: JSONValue, en: String, zh: String) {
        self.init(at: value, Wording(en: en, zh: zh))
    }

    package static func missing(_ name: String, in value: JSONValue) -> LocatedError {
        LocatedError(at: value, en: "\"\(name)\" is missing or of the wrong kind", zh: "缺少“\(name)”或其类型不对")
    }
}

/// Gives each hash one place in the document.
struct EvidenceHashTable {
    private(set) var hashes: [MerkleHash] = []
    private var places: [MerkleHash: Int] = [:]

    mutating func place(of hash: MerkleHash) -> JSONNode {
        if let place = places[hash] { return .integer(place) }
        places[hash] = hashes.count
        hashes.append(hash)
        return .integer(hashes.count - 1)
    }
}

extension Evidence.ProvenEntry {
    func json(_ table: inout EvidenceHashTable) -> JSONNode {
        var members: [(String, JSONNode)] = [("index", .integer(index))]
        if let text = String(validating: bytes, as: UTF8.self) {
            members.append(("text", .string(text)))
        } else {
            members.append(("base64", .string(Base64.encode(bytes))))
        }
        members.append(("proof", .array(proof.map { table.place(of: $0) })))
        if let journalProof {
            let hashes = journalProof.hashes.map { table.place(of: $0) }
            members.append(
                (
                    "journal",
                    .object([("checkpoint", .integer(journalProof.checkpointEntry)), ("proof", .array(hashes))])
                ))
        }
        return .object(members)
    }
}

extension HeldDisclosure {
    fileprivate var json: JSONNode {
        .object([("entry", .unsigned(entry)), ("disclosure", .string(disclosure.text))])
    }
}

extension JournalFork {
    var json: JSONNode {
        .object([
            ("journal", .string("\(journal)")), ("arrival", .string("\(arrival)")),
            ("offered", .string(String(decoding: offered, as: UTF8.self))),
            ("held", .string(String(decoding: held, as: UTF8.self))),
        ])
    }
}

extension JSONValue {
    func text(_ name: String) throws(LocatedError) -> String {
        guard let text = self[name]?.string else { throw .missing(name, in: self) }
        return text
    }

    func list(_ name: String) throws(LocatedError) -> [JSONValue] {
        guard let list = self[name], list.kind == .array else { throw .missing(name, in: self) }
        return Array(list.elements)
    }

    func number(_ name: String) throws(LocatedError) -> UInt64 {
        guard let number = self[name]?.unsigned else { throw .missing(name, in: self) }
        return number
    }

    fileprivate func hash() throws(LocatedError) -> MerkleHash {
        guard let text = string, let hash = MerkleHash(base64: text) else {
            throw LocatedError(at: self, en: "not a hash (32 bytes in base64)", zh: "不是哈希值（32 字节的 base64）")
        }
        return hash
    }

    func hashes(_ name: String, from table: [MerkleHash]) throws(LocatedError) -> [MerkleHash] {
        try list(name).map { value throws(LocatedError) in
            guard let place = value.unsigned.flatMap({ Int(exactly: $0) }), table.indices.contains(place) else {
                throw LocatedError(at: value, en: "no such hash in \"hashes\"", zh: "“hashes”中没有这一项")
            }
            return table[place]
        }
    }

    fileprivate func entry(_ table: [MerkleHash]) throws(LocatedError) -> Evidence.ProvenEntry {
        let bytes: [UInt8]
        switch (self["text"], self["base64"]) {
        case (_?, nil): bytes = Array(try text("text").utf8)
        case (nil, _?):
            guard let decoded = Base64.decode(try text("base64").utf8) else { throw .missing("base64", in: self) }
            bytes = decoded
        // Two readers would read two entries.
        default: throw LocatedError(at: self, en: "an entry has its text or its bytes", zh: "条目须有文本或字节，二者取一")
        }
        var journalProof: Evidence.JournalProof?
        if let journal = self["journal"] {
            journalProof = Evidence.JournalProof(
                checkpointEntry: try journal.number("checkpoint"), hashes: try journal.hashes("proof", from: table))
        }
        return Evidence.ProvenEntry(
            index: try number("index"), bytes: bytes, proof: try hashes("proof", from: table),
            journalProof: journalProof)
    }

    /// The hashes to which proofs refer by their places.
    func hashTable() throws(LocatedError) -> [MerkleHash] {
        try list("hashes").map { value throws(LocatedError) in try value.hash() }
    }

    /// The entries with their proofs, whose order is checked.
    func entries() throws(LocatedError) -> [Evidence.ProvenEntry] {
        let hashes = try hashTable()
        let entries = try list("entries").map { value throws(LocatedError) in try value.entry(hashes) }
        guard zip(entries, entries.dropFirst()).allSatisfy({ $0.index < $1.index }) else {
            throw LocatedError(at: self, en: "entries are not in ascending order", zh: "条目未按序号升序排列")
        }
        return entries
    }

    fileprivate func basis() throws(LocatedError) -> Evidence.Basis {
        let written = try text("moment")
        guard let moment = Timestamp(rfc3339: written), moment.description == written else {
            throw .missing("moment", in: self)
        }
        guard let files = self["definitions"], files.kind == .object else { throw .missing("definitions", in: self) }
        var definitions: [String: String] = [:]
        for (name, value) in files.members {
            guard let digest = value.string, digest.utf8.count == 64,
                digest.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
            else { throw .missing("definitions", in: files) }
            definitions[name] = digest
        }
        return Evidence.Basis(moment: moment, definitions: definitions)
    }

    fileprivate func disclosure() throws(LocatedError) -> HeldDisclosure {
        guard let disclosure = Disclosure(text: try text("disclosure")) else {
            throw LocatedError(at: self, en: "not a disclosure (RFC 9901)", zh: "不是披露值（RFC 9901）")
        }
        return HeldDisclosure(entry: try number("entry"), disclosure: disclosure)
    }

    func fork() throws(LocatedError) -> JournalFork {
        guard let journal = JournalName(try text("journal")) else { throw .missing("journal", in: self) }
        let written = try text("arrival")
        guard let arrival = Timestamp(rfc3339: written), arrival.description == written else {
            throw .missing("arrival", in: self)
        }
        return JournalFork(
            journal: journal, arrival: arrival, offered: Array(try text("offered").utf8),
            held: Array(try text("held").utf8))
    }
}
