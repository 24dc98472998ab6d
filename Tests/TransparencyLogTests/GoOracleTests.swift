import Foundation
import Testing

@testable import TransparencyLog

/// The same questions to this implementation and to Go's; see `GoOracle` for what is skipped when Go is absent.
@Suite(.enabled(if: GoOracle.isAvailable || GoOracle.isRequired, GoOracle.howToInstall))
struct GoOracleTests {
    typealias Question = GoOracle.Question

    static func entry(_ index: Int) -> [UInt8] { Array("entry \(index)\n一码".utf8) }
    static func tree(_ size: Int) -> MemoryTree { MemoryTree((0..<size).map { .leaf(entry($0)) }) }
    static func grow(_ size: Int) -> Question { Question(do: "grow", leaves: (0..<size).map { Data(entry($0)) }) }

    @Test func `roots of all sizes from 1 to 600 are Go's`() async throws {
        let answer = try #require(try await GoOracle.ask([Self.grow(600)]).first)
        let roots = try #require(answer.roots)
        try #require(roots.count == 600)
        var edge = RightEdge()
        for (index, root) in roots.enumerated() {
            edge.append(.leaf(Self.entry(index)))
            #expect(Data(edge.root.bytes) == root)
        }
    }

    @Test func `proofs are Go's, and Go accepts them and refuses them with a flipped bit`() async throws {
        let pairs =
            (1...40).flatMap { size in (0..<size).map { (size, $0) } }
            + [(256, 0), (256, 255), (257, 256), (300, 130), (511, 510), (513, 7), (600, 599), (600, 512)]
        let tree = Self.tree(600)
        var questions = [Self.grow(600)]
        for (size, index) in pairs { questions += try Self.proofQuestions(tree, UInt64(size), UInt64(index)) }
        let answers = try await GoOracle.ask(questions).dropFirst()
        for (question, answer) in zip(questions.dropFirst(), answers) {
            switch question.do {
            case "prove", "proveTree": #expect(answer.hashes ?? [] == question.hashes, "\(question)")
            default: #expect((answer.error != nil) == (question.note == "forged"), "\(question)")
            }
        }
    }

    /// Each proving question carries our own hashes as well, which Go does not read there.
    private static func proofQuestions(_ tree: MemoryTree, _ size: UInt64, _ index: UInt64) throws -> [Question] {
        let root = Data(try tree.root(treeSize: size).bytes)
        let old = index + 1
        let oldRoot = Data(try tree.root(treeSize: old).bytes)
        let leaf = Data(MerkleHash.leaf(entry(Int(index))).bytes)
        let inclusion = try tree.inclusionProof(leafIndex: index, treeSize: size).hashes
        let consistency = try tree.consistencyProof(oldSize: old, newSize: size).hashes
        var check = Question(
            do: "check", size: size, index: index, root: root, leaf: leaf, hashes: inclusion.map { Data($0.bytes) })
        var checkTree = Question(
            do: "checkTree", size: size, old: old, root: root, oldRoot: oldRoot,
            hashes: consistency.map { Data($0.bytes) })
        var questions = [
            Question(do: "prove", size: size, index: index, hashes: check.hashes), check,
            Question(do: "proveTree", size: size, old: old, hashes: checkTree.hashes), checkTree,
        ]
        (check.note, checkTree.note) = ("forged", "forged")
        if !inclusion.isEmpty {
            let place = Int(index) % inclusion.count
            let forged = inclusion.replacing(place, with: inclusion[place].flipping(bit: Int(size) % 256))
            check.hashes = forged.map { Data($0.bytes) }
            questions.append(check)
        }
        if !consistency.isEmpty {
            let place = Int(index) % consistency.count
            let forged = consistency.replacing(place, with: consistency[place].flipping(bit: Int(size) % 256))
            checkTree.hashes = forged.map { Data($0.bytes) }
            questions.append(checkTree)
        }
        return questions
    }

    /// Go also names every partial width between the old and the new one, and tiles that did not change.
    @Test func `the new tiles between two sizes are the widest of Go's that the old tree lacks`() async throws {
        let sizes: [UInt64] = [0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000, 131_072, 200_001]
        let pairs = sizes.flatMap { old in sizes.filter { $0 >= old }.map { (old, $0) } }
        let answers = try await GoOracle.ask(pairs.map { Question(do: "newTiles", size: $1, old: $0) })
        for ((old, new), answer) in zip(pairs, answers) {
            var widest: [NodeCoordinate: Tile] = [:]
            for tile in try (answer.paths ?? []).map({ try #require(Tile(path: $0)) }) {
                widest[NodeCoordinate(level: tile.level, index: tile.index)] = tile
            }
            let lacking = widest.values.filter { !$0.exists(treeSize: old) }
            #expect(Set(Tile.newTiles(from: old, to: new)) == Set(lacking), "\(old)…\(new)")
        }
    }

    @Test func `tile paths are accepted and refused as Go does`() async throws {
        let paths = [
            "tile/0/000", "tile/0/001", "tile/0/x001/x234/067", "tile/0/x001/x234/067.p/112", "tile/63/999.p/255",
            "tile/3/x123/x456/x789/x012/345", "tile/entries/000", "tile/entries/x001/x234/067.p/1",
            "tile/0/1", "tile/0/0001", "tile/00/001", "tile/-1/001", "tile/0/x000/001", "tile/0/001/002",
            "tile/0/x001", "tile/0/x001/x002", "tile/0/001.p/0", "tile/0/001.p/01", "tile/0/001.p/256",
            "tile/0/001.p/-1", "tile/0/001.p", "tile/0/001.p/", "tile/0/+01", "tile/0/001/", "tile/0//001", "tile//001",
            "tile/0/001.p/1/2", "tile/0/abc", "tile/0/x1/001", "tile/0/ 01", "tile/entries/", "tile/0/",
        ]
        let answers = try await GoOracle.ask(paths.map { Question(do: "parseTile", path: $0) })
        for (path, answer) in zip(paths, answers) {
            let own = Tile(path: path)?.path ?? EntryBundlePath(path: path)?.path
            #expect(own == answer.path, "\(path): \(answer.error ?? "accepted by Go")")
        }
    }

    @Test func `the data of all tiles of 70,000 leaves are Go's`() async throws {
        let size = 70_000
        let tree = Self.tree(size)
        let tiles = Tile.tiles(treeSize: UInt64(size))
        let answers = try await GoOracle.ask([Self.grow(size)] + tiles.map { Question(do: "tileData", path: $0.path) })
        #expect(answers[0].roots?.last == Data(tree.root.bytes))
        for (tile, answer) in zip(tiles, answers.dropFirst()) {
            #expect(Data(tile.bytes(try tree.hashes(at: tile.nodes))) == answer.data, "\(tile)")
        }
    }

    @Test func `keys and signatures are Go's, byte for byte`() async throws {
        let seeds = (0..<8).map { number in (0..<32).map { UInt8(truncatingIfNeeded: $0 * 7 + number * 31) } }
        let names = ["example.com/foo", "91350100M000100Y43/dock-2", "惠安/一号码头", "a"]
        let text = "trace.example.gov.cn/licheng\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n大黄鱼\n"
        for (seed, name) in zip(seeds, names + names) {
            let signer = try SignerKey(name: name, seed: seed)
            let answers = try await GoOracle.ask([
                Question(do: "genKey", name: name, seed: Data(seed)),
                Question(do: "sign", text: text, skeys: [signer.encoded]),
            ])
            #expect(answers[0].skey == signer.encoded)
            #expect(answers[0].vkey == signer.verifierKey.description)
            #expect(answers[1].note == (try SignedNote.sign(text, with: signer).formatted))
        }
    }

    @Test func `a note signed by one is opened by the other`() async throws {
        let text =
            "If you think cryptography is the answer to your problem,\n\nthen you don't know what your problem is.\n"
        let first = try SignerKey.generate(name: "PeterNeumann")
        let second = try SignerKey.generate(name: "enoch/惠安")
        let own = try SignedNote.sign(text, with: first, second)
        let made = try await GoOracle.ask([
            Question(do: "sign", text: text, skeys: [first.encoded, second.encoded]),
            Question(
                do: "open", note: own.formatted,
                vkeys: [first.verifierKey.description, second.verifierKey.description]),
            Question(do: "open", note: own.formatted, vkeys: [second.verifierKey.description]),
        ])
        #expect(made[1].text == text)
        #expect(made[1].signers == [first.name, second.name])
        #expect(made[2].signers == [second.name])
        let theirs = try SignedNote.parse(try #require(made[0].note))
        #expect(theirs.text == text)
        let signers = try theirs.verify(with: [second.verifierKey, first.verifierKey])
        #expect(signers.map(\.key) == [first.verifierKey, second.verifierKey])
    }

    /// Every byte of a note is changed in turn. Where this implementation accepts, Go must accept with the same text;
    /// the reverse may fail, for Go forgives spellings of base 64 that are refused here.
    @Test func `a note with any byte changed is trusted by neither`() async throws {
        let signer = try SignerKey(name: "example.com/log", seed: [UInt8](repeating: 9, count: 32))
        let other = try SignerKey(name: "example.com/other", seed: [UInt8](repeating: 8, count: 32))
        let note = Array(try SignedNote.sign("一\n\n二\n", with: signer, other).formatted.utf8)
        var variants: [String] = []
        for place in note.indices {
            for byte in [note[place] ^ 1, 0x0a, 0x20, 0x2b, 0x00] where byte != note[place] {
                // JSON cannot carry what is not UTF-8; such bytes have their own test.
                if let text = String(validating: note.replacing(place, with: byte), as: UTF8.self) {
                    variants.append(text)
                }
            }
        }
        let vkeys = [signer.verifierKey.description, other.verifierKey.description]
        let answers = try await GoOracle.ask(variants.map { Question(do: "open", note: $0, vkeys: vkeys) })
        var refused = 0
        for (variant, answer) in zip(variants, answers) {
            do throws(NoteError) {
                let opened = try SignedNote.parse(variant)
                let signers = try opened.verify(with: [signer.verifierKey, other.verifierKey])
                #expect(opened.text == answer.text, "\(variant)")
                #expect(signers.map(\.key.name) == answer.signers, "\(variant)")
                #expect(signers.count < 2, "\(variant)")
            } catch {
                refused += 1
            }
        }
        #expect(refused > variants.count / 2)
    }
}
