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
    private struct State {
        var checkpoint: (note: [UInt8], keys: LedgerKeySuccession, policy: WitnessPolicy?, opened: OpenedCheckpoint)?
        var signatures = WeighedMemory<Signed, Bool>(bytesMax: 8 << 20)
        var witnesses = WeighedMemory<Signed, JournalWitness>(bytesMax: 16 << 20)
        var registries = WeighedMemory<RegistrySource, EnrolledRegistry>(bytesMax: registryBytesMax)
    }

    /// Some thousand lists of enrolments of honest length, and few of those that a host makes long.
    static let registryBytesMax = 32 << 20

    /// A note or an entry by its leaf hash, and the key whose signature is in question.
    private struct Signed: Hashable {
        let leafHash: MerkleHash
        let key: VerifierKey?
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
        _ note: [UInt8], keys: LedgerKeySuccession, policy: WitnessPolicy?, open: () -> OpenedCheckpoint
    ) -> OpenedCheckpoint {
        let held = state.withLock { $0.checkpoint }
        if let held, held.note == note, held.keys == keys, held.policy == policy { return held.opened }
        let opened = open()
        state.withLock { $0.checkpoint = (note, keys, policy, opened) }
        return opened
    }

    /// Whether a note bears a key's signature: verified once, however many codes it concerns.
    func isSigned(_ note: [UInt8], by key: VerifierKey, verify: () -> Bool) -> Bool {
        let signed = Signed(leafHash: .leaf(note), key: key)
        if let held = state.withLock({ $0.signatures[signed] }) { return held }
        let isSigned = verify()
        state.withLock { $0.signatures.keep(isSigned, for: signed, byteCount: 0) }
        return isSigned
    }

    /// What a journal's checkpoint is worth under the key that the registry gives its journal.
    /// - Parameter byteCount: what it is made of.
    func witness(
        _ leafHash: MerkleHash, key: VerifierKey?, byteCount: Int, make: () -> JournalWitness
    ) -> JournalWitness {
        let signed = Signed(leafHash: leafHash, key: key)
        if let held = state.withLock({ $0.witnesses[signed] }) { return held }
        let witness = make()
        state.withLock { $0.witnesses.keep(witness, for: signed, byteCount: byteCount) }
        return witness
    }

    /// Who may record, as these entries say, with what is wrong with them.
    /// - Parameter byteCount: of the entries.
    func registry(_ source: RegistrySource, byteCount: Int, make: () -> EnrolledRegistry) -> EnrolledRegistry {
        if let held = state.withLock({ $0.registries[source] }) { return held }
        let made = make()
        // Each entry has its place and may have a finding, which are longer than it may be.
        let bytes = byteCount + source.places.count * WeighedMemory<RegistrySource, EnrolledRegistry>.bytesOfOne
        state.withLock { $0.registries.keep(made, for: source, byteCount: bytes) }
        return made
    }

    /// What the registries that are remembered weigh.
    var registryBytes: Int { state.withLock { $0.registries.byteCount } }
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
    init(_ entries: [(CheckedEntry, LedgerEntry)], origin: String, memory: EvidenceMemory) {
        registry = Registry(origin: origin)
        for (checked, entry) in entries {
            let index = checked.proven.index
            do throws(Registry.Refusal) {
                switch entry {
                case .admin(let note): try registry.apply(note: note, entry: index, signatures: memory.isSigned)
                case .fork(let fork): try registry.apply(fork: fork, entry: index, signatures: memory.isSigned)
                case .event, .journal, .definition, .index, .unknown: break
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
