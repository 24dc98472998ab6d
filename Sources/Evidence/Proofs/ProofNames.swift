package import Codes
package import Ledger

/// The names that have to be answered before a proof alone says "complete": who might sign, the subject with its lot, and over all
/// transformations of those who have had the goods (`GoodsCircle`) what it was made of and what was made of it; by the second function of
/// names also who may issue these, and the standing of the firms to which those sent something or from which it came. A function of the
/// events' bytes.
///
/// The walk of a verdict asks for these and for more, by the rules of the trade (`TraceWalk`): carriers while they carry, portions, a lot's
/// items. What those rules are, a verifier that knows no trade need not know.
package struct ProofNames {
    package private(set) var all: Set<String>
    package private(set) var circle: GoodsCircle
    private let codes: CodeReader
    private let transformations: [PlainWord]
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
    ///   - registry: who may issue what, as far as it is shown.
    ///   - number: of the function of names by which they are answered.
    package init(
        of subject: String, in events: [RecordedEvent], registry: Registry, number: UInt32 = EntryNames.number,
        codes: CodeReader
    ) {
        self.codes = codes
        isSecond = number >= 2
        let circle = GoodsCircle(of: subject, in: events, registry: registry, codes: codes)
        self.circle = circle
        transformations = circle.words.filter(\.isTransformation)
        carriers = Set(
            circle.words.flatMap { word in
                word.names(.parent).map(\.key).filter { circle.holds(word.signer, $0) }
            })
        all = IndexEvidence.standingNames(of: Set(events.map { $0.journal.description }))
        if isSecond {
            for word in circle.words where circle.firms.contains(word.signer) {
                all.formUnion(word.parties.map { "standing:\($0)" })
            }
        }
        guard let code = try? codes.names(of: subject) else { return }
        add(code)
        guard code.key != code.productKey else { return }
        // Whoever has what it was packed into has it.
        for word in circle.words
        where circle.holds(word.signer, code.key) && word.names(.child).contains(where: { $0.key == code.key }) {
            for parent in word.names(.parent) where parent.key != parent.productKey { all.insert(parent.key) }
        }
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
            for word in transformations
            where circle.holds(word.signer, code.key) && names(word, side).contains(where: { $0.key == code.key }) {
                if let id = word.transformation, let name = IndexEvidence.name(ofKey: id, codes: codes) {
                    all.insert(name)
                }
                for thing in names(word, side == .output ? .input : .output) where thing.key != thing.productKey {
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

    private func names(_ word: PlainWord, _ side: Side) -> [CodeNames] {
        word.names(side == .output ? .output : .input)
    }
}
