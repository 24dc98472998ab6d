public import DerivedState
public import Ledger
import Synchronization
public import TransparencyLog

/// What its witnesses have cosigned of this ledger, and how they are. Whoever asks waits for nobody.
public final class CosignedLedger: Sendable {
    /// A tree of the ledger with all that is needed to answer as of just that tree.
    public struct Tree: Sendable {
        /// Its checkpoint is the cosigned one.
        public let ledger: PublishedLedger
        /// The newest state of the committed index that the tree holds.
        public let stated: StatedIndex?

        public init(ledger: PublishedLedger, stated: StatedIndex?) {
            self.ledger = ledger
            self.stated = stated
        }
    }

    private struct State {
        var newest: Tree?
        var status: WitnessingStatus
    }

    /// Whose cosignatures make a checkpoint one to publish.
    public let policy: WitnessPolicy
    private let state: Mutex<State>

    public init(policy: WitnessPolicy) {
        self.policy = policy
        state = Mutex(State(status: WitnessingStatus()))
    }

    /// The newest tree that the policy accepts; nil where there is none.
    public var newest: Tree? { state.withLock { $0.newest } }

    public var status: WitnessingStatus { state.withLock { $0.status } }

    /// Whether the policy demands anybody's cosignature.
    public var demandsCosignatures: Bool { !policy.isSatisfied(by: []) }

    /// Publishes a tree whose checkpoint is kept for good with its cosignatures.
    public func publish(_ tree: Tree) { state.withLock { $0.newest = tree } }

    public func tell(_ status: WitnessingStatus) { state.withLock { $0.status = status } }
}

extension LedgerHost {
    /// The newest tree that is published: one that the witness policy accepts, or just the newest where there is no policy, or one
    /// that demands nothing. Nil while the witnesses have not cosigned any.
    public var witnessed: CosignedLedger.Tree? {
        let newest = newestTree
        guard let cosigned else { return newest }
        let held = cosigned.newest
        guard !cosigned.demandsCosignatures else { return held }
        return held.map { $0.ledger.treeSize >= newest.ledger.treeSize } == true ? held : newest
    }
}
