public import Ledger
import Synchronization
import TransparencyLog

/// A signed-head file, in memory, that breaks where a test tells it to.
public final class SimulatedSignedHead: SignedHeadStore {
    private struct State {
        var note: [UInt8]?
        var faults: [Bool] = []
        var isReadable = true
    }

    private let state: Mutex<State>

    /// - Parameter note: what was kept last; nil for a guard that was never written.
    public init(note: [UInt8]? = nil) {
        state = Mutex(State(note: note))
    }

    /// The next `keep` fails; with `persisted` the note is kept all the same.
    public func failNext(persisted: Bool) {
        state.withLock { $0.faults.append(persisted) }
    }

    /// From now on `load` fails, as with both slots damaged.
    public func makeUnreadable() {
        state.withLock { $0.isReadable = false }
    }

    /// What is kept.
    public var note: [UInt8]? {
        state.withLock { $0.note }
    }

    public func load() throws(SignedHeadError) -> [UInt8]? {
        try state.withLock { state throws(SignedHeadError) in
            guard state.isReadable else { throw SignedHeadError(reason: "simulated: damaged", isDamage: true) }
            return state.note
        }
    }

    public func keep(_ note: [UInt8]) throws(SignedHeadError) {
        try state.withLock { state throws(SignedHeadError) in
            guard let size = Self.treeSize(note) else { throw SignedHeadError(reason: "no checkpoint") }
            if let held = state.note.flatMap(Self.treeSize), size < held {
                throw SignedHeadError(reason: "a tree of \(size) entries is older than the kept one of \(held)")
            }
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            if fault != false { state.note = note }
            if fault != nil { throw SignedHeadError(reason: "simulated: not kept for certain") }
        }
    }

    private static func treeSize(_ note: [UInt8]) -> UInt64? {
        guard let signed = try? SignedNote.parse(note) else { return nil }
        return try? Checkpoint.parse(signed.text).treeSize
    }
}
