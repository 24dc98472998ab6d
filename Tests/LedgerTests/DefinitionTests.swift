import Codes
import DerivedState
import Evidence
import Hosting
import Ledger
import LedgerTesting
import Rules
import Synchronization
import Testing
import TransparencyLog
import Values

/// Files that a host was given, by their SHA-256.
final class GivenFiles: DefinitionTexts {
    private let files = Mutex<[DefinitionDigest: [UInt8]]>([:])

    func give(_ text: String) -> DefinitionDigest {
        let bytes = Array(text.utf8)
        let sha256 = DefinitionDigest(of: bytes)
        files.withLock { $0[sha256] = bytes }
        return sha256
    }

    func text(_ sha256: DefinitionDigest) async throws(StoreError) -> [UInt8]? {
        files.withLock { $0[sha256] }
    }
}

@Suite("Definition files are adopted on the ledger: their text stands there, and the last one counts")
struct DefinitionTests {
    private static let strict = #"{"rules": {"TIME-2": {"toleranceHours": 0.5}}}"#
    private static let lax = #"{"rules": {"TIME-2": {"toleranceHours": 876000}}}"#
    private static let name = DefinitionName("rules.json")!

    private struct Room {
        let ledger: LedgerRoom
        let files: GivenFiles

        func outcome(
            _ name: DefinitionName, _ sha256: DefinitionDigest, seconds: Int64 = 0
        ) async -> Result<AdminReceipt, AdminRefusal> {
            let now = ledger.fixture.clock.now()
            let from = Timestamp(milliseconds: now.milliseconds + seconds)
            let act = AdminAct.definitionAdopted(name: name, sha256: sha256, from: from)
            do throws(AdminRefusal) {
                return .success(try await ledger.host.append(adminNote: ledger.fixture.note(act)))
            } catch {
                return .failure(error)
            }
        }

        var adopted: [Registry.Adoption] { adopted(DefinitionTests.name) }

        func adopted(_ name: DefinitionName) -> [Registry.Adoption] {
            ledger.host.sequencer.published.registry.definitions[name] ?? []
        }
    }

    private func room() async throws -> Room {
        let files = GivenFiles()
        return Room(ledger: try await .new(enrolled: [LedgerFixture().device()], definitionTexts: files), files: files)
    }

    @Test("the text goes before the note, once; what counts already is said; what the host does not have is refused")
    func adopting() async throws {
        let room = try await room()
        let size = await room.ledger.sequencer.treeSize
        let strict = room.files.give(Self.strict)
        #expect(try await room.outcome(Self.name, strict).get().entry == size + 1)
        #expect(room.adopted.map(\.textEntry) == [size])
        let text = try LedgerEntry(parsing: await room.ledger.store.entry(size))
        #expect(text == .definition(DefinitionEntry(name: Self.name, text: Array(Self.strict.utf8))))
        guard case .failure(.refused(.alreadyHeld(size + 1))) = await room.outcome(Self.name, strict, seconds: 1) else {
            return #expect(Bool(false), "adopted twice")
        }
        let missing = DefinitionDigest(of: [1])
        guard case .failure(.refused(.definitionIsMissing(Self.name, missing))) = await room.outcome(Self.name, missing)
        else { return #expect(Bool(false), "adopted without a text") }
        #expect(await room.ledger.sequencer.treeSize == size + 2)

        let lax = room.files.give(Self.lax)
        #expect(try await room.outcome(Self.name, lax, seconds: 2).get().entry == size + 3)
        // Its text stands already.
        #expect(try await room.outcome(Self.name, strict, seconds: 3).get().entry == size + 4)
        #expect(room.adopted.map(\.sha256) == [strict, lax, strict])
        #expect(room.adopted.map(\.textEntry) == [size, size + 2, size])
        #expect(try await room.ledger.host.definition(lax) == Array(Self.lax.utf8), "one that counted is still told")
        #expect(try await room.ledger.host.definition(missing) == nil)
    }

    @Test("a file that no entry can hold is on the ledger by its SHA-256")
    func large() async throws {
        let room = try await room()
        let size = await room.ledger.sequencer.treeSize
        let name = DefinitionName("lists.json")!
        let header = "yima/1 definition lists.json\n".utf8.count
        let fits = room.files.give(String(repeating: " ", count: LedgerEntry.bytesMax - header))
        #expect(try await room.outcome(name, fits).get().entry == size + 1)
        let large = room.files.give(String(repeating: " ", count: LedgerEntry.bytesMax - header + 1))
        #expect(try await room.outcome(name, large, seconds: 1).get().entry == size + 2)
        #expect(room.adopted(name).map(\.textEntry) == [size, nil])
        #expect(try await room.ledger.host.definition(large)?.count == LedgerEntry.bytesMax - header + 1)
    }

    @Test("what was adopted is found again after a crash, and the ledger is sound")
    func recovery() async throws {
        let room = try await room()
        var device = room.ledger.fixture.device()
        device.record(3)
        _ = try await room.ledger.sequencer.push(device.push())
        _ = try await room.outcome(Self.name, room.files.give(Self.strict)).get()
        let again = try await room.ledger.crashedAndReopened()
        #expect(
            again.host.sequencer.published.registry.definitions
                == room.ledger.host.sequencer.published.registry.definitions)
        #expect(again.host.sequencer.published.lastArrival == room.ledger.host.sequencer.published.lastArrival)
        await again.host.index.flush()
        let report = await Fsck(
            store: again.store, index: again.indexStore, memory: again.memory,
            key: again.fixture.signer.verifierKey
        ).run()
        #expect(report.isSound, "\(report.problems)")
        device.record(1)
        _ = try await again.sequencer.push(device.push(from: 3))
    }

    @Test("a judge goes by what the evidence proves to be adopted, and says of each file whether it is")
    func judging() async throws {
        let room = try await room()
        var device = room.ledger.fixture.device()
        let strict = room.files.give(Self.strict)
        _ = try await room.outcome(Self.name, strict).get()
        device.record(1)
        _ = try await room.ledger.sequencer.push(device.push())
        let code = try CodeReader().read(device.item(0))
        let evidence = try await room.ledger.host.evidence(of: code)
        let fixture = room.ledger.fixture
        let own = try TradeDefinitions(overrides: ["rules.json": Array(Self.lax.utf8)], codes: CodeReader())
        let ledgers = try TradeDefinitions(overrides: ["rules.json": Array(Self.strict.utf8)], codes: CodeReader())
        let adopted = EvidenceJudge.AdoptedTradeDefinitions(
            definitions: ledgers, digests: ["rules.json": strict.description])
        func judged(_ evidence: Evidence, adopted: EvidenceJudge.AdoptedTradeDefinitions?) -> VerdictDocument {
            EvidenceJudge(
                key: fixture.signer.verifierKey, definitions: own, adopted: adopted, now: fixture.clock.now()
            ).judge(code, written: "x", evidence: evidence).verdict
        }
        func rules(_ document: VerdictDocument) -> VerdictDocument.Definition? {
            document.definitions.first { $0.name == "rules.json" }
        }
        let proven = judged(evidence, adopted: adopted)
        #expect(proven.findings.map(\.rule) == ["TIME-2"])
        #expect(rules(proven)?.sha256 == strict.description && rules(proven)?.isAdopted == true)
        // One's own, although another counts.
        let local = judged(evidence, adopted: nil)
        #expect(local.findings.isEmpty)
        #expect(rules(local)?.isAdopted == false && rules(local)?.adopted == strict.description)
        #expect(local.definitions.map(\.name).contains("lists.json"))
        #expect(local.verdict == .undecided, "what counts was not at hand, and nobody chose otherwise")
        // A ledger that names what it does not prove is not gone by.
        let note = try #require(
            evidence.entries.first {
                $0.bytes.count > 0 && String(decoding: $0.bytes, as: UTF8.self).contains("definition-adopted")
            })
        let unproven = judged(evidence.without { $0.index == note.index }, adopted: adopted)
        #expect(unproven.findings.isEmpty)
        #expect(rules(unproven)?.isAdopted == false && rules(unproven)?.adopted == nil)
    }

    @Test(
        "names are plain",
        arguments: [
            ("rules.json", true), ("schemes/fujian-trace.json", true), ("a_b-1.json", true), ("Rules.json", false),
            ("../rules.json", false), (".json", false), ("schemes/.x.json", false), ("a/b/c.json", false),
            ("rules", false), ("/rules.json", false), ("规则.json", false), ("a b.json", false),
            (String(repeating: "a", count: 124) + ".json", false),
        ])
    func names(text: String, isName: Bool) {
        #expect((DefinitionName(text) != nil) == isName)
    }

    @Test("an entry reads back as it was written; another form is none")
    func entries() throws {
        let entry = DefinitionEntry(name: Self.name, text: Array("{}\n\n".utf8))
        #expect(try LedgerEntry(parsing: entry.bytes) == .definition(entry))
        for wrong in ["yima/1 definition\n{}", "yima/1 definition Rules.json\n{}", "yima/1 definition a.json b\n{}"] {
            #expect(throws: LedgerEntry.Malformation.self) { try LedgerEntry(parsing: Array(wrong.utf8)) }
        }
        // FIPS 180-4: SHA-256 of "abc".
        #expect(
            "\(DefinitionDigest(of: Array("abc".utf8)))"
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(DefinitionDigest("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD") == nil)
    }
}
