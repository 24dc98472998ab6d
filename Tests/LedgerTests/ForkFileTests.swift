import Evidence
import Foundation
import LedgerTesting
import Rules
import StrictJSON
import Testing
import TransparencyLog
import Values

@Suite("A fork file")
struct ForkFileTests {
    let fixture = LedgerFixture()
    private var key: VerifierKey { fixture.signer.verifierKey }

    private func tree(_ size: Int, common: Int = .max) -> MemoryTree {
        MemoryTree((0..<size).map { MerkleHash.leaf(Array("\($0 < common ? $0 : 1000 + $0)".utf8)) })
    }

    private func note(_ tree: MemoryTree) throws -> [UInt8] {
        fixture.checkpoint(try tree.rightEdge(treeSize: tree.treeSize))
    }

    private func grown() throws -> ForkFile {
        let (old, new) = (tree(9), tree(20, common: 6))
        let proof = try new.prefixProof(oldSize: 9, newSize: 20)
        return ForkFile(
            LogFork(
                held: try note(old), offered: try note(new),
                prefix: LogFork.Prefix(root: proof.oldRoot, hashes: proof.proof.hashes)))
    }

    private func sameSize() throws -> ForkFile {
        ForkFile(LogFork(held: try note(tree(9)), offered: try note(tree(9, common: 6))))
    }

    private func shrunk() throws -> ForkFile {
        ForkFile(LogFork(held: try note(tree(9)), offered: try note(tree(6))))
    }

    @Test("is read as it was written, and proves what it can to who has nothing but the key")
    func roundTrip() throws {
        let expected: [(ForkFile, LogFork.Finding)] = [
            (try grown(), .otherPrefix(oldSize: 9, newSize: 20)), (try sameSize(), .twoRoots(treeSize: 9)),
            (try shrunk(), .notShown(oldSize: 6, newSize: 9)),
        ]
        for (file, finding) in expected {
            let read = try ForkFile.parse(file.formatted())
            #expect(read == file)
            #expect(try read.fork.check(key: key) == finding)
            #expect(file.claim.en.contains("not proven") == !finding.isProven)
            #expect(file.claim.zh.contains("未证明") == !finding.isProven)
        }
    }

    @Test("with any byte changed is refused or proves nothing")
    func flippedBits() throws {
        for file in [try grown(), try sameSize()] {
            let sound = file.formatted()
            #expect(try ForkFile.parse(sound).fork.check(key: key).isProven)
            for place in sound.indices {
                // Two of each byte's bits, others in the next: all eight of them cost a minute.
                for bit in [place % 8, (place + 5) % 8] {
                    var changed = sound
                    changed[place] ^= 1 << UInt8(bit)
                    let finding = try? ForkFile.parse(changed).fork.check(key: key)
                    #expect(finding?.isProven != true, "byte \(place), bit \(bit)")
                }
            }
        }
    }

    @Test("cut short, or with anything beside, is refused")
    func cutAndExtended() throws {
        let file = try sameSize()
        let sound = file.formatted()
        for count in stride(from: 0, to: sound.count, by: 7) {
            #expect(throws: LocatedError.self) { try ForkFile.parse(Array(sound.prefix(count))) }
        }
        let text = String(decoding: sound, as: UTF8.self)
        for changed in [
            text + "\n", " " + text, text.replacing("{\"format\"", with: "{\"x\":1,\"format\""),
            text.replacing("yima-fork/1", with: "yima-fork/2"),
            text.replacing("\"claim\":\"the", with: "\"claim\":\"The"),
        ] {
            #expect(changed != text)
            #expect(throws: LocatedError.self) { try ForkFile.parse(Array(changed.utf8)) }
        }
        // A prefix where the sizes say all already.
        let prefix = LogFork.Prefix(root: .emptyRoot, hashes: [])
        let padded = ForkFile(LogFork(held: file.fork.held, offered: file.fork.offered, prefix: prefix))
        #expect(throws: LocatedError.self) { try ForkFile.parse(padded.formatted()) }
    }

    @Test("of another ledger, or by another key, proves nothing of this one")
    func otherKey() throws {
        let other = LedgerFixture(seed: 2).signer.verifierKey
        #expect(throws: CheckpointError.notSignedByLog(name: other.name)) { try grown().fork.check(key: other) }
    }

    @Test("is as its schema says")
    func schema() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../schema/json/fork.schema.json")
        let schema = try JSONDocument([UInt8](Data(contentsOf: path))).root
        let known = schema["properties"].map { Set($0.members.map(\.key)) } ?? []
        let required = Set(schema["required"]?.elements.compactMap(\.string) ?? [])
        for file in [try grown(), try sameSize(), try shrunk()] {
            let members = Set(try JSONDocument(file.formatted()).root.members.map(\.key))
            #expect(members.isSubset(of: known) && required.isSubset(of: members))
        }
    }
}
