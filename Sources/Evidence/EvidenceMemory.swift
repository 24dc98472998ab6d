import Ledger
import Rules
import Synchronization
import TransparencyLog
import Values

/// What checking evidence found out once and need not find out again: whose signatures hold, by the very bytes that are signed.
///
/// Documents about many codes, asked for one after another, share most of their journal checkpoints and nearly all of their
/// enrolments. A signature costs as much as hundreds of hashes. Bounded: what has grown full begins anew.
public final class EvidenceMemory: Sendable {
    /// Journal checkpoints that are remembered, half a kilobyte each, and a quarter as many lists of enrolments.
    private static let countMax = 16_384

    private struct State {
        var checkpoint: (note: [UInt8], key: VerifierKey, policy: WitnessPolicy?, opened: OpenedCheckpoint)?
        var witnesses: [MerkleHash: (key: VerifierKey?, witness: JournalWitness)] = [:]
        var registries: [RegistrySource: EnrolledRegistry] = [:]
    }

    /// What a registry is made of: the ledger's origin and these entries.
    struct RegistrySource: Hashable {
        let origin: String
        let places: [Place]
    }

    /// An entry of which a registry is made: an admin note or a fork.
    struct Place: Hashable {
        let index: UInt64
        let leafHash: MerkleHash
    }

    private let state = Mutex(State())

    public init() {}

    /// The ledger's checkpoint, opened.
    func checkpoint(
        _ note: [UInt8], key: VerifierKey, policy: WitnessPolicy?, open: () -> OpenedCheckpoint
    ) -> OpenedCheckpoint {
        let held = state.withLock { $0.checkpoint }
        if let held, held.note == note, held.key == key, held.policy == policy { return held.opened }
        let opened = open()
        state.withLock { $0.checkpoint = (note, key, policy, opened) }
        return opened
    }

    /// What a journal's checkpoint is worth under the key that the registry gives its journal.
    func witness(_ leafHash: MerkleHash, key: VerifierKey?, make: () -> JournalWitness) -> JournalWitness {
        if let held = state.withLock({ $0.witnesses[leafHash] }), held.key == key { return held.witness }
        let witness = make()
        state.withLock {
            if $0.witnesses.count >= Self.countMax { $0.witnesses = [:] }
            $0.witnesses[leafHash] = (key, witness)
        }
        return witness
    }

    /// Who may record, as these entries say, with what is wrong with them.
    func registry(_ source: RegistrySource, make: () -> EnrolledRegistry) -> EnrolledRegistry {
        if let held = state.withLock({ $0.registries[source] }) { return held }
        let made = make()
        state.withLock {
            if $0.registries.count >= Self.countMax / 4 { $0.registries = [:] }
            $0.registries[source] = made
        }
        return made
    }
}

/// The ledger's checkpoint as far as it could be opened, with what is wrong with it.
struct OpenedCheckpoint: Sendable {
    var signed: SignedCheckpoint?
    var findings: [Finding] = []
    var doubts: [Verdict.Doubt] = []
}

/// A registry made of the entries in evidence, with what is wrong with them.
struct EnrolledRegistry: Sendable {
    private(set) var registry: Registry
    private(set) var findings: [Finding] = []

    /// - Parameter entries: admin notes and forks, ascending.
    init(_ entries: [(CheckedEntry, LedgerEntry)], origin: String) {
        registry = Registry(origin: origin)
        for (checked, entry) in entries {
            let index = checked.proven.index
            do throws(Registry.Refusal) {
                switch entry {
                case .admin(let note): try registry.apply(note: note, entry: index)
                case .fork(let fork): try registry.apply(fork: fork, entry: index)
                case .event, .journal, .unknown: break
                }
            } catch {
                // A fork accuses a device: whoever enters one that is none accuses wrongly.
                var rule = "PROOF-3"
                if case .fork = entry { rule = "PROOF-1" }
                findings.append(
                    .failure(
                        rule, [index], en: "entry \(index) does not hold: \(error.wording.en)",
                        zh: "条目 \(index) 无效：\(error.wording.zh)"))
            }
        }
    }
}
