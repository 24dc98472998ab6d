import Ledger
import LedgerTesting
import Testing
import TransparencyLog

@testable import Evidence

@Suite("What checking evidence remembers")
struct EvidenceMemoryTests {
    private let fixture = LedgerFixture()

    @Test("a signature is verified once by the very bytes and the very key, whichever way it came out")
    func once() {
        let memory = EvidenceMemory()
        let notes = [fixture.note(fixture.firstAct), fixture.note(fixture.firstAct) + [0x0A]]
        let keys = [fixture.admin.verifierKey, fixture.signer.verifierKey]
        var verified = 0
        for _ in 0..<3 {
            for (note, key) in notes.flatMap({ note in keys.map { (note, $0) } }) {
                let isTrue = note == notes[0] && key == keys[0]
                let isSigned = memory.isSigned(note, by: key) {
                    verified += 1
                    return isTrue
                }
                #expect(isSigned == isTrue)
            }
        }
        #expect(verified == 4)
    }

    @Test("two codes of different enrolments verify what they share once", arguments: [true, false])
    func shared(isSigned: Bool) throws {
        let devices = [fixture.device(), fixture.device(1, operator: 2)]
        let notes = [fixture.note(fixture.firstAct)] + devices.flatMap { fixture.enrolment(of: $0) }
        let entries = try notes.enumerated().map { index, note in
            let bytes = LedgerEntry.adminBytes(note: note)
            let proven = Evidence.ProvenEntry(index: UInt64(index), bytes: bytes, proof: [], journalProof: nil)
            let checkpoint = Checkpoint(origin: fixture.origin, edge: RightEdge())
            return (CheckedEntry(proven, under: checkpoint), try LedgerEntry(parsing: bytes))
        }
        let memory = EvidenceMemory()
        // What was found out before is believed, and so is not found out again.
        for note in notes[1...] { _ = memory.isSigned(note, by: fixture.admin.verifierKey) { isSigned } }
        for some in [entries, Array(entries.prefix(3))] {
            let enrolled = EnrolledRegistry(some, origin: fixture.origin, memory: memory)
            #expect(enrolled.findings.count == (isSigned ? 0 : some.count - 1))
        }
        // Another memory finds it out anew.
        #expect(EnrolledRegistry(entries, origin: fixture.origin, memory: EvidenceMemory()).findings.isEmpty)
    }

    @Test("registries are bounded by what they are made of, and not by their number alone")
    func weighed() {
        let memory = EvidenceMemory()
        let made = EnrolledRegistry([], origin: fixture.origin, memory: memory)
        func source(_ number: Int, count: Int) -> EvidenceMemory.RegistrySource {
            .init(
                origin: fixture.origin,
                places: (0..<count).map { .init(index: UInt64($0), leafHash: .leaf("\(number)".utf8)) })
        }
        for number in 0..<200 {
            _ = memory.registry(source(number, count: 1000), byteCount: 1 << 20) { made }
            #expect(memory.registryBytes <= EvidenceMemory.registryBytesMax)
        }
        #expect(memory.registryBytes > 1 << 20)
        var makes = 0
        for _ in 0..<2 {
            _ = memory.registry(source(199, count: 1000), byteCount: 1 << 20) {
                makes += 1
                return made
            }
        }
        #expect(makes == 0, "the newest is remembered")
        for _ in 0..<2 {
            _ = memory.registry(source(0, count: 2), byteCount: EvidenceMemory.registryBytesMax) {
                makes += 1
                return made
            }
        }
        #expect(makes == 2, "what alone is too much is not")
    }

    @Test("two keys of one journal do not drive out what each of them signed")
    func keys() {
        let memory = EvidenceMemory()
        let entry = JournalCheckpointEntry(arrival: fixture.clock.now(), note: fixture.device().checkpoint(at: 0))
        let checked = CheckedEntry(
            Evidence.ProvenEntry(index: 0, bytes: entry.bytes, proof: [], journalProof: nil),
            under: Checkpoint(origin: fixture.origin, edge: RightEdge()))
        var makes = 0
        for turn in 0..<6 {
            let key = turn % 2 == 0 ? fixture.admin.verifierKey : fixture.signer.verifierKey
            _ = memory.witness(.leaf(entry.bytes), key: key, byteCount: entry.note.count) {
                makes += 1
                return JournalWitness(
                    entry, checked: checked, registry: Registry(origin: fixture.origin), memory: EvidenceMemory())
            }
        }
        #expect(makes == 2)
    }
}
