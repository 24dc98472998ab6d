import Codes
import EPCIS
import Evidence
import Foundation
import Hosting
import Ledger
import LedgerTesting
import OracleTesting
import StrictJSON
import Testing
import TransparencyLog
import Values

/// Documents of one ledger, with its key.
struct EvidenceCases {
    let key: VerifierKey
    var documents: [[UInt8]] = []
    /// The ledger's entries, from 0 on, where they are all at hand.
    var leaves: [[UInt8]] = []

    mutating func add(_ evidence: Evidence) { documents.append(evidence.formatted()) }
}

extension EvidenceCases {
    static func event(_ members: String, time: String = "2026-02-28T10:00:00.000Z") -> [UInt8] {
        Array(
            """
            {"@context":\(YimaContext.text),"eventTime":"\(time)","eventTimeZoneOffset":"+08:00",\(members)}
            """.utf8)
    }

    /// A ledger with an index on which much has happened: goods made of others, private values, a definition adopted, a device revoked with
    /// what it had signed, a firm suspended and taken back, a journal that forked; and documents about known and unknown codes, as of
    /// several states.
    static func city() async throws -> EvidenceCases {
        let fixture = LedgerFixture()
        var maker = fixture.device()
        var second = fixture.device(2)
        var keeper = fixture.device(1, operator: 2)
        var third = fixture.device(1, operator: 3)
        let files = GivenFiles()
        let room = try await LedgerRoom.new(
            fixture: fixture, enrolled: [maker, keeper, third], definitionTexts: files, committing: .atOnce())
        var cases = EvidenceCases(key: fixture.signer.verifierKey)
        let now = fixture.clock.now()
        var admin = fixture.admin
        func append(_ acts: AdminAct...) async throws {
            for act in acts { _ = try await room.host.append(adminNote: fixture.note(act, signedBy: admin)) }
        }
        try await append(
            .deviceEnrolled(
                verifierKey: "\(second.signer.verifierKey)", from: fixture.enrolledFrom, predecessor: maker.journal),
            .roleGranted(uscc: fixture.uscc(2), role: GrantedRole("laboratory", scope: "35")!, from: now),
            .prefixAssigned(uscc: fixture.uscc(1), prefix: "https://id.gs1.org/01/0690123456789", from: now))
        let text = #"{"rules": {"TIME-2": {"toleranceHours": 0.5}}}"#
        try await append(.definitionAdopted(name: DefinitionName("rules.json")!, sha256: files.give(text), from: now))

        // What was made of two items, and a private value beside.
        maker.record(3)
        let made = "https://id.gs1.org/01/06901234567892/10/L1/21/S1"
        let disclosure = Disclosure(name: "price", value: "12.50", salt: (0..<16).map { UInt8($0) })
        maker.record(
            body: event(
                """
                "type":"TransformationEvent","transformationID":"urn:uuid:6f8e4f6c-7d1a-4d41-9b1e-1f4f3d1f2a10",\
                "inputEPCList":["\(maker.item(0))","\(maker.item(1))"],"outputEPCList":["\(made)"],\
                "bizStep":"commissioning","disposition":"active","yima:sealed":["\(disclosure.digest)"]
                """))
        _ = try await room.sequencer.push(maker.push(to: 2))
        _ = try await room.sequencer.push(maker.push(from: 2))
        for (place, item) in [(0, made), (1, maker.item(2))] {
            keeper.record(body: EvidenceRoom.stored(item))
            keeper.record(1)
            _ = try await room.sequencer.push(keeper.push(from: 2 * place))
        }
        second.record(2)
        second.record(body: EvidenceRoom.stored(maker.item(2)))
        _ = try await room.sequencer.push(second.push())
        try await room.covered()

        func evidence(_ code: String) async throws -> Evidence {
            try await room.host.evidence(of: try CodeReader().read(code), showingAbsence: true)
        }
        var sealed = try await evidence(made)
        let entry = try #require(
            sealed.entries.first { String(decoding: $0.bytes, as: UTF8.self).contains("yima:sealed") }?.index)
        sealed.disclosures = [HeldDisclosure(entry: entry, disclosure: disclosure)]
        cases.add(sealed)
        cases.add(try await evidence(maker.item(0)))
        cases.add(try await evidence("https://id.gs1.org/01/06901234567892/10/NEVER"))

        // Another admin key signs what comes from here on.
        _ = try await room.host.append(adminNote: fixture.rotation)
        admin = fixture.nextAdmin

        // What is no valid event, and bytes that are no text.
        third.record(body: Array(#"{"type":"ObjectEvent","epcList":["\#(maker.item(2))"]}"#.utf8))
        third.record(body: [0xFF, 0x00, 0x7B])
        _ = try await room.sequencer.push(third.push())
        third.record(body: EvidenceRoom.stored(made))
        let signed = try #require(
            SignedExtent(try Checkpoint.open(note: third.checkpoint(at: 3), key: third.signer.verifierKey).checkpoint))
        try await append(
            .operatorSuspended(uscc: fixture.uscc(3), from: now, reason: "停业", signed: [signed]),
            .deviceRevoked(verifierKey: "\(second.signer.verifierKey)", from: now, reason: "遗失", stolenSince: now))
        _ = try await room.sequencer.push(third.push(from: 2))
        try await append(.operatorReinstated(uscc: fixture.uscc(3), from: now, reason: "复业"))
        // A journal that forked: an entry.
        keeper.record(1)
        _ = await room.outcome(of: keeper.forked(after: 1).push())
        try await room.covered()
        for code in [made, maker.item(2), keeper.item(1), maker.item(1)] { cases.add(try await evidence(code)) }
        for isAnswered in [false, true] {
            cases.documents.append(
                try await room.host.evidence(
                    of: [made, maker.item(2), "https://id.gs1.org/01/06901234567892/21/never"], isAnswered: isAnswered
                ).formatted())
        }
        // As 0.3 told a fork, and evidence without the answers.
        var old = try await evidence(maker.item(2))
        old.index = nil
        old.isComplete = false
        old.forks = [
            JournalFork(
                journal: maker.journal, arrival: now, offered: maker.forked(after: 3).checkpoint(at: 4),
                held: maker.checkpoint(at: 4))
        ]
        cases.add(old)
        cases.leaves = try await room.store.entries(0..<room.sequencer.treeSize)
        await room.host.shutDown()
        return cases
    }

    /// A ledger whose own key was exchanged, by the key that it had first: what was told before and after, and what a thief of that key makes
    /// of it.
    static func exchanged() async throws -> EvidenceCases {
        let exchanged = try await ExchangedRoom.new(committing: true)
        var cases = EvidenceCases(key: exchanged.fixture.signer.verifierKey)
        cases.add(exchanged.before)
        cases.add(exchanged.after)
        cases.documents.append(
            try await exchanged.room.host.evidence(
                of: [exchanged.item.uri, "https://id.gs1.org/01/06901234567892/21/never"], isAnswered: true
            ).formatted())
        var stolen = exchanged.after
        stolen.checkpoint = try ExchangedRoom.resigned(stolen.checkpoint, by: exchanged.fixture.signer)
        cases.add(stolen)
        await exchanged.room.host.shutDown()
        return cases
    }

    /// A thing of which more is on record than one page of the index shows.
    static func long() async throws -> EvidenceCases {
        let fixture = LedgerFixture()
        var maker = fixture.device()
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [maker], committing: .atOnce())
        maker.record(1)
        for _ in 0..<600 { maker.record(body: EvidenceRoom.stored(maker.item(0))) }
        _ = try await room.sequencer.push(maker.push())
        try await room.covered()
        var cases = EvidenceCases(key: fixture.signer.verifierKey)
        cases.add(try await room.host.evidence(of: try CodeReader().read(maker.item(0))))
        await room.host.shutDown()
        return cases
    }

    /// Ledgers whose hosts entered what they must not.
    static func hostile() throws -> [EvidenceCases] {
        var all: [EvidenceCases] = []
        func take(_ ledger: HostileLedger, _ item: String) throws {
            var cases = EvidenceCases(key: ledger.fixture.signer.verifierKey)
            cases.add(try ledger.evidence(of: item))
            all.append(cases)
        }
        func honest(_ count: Int) throws -> (HostileLedger, DeviceFixture) {
            var (ledger, device) = HostileLedger.enrolled { $0.device() }
            device.record(count)
            try ledger.push(device)
            return (ledger, device)
        }
        var (ledger, device) = try honest(3)
        try take(ledger, device.item(1))
        try ledger.push(device)
        try take(ledger, device.item(1))

        (ledger, device) = try honest(3)
        try ledger.push(device.forked(after: 2), from: 2)
        try take(ledger, device.item(2))

        // Enrolled only afterwards; two enrolments; a note that is none.
        ledger = HostileLedger()
        device = ledger.fixture.device()
        device.record(1)
        try ledger.push(device)
        ledger.enrol(device)
        ledger.enrol(device)
        ledger.append(Array("yima/1 admin\nno note\n".utf8))
        ledger.append(
            .roleRevoked(
                uscc: device.journal.operatorUSCC, role: GrantedRole("port")!, from: ledger.fixture.enrolledFrom))
        ledger.append(
            .prefixReleased(
                uscc: device.journal.operatorUSCC, prefix: "x", from: ledger.fixture.enrolledFrom))
        try take(ledger, device.item(0))

        // The admin key: exchanged, and signed with the old one afterwards; by one of the two; twice.
        for notes in [[0, 1], [2], [0, 0]] {
            (ledger, device) = try honest(2)
            let fixture = ledger.fixture
            let late = fixture.note(
                .operatorRenamed(uscc: device.journal.operatorUSCC, name: "新", from: fixture.enrolledFrom))
            let half = fixture.note(
                .keyRotated(
                    old: "\(fixture.admin.verifierKey)", new: "\(fixture.nextAdmin.verifierKey)",
                    from: fixture.enrolledFrom))
            for place in notes { ledger.append(LedgerEntry.adminBytes(note: [fixture.rotation, late, half][place])) }
            try take(ledger, device.item(1))
        }

        // The ledger's own key, of which the new one signs: exchanged; by two of the three; twice, to one and to another; back; to one of
        // another name. By the old key, and by one that the entries do not name.
        for notes in [[0], [1], [0, 0], [0, 2], [0, 3], [4], [0, 5]] {
            for signer in 0..<3 {
                (ledger, device) = try honest(2)
                let fixture = ledger.fixture
                let (old, new, other) = (
                    fixture.signer, fixture.nextSigner, try SignerKey(name: fixture.origin, seed: Array(1...32))
                )
                let foreign = try SignerKey(name: "other.example/ledger", seed: Array(1...32))
                let half = fixture.note(
                    .keyRotated(old: "\(old.verifierKey)", new: "\(new.verifierKey)", from: fixture.enrolledFrom))
                let rotations = [
                    fixture.ledgerRotation(from: old, to: new), half, fixture.ledgerRotation(from: old, to: other),
                    fixture.ledgerRotation(from: new, to: old), fixture.ledgerRotation(from: old, to: foreign),
                    fixture.ledgerRotation(from: new, to: other),
                ]
                for place in notes { ledger.append(LedgerEntry.adminBytes(note: rotations[place])) }
                for known in [old, new] {
                    var cases = EvidenceCases(key: known.verifierKey)
                    var evidence = try ledger.evidence(of: device.item(1))
                    evidence.checkpoint = try ExchangedRoom.resigned(
                        evidence.checkpoint, by: [old, new, other][signer])
                    cases.add(evidence)
                    all.append(cases)
                }
            }
        }

        // Revoked, with what had been signed; lifted; stolen; suspended.
        for kind in 0..<4 {
            (ledger, device) = try honest(2)
            let (key, now) = ("\(device.signer.verifierKey)", ledger.fixture.clock.now())
            device.record(2)
            let spared = SignedExtent(
                try Checkpoint.open(note: device.checkpoint(at: 3), key: device.signer.verifierKey).checkpoint)
            switch kind {
            case 0: ledger.append(.deviceRevoked(verifierKey: key, from: now, reason: "x", signed: [spared!]))
            case 1:
                ledger.append(.deviceRevoked(verifierKey: key, from: now, reason: "x", stolenSince: now))
                ledger.append(.deviceReinstated(verifierKey: key, from: now))
            case 2: ledger.append(.operatorSuspended(uscc: device.journal.operatorUSCC, from: now, reason: "x"))
            default:
                ledger.append(.deviceRevoked(verifierKey: key, from: now, reason: "x"))
                ledger.append(.deviceReinstated(verifierKey: key, from: now, reason: "y"))
            }
            try ledger.push(device, from: 2)
            try take(ledger, device.item(3))
        }

        // Forks: one that is proven, one that is claimed, one after which something was taken, and false ones.
        for kind in 0..<5 {
            (ledger, device) = try honest(3)
            let other = device.forked(after: 1)
            let fork =
                switch kind {
                case 0:
                    ForkEntry(
                        journal: device.journal, held: device.checkpoint(at: 2), offered: other.checkpoint(at: 2))
                case 1:
                    ForkEntry(
                        journal: device.journal, held: device.checkpoint(at: 3), offered: other.checkpoint(at: 2))
                case 2:
                    try Self.provenFork(device, other)
                case 3:
                    ForkEntry(
                        journal: device.journal, held: device.checkpoint(at: 3), offered: device.checkpoint(at: 3))
                default:
                    ForkEntry(
                        journal: device.journal, held: device.checkpoint(at: 3), offered: other.checkpoint(at: 2),
                        common: .init(
                            note: device.checkpoint(at: 1), heldProof: [.leaf([1])], offeredProof: [.leaf([2])]))
                }
            ledger.append(fork.bytes)
            if kind == 0 {
                device.record(1)
                try ledger.push(device, from: 3)
                ledger.append(fork.bytes)
            }
            ledger.append(Array("yima/1 later something\nof a later version".utf8))
            try take(ledger, device.item(2))
        }
        return all
    }

    /// A fork after the first event, which both histories are shown to continue.
    private static func provenFork(_ device: DeviceFixture, _ other: DeviceFixture) throws -> ForkEntry {
        func proof(_ device: DeviceFixture, _ size: Int) throws -> [MerkleHash] {
            var tree = MemoryTree()
            for entry in device.entries.prefix(size) { tree.append(.leaf(entry)) }
            let plan = try ConsistencyProof.nodes(oldSize: 1, newSize: UInt64(size))
            return ConsistencyProof(plan, hashes: try tree.hashes(at: plan.nodes)).hashes
        }
        return ForkEntry(
            journal: device.journal, held: device.checkpoint(at: 2), offered: other.checkpoint(at: 2),
            common: .init(
                note: device.checkpoint(at: 1), heldProof: try proof(device, 2), offeredProof: try proof(other, 2)))
    }
}
