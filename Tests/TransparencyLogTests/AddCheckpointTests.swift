import Testing

@testable import TransparencyLog

/// The musts of C2SP tlog-witness, as far as no store and no network take part.
struct AddCheckpointTests {
    let log = try! SignerKey(name: "example.com/log", seed: [UInt8](repeating: 1, count: 32))
    let other = try! SignerKey(name: "example.com/other", seed: [UInt8](repeating: 2, count: 32))
    let tree = NaiveTree((0..<80).map(leaf))

    private func checkpoint(_ size: Int) -> Checkpoint {
        Checkpoint(origin: log.name, treeSize: UInt64(size), root: tree.root(size))
    }

    private func question(_ old: Int, _ new: Int, hashes: [MerkleHash]? = nil) throws -> AddCheckpoint {
        let proof = old == 0 || old > new ? [] : tree.consistency(old, in: 0..<new)
        return AddCheckpoint(
            oldSize: UInt64(old), hashes: hashes ?? proof, note: try checkpoint(new).sign(with: log))
    }

    @Test func `the example of the specification is read and written back`() throws {
        let body = """
            old 20852014
            PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
            jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
            5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
            /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=

            """
        let parsed = try AddCheckpoint.parse(Array(body.utf8))
        #expect(parsed.oldSize == 20_852_014)
        #expect(parsed.hashes.count == 4)
        #expect(parsed.origin == "example.com/behind-the-sofa")
        #expect(parsed.note.signatures.count == 2)
        #expect(parsed.formatted == body)
    }

    @Test func `every pair of sizes is accepted with its proof, and with no other`() throws {
        for old in 0...33 {
            for new in old...33 {
                let held = old == 0 ? nil : checkpoint(old)
                let accepted = try question(old, new).judge(keys: [log.verifierKey], held: held)
                #expect(accepted.checkpoint == checkpoint(new))
                #expect(accepted.signatures.count == 1)
                let proof = old == 0 ? [] : tree.consistency(old, in: 0..<new)
                for place in proof.indices {
                    var wrong = proof
                    wrong[place] = wrong[place].flipping(bit: (old + new + place) % 256)
                    #expect(throws: AddCheckpoint.Refusal.self) {
                        try question(old, new, hashes: wrong).judge(keys: [log.verifierKey], held: held)
                    }
                }
                #expect(throws: AddCheckpoint.Refusal.self) {
                    try question(old, new, hashes: proof + [leaf(0)]).judge(keys: [log.verifierKey], held: held)
                }
            }
        }
    }

    @Test func `each refusal is told apart`() throws {
        let keys = [log.verifierKey]
        func refusal(_ question: AddCheckpoint, keys: [VerifierKey], held: Checkpoint?) -> AddCheckpoint.Refusal? {
            do throws(AddCheckpoint.Refusal) {
                _ = try question.judge(keys: keys, held: held)
                return nil
            } catch { return error }
        }
        let held = checkpoint(5)
        #expect(try refusal(question(5, 9), keys: [], held: held) == .unknownLog(origin: log.name))
        #expect(
            try refusal(question(5, 9), keys: [other.verifierKey], held: held) == .unknownLog(origin: log.name),
            "the key of another origin says nothing of this one")
        let impostor = try SignerKey.generate(name: log.name)
        #expect(
            try refusal(question(5, 9), keys: [impostor.verifierKey], held: held) == .notSigned(.noKnownSignature))
        #expect(try refusal(question(6, 5), keys: keys, held: held) == .oldBeyondNew(oldSize: 6, newSize: 5))
        #expect(try refusal(question(3, 9), keys: keys, held: held) == .otherSize(held: 5))
        #expect(try refusal(question(3, 9), keys: keys, held: nil) == .otherSize(held: 0))
        #expect(try refusal(question(0, 9), keys: keys, held: held) == .otherSize(held: 5))
        #expect(try refusal(question(0, 9, hashes: [leaf(0)]), keys: keys, held: nil) == .needlessProof)
        #expect(try refusal(question(5, 5, hashes: [leaf(0)]), keys: keys, held: held) != nil)
        let fork = Checkpoint(origin: log.name, treeSize: 5, root: leaf(1))
        #expect(try refusal(question(5, 5), keys: keys, held: fork) == .otherRoot(treeSize: 5))
        #expect(try refusal(question(5, 9), keys: keys, held: fork) == .notExtended(.oldRootMismatch))
        // A signature that claims to be of a known key and is not.
        var note = try checkpoint(9).sign(with: log)
        let falseOne = log.sign("another text\n")
        note = try note.adding([falseOne])
        #expect(
            refusal(AddCheckpoint(oldSize: 0, hashes: [], note: note), keys: keys, held: nil)
                == .notSigned(.badSignature(name: log.name, keyID: log.verifierKey.id)))
    }

    @Test func `an empty tree has one root, and is cosigned once and again`() throws {
        let keys = [log.verifierKey]
        let empty = Checkpoint(origin: log.name, edge: RightEdge())
        let right = AddCheckpoint(oldSize: 0, hashes: [], note: try empty.sign(with: log))
        #expect(try right.judge(keys: keys, held: nil).checkpoint == empty)
        #expect(try right.judge(keys: keys, held: empty).checkpoint == empty)
        let text = "\(log.name)\n0\n\(leaf(0).base64)\n"
        let wrong = AddCheckpoint(oldSize: 0, hashes: [], note: try SignedNote.sign(text, with: log))
        #expect(throws: AddCheckpoint.Refusal.wrongEmptyRoot) { try wrong.judge(keys: keys, held: nil) }
        // Before what it says counts who says it.
        #expect(throws: AddCheckpoint.Refusal.unknownLog(origin: log.name)) { try wrong.judge(keys: [], held: nil) }
        let stranger = try SignerKey.generate(name: log.name)
        #expect(throws: AddCheckpoint.Refusal.notSigned(.noKnownSignature)) {
            try wrong.judge(keys: [stranger.verifierKey], held: nil)
        }
    }

    @Test func `both keys of a log that changes its key are known, and only its own signatures are kept`() throws {
        let new = try SignerKey.generate(name: log.name)
        let text = checkpoint(3).text
        let note = try SignedNote.sign(text, with: log, new, other)
        let question = AddCheckpoint(oldSize: 0, hashes: [], note: note)
        let kept = try question.judge(keys: [log.verifierKey, new.verifierKey], held: nil).signatures
        #expect(kept == [log.sign(text), new.sign(text)])
    }

    @Test func `seventeen signatures are read, and a hundred`() throws {
        for count in [17, 100] {
            var signers: [NoteSignature] = []
            for number in 1..<count { signers.append(try SignerKey.generate(name: "w\(number)").sign("x\n")) }
            let note = try checkpoint(3).sign(with: log).adding(signers)
            let body = AddCheckpoint(oldSize: 0, hashes: [], note: note).formatted
            let parsed = try AddCheckpoint.parse(Array(body.utf8))
            #expect(try parsed.judge(keys: [log.verifierKey], held: nil).signatures.count == 1)
        }
    }

    @Test func `malformed bodies are refused with their place`() throws {
        let note = try checkpoint(3).sign(with: log).formatted
        let hash = leaf(0).base64
        let many = String(repeating: hash + "\n", count: 64)
        let table: [(String, AddCheckpoint.Malformation)] = [
            ("", .noCheckpoint), ("old 0\n", .noCheckpoint), ("old 0\n" + note, .hash(line: 2)),
            ("\n\n" + note, .oldSize),
            ("old 00\n\n" + note, .oldSize), ("old 01\n\n" + note, .oldSize), ("old -1\n\n" + note, .oldSize),
            ("old +1\n\n" + note, .oldSize), ("old  1\n\n" + note, .oldSize), ("old 1 \n\n" + note, .oldSize),
            ("old\n\n" + note, .oldSize), ("Old 0\n\n" + note, .oldSize), ("old 0\r\n\n" + note, .oldSize),
            ("old 9223372036854775808\n\n" + note, .oldSize), ("old １\n\n" + note, .oldSize),
            ("old 1\n\(hash.dropLast())\n\n" + note, .hash(line: 2)), ("old 1\n\(hash) \n\n" + note, .hash(line: 2)),
            ("old 1\n\(hash)\r\n\n" + note, .hash(line: 2)), ("old 1\nAAAA\n\n" + note, .hash(line: 2)),
            ("old 1\n\(hash)\n\u{0}\n\n" + note, .hash(line: 3)),
            ("old 1\n" + many + "\n" + note, .tooManyHashes(max: 63)),
            ("old 0\n\n", .note(.unterminated)),
            ("old 0\n\n" + note.dropLast(), .note(.unterminated)),
            ("old 0\n\n" + note.replacing("\n3\n", with: "\r\n3\n"), .note(.controlByte(0x0d, offset: 15))),
            ("old 0\n\n" + note.replacing("\n3\n", with: "\n3\u{0}\n"), .note(.controlByte(0, offset: 17))),
        ]
        for (body, error) in table {
            #expect(throws: error, "\(body)") { try AddCheckpoint.parse(Array(body.utf8)) }
        }
        let sixtyThree = "old 1\n" + String(repeating: hash + "\n", count: 63) + "\n" + note
        #expect(try AddCheckpoint.parse(Array(sixtyThree.utf8)).hashes.count == 63)
        let big = [UInt8](repeating: 0x61, count: AddCheckpoint.byteCountMax + 1)
        #expect(throws: AddCheckpoint.Malformation.tooLarge(byteCountMax: AddCheckpoint.byteCountMax)) {
            try AddCheckpoint.parse(big)
        }
    }

    @Test func `a checkpoint that is none is malformed, whoever signed it`() throws {
        for text in ["\(log.name)\n03\n\(leaf(0).base64)\n", "\(log.name)\n3\nAAAA\n", "\(log.name)\n3\n"] {
            let question = AddCheckpoint(oldSize: 0, hashes: [], note: try SignedNote.sign(text, with: log))
            do throws(AddCheckpoint.Refusal) {
                _ = try question.judge(keys: [log.verifierKey], held: nil)
                Issue.record("accepted: \(text)")
            } catch {
                guard case .malformed(.checkpoint) = error else {
                    Issue.record("\(error) for \(text)")
                    continue
                }
            }
        }
    }

    @Test func `a size and signature lines are read as they are written, and nothing else`() throws {
        for size in [0, 1, 20_852_014, TreeSize.max] {
            #expect(WitnessReply.size(Array(WitnessReply.format(size: size).utf8)) == size)
        }
        for text in ["", "5", "05\n", "5\n\n", " 5\n", "-5\n", "5\r\n", "9223372036854775808\n", "five\n"] {
            #expect(WitnessReply.size(Array(text.utf8)) == nil, "\(text)")
        }
        let witness = CosignerKey(other)
        let line = witness.sign(checkpoint(3), time: 7).line
        #expect(WitnessReply.signatures(Array((line + line).utf8))?.count == 2)
        for text in ["", "\n", String(line.dropLast()), line + "\n", "x" + line, line.replacing("\n", with: "\r\n")] {
            #expect(WitnessReply.signatures(Array(text.utf8)) == nil, "\(text)")
        }
        #expect(WitnessReply.signatures([UInt8](repeating: 0x0A, count: WitnessReply.byteCountMax + 1)) == nil)
    }

    @Test func `cosignatures are added once each, the latest of a witness, and no stranger's`() throws {
        let (first, second) = (CosignerKey(other), CosignerKey(try SignerKey.generate(name: "w2")))
        let keys = [first.verifierKey, second.verifierKey]
        let bare = try Checkpoint.open(checkpoint(3).sign(with: log), key: log.verifierKey)
        let one = try bare.adding([first.sign(bare.checkpoint, time: 5)], of: keys)
        #expect(one.cosignatures.map(\.time) == [5])
        let two = try one.adding(
            [second.sign(bare.checkpoint, time: 6), first.sign(bare.checkpoint, time: 9)], of: keys)
        #expect(Set(two.cosignatures.map(\.time)) == [6, 9])
        #expect(two.note.signatures.count == 3, "the older one of a witness goes")
        let again = try Checkpoint.open(note: two.note.formatted, key: log.verifierKey, cosigners: keys)
        #expect(Set(again.cosignatures) == Set(two.cosignatures))
        let stranger = CosignerKey(try SignerKey.generate(name: "w3"))
        #expect(throws: CheckpointError.note(.noKnownSignature)) {
            try bare.adding([stranger.sign(bare.checkpoint, time: 5)], of: keys)
        }
        #expect(throws: CheckpointError.self) { try bare.adding([first.sign(checkpoint(4), time: 5)], of: keys) }
    }

    @Test func `a log is named by the SHA-256 of its origin`() {
        #expect(
            Checkpoint.originHash("example.com/behind-the-sofa")
                == "5fd2dc0beb4ce54da5050cf6d5c75248b023abad441c3cecde3976fbe9da4fe4")
    }
}
