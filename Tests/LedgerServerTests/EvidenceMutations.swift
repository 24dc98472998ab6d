import LedgerTesting
import StrictJSON

/// Changes of an evidence document, from the same seed always the same: single characters of its text, and its parts moved, left out,
/// doubled and exchanged.
struct EvidenceMutations {
    private let random: Dice
    private let text: [UInt8]
    private let root: JSONValue

    init(_ document: [UInt8], seed: UInt64) throws {
        random = Dice(seed)
        text = document
        root = try JSONDocument(document).root
    }

    /// Another text than the document's; may be none of any form.
    func next() -> [UInt8] {
        while true {
            let changed = random.below(3) == 0 ? changedText() : changedPart()
            if changed != text { return changed }
        }
    }

    private func changedText() -> [UInt8] {
        var bytes = text
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes[place] ^= 1 << UInt8(random.below(7))
        case 2: bytes.remove(at: place)
        default: bytes.insert(bytes[random.below(bytes.count)], at: place)
        }
        return bytes
    }

    // MARK: Parts

    private func changedPart() -> [UInt8] {
        var node = JSONNode(root)
        let member = ["entries", "entries", "entries", "hashes", "index", "checkpoint"][random.below(6)]
        node.change(member) { value in
            switch member {
            case "hashes": change(list: &value) { $0.changeCharacter(random) }
            case "checkpoint": value.changeCharacter(random)
            case "index": change(index: &value)
            default: change(list: &value) { change(entry: &$0) }
            }
        }
        return node.formatted()
    }

    private func change(list value: inout JSONNode, one change: (inout JSONNode) -> Void) {
        guard case .array(var list) = value, !list.isEmpty else { return }
        let (place, other) = (random.below(list.count), random.below(list.count))
        switch random.below(6) {
        case 0: list.remove(at: place)
        case 1: list.swapAt(place, other)
        case 2: list[place] = list[other]
        case 3: list.insert(list[place], at: place)
        default: change(&list[place])
        }
        value = .array(list)
    }

    private func change(entry: inout JSONNode) {
        switch random.below(5) {
        case 0: entry.change("index") { $0 = .integer(random.below(24)) }
        case 1: entry.change("text") { $0.changeCharacter(random) }
        case 2: entry.change("proof") { change(list: &$0) { $0 = .integer(random.below(40)) } }
        case 3: entry.change("journal") { $0.change("proof") { change(list: &$0) { $0 = .integer(random.below(40)) } } }
        default: entry.change("journal") { $0.change("checkpoint") { $0 = .integer(random.below(24)) } }
        }
    }

    private func change(index: inout JSONNode) {
        if random.below(6) == 0 { return index.change("state") { $0 = .integer(random.below(24)) } }
        index.change("answers") { answers in
            change(list: &answers) { answer in
                if random.below(4) == 0 {
                    answer.change("name") { $0.changeCharacter(random) }
                } else {
                    answer.change("runs") { change(list: &$0) { change(list: &$0) { $0.changeCharacter(random) } } }
                }
            }
        }
    }
}

private final class Dice {
    private var random: SplitMix64

    init(_ seed: UInt64) { random = SplitMix64(seed: seed) }

    func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
}

extension JSONNode {
    fileprivate init(_ value: JSONValue) {
        switch value.kind {
        case .object: self = .object(value.members.map { (String($0.key), JSONNode($0.value)) })
        case .array: self = .array(value.elements.map { JSONNode($0) })
        default:
            if let text = value.string {
                self = .string(text)
            } else if let number = value.numberText {
                self = .number(String(number))
            } else {
                self = value.bool.map(JSONNode.bool) ?? .null
            }
        }
    }

    fileprivate mutating func change(_ name: String, _ change: (inout JSONNode) -> Void) {
        guard case .object(var members) = self, let place = members.firstIndex(where: { $0.0 == name }) else { return }
        change(&members[place].1)
        self = .object(members)
    }

    /// A character of a text becomes another of the kind that it is.
    fileprivate mutating func changeCharacter(_ random: Dice) {
        guard case .string(let text) = self, !text.isEmpty else { return }
        var scalars = Array(text.unicodeScalars)
        let place = random.below(scalars.count)
        let letters = Array("ABCDEFabcdef0123456789+/=\n —".unicodeScalars)
        switch random.below(4) {
        case 0: scalars.remove(at: place)
        case 1: scalars.insert(scalars[place], at: place)
        default: scalars[place] = letters[random.below(letters.count)]
        }
        var changed = ""
        changed.unicodeScalars.append(contentsOf: scalars)
        self = .string(changed)
    }
}
