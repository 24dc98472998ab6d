import Evidence
import Hosting
import Ledger
import LedgerTesting
import Logging
import Testing
import TransparencyLog

/// A ledger in memory, put together as the daemon does it, which can crash and be opened again.
struct LedgerRoom: Sendable {
    let fixture: LedgerFixture
    let store: SimulatedLedgerStore
    let memory: SimulatedSignedHead
    let indexStore: SimulatedCodeIndexStore
    let disclosureStore: SimulatedDisclosureStore
    let host: LedgerHost
    /// The host's, or another that a test put in its place.
    var sequencer: Sequencer<EventReading>

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A new ledger in which `devices` and their operators are enrolled.
    static func new(
        fixture: LedgerFixture = LedgerFixture(), enrolled devices: [DeviceFixture],
        definitionTexts: (any DefinitionTexts)? = nil, committing: IndexCommitting? = nil
    ) async throws -> LedgerRoom {
        let store = SimulatedLedgerStore()
        let memory = SimulatedSignedHead()
        try await NewLedger.begin(identity: fixture.identity, admin: fixture.admin, store: store, memory: memory)
        let room = try await open(fixture, store, memory, SimulatedCodeIndexStore(), definitionTexts, committing)
        for device in devices {
            for note in fixture.enrolment(of: device) { _ = try await room.sequencer.append(adminNote: note) }
        }
        return room
    }

    static func open(
        _ fixture: LedgerFixture, _ store: SimulatedLedgerStore, _ memory: SimulatedSignedHead,
        _ indexStore: SimulatedCodeIndexStore, _ definitionTexts: (any DefinitionTexts)? = nil,
        _ committing: IndexCommitting? = nil
    ) async throws -> LedgerRoom {
        let disclosureStore = SimulatedDisclosureStore()
        let host = try await LedgerHost.open(
            identity: fixture.identity, store: store, indexStore: indexStore, memory: memory,
            disclosureStore: disclosureStore, definitionTexts: definitionTexts, committing: committing,
            logger: logger)
        return LedgerRoom(
            fixture: fixture, store: store, memory: memory, indexStore: indexStore, disclosureStore: disclosureStore,
            host: host, sequencer: host.sequencer)
    }

    /// What a process finds that starts after this one was killed.
    func crashedAndReopened(
        keepingIndexRows: Bool = true, committing: IndexCommitting? = nil
    ) async throws -> LedgerRoom {
        try await Self.open(
            fixture, store.crashed(), memory, indexStore.crashed(keepingUnadvanced: keepingIndexRows), nil, committing)
    }

    /// As `push`, the refusal as a value.
    func outcome(of push: PushRequest) async -> Result<PushReceipt, PushRefusal> {
        do throws(PushRefusal) { return .success(try await sequencer.push(push)) } catch { return .failure(error) }
    }

    func outcome(ofNote note: [UInt8]) async -> Result<AdminReceipt, AdminRefusal> {
        do throws(AdminRefusal) {
            return .success(try await sequencer.append(adminNote: note))
        } catch {
            return .failure(error)
        }
    }

    /// The refusal of a push; an issue where it is taken.
    func refusal(
        of push: PushRequest, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> PushRefusal {
        guard case .failure(let refusal) = await outcome(of: push) else {
            Issue.record("the push was taken", sourceLocation: sourceLocation)
            throw TakenNotRefused()
        }
        return refusal
    }

    struct TakenNotRefused: Error {}
}

/// Work that waits behind a held commit, in a known order.
extension LedgerRoom {
    /// Starts a push and returns when it waits in the queue.
    func enqueue(_ push: PushRequest) async -> Task<Result<PushReceipt, PushRefusal>, Never> {
        let before = await sequencer.waitingCount
        let task = Task { await outcome(of: push) }
        await untilWaiting(before + 1)
        return task
    }

    func enqueue(note: [UInt8]) async -> Task<Result<AdminReceipt, AdminRefusal>, Never> {
        let before = await sequencer.waitingCount
        let task = Task { await outcome(ofNote: note) }
        await untilWaiting(before + 1)
        return task
    }

    private func untilWaiting(_ count: Int) async {
        while await sequencer.waitingCount < count { await Task.yield() }
    }

    /// Starts a push whose commit is held in the store, so that what comes after it gathers.
    func holdCommit(of push: PushRequest) async -> Task<Result<PushReceipt, PushRefusal>, Never> {
        store.holdAppends()
        let task = Task { await outcome(of: push) }
        await store.untilAppendIsHeld()
        return task
    }
}

/// The ledger's tree, made from its entries alone, to hold checkpoints against.
struct LedgerHistory {
    private var roots: [MerkleHash] = [.emptyRoot]
    private let key: VerifierKey

    init(_ store: some LedgerStore, key: VerifierKey) async throws {
        self.key = key
        var tree = MemoryTree()
        for entry in try await store.everything().entries {
            tree.append(.leaf(entry))
            roots.append(tree.root)
        }
    }

    /// Holds that each note is a checkpoint of the ledger's key over the first entries of this history.
    func expectToHold(_ notes: [[UInt8]], sourceLocation: SourceLocation = #_sourceLocation) throws {
        for note in notes {
            let checkpoint = try Checkpoint.open(note: note, key: key).checkpoint
            let size = try #require(Int(exactly: checkpoint.treeSize), sourceLocation: sourceLocation)
            try #require(
                roots.indices.contains(size), "the ledger has no \(size) entries", sourceLocation: sourceLocation)
            #expect(roots[size] == checkpoint.root, "at \(size) entries", sourceLocation: sourceLocation)
        }
    }
}

extension LedgerRoom {
    /// Holds that every note was signed over this ledger's own history, and that what is published covers all of it.
    func expectConsistent(with notes: [[UInt8]], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let history = try await LedgerHistory(store, key: fixture.signer.verifierKey)
        let published = await sequencer.checkpoint
        try history.expectToHold(notes + [published], sourceLocation: sourceLocation)
        #expect(published == (try await store.head()?.checkpoint), sourceLocation: sourceLocation)
    }

    /// Holds that every event of `device` up to its size stands in the ledger once, and no other event of its journal.
    func expectHeldOnce(_ device: DeviceFixture, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let entries = try await store.everything().entries
        let prefix = Array("yima/1 event \(device.journal) ".utf8)
        #expect(entries.filter { $0.starts(with: prefix) } == device.entries, sourceLocation: sourceLocation)
    }
}
