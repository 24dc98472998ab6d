import DerivedState
public import Draws
import EPCIS
public import Evidence
import HostState
public import Ledger
import LedgerQuery
public import TransparencyLog
import VerifiableIndex

// Draws of inspections, as this host has them.

extension LedgerHost {
    /// Acts of one draw that are read: its substitutions, and nothing that strangers put beside it.
    private static let actsMax = 2000
    /// Acts of all draws among which the newest are looked for.
    private static let registerMax = 2000

    /// What the ledger says of a draw.
    public func drawRecord(_ name: DrawName) async throws(StoreError) -> DrawRecord {
        let published = sequencer.published
        let events = try await reader.events(
            written: name.description, below: published.treeSize, limit: Self.actsMax
        ).events
        return DrawRecord(name, events: events, registry: published.registry)
    }

    /// The draws that were committed to, the newest first. One that the newest acts of all draws do not name is not among them.
    public func drawRecords(limit: Int) async throws(StoreError) -> [DrawRecord] {
        let published = sequencer.published
        let events = try await reader.events(
            written: DrawName.register, below: published.treeSize, limit: Self.registerMax
        ).events
        var byName: [DrawName: [RecordedEvent]] = [:]
        var names: [DrawName] = []
        for event in events {
            guard let name = event.event?.epcList.first.flatMap({ DrawName($0) }) else { continue }
            if byName[name] == nil { names.append(name) }
            byName[name, default: []].append(event)
        }
        return names.reversed().lazy.map {
            DrawRecord($0, events: byName[$0] ?? [], registry: published.registry)
        }.filter { $0.commitment != nil }.prefix(limit).map { $0 }
    }

    /// The acts of a draw with all that proves them, and what the committed index has under its name.
    public func evidence(
        of draw: DrawName, asOf tree: CosignedLedger.Tree? = nil
    ) async throws(StoreError) -> Evidence {
        try await evidence(ofWritten: draw.description, limit: Self.actsMax, asOf: tree)
    }

    /// Acts under one name that evidence holds.
    public static let namedActsMax = 20_000

    /// The events that name a thing which no scheme of codes reads, with all that proves them, and what the committed index has under it.
    public func evidence(
        ofWritten name: String, limit: Int = namedActsMax, asOf tree: CosignedLedger.Tree? = nil
    ) async throws(StoreError) -> Evidence {
        let tree = tree ?? newestTree
        return try await EvidenceBuilder(
            store: store, reader: reader, checkpoint: tree.ledger.checkpoint, registry: tree.ledger.registry,
            committed: committedIndex, stated: tree.stated
        ).evidence(ofWritten: name, limit: limit)
    }

    /// What shows the seed of a commitment; nil while no state of the index has come after it.
    public func seedProof(ofCommitment entry: UInt64) async throws(StoreError) -> SeedProof? {
        let treeSize = sequencer.published.treeSize
        var entries: [[UInt8]] = []
        var byteCount = 0
        var next = entry
        while next < treeSize, entries.count < SeedProof.entriesMax, byteCount < SeedProof.bytesMax {
            for bytes in try await store.entries(next..<min(next + 256, treeSize)) {
                entries.append(bytes)
                byteCount += bytes.count
                guard IndexState.isState(bytes) else { continue }
                let size = entry + UInt64(entries.count)
                let nodes = RightEdge.nodes(treeSize: entry)
                let hashes = try await store.hashes(of: nodes, treeSize: treeSize)
                guard let edge = RightEdge(treeSize: entry, hashes: hashes) else {
                    throw .damaged(reason: "the edge of the tree of \(entry) entries")
                }
                return SeedProof(edge: edge, entries: entries, checkpoint: try await seedCheckpoint(treeSize: size))
            }
            next = entry + UInt64(entries.count)
        }
        return nil
    }

    /// The checkpoint of a tree with the cosignatures that came of it. The ledger's own signature is the same whenever it is made.
    private func seedCheckpoint(treeSize: UInt64) async throws(StoreError) -> [UInt8] {
        if let kept = try await draws?.load(.checkpoint(treeSize)), let note = try await signedByCurrentKey(kept) {
            return note
        }
        let checkpoint = Checkpoint(
            origin: identity.signer.name, treeSize: treeSize, root: try await store.root(treeSize: treeSize))
        return identity.signed(checkpoint)
    }

    /// Keeps what witnesses have cosigned of a tree from which a seed follows.
    public func keepSeed(_ signed: SignedCheckpoint) async {
        let note = Array(signed.note.formatted.utf8)
        try? await draws?.keep(note, as: .checkpoint(signed.checkpoint.treeSize))
    }

    /// What else the office of a draw committed itself to and did not follow, among the newest draws of the ledger.
    public func otherCommitments(of record: DrawRecord) async throws(StoreError) -> OtherCommitments {
        OtherCommitments(of: record, among: try await drawRecords(limit: Self.registerMax))
    }

    /// The file that a draw commits to or says to have come of it; nil where it says none.
    /// - Parameter publication: which publication of findings, from 1; nil is the newest.
    public static func tree(
        of file: DrawFile, in record: DrawRecord, publication: Int? = nil
    ) -> LineTree? {
        if file == .findings, let publication {
            guard record.publications.indices.contains(publication - 1) else { return nil }
            return record.publications[publication - 1].act.findings
        }
        return switch file {
        case .firms: record.commitment?.act.firms
        case .inspectors: record.commitment?.act.inspectors
        case .result: record.result?.act.result
        case .findings: record.publications.last?.act.findings
        }
    }

    /// The files of findings before the newest that this host has, by the numbers of their publications: the newest few.
    public func earlierFindings(_ record: DrawRecord) async throws(StoreError) -> [Int: [UInt8]] {
        var files: [Int: [UInt8]] = [:]
        for (place, publication) in record.publications.enumerated().dropLast().suffix(PublishedFindings.comparedMax) {
            files[place + 1] = try await draws?.load(.file(publication.act.findings.root))
        }
        return files
    }

    /// The files of a draw that this host has.
    public func drawFiles(_ record: DrawRecord) async throws(StoreError) -> [DrawFile: [UInt8]] {
        var files: [DrawFile: [UInt8]] = [:]
        for file in DrawFile.allCases {
            guard let tree = Self.tree(of: file, in: record) else { continue }
            files[file] = try await draws?.load(.file(tree.root))
        }
        return files
    }
}
