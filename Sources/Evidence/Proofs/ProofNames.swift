package import Codes
import Ledger
import StrictJSON

/// The names that have to be answered before a proof alone says "complete": who might sign, the subject with its lot, and over all
/// transformations what it was made of and what was made of it; by the second function of names also who may issue these, and the standing
/// of the firms to which something was sent or from which it came. A function of the events' bytes.
///
/// The walk of a verdict asks for these and for more, by the rules of the trade (`TraceWalk`): carriers while they carry, portions, a lot's
/// items. What those rules are, a verifier that knows no trade need not know.
package struct ProofNames {
    package private(set) var all: Set<String>
    private let codes: CodeReader
    private let transformations: [Body]
    private let carriers: Set<String>
    private var done: Set<Step> = []

    /// Which way a code is followed: to what it was made of, as an output, or to what was made of it, as an input.
    private enum Side: Hashable {
        case output
        case input
    }

    private struct Step: Hashable {
        let key: String
        let side: Side
    }

    /// Whether it is the second function of names, or a later one.
    private let isSecond: Bool

    /// - Parameters:
    ///   - subject: a canonical identity.
    ///   - number: of the function of names by which they are answered.
    package init(
        of subject: String, in events: [RecordedEvent], number: UInt32 = EntryNames.number, codes: CodeReader
    ) {
        self.codes = codes
        isSecond = number >= 2
        let bodies = events.compactMap { Body($0.body) }
        transformations = bodies.filter(\.isTransformation)
        carriers = Set(bodies.compactMap(\.parent))
        all = IndexEvidence.standingNames(of: Set(events.map { $0.journal.description }))
        if isSecond { for body in bodies { all.formUnion(body.parties.map { "standing:\($0)" }) } }
        guard let code = try? codes.names(of: subject) else { return }
        add(code)
        guard code.key != code.productKey else { return }
        follow(code, as: .output)
        follow(code, as: .input)
    }

    private mutating func follow(_ code: CodeNames, as side: Side) {
        var waiting = [code]
        while let code = waiting.popLast() {
            if let lot = code.lotKey {
                all.insert(lot)
                if side == .output, lot != code.key, let names = try? codes.names(of: lot) { waiting.append(names) }
            }
            // What carries other things belongs to a chain for a time only.
            guard !carriers.contains(code.key), done.insert(Step(key: code.key, side: side)).inserted else { continue }
            for body in transformations where names(body, side).contains(where: { $0.key == code.key }) {
                if let id = body.transformation, let name = IndexEvidence.name(ofKey: id, codes: codes) {
                    all.insert(name)
                }
                for thing in names(body, side == .output ? .input : .output) where thing.key != thing.productKey {
                    add(thing)
                    waiting.append(thing)
                }
            }
        }
    }

    private mutating func add(_ code: CodeNames) {
        all.insert(code.key)
        guard isSecond, let name = code.issuerName else { return }
        all.formUnion(EntryNames.standing(ofIssuer: name))
    }

    private func names(_ body: Body, _ side: Side) -> [CodeNames] {
        (side == .output ? body.outputs : body.inputs).map { text in
            (try? codes.names(of: text)) ?? CodeNames(unread: text)
        }
    }

    /// What is read of an event, lexically.
    private struct Body {
        let isTransformation: Bool
        let transformation: String?
        let parent: String?
        let inputs: [String]
        let outputs: [String]
        /// USCCs of the firms to which it says that something was sent, or from which something came.
        let parties: [String]

        init?(_ bytes: [UInt8]) {
            guard let root = try? JSONDocument(bytes, limits: .entry).root, root.kind == .object else { return nil }
            isTransformation = root["type"]?.string == "TransformationEvent"
            transformation = root["transformationID"]?.string
            parent = root["parentID"]?.string
            inputs = Self.things(root["inputEPCList"], root["inputQuantityList"])
            outputs = Self.things(root["outputEPCList"], root["outputQuantityList"])
            switch root["bizStep"]?.string {
            case "shipping": parties = Self.parties(root["destinationList"], "destination")
            case "receiving", "accepting": parties = Self.parties(root["sourceList"], "source")
            default: parties = []
            }
        }

        private static let firm = "urn:yima:uscc:"

        private static func parties(_ list: JSONValue?, _ member: String) -> [String] {
            guard let list, list.kind == .array else { return [] }
            return list.elements.compactMap { element in
                guard let text = element[member]?.string, text.utf8.starts(with: firm.utf8),
                    element["type"]?.string != "location"
                else { return nil }
                let uscc = String(text.dropFirst(firm.count))
                return JournalName.isOperator(uscc) ? uscc : nil
            }
        }

        private static func things(_ codes: JSONValue?, _ classes: JSONValue?) -> [String] {
            (codes.map { $0.elements.compactMap(\.string) } ?? [])
                + (classes.map { $0.elements.compactMap { $0["epcClass"]?.string } } ?? [])
        }
    }
}
