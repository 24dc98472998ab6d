public import Ledger
public import TransparencyLog
import Values

/// Holds one log to its word: whatever it signs must continue the newest head that is remembered of it.
///
/// A newer head is accepted only with a consistency proof, which is computed here from the log's own tiles and so takes nobody's
/// word; it is then remembered instead. What does not continue the head that is held never replaces it.
public actor HeadKeeper {
    public nonisolated let key: VerifierKey
    /// Keys that the log had before: heads that they signed may be remembered, and nothing new is taken that they sign.
    private let former: [VerifierKey]
    private let tiles: any TileSource
    private let stores: [any LogHeadStore]
    /// As they were read last, one a store; a store that says that another wrote is read again.
    private var heads: [LogHead?]?
    /// The sizes and roots between which a proof held last: several stores mostly hold the same head.
    private var proven: (old: Checkpoint, new: Checkpoint)?

    /// - Parameters:
    ///   - key: the log's key.
    ///   - former: keys that it had before.
    ///   - stores: where heads are remembered; a note must continue the head of each.
    public init(
        key: VerifierKey, former: [VerifierKey] = [], tiles: any TileSource, stores: [any LogHeadStore]
    ) {
        self.key = key
        self.former = former
        self.tiles = tiles
        self.stores = stores
    }

    /// What was held when a log was asked: taken before asking, because an honest answer may be overtaken by a newer one.
    public struct Question: Sendable {
        fileprivate let heads: [LogHead?]

        /// The largest head that was held; nil where the log is met for the first time.
        public var newest: Checkpoint? {
            heads.compactMap { $0?.checkpoint }.max { $0.treeSize < $1.treeSize }
        }
    }

    /// Begins to ask the log something.
    public func ask() async throws(HoldingFailure) -> Question {
        Question(heads: try await current())
    }

    /// Holds the log to what it signed in its answer to `question`, and remembers it where it is newer; gives what it says.
    ///
    /// - Parameter remembers: false to hold the log to it without remembering it.
    @discardableResult
    public func hold(
        _ note: [UInt8], to question: Question, remembers: Bool = true
    ) async throws(HoldingFailure) -> Checkpoint {
        let offered = try open(note)
        for place in stores.indices {
            try await hold(offered, at: place, asked: question.heads[place], remembers: remembers)
        }
        return offered.checkpoint
    }
}

extension HeadKeeper {
    /// Holds the log to a note that may be older than what is held, as one is for which cosignatures were waited: what the log signed
    /// since must begin with it. Remembers nothing.
    ///
    /// - Parameter newest: the log's newest note, which was asked for after the other one came and is held already.
    public func hold(_ note: [UInt8], toBeginningOf newest: [UInt8]) async throws(HoldingFailure) {
        let (offered, newest) = (try open(note), try open(newest))
        let (old, new) = (offered.checkpoint, newest.checkpoint)
        guard old.treeSize <= new.treeSize, old.treeSize < new.treeSize || old.root == new.root else {
            throw .broken(LogFork(held: offered, offered: newest))
        }
        guard old.treeSize < new.treeSize else { return }
        try await prove(newest, offered, old: offered, new: newest)
    }

    /// Rounds in which another process was faster each time; each is progress of somebody's.
    private static let roundsMax = 64

    private func hold(
        _ offered: LogHead, at place: Int, asked: LogHead?, remembers: Bool
    ) async throws(HoldingFailure) {
        for _ in 0..<Self.roundsMax {
            let held = try await current()[place]
            if let held, try await !isNewer(offered, than: held, asked: asked) { return }
            guard remembers else { return }
            do throws(LogHeadStoreError) {
                if try await stores[place].replace(held?.note, with: offered.note, of: key) {
                    heads?[place] = offered
                    return
                }
            } catch {
                throw .store(error)
            }
            try await reread(place)
        }
        throw .store(LogHeadStoreError(.busy, reason: "other processes are writing the remembered head"))
    }

    /// Whether what is offered is proven to continue what is held. False where it says the same, or where it is older than what is
    /// held by now but not than what was held when it was asked for, and what is held continues it.
    private func isNewer(
        _ offered: LogHead, than held: LogHead, asked: LogHead?
    ) async throws(HoldingFailure) -> Bool {
        do throws(LogHeadRefusal) {
            return try held.accept(offered.note, proof: nil, by: key).isAdvance || held.key != key
        } catch {
            switch error {
            case .notSigned(let error): throw .notSigned(error)
            case .otherOrigin(let expected, let found): throw .otherOrigin(expected: expected, found: found)
            case .forked, .notExtended:
                throw .broken(LogFork(held: held, offered: offered))
            case .proofMissing:
                try await prove(held, offered, old: held, new: offered)
                return true
            case .shrunk(_, let size):
                guard size >= asked?.checkpoint.treeSize ?? 0 else { throw await wentBack(held, offered) }
                try await prove(held, offered, old: offered, new: held)
                return false
            }
        }
    }

    /// Throws unless the tree of `new` begins with that of `old`.
    private func prove(
        _ held: LogHead, _ offered: LogHead, old: LogHead, new: LogHead
    ) async throws(HoldingFailure) {
        guard old.checkpoint.treeSize > 0 else { return }
        if let proven, proven.old == old.checkpoint, proven.new == new.checkpoint { return }
        let prefix = try await prefix(of: new.checkpoint, at: old.checkpoint.treeSize)
        guard (try? prefix.verify(newRoot: new.checkpoint.root)) != nil, prefix.oldRoot == old.checkpoint.root else {
            throw .broken(LogFork(held: held, offered: offered, prefix: prefix))
        }
        proven = (old.checkpoint, new.checkpoint)
    }

    /// A log that shows less than it signed before. Mostly it serves nothing by which more could be shown than just that.
    private func wentBack(_ held: LogHead, _ offered: LogHead) async -> HoldingFailure {
        let shown = try? await prefix(of: held.checkpoint, at: offered.checkpoint.treeSize)
        // Hashes that do not lead to the held root are those of another tree, and show nothing.
        let isOfHeld = (try? shown?.verify(newRoot: held.checkpoint.root)) != nil
        return .broken(LogFork(held: held, offered: offered, prefix: isOfHeld ? shown : nil))
    }

    /// What the first `oldSize` leaves of a tree are, by the log's tiles.
    private func prefix(of tree: Checkpoint, at oldSize: UInt64) async throws(HoldingFailure) -> PrefixProof {
        do {
            let plan = try PrefixProof.nodes(oldSize: oldSize, newSize: tree.treeSize)
            return PrefixProof(plan, hashes: try await tiles.hashes(at: plan.nodes, treeSize: tree.treeSize))
        } catch let error as TileSourceError {
            throw error.isUnreachable ? .unreachable(error.wording) : .unchecked(error.wording)
        } catch let error as any ExplainedError {
            throw .unchecked(Wording(en: error.en, zh: error.zh))
        } catch {
            preconditionFailure("a proof is planned and read with errors that explain themselves")
        }
    }
}

extension HeadKeeper {
    private func current() async throws(HoldingFailure) -> [LogHead?] {
        if let heads { return heads }
        var read: [LogHead?] = []
        for place in stores.indices { read.append(try await load(place)) }
        heads = heads ?? read
        return heads ?? read
    }

    private func reread(_ place: Int) async throws(HoldingFailure) {
        let head = try await load(place)
        heads?[place] = head
    }

    private func load(_ place: Int) async throws(HoldingFailure) -> LogHead? {
        let note: [UInt8]?
        do throws(LogHeadStoreError) { note = try await stores[place].head(of: key) } catch { throw .store(error) }
        guard let note else { return nil }
        do throws(CheckpointError) {
            return try LogHead(trusting: note, key: key)
        } catch {
            // Remembered before the log's key was exchanged: what is new must continue it all the same.
            for key in former {
                if let head = try? LogHead(trusting: note, key: key) { return head }
            }
            throw .unusable(error)
        }
    }

    private func open(_ note: [UInt8]) throws(HoldingFailure) -> LogHead {
        // Most answers are under the head that is held already.
        if let held = heads?.compactMap({ $0 }).first(where: { $0.note == note && $0.key == key }) { return held }
        do throws(CheckpointError) {
            return try LogHead(trusting: note, key: key)
        } catch {
            if case .wrongOrigin(let expected, let found) = error {
                throw .otherOrigin(expected: expected, found: found)
            }
            throw .notSigned(error)
        }
    }
}

extension LogHead.Change {
    fileprivate var isAdvance: Bool {
        if case .advanced = self { true } else { false }
    }
}
