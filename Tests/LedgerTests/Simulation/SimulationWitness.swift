import EPCIS
import Evidence
import Hosting
import LedgerTesting
import TransparencyLog
import Values

@testable import DerivedState
@testable import HostState
@testable import Ledger

/// Whoever looks at a host from outside after every step, believes nothing, and forgets nothing it ever saw.
///
/// It lives the ledger's history again from its entries alone, each entry once, and holds against that everything that is stored,
/// published, answered or was ever shown.
struct SimulationWitness {
    struct Violation: Error {
        let what: String
    }

    /// Digests of private values that were erased.
    var erased: Set<DisclosureDigest> = []

    private let key: VerifierKey
    private var replay: LedgerReplay
    private var entries: [[UInt8]] = []
    /// The ledger's root at each size.
    private var roots: [MerkleHash] = [.emptyRoot]
    private var tree = RightEdge()
    /// The events of each journal in the order in which they stand, with their entries.
    private var journals: [JournalName: [(bytes: [UInt8], entry: UInt64)]] = [:]
    /// The code index, made anew from the entries.
    private var entriesOfKey: [String: [UInt64]] = [:]
    private var keys: [String] = []
    private var digests: [IndexDigest] = [IndexDigest()]
    /// Checkpoints that somebody was shown and that were not looked at yet.
    private var unseen: [[UInt8]] = []
    /// Those that were looked at: the history that they are of does not change any more.
    private var known: Set<[UInt8]> = []
    /// The last statement of erased values that was looked at, and what it says.
    private var statement: (note: [UInt8], said: ErasureStatement)?
    private let identities = EventIdentities()

    init(_ fixture: LedgerFixture) {
        key = fixture.signer.verifierKey
        replay = LedgerReplay(origin: fixture.origin)
    }

    /// Somebody was shown a checkpoint.
    mutating func saw(_ note: [UInt8]) { unseen.append(note) }

    /// How many events of a journal stand in the ledger.
    func count(of journal: JournalName) -> Int { journals[journal]?.count ?? 0 }

    /// Where an event of a journal stands.
    func entry(of index: Int, in journal: JournalName) -> UInt64? {
        guard let held = journals[journal], held.indices.contains(index) else { return nil }
        return held[index].entry
    }

    /// Whether the entries say that a device may record no more.
    func isBarred(_ journal: JournalName) -> Bool { replay.registry.devices[journal]?.revocation != nil }

    /// Whether an entry shows that a device signed two histories.
    func hasForked(_ journal: JournalName) -> Bool { replay.registry.forks[journal] != nil }

    mutating func check(
        world: SimulatedWorld, host: LedgerHost, devices: [SimulatedDevice], random: inout SplitMix64
    ) async throws(Violation) {
        do {
            let head = try await takeNew(from: world.store)
            try checkSigned(head, world, host)
            for device in devices { try check(device) }
            try await checkTables(world.store)
            try await checkHost(host, head)
            try await checkIndex(world.indexStore, host, &random)
            try await checkPrivateValues(world)
        } catch let violation as Violation {
            throw violation
        } catch {
            throw Violation(what: "could not look: \(error)")
        }
    }

    private func require(_ holds: Bool, _ what: @autoclosure () -> String) throws(Violation) {
        if !holds { throw Violation(what: what()) }
    }

    // MARK: Entries and signatures

    /// What was there stays, and what is new could have happened.
    private mutating func takeNew(from store: SimulatedLedgerStore) async throws -> LedgerHead {
        guard let head = try await store.head() else { throw Violation(what: "there is no head") }
        let stored = try await store.entries(0..<head.treeSize)
        try require(stored.starts(with: entries), "entries that stood in the ledger are gone or changed")
        for bytes in stored[entries.count...] {
            let index = UInt64(entries.count)
            let read = ReadEntry(bytes)
            replay.take(read, index: index)
            _ = replay.grow([read.hash])
            if let problem = replay.takeFindings().problems.first {
                throw Violation(what: "entry \(index): \(problem.wording.en)")
            }
            entries.append(bytes)
            tree.append(read.hash)
            roots.append(tree.root)
            take(read, bytes, at: index)
        }
        if let problem = replay.finishedProblem { throw Violation(what: "the end: \(problem.wording.en)") }
        return head
    }

    private mutating func take(_ read: ReadEntry, _ bytes: [UInt8], at index: UInt64) {
        var digest = digests[digests.count - 1]
        if case .success(.event(let event)) = read.entry {
            journals[event.journal, default: []].append((bytes, index))
            let said = EventReading(event.body, identities: identities)
            for name in (said.event.map(identities.keys(of:)) ?? []).sorted() {
                if entriesOfKey[name] == nil { keys.append(name) }
                entriesOfKey[name, default: []].append(index)
            }
            for key in said.indexKeys { digest.add(IndexRow(key: key, entry: index)) }
        }
        digests.append(digest)
    }

    /// Every checkpoint that was stored, kept, published or shown is the ledger's, and of this one history.
    private mutating func checkSigned(_ head: LedgerHead, _ world: SimulatedWorld, _ host: LedgerHost) throws {
        guard let kept = world.memory.note else { throw Violation(what: "no signed head is kept") }
        unseen += [kept, head.checkpoint]
        for note in unseen where !known.contains(note) {
            let checkpoint = try Checkpoint.open(note: note, key: key).checkpoint
            let size = Int(checkpoint.treeSize)
            try require(size < roots.count, "a checkpoint of \(size) was signed, and the ledger has \(entries.count)")
            try require(roots[size] == checkpoint.root, "a checkpoint of \(size) is of another history")
            known.insert(note)
        }
        unseen = []
        try require(
            Checkpoint.open(note: head.checkpoint, key: key).checkpoint.treeSize == head.treeSize,
            "the head is not what its checkpoint says")
    }

    /// Each event that was acknowledged stands there once, and nothing stands there that the device did not sign.
    private func check(_ device: SimulatedDevice) throws(Violation) {
        let journal = device.fixture.journal
        let held = journals[journal] ?? []
        try require(
            held.count >= device.acknowledged, "\(journal): \(device.acknowledged) acknowledged, \(held.count) held")
        try require(
            device.fixture.entries.starts(with: held.map(\.bytes)), "\(journal): what is held is not what it recorded")
    }

    // MARK: What repeats the entries

    private func checkTables(_ store: SimulatedLedgerStore) async throws {
        for name in try await store.journalNames() {
            let state = try await store.journal(name)
            try require(state == replay.journals[name], "\(name): its stored state does not follow from the entries")
        }
        try require(
            try await store.adminEntries() == replay.adminEntries,
            "the list of admin entries is not that of the entries")
    }

    private mutating func checkHost(_ host: LedgerHost, _ head: LedgerHead) async throws {
        let (published, registry) = (host.sequencer.published.checkpoint, host.sequencer.published.registry)
        unseen.append(published)
        guard host.sequencer.publication.stopped == nil else { return }
        try require(published == head.checkpoint, "what is published is not what is stored")
        try require(host.health.treeSize == head.treeSize, "the host does not know its own size")
        try require(registry.operators == replay.registry.operators, "operators are not what the entries say")
        try require(registry.devices == replay.registry.devices, "devices are not what the entries say")
        try require(registry.forks == replay.registry.forks, "forks are not what the entries say")
    }

    /// Look-ups find what stands in the entries, or say how far they looked; what is stored is what the entries give.
    private func checkIndex(
        _ store: SimulatedCodeIndexStore, _ host: LedgerHost, _ random: inout SplitMix64
    ) async throws {
        for _ in 0..<min(3, keys.count) {
            let name = keys[Int.random(in: 0..<keys.count, using: &random)]
            let expected = entriesOfKey[name] ?? []
            let searchedUpTo = host.index.searchedUpTo
            let found = try await host.index.entries(of: name, limit: expected.count + 1)
            let isStopped = host.sequencer.publication.stopped != nil
            // A commit that became durable and whose outcome is not known has told no consumer.
            let reach = min(searchedUpTo, isStopped ? host.index.status.treeSize : .max)
            try require(
                found == found.sorted(by: >) && Set(found).isSubset(of: expected)
                    && Set(found).isSuperset(of: expected.filter { $0 < reach }),
                "\(name): \(found), searched up to \(searchedUpTo), instead of \(expected)")
        }
        let status = host.index.status
        try require(status.rowCount <= 150, "the index holds \(status.rowCount) rows")
        let cursor = try await store.cursor()
        try require(cursor.treeSize < UInt64(roots.count), "the index is ahead of the ledger")
        try require(cursor.root == roots[Int(cursor.treeSize)], "the index is of another history")
        let stored = try await store.digest(below: cursor.treeSize)
        try require(stored == digests[Int(cursor.treeSize)], "the stored index is not what the entries give")
    }

    /// What was erased is not held, and the ledger's word on it never goes beyond what is marked.
    private mutating func checkPrivateValues(_ world: SimulatedWorld) async throws {
        let held = try await world.disclosures.disclosures(from: 0, limit: .max)
        try require(!held.contains { erased.contains($0.disclosure.digest) }, "a value that was erased is held again")
        let marks = try await world.disclosures.marks(after: nil, limit: .max)
        try require(erased.isSubset(of: marks.map(\.digest)), "a mark of an erased value is gone")
        guard let note = world.statements.note else {
            throw Violation(what: "there is no statement of what was erased")
        }
        if statement?.note != note { statement = ErasureStatement.open(note, key: key).map { (note, $0) } }
        guard let signed = statement?.said else {
            throw Violation(what: "the statement of what was erased is not signed")
        }
        var edge = RightEdge()
        edge.append(Array(marks.prefix(Int(signed.count))))
        try require(
            signed.count <= marks.count && edge.root == signed.root,
            "the statement of what was erased is not of these marks")
    }
}

extension LedgerReplay {
    /// What is wrong with the end as it is now, looked at without ending.
    fileprivate var finishedProblem: AuditReport.Problem? {
        var copy = self
        copy.finish()
        return copy.takeFindings().problems.first
    }
}
