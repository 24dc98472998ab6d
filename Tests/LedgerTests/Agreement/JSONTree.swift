import LedgerTesting
import StrictJSON
import TransparencyLog

/// A JSON document that can be spoilt anywhere, also so that it is none.
indirect enum JSONTree {
    case object([(name: String, value: JSONTree)])
    case array([JSONTree])
    case string(String)
    case number(String)
    case bool(Bool)
    case null

    init(_ value: JSONValue) {
        switch value.kind {
        case .object: self = .object(value.members.map { ($0.key, JSONTree($0.value)) })
        case .array: self = .array(value.elements.map { JSONTree($0) })
        case .string: self = .string(value.string ?? "")
        case .number: self = .number(value.numberText ?? "")
        case .bool: self = .bool(value.bool ?? false)
        case .null: self = .null
        }
    }

    init(_ bytes: [UInt8]) throws {
        self.init(try JSONDocument(bytes, limits: JSONLimits(sizeMax: 128 << 20)).root)
    }

    var node: JSONNode {
        switch self {
        case .object(let members): .object(members.map { ($0.name, $0.value.node) })
        case .array(let elements): .array(elements.map(\.node))
        case .string(let text): .string(text)
        case .number(let text): .number(text)
        case .bool(let flag): .bool(flag)
        case .null: .null
        }
    }

    var bytes: [UInt8] { node.formatted() }

    var count: Int {
        switch self {
        case .object(let members): members.count
        case .array(let elements): elements.count
        case .string, .number, .bool, .null: 0
        }
    }

    subscript(place: Int) -> JSONTree {
        get {
            switch self {
            case .object(let members): members[place].value
            case .array(let elements): elements[place]
            case .string, .number, .bool, .null: self
            }
        }
        set {
            switch self {
            case .object(var members):
                members[place].value = newValue
                self = .object(members)
            case .array(var elements):
                elements[place] = newValue
                self = .array(elements)
            case .string, .number, .bool, .null: break
            }
        }
    }

    subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    mutating func set(_ name: String, to value: JSONTree?) {
        guard case .object(var members) = self else { return }
        guard let place = members.firstIndex(where: { $0.name == name }) else {
            if let value { members.append((name, value)) }
            self = .object(members)
            return
        }
        if let value { members[place].value = value } else { members.remove(at: place) }
        self = .object(members)
    }
}

/// Spoils documents, the same for the same seed: members and elements taken away, doubled, exchanged and altered, parts of other documents
/// put in, bytes changed.
struct EvidenceSpoiler {
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    /// One of the documents, spoilt; `others` of the same ledger lend their parts.
    mutating func spoilt(_ documents: [[UInt8]]) throws -> [UInt8] {
        let document = documents[below(documents.count)]
        switch below(12) {
        case 0: return spoiltBytes(document)
        case 1: return try grafted(try JSONTree(document), from: try JSONTree(documents[below(documents.count)])).bytes
        case 2: return try entriesChanged(try JSONTree(document)).bytes
        default:
            var tree = try JSONTree(document)
            // One place, or at times two.
            for _ in 0...(below(6) == 0 ? 1 : 0) { spoil(&tree) }
            return tree.bytes
        }
    }

    /// The checkpoint alone altered.
    mutating func withAnotherCheckpoint(_ document: [UInt8]) throws -> [UInt8] {
        var tree = try JSONTree(document)
        if case .string(let text)? = tree["checkpoint"] { tree.set("checkpoint", to: spoilt(text)) }
        return tree.bytes
    }

    /// The pages of the longest answer altered, left out, exchanged.
    mutating func withAnotherPage(_ document: [UInt8]) throws -> [UInt8] {
        var tree = try JSONTree(document)
        guard var index = tree["index"], case .array(var answers)? = index["answers"],
            let longest = answers.indices.max(by: { pages(answers[$0]) < pages(answers[$1]) }),
            case .array(var runs)? = answers[longest]["runs"],
            let run = runs.indices.max(by: { runs[$0].count < runs[$1].count }), case .array(var parts) = runs[run]
        else { return document }
        let place = below(parts.count)
        switch below(4) {
        case 0: parts.remove(at: place)
        case 1: parts.swapAt(place, below(parts.count))
        case 2: parts.append(parts[place])
        default:
            if case .string(let text) = parts[place] { parts[place] = spoilt(text) }
        }
        runs[run] = .array(parts)
        answers[longest].set("runs", to: .array(runs))
        index.set("answers", to: .array(answers))
        tree.set("index", to: index)
        return tree.bytes
    }

    private func pages(_ answer: JSONTree) -> Int {
        guard case .array(let runs)? = answer["runs"] else { return 0 }
        return runs.map(\.count).max() ?? 0
    }

    private mutating func spoiltBytes(_ document: [UInt8]) -> [UInt8] {
        var bytes = document
        let place = below(bytes.count)
        switch below(5) {
        case 0: bytes[place] ^= 1 << UInt8(below(8))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[below(bytes.count)], at: place)
        case 3: bytes.removeLast(bytes.count - place)
        default: bytes.swapAt(place, below(bytes.count))
        }
        return bytes
    }

    /// A member of another document in the place of one's own.
    private mutating func grafted(_ tree: JSONTree, from other: JSONTree) throws -> JSONTree {
        var tree = tree
        let names = [
            "checkpoint", "index", "entries", "hashes", "disclosures", "forks", "subject", "complete", "subjects",
        ]
        let name = names[below(names.count)]
        tree.set(name, to: other[name])
        // Hashes go with their entries.
        if name == "entries", below(3) > 0 { tree.set("hashes", to: other["hashes"]) }
        if name == "index", below(2) == 0, let answers = other["index"]?["answers"], answers.count > 0 {
            tree.set("index", to: other["index"])
        }
        return tree
    }

    /// Entries hidden, exchanged, renumbered, or with each other's proofs.
    private mutating func entriesChanged(_ tree: JSONTree) throws -> JSONTree {
        var tree = tree
        guard case .array(var entries)? = tree["entries"], entries.count > 1 else { return tree }
        let (place, other) = (below(entries.count), below(entries.count))
        switch below(6) {
        case 0: entries.remove(at: place)
        case 1: entries.insert(entries[place], at: other)
        case 2: entries.swapAt(place, other)
        case 3:
            let proof = entries[place]["proof"]
            entries[place].set("proof", to: entries[other]["proof"])
            entries[other].set("proof", to: proof)
        case 4:
            let journal = entries[place]["journal"]
            entries[place].set("journal", to: entries[other]["journal"])
            entries[other].set("journal", to: journal)
        default:
            let text = entries[place]["text"]
            entries[place].set("text", to: entries[other]["text"])
            entries[other].set("text", to: text)
        }
        tree.set("entries", to: .array(entries))
        return tree
    }

    /// Goes down to some place and spoils what is there.
    private mutating func spoil(_ tree: inout JSONTree) {
        if tree.count > 0, below(5) > 0 {
            let place = below(tree.count)
            var part = tree[place]
            spoil(&part)
            tree[place] = part
            return
        }
        switch tree {
        case .object(var members):
            guard !members.isEmpty else {
                tree = .array([])
                return
            }
            let (place, other) = (below(members.count), below(members.count))
            switch below(5) {
            case 0: members.remove(at: place)
            case 1: members.append(members[place])
            case 2: (members[place].value, members[other].value) = (members[other].value, members[place].value)
            case 3: members[place].name += "X"
            default: members.append(("further", .number("1")))
            }
            tree = .object(members)
        case .array(var elements):
            guard !elements.isEmpty else {
                tree = .array([.null])
                return
            }
            let (place, other) = (below(elements.count), below(elements.count))
            switch below(4) {
            case 0: elements.remove(at: place)
            case 1: elements.insert(elements[place], at: other)
            case 2: elements.swapAt(place, other)
            default: elements[place] = elements[other]
            }
            tree = .array(elements)
        case .string(let text): tree = spoilt(text)
        case .number(let text): tree = spoilt(number: text)
        case .bool(let flag): tree = below(2) == 0 ? .bool(!flag) : .null
        case .null: tree = .bool(true)
        }
    }

    private mutating func spoilt(_ text: String) -> JSONTree {
        if below(4) == 0, let bytes = Base64.decode(text.utf8), !bytes.isEmpty {
            // What is written in base 64 is spoilt below it.
            var bytes = bytes
            bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
            return .string(Base64.encode(bytes))
        }
        var scalars = Array(text.unicodeScalars)
        guard !scalars.isEmpty else { return .string("x") }
        let place = below(scalars.count)
        switch below(7) {
        case 0: scalars.remove(at: place)
        case 1: scalars.insert(scalars[below(scalars.count)], at: place)
        case 2: scalars.swapAt(place, below(scalars.count))
        case 3: scalars[place] = ["0", "7", "A", "\n", " ", "=", "\u{0}", "é", "+", "/"][below(10)]
        case 4: scalars.removeLast(scalars.count - place)
        case 5: return [.null, .number("0"), .bool(true), .array([]), .string("")][below(5)]
        default: scalars.append("\n")
        }
        var result = ""
        result.unicodeScalars.append(contentsOf: scalars)
        return .string(result)
    }

    private mutating func spoilt(number text: String) -> JSONTree {
        switch below(8) {
        case 0: return .number("-0")
        case 1: return .number(text + "0")
        case 2: return .number(text + ".0")
        case 3: return .number("18446744073709551616")
        case 4: return .string(text)
        case 5: return .number("9223372036854775807")
        case 6: return .number(String((UInt64(text) ?? 1) &+ 1))
        default: return .number(String((UInt64(text) ?? 1) == 0 ? 0 : (UInt64(text) ?? 1) - 1))
        }
    }
}
