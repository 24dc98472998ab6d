import Codes
import Hosting
import Ledger
import LedgerTesting
import Rules
import StrictJSON
import Synchronization
import Testing
import TransparencyLog
import Values

@testable import Evidence

@Suite("Evidence about many codes in one document comes to what each code's own evidence comes to")
struct EvidenceBatchTests {
    /// Items that one operator makes, some of which another stores; the last code is of nothing on record.
    private func codes(_ room: EvidenceRoom) throws -> [EvidenceJudge.Question] {
        let written = (0..<5).map { room.maker.item(UInt64($0)) } + [room.keeper.item(0), room.keeper.item(2)]
        return try (written + ["https://id.gs1.org/01/06901234567892/21/never"]).map {
            EvidenceJudge.Question(written: $0, code: try CodeReader().read($0))
        }
    }

    private func judge(_ room: EvidenceRoom, key: VerifierKey? = nil, policy: WitnessPolicy? = nil) -> EvidenceJudge {
        EvidenceJudge(
            key: key ?? room.fixture.signer.verifierKey, policy: policy, now: room.fixture.clock.now())
    }

    private func batch(_ room: EvidenceRoom) async throws -> EvidenceBatch {
        try await room.room.host.evidence(of: try codes(room).map(\.written))
    }

    /// What the document comes to, beside what each code's own evidence changed in the same way comes to.
    private func compare(
        _ room: EvidenceRoom, judge: EvidenceJudge? = nil, memory: EvidenceMemory = EvidenceMemory(),
        _ change: @escaping (Evidence.ProvenEntry) -> Evidence.ProvenEntry? = { $0 }
    ) async throws -> [Verdict] {
        let judge = judge ?? self.judge(room)
        var batch = try await batch(room)
        batch.entries = batch.entries.compactMap(change)
        let questions = try codes(room)
        let together = await judge.judge(questions, by: batch, memory: memory) { VerdictFacts($0) }
        var alone: [VerdictFacts?] = []
        for question in questions {
            var evidence = try await room.room.host.evidence(of: question.code)
            guard !evidence.entries.isEmpty else {
                alone.append(nil)
                continue
            }
            evidence.entries = evidence.entries.compactMap(change)
            alone.append(VerdictFacts(judge.judge(question.code, written: question.written, evidence: evidence)))
        }
        #expect(together == alone)
        return together.compactMap { $0?.verdict }
    }

    @Test(
        "where it is asked for, each is shown to be complete by answers that stand once, and what is hidden of one is found"
    )
    func answered() async throws {
        let room = try await EvidenceRoom.new(committing: .atOnce())
        try await room.room.covered()
        let questions = try codes(room)
        let batch = try await room.room.host.evidence(of: questions.map(\.written), isAnswered: true)
        let index = try #require(batch.index)
        #expect(Set(index.answers.map(\.name)).count == index.answers.count)
        let held = batch.subjects.compactMap(\.held)
        #expect(held.count == questions.count && held.allSatisfy { !$0.answers.isEmpty })
        #expect(held.reduce(0) { $0 + $1.answers.count } > index.answers.count, "what is shared stands once")
        #expect(try EvidenceBatch.parse(batch.formatted()) == batch)
        let shown = await judge(room).judge(questions, by: batch, memory: EvidenceMemory()) { $0.verdict }
        #expect(shown.allSatisfy { $0?.completeness?.isShown == true })
        // That nothing is on record of the last is shown as well.
        #expect(shown.dropLast().allSatisfy { $0?.verdict == .valid } && shown.last??.verdict == .unknown)
        for (question, verdict) in zip(questions, shown) {
            let alone = try await room.room.host.evidence(of: question.code, showingAbsence: true)
            let judged = judge(room).judge(question.code, written: question.written, evidence: alone)
            #expect(judged.verdict.json.formatted() == verdict?.json.formatted())
        }

        let event = try #require(
            held.first?.entries.first { entry in
                batch.entries.contains { $0.index == entry && $0.bytes.starts(with: "yima/1 event".utf8) }
            })
        var hiding = batch
        hiding.entries.removeAll { $0.index == event }
        hiding.subjects = batch.subjects.map { subject in
            EvidenceBatch.Subject(
                code: subject.code,
                held: subject.held.map {
                    EvidenceBatch.Held(
                        subject: $0.subject, isComplete: $0.isComplete, entries: $0.entries.filter { $0 != event },
                        answers: $0.answers)
                })
        }
        let caught = await judge(room).judge(questions, by: hiding, memory: EvidenceMemory()) { $0.verdict }
        #expect(caught.first??.verdict == .undecided && caught.contains { $0?.verdict == .valid })
        // Who does not ask is told less.
        #expect(try await self.batch(room).index == nil)
        await room.room.host.shutDown()
    }

    @Test("the verdicts, the events and the findings are the same, and an unknown code has none")
    func same() async throws {
        let room = try await EvidenceRoom.new()
        let verdicts = try await compare(room)
        #expect(verdicts == Array(repeating: .valid, count: 7))
    }

    @Test("whatever is false is false for the same codes, and for no others")
    func falsified() async throws {
        let room = try await EvidenceRoom.new()
        for entry in try await batch(room).entries {
            // A memory of what was true must not lend it to what is not.
            let memory = EvidenceMemory()
            _ = try await compare(room, memory: memory)
            for kind in 0..<4 {
                let verdicts = try await compare(room, memory: memory) { found in
                    guard found.index == entry.index else { return found }
                    var (bytes, proof, journalProof) = (found.bytes, found.proof, found.journalProof)
                    switch kind {
                    case 0: bytes[bytes.count - 2] ^= 1
                    case 1: proof[0] = .emptyRoot
                    case 2: journalProof = nil
                    default:
                        journalProof = journalProof.map {
                            .init(checkpointEntry: $0.checkpointEntry, hashes: $0.hashes.map { _ in .emptyRoot })
                        }
                    }
                    return Evidence.ProvenEntry(
                        index: found.index, bytes: bytes, proof: proof, journalProof: journalProof)
                }
                if kind < 2 { #expect(verdicts.contains(.invalid), "entry \(entry.index)") }
            }
        }
    }

    @Test("a checkpoint of another key, or one that too few witnesses signed, is told on every code alike")
    func checkpoint() async throws {
        let room = try await EvidenceRoom.new()
        let other = try await compare(room, judge: judge(room, key: LedgerFixture(seed: 5).signer.verifierKey))
        #expect(other == Array(repeating: .undecided, count: 7))
    }

    @Test("forks are told of the codes whose journals forked")
    func forks() async throws {
        let room = try await EvidenceRoom.new()
        _ = await room.room.outcome(of: room.maker.forked(after: 2).push())
        let verdicts = try await compare(room)
        #expect(Set(verdicts).count > 1)
    }

    @Test("a document reads back as it was, and is less than half of what it stands for")
    func roundTrip() async throws {
        let room = try await EvidenceRoom.new()
        _ = await room.room.outcome(of: room.maker.forked(after: 2).push())
        var batch = try await batch(room)
        batch.subjects.append(EvidenceBatch.Subject(code: "left out \"\u{0}", held: nil))
        #expect(try EvidenceBatch.parse(batch.formatted()) == batch)
        var bytes = 0
        for question in try codes(room) {
            bytes += try await room.room.host.evidence(of: question.code).formatted().count
        }
        #expect(batch.formatted().count * 2 < bytes)
    }

    @Test("entries that a subject names and that are not there, or stand out of order, are refused")
    func malformed() async throws {
        let room = try await EvidenceRoom.new()
        let sound = try await batch(room)
        for entries: [UInt64] in [[99], [1, 0], [0, 0]] {
            var batch = sound
            batch.subjects[0] = EvidenceBatch.Subject(
                code: "x", held: EvidenceBatch.Held(subject: "x", isComplete: true, entries: entries))
            #expect(throws: LocatedError.self) { try EvidenceBatch.parse(batch.formatted()) }
        }
        #expect(throws: LocatedError.self) { try EvidenceBatch.parse(try Self.alone(room)) }
    }

    private static func alone(_ room: EvidenceRoom) throws -> [UInt8] {
        Evidence(subject: "x", checkpoint: [], entries: [], forks: [], isComplete: true).formatted()
    }

    /// A document in which each of some subjects names the entries below a number.
    private func naming(
        _ counts: [Int], of size: Int, bytes: Int = 1, forks: [JournalFork] = []
    ) -> [UInt8] {
        EvidenceBatch(
            checkpoint: [],
            subjects: counts.enumerated().map { number, count in
                .init(
                    code: "\(number)",
                    held: .init(subject: "x", isComplete: true, entries: (0..<count).map { UInt64($0) }))
            },
            entries: (0..<size).map { index in
                Evidence.ProvenEntry(
                    index: UInt64(index), bytes: Array(repeating: 0x61, count: bytes), proof: [], journalProof: nil)
            }, forks: forks
        ).formatted()
    }

    @Test("what all subjects name together is bounded, by its number and by its bytes, and so is what forks concern")
    func bounded() async throws {
        let most = Array(repeating: 256, count: 256)
        #expect(try EvidenceBatch.parse(naming(most, of: 256)).subjects.count == 256)
        #expect(throws: LocatedError.self) { try EvidenceBatch.parse(naming(most + [1], of: 256)) }
        #expect(try EvidenceBatch.parse(naming(most + [0], of: 256)).subjects.count == 257)
        let fat = Array(repeating: 8, count: 256)
        #expect(try EvidenceBatch.parse(naming(fat, of: 8, bytes: 65_536)).subjects.count == 256)
        #expect(throws: LocatedError.self) { try EvidenceBatch.parse(naming(fat + [1], of: 8, bytes: 65_536)) }
        let fork = JournalFork(
            journal: LedgerFixture().device().journal, arrival: Timestamp(milliseconds: 0), offered: [0x61],
            held: [0x61])
        let forks = Array(repeating: fork, count: 255)
        let ones = Array(repeating: 1, count: 256)
        #expect(try EvidenceBatch.parse(naming(ones, of: 1, forks: forks)).forks.count == 255)
        #expect(throws: LocatedError.self) { try EvidenceBatch.parse(naming(ones, of: 1, forks: forks + [fork])) }
    }

    @Test("a code that is asked for twice is judged once, and answered twice")
    func twice() async throws {
        let room = try await EvidenceRoom.new()
        let questions = try codes(room)
        let judged = Mutex(0)
        let batch = try await batch(room)
        let made = await judge(room).judge(questions + questions, by: batch, memory: EvidenceMemory()) { judgement in
            judged.withLock { $0 += 1 }
            return VerdictFacts(judgement)
        }
        #expect(judged.withLock { $0 } == 7)
        #expect(Array(made.prefix(questions.count)) == Array(made.suffix(questions.count)))
        #expect(made.compactMap(\.self).count == 14)
    }

    @Test("nothing is on record only where the answer is about this very code and leaves nothing out")
    func nothing() throws {
        let (code, other) = (
            try CodeReader().read("(01)06901234567892(21)1"), "https://id.gs1.org/01/06901234567892/21/2"
        )
        for (subject, isComplete, entries, isNothing) in [
            (code.uri, true, [], true), (code.uri, false, [], false), (other, true, [], false),
            (code.uri, true, [1], false),
        ] as [(String, Bool, [UInt64], Bool)] {
            let held = EvidenceBatch.Held(subject: subject, isComplete: isComplete, entries: entries)
            #expect(held.isNothing(about: code) == isNothing, "\(held)")
        }
    }

    @Test("codes for which there is no more room are left out, and those before them stay as they are")
    func noMoreRoom() async throws {
        let room = try await EvidenceRoom.new()
        let written = try codes(room).map(\.written)
        let first = try #require(try await batch(room).subjects.first?.held)
        let cut = try await room.room.host.evidence(of: written, entryBytesMax: 1)
        #expect(cut.subjects.map(\.code) == written)
        #expect(cut.subjects[0].held == first)
        #expect(cut.entries.map(\.index) == first.entries)
        #expect(cut.subjects.dropFirst().allSatisfy { $0.held == nil })
    }

    @Test("under another's signature that nothing is on record is not taken")
    func withoutUnknown() async throws {
        let room = try await EvidenceRoom.new()
        let batch = try await batch(room)
        #expect(batch.subjects.map { $0.held?.entries.isEmpty } == Array(repeating: false, count: 7) + [true])
        let known = batch.withoutUnknown
        #expect(known.subjects.map { $0.held?.entries.isEmpty } == Array(repeating: false, count: 7) + [nil])
        #expect(known.entries == batch.entries)
    }

    @Test("a code that the host cannot read is left out, and leaves the others as they are")
    func unreadable() async throws {
        let room = try await EvidenceRoom.new()
        let batch = try await room.room.host.evidence(of: ["\u{7}", room.item.uri])
        #expect(batch.subjects.map { $0.held == nil } == [true, false])
        #expect(try EvidenceBatch.parse(batch.formatted()) == batch)
    }
}
