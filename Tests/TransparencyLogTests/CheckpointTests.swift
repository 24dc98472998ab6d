import Testing

@testable import TransparencyLog

struct CheckpointTests {
    let log = try! SignerKey(name: "trace.example.gov.cn/licheng", seed: [UInt8](repeating: 1, count: 32))
    let other = try! SignerKey(name: "example.com/other", seed: [UInt8](repeating: 2, count: 32))
    let witness = CosignerKey(try! SignerKey(name: "witness.example/w1", seed: [UInt8](repeating: 3, count: 32)))
    let lazy = CosignerKey(try! SignerKey(name: "witness.example/w2", seed: [UInt8](repeating: 4, count: 32)))

    private var checkpoint: Checkpoint {
        Checkpoint(origin: log.name, edge: RightEdge(treeSize: 1, hashes: [leaf(0)])!)
    }

    @Test func `the example of the specification is read and written back`() throws {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        let checkpoint = try Checkpoint.parse(text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.treeSize == 20_852_163)
        #expect(checkpoint.root.base64 == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        #expect(checkpoint.text == text)
        let extended = try Checkpoint.parse(text + "one\ntwo three\n")
        #expect(extended.extensions == ["one", "two three"])
        #expect(extended.text == text + "one\ntwo three\n")
        let empty = Checkpoint(origin: "a", edge: RightEdge())
        #expect(try Checkpoint.parse(empty.text) == empty)
    }

    @Test func `malformed checkpoints are refused with their line`() {
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
        let table: [(String, CheckpointError)] = [
            ("", .truncated), ("a\n", .truncated), ("a\n1\n", .truncated), ("a\n1\n\(root)", .truncated),
            ("\n1\n\(root)\n", .invalidOrigin), ("\(String(repeating: "x", count: 256))\n1\n\(root)\n", .invalidOrigin),
            ("a\n\n\(root)\n", .invalidSize), ("a\n01\n\(root)\n", .invalidSize), ("a\n+1\n\(root)\n", .invalidSize),
            ("a\n-1\n\(root)\n", .invalidSize), ("a\n1 \n\(root)\n", .invalidSize), ("a\n0x1\n\(root)\n", .invalidSize),
            ("a\n9223372036854775808\n\(root)\n", .invalidSize), ("a\n１\n\(root)\n", .invalidSize),
            ("a\n99999999999999999999\n\(root)\n", .invalidSize), ("a\n1\n\(root.dropLast())\n", .invalidRoot),
            ("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", .invalidRoot), ("a\n1\n\n", .invalidRoot),
            ("a\n1\n\(root) \n", .invalidRoot), ("a\n1\n\(root)\n\n", .emptyLine(4)),
            ("a\n1\n\(root)\nx\n\ny\n", .emptyLine(5)), ("a\n0\n\(root)\n", .wrongEmptyRoot),
        ]
        for (text, error) in table { #expect(throws: error, "\(text)") { try Checkpoint.parse(text) } }
        #expect(throws: Never.self) { try Checkpoint.parse("a\n9223372036854775807\n\(root)\n") }
    }

    @Test func `a signed checkpoint opens for its log's key alone`() throws {
        let note = try checkpoint.sign(with: log)
        let opened = try Checkpoint.open(note: note.formatted, key: log.verifierKey)
        #expect(opened.checkpoint == checkpoint)
        #expect(opened.note == note)
        #expect(opened.cosignatures.isEmpty)
        #expect(throws: CheckpointError.notSignedByLog(name: other.name)) {
            try Checkpoint.open(note: note.formatted, key: other.verifierKey)
        }
        let misplaced = try SignedNote.sign(checkpoint.text, with: other)
        #expect(throws: CheckpointError.wrongOrigin(expected: other.name, found: log.name)) {
            try Checkpoint.open(misplaced, key: other.verifierKey)
        }
        #expect(throws: CheckpointError.invalidSize) {
            try Checkpoint.open(
                SignedNote.sign("\(log.name)\n01\n\(leaf(0).base64)\n", with: log), key: log.verifierKey)
        }
        #expect(throws: CheckpointError.note(.noSignatures)) { try Checkpoint.open(note: "a\n", key: log.verifierKey) }
    }

    @Test func `cosignatures carry their times, and strangers' are passed over`() throws {
        let note = try checkpoint.sign(with: log)
            .adding([witness.sign(checkpoint, time: 1_679_315_147), lazy.sign(checkpoint, time: 0)])
        let opened = try Checkpoint.open(note: note.formatted, key: log.verifierKey, cosigners: [witness.verifierKey])
        #expect(opened.cosignatures == [VerifiedSignature(key: witness.verifierKey, time: 1_679_315_147)])
        let both = try Checkpoint.open(note, key: log.verifierKey, cosigners: [lazy.verifierKey, witness.verifierKey])
        #expect(both.cosignatures.map(\.time) == [1_679_315_147, 0])
    }

    @Test func `a checkpoint that only witnesses signed is not the log's`() throws {
        let note = try SignedNote(text: checkpoint.text, signatures: [witness.sign(checkpoint, time: 1)])
        #expect(throws: CheckpointError.notSignedByLog(name: log.name)) {
            try Checkpoint.open(note, key: log.verifierKey, cosigners: [witness.verifierKey])
        }
    }

    @Test func `the latest of one witness's cosignatures counts, whatever their order`() throws {
        for times in [[5, 9, 7], [9, 5], [5, 9]] as [[UInt64]] {
            let note = try checkpoint.sign(with: log).adding(times.map { witness.sign(checkpoint, time: $0) })
            let opened = try Checkpoint.open(note, key: log.verifierKey, cosigners: [witness.verifierKey])
            #expect(opened.cosignatures == [VerifiedSignature(key: witness.verifierKey, time: 9)])
        }
    }

    @Test func `every flipped bit of a cosignature refuses it`() throws {
        let signature = witness.sign(checkpoint, time: 1_679_315_147)
        #expect(signature.signature.count == 72)
        for bit in 0..<72 * 8 {
            var bytes = signature.signature
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let forged = NoteSignature(name: signature.name, keyID: signature.keyID, signature: bytes)
            let note = try checkpoint.sign(with: log).adding([forged])
            #expect(
                throws: CheckpointError.note(.badSignature(name: witness.name, keyID: signature.keyID)), "bit \(bit)"
            ) {
                try Checkpoint.open(note, key: log.verifierKey, cosigners: [witness.verifierKey])
            }
        }
    }

    @Test func `a truly signed cosignature with a time above 2^63 − 1 is refused`() throws {
        let signer = try SignerKey(name: witness.name, seed: [UInt8](repeating: 3, count: 32))
        for time in [UInt64(Int64.max), UInt64(Int64.max) + 1] {
            let signature = signer.secretKey.sign(Cosignature.message(time: time, text: checkpoint.text))
            let line = NoteSignature(
                name: witness.name, keyID: witness.verifierKey.id,
                signature: Cosignature(time: time, signature: signature).bytes)
            let note = try SignedNote(text: checkpoint.text, signatures: [line])
            let verified = try? note.verify(with: [witness.verifierKey])
            #expect((verified != nil) == (time == UInt64(Int64.max)))
        }
    }

    @Test func `the signed message of a cosignature is that of the specification`() throws {
        let message = Cosignature.message(time: 1_679_315_147, text: checkpoint.text)
        #expect(String(decoding: message, as: UTF8.self).hasPrefix("cosignature/v1\ntime 1679315147\n\(log.name)\n1\n"))
        #expect(String(decoding: message, as: UTF8.self).hasSuffix(checkpoint.text))
    }

    @Test func `one seed has different IDs as signer and as cosigner, and neither's signature passes for the other's`()
        throws
    {
        let signer = try SignerKey(name: "x", seed: [UInt8](repeating: 5, count: 32))
        let cosigner = CosignerKey(signer)
        #expect(cosigner.verifierKey.publicKey == signer.verifierKey.publicKey)
        #expect(cosigner.verifierKey.id != signer.verifierKey.id)
        #expect(try VerifierKey.parse(cosigner.verifierKey.description) == cosigner.verifierKey)
        let cosignature = cosigner.sign(checkpoint, time: 1).signature
        let relabelled = NoteSignature(
            name: "x", keyID: signer.verifierKey.id, signature: Array(cosignature.dropFirst(8)))
        #expect(throws: NoteError.self) {
            try SignedNote(text: checkpoint.text, signatures: [relabelled]).verify(with: [signer.verifierKey])
        }
    }
}

struct InclusionProofFileTests {
    let log = try! SignerKey(name: "example.com/log", seed: [UInt8](repeating: 1, count: 32))
    let witness = CosignerKey(try! SignerKey(name: "w", seed: [UInt8](repeating: 3, count: 32)))
    let tree = MemoryTree((0..<13).map(leaf))

    private func file(_ index: UInt64, extra: [UInt8]? = nil) throws -> InclusionProofFile {
        let checkpoint = Checkpoint(origin: log.name, treeSize: tree.treeSize, root: tree.root)
        return InclusionProofFile(
            extra: extra, leafIndex: index,
            hashes: try tree.inclusionProof(leafIndex: index, treeSize: tree.treeSize).hashes,
            checkpoint: try checkpoint.sign(with: log).adding([witness.sign(checkpoint, time: 7)]))
    }

    @Test func `a proof file survives its text and verifies`() throws {
        for index in UInt64(0)..<13 {
            for extra in [nil, [1, 2, 3]] as [[UInt8]?] {
                let file = try file(index, extra: extra)
                let again = try InclusionProofFile.parse(Array(file.formatted.utf8))
                #expect(again == file)
                let opened = try again.verify(leafHash: leaf(Int(index)), key: log.verifierKey)
                #expect(opened.checkpoint.treeSize == 13)
                #expect(throws: InclusionProofFileError.proof(.rootMismatch)) {
                    try again.verify(leafHash: leaf(Int(index) + 1), key: log.verifierKey)
                }
            }
        }
        #expect(try file(0).formatted.hasPrefix("c2sp.org/tlog-proof@v1\nindex 0\n"))
        #expect(try file(5, extra: [0]).formatted.hasPrefix("c2sp.org/tlog-proof@v1\nextra AA==\nindex 5\n"))
    }

    @Test func `a proof file verifies under a policy only with its quorum`() throws {
        let lines = "log \(log.verifierKey)\nwitness w \(witness.verifierKey)\n"
        let file = try file(3)
        let policy = try WitnessPolicy.parse(lines + "quorum w\n")
        #expect(try file.verify(leafHash: leaf(3), policy: policy).cosignatures.count == 1)
        let bare = InclusionProofFile(
            leafIndex: 3, hashes: file.hashes,
            checkpoint: try SignedNote(text: file.checkpoint.text, signatures: [file.checkpoint.signatures[0]]))
        #expect(throws: InclusionProofFileError.checkpoint(.quorumNotMet)) {
            try bare.verify(leafHash: leaf(3), policy: policy)
        }
        #expect(throws: Never.self) {
            try bare.verify(leafHash: leaf(3), policy: WitnessPolicy.parse(lines + "quorum none\n"))
        }
        #expect(throws: InclusionProofFileError.checkpoint(.unknownLog(origin: log.name))) {
            try bare.verify(leafHash: leaf(3), policy: WitnessPolicy.parse("quorum none\n"))
        }
    }

    @Test func `malformed proof files are refused with their line`() throws {
        let text = try file(5).formatted
        let table: [(String, InclusionProofFileError)] = [
            ("", .malformed(line: 1)), ("c2sp.org/tlog-proof@v1", .malformed(line: 1)),
            (text.replacing("@v1", with: "@v2"), .malformed(line: 1)),
            ("c2sp.org/tlog-proof@v1\n", .malformed(line: 2)),
            (text.replacing("index 5", with: "index 05"), .malformed(line: 2)),
            (text.replacing("index 5", with: "index"), .malformed(line: 2)),
            (text.replacing("index 5", with: "extra \nindex 5"), .malformed(line: 2)),
            (text.replacing("index 5", with: "extra AB==\nindex 5"), .malformed(line: 2)),
            (text.replacing("index 5", with: "extra AA==\nextra AA==\nindex 5"), .malformed(line: 3)),
            (text.replacing("index 5\n", with: "index 5\nx\n"), .malformed(line: 3)),
            (String(text.prefix { $0 != "=" }) + "=", .malformed(line: 3)),
            (String(text.dropLast()), .checkpoint(.note(.unterminated))),
        ]
        for (text, error) in table {
            #expect(throws: error, "\(text)") { try InclusionProofFile.parse(Array(text.utf8)) }
        }
        let many = String(repeating: leaf(0).base64 + "\n", count: 64)
        #expect(throws: InclusionProofFileError.malformed(line: 66)) {
            try InclusionProofFile.parse(Array("c2sp.org/tlog-proof@v1\nindex 5\n\(many)\n".utf8))
        }
    }
}
