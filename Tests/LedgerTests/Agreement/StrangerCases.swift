import Codes
import Evidence
import Hosting
import Ledger
import LedgerTesting
import Testing
import TransparencyLog
import Values

/// A ledger on which one firm made an item and another, who may be a stranger, wrote two hundred events about it; and documents in which all but
/// the ends of what that one wrote are hidden as a stranger's, with true proofs.
struct StrangerCases {
    enum Kind: CaseIterable {
        /// He has nothing to do with it.
        case stranger
        /// So has he, and wrote all that before it was made.
        case early
        /// The same, where the ledger says whose the prefix is.
        case earlyOfOwner
        /// It was sent to him by name.
        case receiver
        /// It was sent to nobody by name.
        case openShipment
        /// It was packed into something that was sent to nobody by name, and that he received.
        case openPallet
        /// He may speak for an office.
        case office
        /// The prefix was his once.
        case ownerOnce
        /// Of what he wrote the oldest is hidden too.
        case ends

        /// Whether he is a stranger by what is shown, so that what he wrote need not be.
        var isStranger: Bool {
            switch self {
            case .stranger, .earlyOfOwner: true
            case .early, .receiver, .openShipment, .openPallet, .office, .ownerOnce, .ends: false
            }
        }
    }

    let kind: Kind
    let key: VerifierKey
    let item: CanonicalCode
    let whole: Evidence
    let hiding: Evidence
    /// How many of his entries are hidden.
    let hiddenCount: Int

    static let code = "https://id.gs1.org/01/06901234567892/21/X1"
    static let pallet = "https://id.gs1.org/00/069012345678900019"

    static func make(_ kind: Kind) async throws -> StrangerCases {
        let fixture = LedgerFixture()
        var maker = fixture.device()
        var other = fixture.device(1, operator: 9)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [maker, other], committing: .atOnce())
        func append(_ acts: AdminAct...) async throws {
            for act in acts { _ = try await room.host.append(adminNote: fixture.note(act)) }
        }
        let (own, from) = (maker.journal.operatorUSCC, fixture.enrolledFrom)
        switch kind {
        case .earlyOfOwner: try await append(.prefixAssigned(uscc: own, prefix: "6901234", from: from))
        case .ownerOnce:
            let (first, later) = (other.journal.operatorUSCC, Timestamp(milliseconds: from.milliseconds + 1))
            try await append(
                .prefixAssigned(uscc: first, prefix: "6901234", from: from),
                .prefixReleased(uscc: first, prefix: "6901234", from: later, reason: "易主"),
                .prefixAssigned(uscc: own, prefix: "6901234", from: later))
        case .office:
            try await append(
                .roleGranted(uscc: other.journal.operatorUSCC, role: GrantedRole("laboratory")!, from: from))
        default: break
        }
        if kind == .openPallet {
            other.record(
                body: EvidenceCases.event(
                    """
                    "type":"ObjectEvent","action":"OBSERVE","bizStep":"receiving","disposition":"in_progress",\
                    "epcList":["\(pallet)"]
                    """))
        }
        for _ in 0..<200 { other.record(body: EvidenceRoom.stored(code)) }
        func tell() async throws { _ = try await room.sequencer.push(other.push()) }
        if kind == .early || kind == .earlyOfOwner { try await tell() }
        for members in made(kind, other.journal.operatorUSCC) { maker.record(body: EvidenceCases.event(members)) }
        _ = try await room.sequencer.push(maker.push())
        if kind != .early, kind != .earlyOfOwner { try await tell() }
        try await room.covered()

        let item = try CodeReader().read(code)
        let whole = try await room.host.evidence(of: item)
        let leaves = try await room.store.entries(0..<room.sequencer.treeSize)
        await room.host.shutDown()
        let first = try #require(whole.entries.first { isEvent($0.bytes, of: other.journal) }).index
        let start = first + (kind == .ends ? 0 : 70)
        return StrangerCases(
            kind: kind, key: fixture.signer.verifierKey, item: item, whole: whole,
            hiding: try hide(start..<first + 130, of: whole, leaves, push: first..<first + UInt64(other.entries.count)),
            hiddenCount: Int(first + 130 - start))
    }

    private static func isEvent(_ bytes: [UInt8], of journal: JournalName) -> Bool {
        bytes.starts(with: Array("yima/1 event \(journal) ".utf8))
    }

    /// What the maker says.
    private static func made(_ kind: Kind, _ other: String) -> [String] {
        func shipped(_ item: String, to receiver: String) -> String {
            """
            "type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","disposition":"in_transit",\
            "epcList":["\(item)"]\(receiver)
            """
        }
        let named = #","destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:\#(other)"}]"#
        let packed = """
            "type":"AggregationEvent","action":"ADD","parentID":"\(pallet)","childEPCs":["\(code)"],\
            "bizStep":"packing","disposition":"in_progress"
            """
        let issued = """
            "type":"ObjectEvent","action":"ADD","bizStep":"commissioning","disposition":"active","epcList":["\(code)"]
            """
        return [issued]
            + (kind == .receiver ? [shipped(code, to: named)] : [])
            + (kind == .openShipment ? [shipped(code, to: "")] : [])
            + (kind == .openPallet ? [packed, shipped(pallet, to: "")] : [])
    }

    /// The evidence without some entries of a push, of which their hashes are shown.
    static func hide(
        _ range: Range<UInt64>, of evidence: Evidence, _ leaves: [[UInt8]], push: Range<UInt64>
    ) throws -> Evidence {
        let size = try Checkpoint.parse(SignedNote.parse(evidence.checkpoint).text).treeSize
        let tree = MemoryTree(leaves.prefix(Int(size)).map { .leaf($0) })
        let journal = MemoryTree(push.map { .leaf(leaves[Int($0)]) })
        let shown = range.lowerBound..<push.upperBound
        func proof(_ range: Range<UInt64>, _ tree: MemoryTree) throws -> [MerkleHash] {
            let plan = try RangeProof.nodes(of: range, treeSize: tree.treeSize)
            return RangeProof(plan, hashes: try tree.hashes(at: plan.nodes)).hashes
        }
        var hiding = evidence.without { range.contains($0.index) }
        hiding.unread = [
            UnreadSpan(
                firstEntry: range.lowerBound, checkpointEntry: push.upperBound,
                leafHashes: shown.map { .leaf(leaves[Int($0)]) }, proof: try proof(shown, tree),
                journalProof: try proof(
                    shown.lowerBound - push.lowerBound..<shown.upperBound - push.lowerBound, journal))
        ]
        return hiding
    }
}

extension StrangerCases {
    /// A ledger on which a stranger says to have made thousands of things of an item, and wrote about it a thousand times besides; its maker
    /// shipped it to a firm that made something of it.
    static func flooded() async throws -> EvidenceCases {
        let fixture = LedgerFixture()
        var maker = fixture.device()
        var baker = fixture.device(1, operator: 2)
        var stranger = fixture.device(1, operator: 9)
        let room = try await LedgerRoom.new(
            fixture: fixture, enrolled: [maker, baker, stranger], committing: .atOnce())
        let product = "https://id.gs1.org/01/06901234567892/21/"
        func making(_ outputs: [String]) -> [UInt8] {
            EvidenceCases.event(
                """
                "type":"TransformationEvent","inputEPCList":["\(code)"],"bizStep":"commissioning","disposition":"active",\
                "outputEPCList":[\(outputs.map { "\"\(product)\($0)\"" }.joined(separator: ","))]
                """)
        }
        for members in made(.receiver, baker.journal.operatorUSCC) { maker.record(body: EvidenceCases.event(members)) }
        _ = try await room.sequencer.push(maker.push())
        baker.record(body: making(["BREAD"]))
        _ = try await room.sequencer.push(baker.push())
        for batch in 0..<6 { stranger.record(body: making((0..<900).map { "F\(batch)-\($0)" })) }
        for _ in 0..<500 { stranger.record(body: EvidenceRoom.stored(code)) }
        _ = try await room.sequencer.push(stranger.push())
        for _ in 0..<500 { stranger.record(body: EvidenceRoom.stored(code)) }
        _ = try await room.sequencer.push(stranger.push(from: 506))
        try await room.covered()
        var cases = EvidenceCases(key: fixture.signer.verifierKey)
        let evidence = try await room.host.evidence(of: try CodeReader().read(code))
        await room.host.shutDown()
        cases.add(evidence)
        // Without the spans; with one whose leaves or proof are others; without what was made of it.
        var spoilt = evidence
        spoilt.unread = []
        cases.add(spoilt)
        for place in evidence.unread.indices {
            let span = evidence.unread[place]
            var leaves = span.leafHashes
            leaves.swapAt(0, 1)
            spoilt.unread = evidence.unread
            spoilt.unread[place] = UnreadSpan(
                firstEntry: span.firstEntry, checkpointEntry: span.checkpointEntry, leafHashes: leaves,
                proof: span.proof,
                journalProof: span.journalProof)
            cases.add(spoilt)
        }
        let span = try #require(evidence.unread.last)
        spoilt.unread = [
            UnreadSpan(
                firstEntry: span.firstEntry, checkpointEntry: span.checkpointEntry, leafHashes: span.leafHashes,
                proof: span.proof, journalProof: Array(span.journalProof.dropLast()))
        ]
        cases.add(spoilt)
        var silent = evidence
        let index = try #require(evidence.index)
        silent.index = IndexEvidence(
            state: index.state, answers: index.answers.filter { $0.name != product + "BREAD" })
        cases.add(silent)
        return cases
    }
}
