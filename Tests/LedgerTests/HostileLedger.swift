import Codes
import Evidence
import Ledger
import LedgerTesting
import TransparencyLog
import Values

/// A ledger whose host enters what it likes, in any order, and signs it: what honest software never writes.
struct HostileLedger {
    let fixture = LedgerFixture()
    private(set) var entries: [[UInt8]] = []
    private var tree = MemoryTree()
    private var tip = LedgerTip()
    private var tiles: [TileName: [UInt8]] = [:]
    /// Of each event the proof under the checkpoint of its push.
    private var journalProofs: [UInt64: Evidence.JournalProof] = [:]

    init() {
        append(LedgerEntry.adminBytes(note: fixture.note(fixture.firstAct)))
    }

    /// A ledger in which `device` is enrolled.
    static func enrolled(_ device: (LedgerFixture) -> DeviceFixture) -> (HostileLedger, DeviceFixture) {
        var ledger = HostileLedger()
        let device = device(ledger.fixture)
        ledger.enrol(device)
        return (ledger, device)
    }

    var size: UInt64 { UInt64(entries.count) }

    @discardableResult
    mutating func append(_ entry: [UInt8]) -> UInt64 {
        entries.append(entry)
        tree.append(.leaf(entry))
        tiles.merge(tip.append([.leaf(entry)])) { $1 }
        return size - 1
    }

    @discardableResult
    mutating func append(_ act: AdminAct) -> UInt64 {
        append(LedgerEntry.adminBytes(note: fixture.note(act)))
    }

    mutating func enrol(_ device: DeviceFixture) {
        for note in fixture.enrolment(of: device) { append(LedgerEntry.adminBytes(note: note)) }
    }

    /// Enters the events of a device from `from` to its end, with its checkpoint after them; gives the first entry.
    /// - Parameters:
    ///   - note: the checkpoint where it is not the device's own at its end.
    ///   - arrival: when the host says that it came.
    @discardableResult
    mutating func push(
        _ device: DeviceFixture, from: Int = 0, note: [UInt8]? = nil, arrival: Timestamp? = nil
    ) throws -> UInt64 {
        let first = size
        for entry in device.entries[from...] { append(entry) }
        let closing = append(
            JournalCheckpointEntry(
                arrival: arrival ?? fixture.clock.now(), note: note ?? device.checkpoint(at: device.entries.count)
            ).bytes)
        var journal = MemoryTree()
        for entry in device.entries { journal.append(.leaf(entry)) }
        for index in from..<device.entries.count {
            let plan = try InclusionProof.nodes(leafIndex: UInt64(index), treeSize: device.size)
            let proof = InclusionProof(plan, hashes: try journal.hashes(at: plan.nodes))
            journalProofs[first + UInt64(index - from)] = .init(checkpointEntry: closing, hashes: proof.hashes)
        }
        return first
    }

    /// Evidence about `code` with the entries at `indexes`, or all.
    func evidence(of code: String, _ indexes: [UInt64]? = nil) throws -> Evidence {
        let proven = try (indexes ?? Array(0..<size)).map { index in
            let plan = try InclusionProof.nodes(leafIndex: index, treeSize: size)
            return Evidence.ProvenEntry(
                index: index, bytes: entries[Int(index)],
                proof: InclusionProof(plan, hashes: try tree.hashes(at: plan.nodes)).hashes,
                journalProof: journalProofs[index])
        }
        return Evidence(
            subject: code, checkpoint: fixture.checkpoint(tip.edge), entries: proven, forks: [], isComplete: true)
    }

    /// What the evidence of everything shows about a code.
    func judgement(of item: String) throws -> EvidenceJudge.Judgement {
        let code = try CodeReader().read(item)
        let evidence = try Evidence.parse(try evidence(of: code.uri).formatted())
        return EvidenceJudge(key: fixture.signer.verifierKey, now: fixture.clock.now())
            .judge(code, written: item, evidence: evidence)
    }

    /// The whole in a store.
    func store() async throws -> SimulatedLedgerStore {
        let store = SimulatedLedgerStore()
        var batch = LedgerBatch()
        batch.entries = entries
        batch.tiles = tiles
        batch.checkpoint = fixture.checkpoint(tip.edge)
        try await store.append(batch, expecting: 0)
        return store
    }

    /// What an audit of the whole finds.
    func audit() async throws -> AuditReport {
        await LedgerAuditor(source: StoreAuditSource(try await store()), key: fixture.signer.verifierKey).audit()
    }
}
