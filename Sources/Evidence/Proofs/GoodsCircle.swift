package import Codes
package import Ledger

/// Who has had which of the goods, as far as it follows from the events' bytes and the ledger's prefixes alone (docs/evidence.md, "Who has had
/// the goods"). Whoever is not among them is a stranger to these goods, and what he writes about them leads nowhere.
///
/// It is custody without the rules of the trade, for verifiers that know none: it begins with whom the goods come from, and goes on through
/// what those say who have had them. Nobody comes in by his own word alone, but where goods were sent to nobody by name.
package struct GoodsCircle {
    /// From whom a code comes: what decided it, and where.
    package struct Origin {
        package let claim: PlainWord.Claim
        package let entry: UInt64
        /// More than one where the first took back what he had said.
        package let firms: [String]
    }

    /// Firms that have had anything.
    package private(set) var firms: Set<String> = []
    /// The keys of what was sent to nobody by name: whoever received it has it, so that nobody is a stranger to it.
    package private(set) var open: Set<String> = []
    /// By key.
    private var holders: [String: Set<String>] = [:]
    private var traced: Set<String> = []
    private var contents: [String: Set<String>] = [:]
    private var waiting: [(firm: String, key: String)] = []
    private var tracing: [CodeNames] = []
    private var origins: [String: Origin?] = [:]

    /// Ascending by entry.
    package let words: [PlainWord]
    private let byKey: [String: [Int]]
    private let registry: Registry

    /// - Parameters:
    ///   - subject: a canonical identity.
    ///   - registry: what begins so is whose.
    package init(of subject: String, in events: [RecordedEvent], registry: Registry, codes: CodeReader) {
        words = events.sorted { $0.entry < $1.entry }.compactMap { PlainWord($0, codes: codes) }
        self.registry = registry
        var byKey: [String: [Int]] = [:]
        for (place, word) in words.enumerated() {
            let keys = Set(word.things.flatMap { [$0.names.key, $0.names.lotKey].compactMap(\.self) })
            for key in keys { byKey[key, default: []].append(place) }
        }
        self.byKey = byKey
        guard let code = try? codes.names(of: subject) else { return }
        tracing = [code]
        while true {
            if let code = tracing.popLast() {
                trace(code)
            } else if let (firm, key) = waiting.popLast() {
                join(firm, key)
            } else {
                break
            }
        }
    }

    package func holds(_ firm: String, _ key: String) -> Bool { holders[key]?.contains(firm) == true }

    /// From whom a code comes; nil where nothing names it.
    package mutating func origin(of key: String) -> Origin? {
        if let known = origins[key] { return known }
        var claims: [(claim: PlainWord.Claim, word: PlainWord)] = []
        var declarers: Set<String> = []
        for word in (byKey[key] ?? []).map({ words[$0] }) where !word.isDenial {
            if word.isDeclaration { declarers.insert(word.signer) }
            let said = word.things.filter { $0.names.key == key || $0.names.lotKey == key }
            if let best = said.map({ claim(word, $0, of: key) }).min() { claims.append((best, word)) }
        }
        claims.sort { ($0.claim, $0.word.entry) < ($1.claim, $1.word.entry) }
        var found: Origin?
        var firms: [String] = []
        for (claim, word) in claims {
            if !firms.contains(word.signer) { firms.append(word.signer) }
            found = Origin(claim: claim, entry: word.entry, firms: firms)
            // Who took something back may have taken this back: then it comes from the next.
            if !declarers.contains(word.signer) { break }
        }
        origins[key] = .some(found)
        return found
    }

    private func claim(_ word: PlainWord, _ thing: PlainWord.Thing, of key: String) -> PlainWord.Claim {
        let said = word.claim(on: thing)
        // Apart from being issued, items tell nothing of where their lot comes from, and units nothing of what they are called after.
        guard said == .issued else { return thing.names.key == key ? said : .mentionedItem }
        guard thing.names.key == key || thing.part != .parent else { return .mentionedItem }
        let owners = owners(of: thing.names, at: word.entry)
        return owners.isEmpty ? .issued : owners.contains(word.signer) ? .issuedOwn : .issuedAnothers
    }

    private func owners(of names: CodeNames, at entry: UInt64) -> Set<String> {
        guard !registry.prefixes.isEmpty, let name = names.issuerName else { return [] }
        return Set(
            registry.prefixes.matching(name).filter { held in
                !held.isVoid && held.tenure.entry < entry && (held.tenure.endedBy.map { entry <= $0 } ?? true)
            }.map(\.uscc))
    }

    /// Whether an event names goods by this key.
    package func names(_ key: String) -> Bool { byKey[key] != nil }

    /// What goods were packed into by those who had them, and that in turn.
    package func containers(of key: String) -> Set<String> {
        var found: Set<String> = []
        var waiting = [key]
        while let key = waiting.popLast() {
            for (container, held) in contents where held.contains(key) && found.insert(container).inserted {
                waiting.append(container)
            }
        }
        return found
    }

    // MARK: who comes in

    /// Whoever it comes from has had it; an item of a lot that was issued comes from there, whoever sold it first.
    private mutating func trace(_ code: CodeNames) {
        guard code.key != code.productKey else { return }
        if let lot = code.lotKey, lot != code.key {
            trace(key: lot)
            if origin(of: lot)?.claim.isIssue == true, origin(of: code.key)?.claim.isIssue != true {
                for firm in origin(of: lot)?.firms ?? [] { waiting.append((firm, code.key)) }
                traced.insert(code.key)
                return
            }
        }
        trace(key: code.key)
    }

    private mutating func trace(key: String) {
        guard traced.insert(key).inserted else { return }
        for firm in origin(of: key)?.firms ?? [] { waiting.append((firm, key)) }
        // Who had it before it was known that it is to be traced.
        for firm in holders[key] ?? [] { hear(firm, key) }
    }

    private mutating func join(_ firm: String, _ key: String) {
        guard holders[key, default: []].insert(firm).inserted else { return }
        firms.insert(firm)
        for content in contents[key] ?? [] { waiting.append((firm, content)) }
        hear(firm, key)
    }

    /// What one who has had something says of it.
    private mutating func hear(_ firm: String, _ key: String) {
        for place in byKey[key] ?? [] where words[place].signer == firm { hear(words[place], key) }
    }

    private mutating func hear(_ word: PlainWord, _ key: String) {
        let own = word.things.filter { $0.names.key == key || $0.names.lotKey == key }
        for thing in own { admit(word.signer, to: thing.names) }
        if word.isShipment {
            for party in word.parties { waiting.append((party, key)) }
            if word.parties.isEmpty { openUp(key) }
        }
        let parts = Set(own.map(\.part))
        if parts.contains(.child) {
            for parent in word.names(.parent) {
                admit(word.signer, to: parent)
                guard contents[parent.key, default: []].insert(key).inserted else { continue }
                for holder in holders[parent.key] ?? [] { waiting.append((holder, key)) }
            }
        }
        guard word.isTransformation else { return }
        if parts.contains(.input) { for made in word.names(.output) { admit(word.signer, to: made) } }
        guard parts.contains(.output), traced.contains(key) else { return }
        for taken in word.names(.input) {
            admit(word.signer, to: taken)
            tracing.append(taken)
        }
    }

    private mutating func admit(_ firm: String, to names: CodeNames) {
        // A bare product is no goods.
        guard names.key != names.productKey else { return }
        waiting.append((firm, names.key))
        if let lot = names.lotKey, lot != names.key { waiting.append((firm, lot)) }
    }

    private mutating func openUp(_ key: String) {
        guard open.insert(key).inserted else { return }
        for place in byKey[key] ?? [] where words[place].isReceipt { waiting.append((words[place].signer, key)) }
    }
}
