import DeviceSync
import Evidence
import HostState
import Ledger
import LedgerClient
import LedgerProtocol
import LedgerTesting
import Synchronization
import TransparencyLog
import Values

/// A ledger in memory that takes pushes, signs, serves tiles, and lies where a test tells it to.
final class SimulatedLedger: PushTarget, TileSource {
    struct State: Sendable {
        var tree = MemoryTree()
        /// Of what the tiles are served, where that is not the tree that is signed.
        var servedTree: MemoryTree?
        var servesTiles = true
        /// What is held of each journal.
        var journals: [JournalName: (edge: RightEdge, note: [UInt8])] = [:]
        var answers = true
        var tileCount = 0
        var checkpointCount = 0
        /// Added to the last index of each receipt.
        var receiptError: UInt64 = 0
    }

    let signer: SignerKey
    let state: Mutex<State>

    var key: VerifierKey { signer.verifierKey }

    init(_ signer: SignerKey, leaves: Int = 0) {
        self.signer = signer
        state = Mutex(State(tree: MemoryTree((0..<leaves).map { Self.leaf($0) })))
    }

    static func leaf(_ number: Int) -> MerkleHash { .leaf(Array("entry \(number)".utf8)) }

    /// Somebody else's entries.
    func grow(_ count: Int, salt: Int = 0) {
        state.withLock { state in
            for _ in 0..<count { state.tree.append(Self.leaf(Int(state.tree.treeSize) + salt)) }
        }
    }

    /// Begins another history after the first `count` entries, which then has `size` entries in all; what it holds of journals
    /// stays as it says.
    func fork(after count: Int, size: Int) {
        state.withLock { state in
            var tree = MemoryTree(Self.leaves(of: state.tree).prefix(count))
            while tree.treeSize < size { tree.append(Self.leaf(Int(tree.treeSize) + 1_000_000)) }
            state.tree = tree
        }
    }

    func shrink(to count: Int) {
        state.withLock { $0.tree = MemoryTree(Self.leaves(of: $0.tree).prefix(count)) }
    }

    static func leaves(of tree: MemoryTree) -> [MerkleHash] {
        (try? tree.hashes(at: (0..<tree.treeSize).map { NodeCoordinate(level: 0, index: $0) })) ?? []
    }

    /// The signed checkpoint at a size; of the whole tree where none is named.
    func note(_ size: Int? = nil) throws -> [UInt8] {
        let tree = state.withLock { $0.tree }
        let treeSize = size.map { UInt64($0) } ?? tree.treeSize
        let checkpoint = Checkpoint(origin: signer.name, treeSize: treeSize, root: try tree.root(treeSize: treeSize))
        return Array(try checkpoint.sign(with: signer).formatted.utf8)
    }

    private static let silent = Wording(en: "no answer", zh: "没有应答")

    private func answer() throws(LedgerClientError) {
        guard state.withLock({ $0.answers }) else { throw .unreachable(url: "simulated", reason: Self.silent) }
    }

    func checkpoint() async throws(LedgerClientError) -> [UInt8] {
        try answer()
        state.withLock { $0.checkpointCount += 1 }
        guard let note = try? note() else { preconditionFailure("a tree can be signed") }
        return note
    }

    func tile(_ tile: Tile) async throws(TileSourceError) -> [UInt8] {
        let (tree, serves) = state.withLock { state in
            state.tileCount += 1
            return (state.servedTree ?? state.tree, state.servesTiles && state.answers)
        }
        guard serves, tile.exists(treeSize: tree.treeSize), let hashes = try? tree.hashes(at: tile.nodes) else {
            throw TileSourceError(Self.silent)
        }
        return tile.bytes(hashes)
    }

    func journal(_ name: JournalName) async throws(LedgerClientError) -> JournalStatus? {
        try answer()
        return state.withLock { $0.journals[name] }.map {
            JournalStatus(
                journal: name, size: $0.edge.treeSize, checkpoint: $0.note,
                arrival: Timestamp(milliseconds: 1_772_323_200_000))
        }
    }

    func push(_ push: PushRequest) async throws(LedgerClientError) -> PushReceipt {
        try answer()
        let (first, last) = state.withLock { state in
            var edge = state.journals[push.journal]?.edge ?? RightEdge()
            let first = state.tree.treeSize
            for hash in push.leafHashes {
                edge.append(hash)
                state.tree.append(hash)
            }
            state.tree.append(.leaf(push.note))
            state.journals[push.journal] = (edge, push.note)
            return (first, state.tree.treeSize - 2 + state.receiptError)
        }
        guard let note = try? note() else { preconditionFailure("a tree can be signed") }
        return PushReceipt(entries: first...last, checkpoint: note)
    }

    func bring(
        _ bundle: DisclosureBundle, of journal: JournalName
    ) async throws(LedgerClientError) -> KeptDisclosures {
        KeptDisclosures(kept: bundle.events.count, held: 0, erased: 0)
    }
}

/// Remembered heads in memory; another process may write between a reading and a writing.
final class MemoryLogHeads: LogHeadStore {
    private let notes = Mutex<[VerifierKey: [UInt8]]>([:])
    private let meanwhile = Mutex<(@Sendable () -> Void)?>(nil)

    func head(of key: VerifierKey) async throws(LogHeadStoreError) -> [UInt8]? {
        notes.withLock { $0[key] }
    }

    func replace(
        _ held: [UInt8]?, with note: [UInt8], of key: VerifierKey
    ) async throws(LogHeadStoreError) -> Bool {
        let other = meanwhile.withLock { body in
            defer { body = nil }
            return body
        }
        other?()
        return notes.withLock { notes in
            guard notes[key] == held else { return false }
            notes[key] = note
            return true
        }
    }

    func set(_ note: [UInt8]?, of key: VerifierKey) {
        notes.withLock { $0[key] = note }
    }

    /// What happens just before the next writing.
    func before(_ body: @escaping @Sendable () -> Void) {
        meanwhile.withLock { $0 = body }
    }

    func size(of key: VerifierKey) -> UInt64? {
        notes.withLock { $0[key] }.flatMap { try? LogHead(trusting: $0, key: key).checkpoint.treeSize }
    }
}
