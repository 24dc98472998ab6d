import Codes
import Evidence
import Ledger
import LedgerProtocol
import LedgerTesting
import Rules
import StrictJSON
import Testing
import TransparencyLog
import Values

@Suite("A host that enters what could not have come is found by an audit and by evidence alike")
struct HostileHostTests {
    private func rules(_ judgement: EvidenceJudge.Judgement) -> [String] {
        judgement.report.findings.map { "\($0.rule) \($0.severity)" }
    }

    /// Holds that audit and evidence both find `entry`, the evidence under just this rule.
    private func expect(
        _ ledger: HostileLedger, _ device: DeviceFixture, item: UInt64 = 0, rule: String, entry: UInt64,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> EvidenceJudge.Judgement {
        let report = try await ledger.audit()
        #expect(report.exitStatus == 1, sourceLocation: sourceLocation)
        #expect(
            report.problems.contains { ($0.entry ?? 0) >= entry }, "\(report.problems)",
            sourceLocation: sourceLocation)
        let judgement = try ledger.judgement(of: device.item(item))
        #expect(Set(rules(judgement)) == ["\(rule) violation"], sourceLocation: sourceLocation)
        #expect(
            judgement.report.findings.flatMap(\.entries).contains(entry), "\(judgement.report.findings)",
            sourceLocation: sourceLocation)
        #expect(judgement.verdict.verdict == .invalid, sourceLocation: sourceLocation)
        return judgement
    }

    private func honest(_ count: Int) throws -> (HostileLedger, DeviceFixture) {
        var (ledger, device) = HostileLedger.enrolled { $0.device() }
        device.record(count)
        try ledger.push(device)
        return (ledger, device)
    }

    @Test("what an honest host enters is sound and valid")
    func honest() async throws {
        let (ledger, device) = try honest(3)
        let report = try await ledger.audit()
        #expect(report.isSound, "\(report.problems)")
        #expect(try ledger.judgement(of: device.item(1)).verdict.verdict == .valid)
    }

    @Test("a push entered twice is the host's doing: its events count once, and no goods are doubled")
    func enteredTwice() async throws {
        var (ledger, device) = try honest(3)
        let again = try ledger.push(device)
        let judgement = try await expect(ledger, device, item: 1, rule: "PROOF-1", entry: again + 1)
        #expect(judgement.verdict.eventCount == 1)
        #expect(judgement.verdict.findings.allSatisfy { $0.rule == "PROOF-1" })
        let report = try await ledger.audit()
        #expect(report.problems.contains { $0.wording.en.contains("stands a second time") })
    }

    @Test("two events under one index are not both valid: the device signed two histories, and the host took both")
    func twoUnderOneIndex() async throws {
        var (ledger, device) = try honest(3)
        var other = device.forked(after: 2)
        let first = try ledger.push(other, from: 2)
        #expect(try await ledger.audit().exitStatus == 1)
        let judgement = try ledger.judgement(of: device.item(2))
        #expect(Set(rules(judgement)) == ["PROOF-1 violation", "PROOF-5 violation"])
        #expect(judgement.report.findings.filter { $0.rule == "PROOF-5" }.map(\.entries) == [[6, first + 1]])
        #expect(judgement.report.events.map(\.journalIndex) == [0, 1, 2])
        // Under checkpoints of two sizes nothing shows that the device signed two histories; the host is found all the same.
        (ledger, device) = try honest(3)
        other.record(1)
        let longer = try ledger.push(other, from: 2)
        _ = try await expect(ledger, device, item: 2, rule: "PROOF-1", entry: longer)
    }

    @Test("an event whose device was enrolled only afterwards is false")
    func enrolledAfterwards() async throws {
        var ledger = HostileLedger()
        var device = ledger.fixture.device()
        device.record(1)
        let first = try ledger.push(device)
        ledger.enrol(device)
        _ = try await expect(ledger, device, rule: "PROOF-3", entry: first)
    }

    @Test(
        "an event after the revocation of its device, or the suspension of its operator, is false, whatever the times say"
    )
    func afterwards() async throws {
        let past = Timestamp(milliseconds: 0)
        for kind in 0..<3 {
            var (ledger, device) = HostileLedger.enrolled { $0.device() }
            let key = "\(device.signer.verifierKey)"
            let now = ledger.fixture.clock.now()
            switch kind {
            case 0: ledger.append(.deviceRevoked(verifierKey: key, from: now, reason: "x"))
            case 1: ledger.append(.operatorSuspended(uscc: device.journal.operatorUSCC, from: now, reason: "x"))
            default: ledger.append(.deviceRevoked(verifierKey: key, from: now, reason: "x", stolenSince: now))
            }
            device.record(1)
            // Said to have come long before.
            let first = try ledger.push(device, arrival: past)
            _ = try await expect(ledger, device, rule: "PROOF-3", entry: first)
        }
    }

    @Test("a revocation that reaches back leaves the ledger sound, with a note")
    func reachingBack() async throws {
        var (ledger, device) = try honest(2)
        let key = "\(device.signer.verifierKey)"
        let entry = ledger.append(.deviceRevoked(verifierKey: key, from: ledger.fixture.enrolledFrom, reason: "x"))
        let report = try await ledger.audit()
        #expect(report.isSound, "\(report.problems)")
        #expect(report.warnings.map(\.entry) == [entry])
        #expect(report.json.text.contains(#""warnings":[{"entry":\#(entry),"#))
        let judgement = try ledger.judgement(of: device.item(1))
        #expect(rules(judgement) == ["PROOF-3 warning"])
        #expect(judgement.report.findings.map(\.entries) == [[3, 4]])
        // One that names its own moment is no such thing.
        (ledger, device) = try honest(2)
        ledger.append(.deviceRevoked(verifierKey: key, from: ledger.fixture.clock.now(), reason: "x"))
        #expect(try await ledger.audit().warnings.isEmpty)
    }

    @Test("a journal that forked takes nothing more: what is entered after its fork is the host's doing")
    func afterFork() async throws {
        var (ledger, device) = try honest(2)
        let other = device.forked(after: 1)
        let fork = ForkEntry(
            journal: device.journal, held: device.checkpoint(at: 2), offered: other.checkpoint(at: 2))
        ledger.append(fork.bytes)
        #expect(try await ledger.audit().isSound)
        device.record(1)
        let first = try ledger.push(device, from: 2)
        #expect(try await ledger.audit().problems.map(\.entry) == [first + 1])
        let judgement = try ledger.judgement(of: device.item(2))
        #expect(rules(judgement) == ["PROOF-1 violation", "PROOF-5 violation"])
        #expect(judgement.report.findings[0].entries == [first])
    }

    @Test("a fork that the device did not sign, or that is none, is a false accusation", arguments: 0..<5)
    func falseFork(kind: Int) async throws {
        var (ledger, device) = try honest(2)
        let held = device.checkpoint(at: 2)
        let other = device.forked(after: 1)
        let stranger = LedgerFixture(seed: 9).device()
        let fork =
            switch kind {
            case 0: ForkEntry(journal: device.journal, held: held, offered: stranger.checkpoint(at: 0))
            case 1: ForkEntry(journal: device.journal, held: stranger.checkpoint(at: 0), offered: held)
            case 2: ForkEntry(journal: device.journal, held: held, offered: held)
            case 3: ForkEntry(journal: device.journal, held: held, offered: device.checkpoint(at: 0))
            default:
                ForkEntry(
                    journal: device.journal, held: held, offered: other.checkpoint(at: 2),
                    common: .init(
                        note: device.checkpoint(at: 1), heldProof: [.leaf([1])], offeredProof: [.leaf([2])]))
            }
        let entry = ledger.append(fork.bytes)
        _ = try await expect(ledger, device, rule: "PROOF-1", entry: entry)
        // It blocks nothing, and does not put the journal in doubt.
        device.record(1)
        try ledger.push(device, from: 2)
        #expect(try await ledger.audit().problems.map(\.entry) == [entry])
    }

    @Test("a second fork of a journal is one too many")
    func secondFork() async throws {
        var (ledger, device) = try honest(2)
        for after in 0...1 {
            ledger.append(
                ForkEntry(
                    journal: device.journal, held: device.checkpoint(at: 2),
                    offered: device.forked(after: after).checkpoint(at: after + 1)
                ).bytes)
        }
        #expect(try await ledger.audit().problems.map(\.entry) == [ledger.size - 1])
    }

    @Test("arrivals that go back are found; those that stand still are not")
    func arrivals() async throws {
        for back in [Int64(0), 1] {
            var (ledger, device) = try honest(2)
            device.record(1)
            let arrival = Timestamp(milliseconds: ledger.fixture.clock.now().milliseconds - back)
            try ledger.push(device, from: 2, arrival: arrival)
            #expect(try await ledger.audit().problems.map(\.entry) == (back == 0 ? [] : [ledger.size - 1]))
        }
    }

    /// A device's checkpoint that says which head of the ledger it has seen.
    private func checkpoint(_ device: DeviceFixture, seen: SeenHead) throws -> [UInt8] {
        let checkpoint = Checkpoint(
            origin: "\(device.journal)", treeSize: device.size, root: device.edge(at: device.entries.count).root,
            extensions: [seen.line])
        return Array(try checkpoint.sign(with: device.signer).formatted.utf8)
    }

    @Test("a device that has seen a head which this ledger never had, or not yet, is a warning and condemns nobody")
    func seen() async throws {
        var (ledger, device) = try honest(2)
        var edges: [RightEdge] = [RightEdge()]
        for entry in ledger.entries {
            edges.append(edges.last!)
            edges[edges.count - 1].append(.leaf(entry))
        }
        var warnings: [UInt64] = []
        // Every size there was, each with its own root and with another; then one that was not there yet.
        for size in 0...edges.count {
            for isTrue in [true, false] {
                let root = size < edges.count && (isTrue || size == 0) ? edges[size].root : .leaf([7])
                let head = SeenHead(origin: ledger.fixture.origin, treeSize: UInt64(size), root: root)
                let from = device.entries.count
                device.record(1)
                try ledger.push(device, from: from, note: try checkpoint(device, seen: head))
                if size > 0, !isTrue || size == edges.count { warnings.append(ledger.size - 1) }
            }
        }
        let newer = SeenHead(origin: ledger.fixture.origin, treeSize: ledger.size + 1, root: .leaf([7]))
        let elsewhere = SeenHead(origin: "trace.example.gov.cn/other", treeSize: 1, root: .leaf([7]))
        for (head, isWarned) in [(newer, true), (elsewhere, false)] {
            let from = device.entries.count
            device.record(1)
            try ledger.push(device, from: from, note: try checkpoint(device, seen: head))
            if isWarned { warnings.append(ledger.size - 1) }
        }
        let report = try await ledger.audit()
        #expect(report.isSound)
        #expect(report.warnings.map(\.entry) == warnings)
        #expect(report.warnings.allSatisfy { $0.wording.en.contains("has seen another history") })
        // The push is taken all the same: what the device signed of its journal stands.
        #expect(try ledger.judgement(of: device.item(4)).verdict.verdict == .valid)
    }

    @Test("a sequencer takes and keeps a checkpoint that says what its device has seen")
    func seenIsKept() async throws {
        let fixture = LedgerFixture()
        var device = fixture.device()
        device.record(1)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
        let head = SeenHead(
            try Checkpoint.open(
                note: await room.sequencer.checkpoint, key: fixture.signer.verifierKey
            ).checkpoint)
        let note = try checkpoint(device, seen: head)
        _ = try await room.sequencer.push(
            try PushRequest(journal: device.journal, from: 0, note: note, entries: device.entries))
        #expect(try await room.store.journal(device.journal)?.checkpoint == note)
        let report = await LedgerAuditor(source: StoreAuditSource(room.store), key: fixture.signer.verifierKey).audit()
        #expect(report.isSound, "\(report.problems)")
    }
}
