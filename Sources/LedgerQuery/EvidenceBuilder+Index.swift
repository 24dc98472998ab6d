import Chains
import Codes
import DerivedState
import Evidence
import Ledger
import VerifiableIndex

extension EvidenceBuilder {
    /// Adds what the committed index has under the names of a chain, and the entries that it lists and that the chain does not need:
    /// then whoever checks the evidence sees that nothing was left out.
    /// - Parameter leavingOut: whether what strangers wrote in great number may be left out (`UnreadSpan`).
    func answer(
        _ chain: inout FoundChain, by committed: IndexKeeper, leavingOut: Bool = true
    ) async throws(StoreError) {
        // Of a chain that is truncated nothing is complete.
        guard !chain.isTruncated, let stated, stated.entry < treeSize else { return }
        var answers = IndexAnswers(
            stated, pagesMax: leavingOut ? UnreadSpan.pagesMax : Self.pages(toShow: chain.events.count))
        // What must be answered first: by whoever knows custody, and by whoever knows none. What else was asked for may be a flood.
        var found = chain
        var needed = neededNames(of: &found)
        guard await ask(needed, of: &answers, committed) else { return }
        if leavingOut {
            try await leaveStrangersOut(of: &found, answers)
            needed = neededNames(of: &found)
            guard await ask(needed, of: &answers, committed) else { return }
        }
        answers.isRoomLeft = false
        guard await ask(found.asked, of: &answers, committed) else { return }
        try await show(&answers, in: &found, keeping: needed)
        // Those who recorded what was added are concerned too.
        needed = neededNames(of: &found)
        answers.isRoomLeft = true
        guard await ask(needed, of: &answers, committed) else { return }
        try await show(&answers, in: &found, keeping: needed)
        chain = found
        chain.listed.insert(stated.entry)
        chain.index = answers.evidence
    }

    /// The names that a verdict asks for, and those that a proof alone does.
    private func neededNames(of chain: inout FoundChain) -> Set<String> {
        chain.needed.add(journals: chain.journals.map(\.description))
        let lexical = ProofNames(of: chain.code.uri, in: chain.events, registry: registry, codes: reader.codes)
        return chain.needed.all.union(lexical.all)
    }

    /// Leaves out what strangers wrote in great number under the names that are answered.
    private func leaveStrangersOut(
        of chain: inout FoundChain, _ answers: IndexAnswers
    ) async throws(StoreError) {
        guard let walk = chain.walk, answers.entries.contains(where: { $0.value.count > Self.shownMax }) else { return }
        let circle = GoodsCircle(of: chain.code.uri, in: chain.events, registry: registry, codes: reader.codes)
        let custody = walk.chain(by: registry).custody
        chain.unread = try await unread(of: answers.entries, circle, custody)
        chain.events.removeAll { chain.unread.entries.contains($0.entry) }
        chain.listed.formUnion(chain.unread.spans.map(\.span.checkpointEntry))
    }

    /// So many pages of a list may be shown of each run: those of a chain's own events, and of what may be shown beside them.
    private static func pages(toShow eventCount: Int) -> Int { (eventCount + besideMax) / ListPage.entriesMax + 2 }

    /// False where the index could not be read.
    private func ask(_ names: Set<String>, of answers: inout IndexAnswers, _ committed: IndexKeeper) async -> Bool {
        do throws(RunError) {
            for name in names.sorted() { try answers.ask(name) }
            return true
        } catch {
            await committed.found(error, in: answers.stated)
            return false
        }
    }

    /// Entries beside those of the chain that are shown at most: a crate that was used every day must not make its goods' evidence too
    /// long to be proven.
    private static let besideMax = 1000

    /// Puts the entries that are listed beside those of the chain; events with what proves that their devices signed them. Names of which
    /// not all can be shown are not answered.
    private func show(
        _ answers: inout IndexAnswers, in chain: inout FoundChain, keeping needed: Set<String>
    ) async throws(StoreError) {
        let known = chain.listed.union(chain.events.map(\.entry)).union(chain.unread.entries)
        answers.leaveOut(beyond: Self.besideMax, besides: known, keeping: needed)
        let missing = answers.listed.subtracting(known).sorted(by: >)
        guard !missing.isEmpty else { return }
        var reading = QueryReading(reader.room, budget: budget)
        let read = missing.prefix(try await reading.read(missing))
        answers.leaveOut(listing: Set(missing.dropFirst(read.count)))
        let events = read.compactMap { reading.events[$0] }
        chain.events = (chain.events + events).sorted { $0.entry < $1.entry }
        chain.listed.formUnion(read.filter { reading.events[$0] == nil })
    }
}

/// Answers of a committed index that are gathered for one document.
private struct IndexAnswers {
    /// Bytes of answers that one document holds at most, about: what is beyond is not answered, and the checker says so.
    private static let bytesMax = 8 << 20

    let stated: StatedIndex
    /// Of a list that is longer, so many of its newest pages are shown.
    private let pagesMax: Int
    /// Whether all the room may be used, or half of it.
    var isRoomLeft = true
    private var answers: [String: IndexEvidence.Answer] = [:]
    /// What stands under each name.
    private(set) var entries: [String: [UInt64]] = [:]
    private var byteCount = 0

    init(_ stated: StatedIndex, pagesMax: Int) { (self.stated, self.pagesMax) = (stated, pagesMax) }

    /// Every entry that was listed.
    var listed: Set<UInt64> { Set(entries.values.joined()) }

    var evidence: IndexEvidence {
        IndexEvidence(
            state: stated.entry,
            answers: answers.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    mutating func ask(_ name: String) throws(RunError) {
        let part = isRoomLeft ? 1 : 2
        guard answers[name] == nil, answers.count < IndexEvidence.namesMax / part, byteCount < Self.bytesMax / part
        else { return }
        let runs = try stated.proofs(of: IndexKey(name: name), pagesMax: pagesMax)
        byteCount += runs.reduce(0) { $0 + $1.byteCount }
        answers[name] = IndexEvidence.Answer(name: name, runs: runs)
        entries[name] = runs.flatMap(\.listed)
    }

    mutating func leaveOut(_ name: String) {
        answers[name] = nil
        entries[name] = nil
    }

    /// Leaves out the names that list one of these entries.
    mutating func leaveOut(listing unread: Set<UInt64>) {
        guard !unread.isEmpty else { return }
        for (name, listed) in entries where !unread.isDisjoint(with: listed) { leaveOut(name) }
    }

    /// Leaves out the names that list the most, those that are not needed first, until together they list no more than so many entries
    /// besides those known.
    mutating func leaveOut(beyond countMax: Int, besides known: Set<UInt64>, keeping needed: Set<String>) {
        var wanted: Set<UInt64> = []
        let besides = entries.mapValues { Set($0).subtracting(known) }.sorted {
            (needed.contains($0.key) ? 0 : 1, $0.value.count, $0.key)
                < (needed.contains($1.key) ? 0 : 1, $1.value.count, $1.key)
        }
        for (name, listed) in besides {
            if wanted.union(listed).count > countMax { leaveOut(name) } else { wanted.formUnion(listed) }
        }
    }
}

extension IndexEvidence {
    /// Bytes of its proofs.
    var byteCount: Int { answers.reduce(0) { $1.runs.reduce($0) { $0 + $1.byteCount } } }
}

extension IndexAnswer.Run {
    /// The entries that it lists.
    fileprivate var listed: [UInt64] {
        guard case .present(let newest, _) = proof else { return [] }
        return ([newest] + older).flatMap(\.entries)
    }

    fileprivate var byteCount: Int { proof.bytes.count + older.reduce(0) { $0 + $1.bytes.count } }
}
