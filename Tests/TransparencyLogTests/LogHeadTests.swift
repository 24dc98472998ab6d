import Testing

@testable import TransparencyLog

/// A log and one that agrees with it on the first leaves only, under the same key.
struct TwoHistories {
    let signer: SignerKey
    let honest: MemoryTree
    let other: MemoryTree

    init(size: Int = 40, common: Int = 5, name: String = "log.example/one", seed: UInt8 = 7) throws {
        signer = try SignerKey(name: name, seed: [UInt8](repeating: seed, count: 32))
        honest = MemoryTree((0..<size).map(leaf))
        other = MemoryTree((0..<size).map { leaf($0 < common ? $0 : 1000 + $0) })
    }

    func note(_ tree: MemoryTree, _ size: Int) throws -> [UInt8] {
        let root = try tree.root(treeSize: UInt64(size))
        let checkpoint = Checkpoint(origin: signer.name, treeSize: UInt64(size), root: root)
        return Array(try checkpoint.sign(with: signer).formatted.utf8)
    }

    func head(_ size: Int) throws -> LogHead {
        try LogHead(trusting: note(honest, size), key: signer.verifierKey)
    }
}

struct LogHeadTests {
    let logs: TwoHistories

    init() throws { logs = try TwoHistories() }

    private func refusal(_ head: LogHead, _ note: [UInt8], _ proof: ConsistencyProof?) -> LogHeadRefusal? {
        do throws(LogHeadRefusal) {
            _ = try head.accept(note, proof: proof)
            return nil
        } catch {
            return error
        }
    }

    @Test func `the same head again is the same, by its bytes or by what it says`() throws {
        let head = try logs.head(9)
        #expect(try head.accept(head.note, proof: nil) == .same)
        let witness = try SignerKey(name: "witness.example", seed: [UInt8](repeating: 3, count: 32))
        let signed = try SignedNote.parse(head.note)
        let cosigned = Array(try signed.adding([witness.sign(signed.text)]).formatted.utf8)
        #expect(cosigned != head.note)
        #expect(try head.accept(cosigned, proof: nil) == .same)
    }

    @Test func `a grown log is accepted with its proof, at every pair of sizes, and not without`() throws {
        for size in 1...40 {
            let note = try logs.note(logs.honest, size)
            for old in 1..<size {
                let head = try logs.head(old)
                let proof = try logs.honest.consistencyProof(oldSize: UInt64(old), newSize: UInt64(size))
                #expect(try head.accept(note, proof: proof) == .advanced(logs.head(size)))
                let missing = LogHeadRefusal.proofMissing(heldSize: UInt64(old), offeredSize: UInt64(size))
                #expect(refusal(head, note, nil) == missing)
                #expect(missing.isUnchecked)
                let ofOthers = ConsistencyProof(
                    oldSize: UInt64(old), newSize: UInt64(size) + 1, hashes: proof.hashes)
                #expect(refusal(head, note, ofOthers) == missing)
            }
        }
    }

    @Test func `from the empty tree no proof is needed`() throws {
        #expect(try logs.head(0).accept(logs.note(logs.honest, 7), proof: nil) == .advanced(logs.head(7)))
    }

    @Test func `a fork that grew is refused whatever it brings as its proof`() throws {
        let head = try logs.head(9)
        let note = try logs.note(logs.other, 20)
        for tree in [logs.honest, logs.other] {
            let proof = try tree.consistencyProof(oldSize: 9, newSize: 20)
            let found = refusal(head, note, proof)
            guard case .notExtended(heldSize: 9, offeredSize: 20, _) = found else {
                Issue.record("\(String(describing: found))")
                continue
            }
            #expect(found?.isUnchecked == false)
        }
        // Where the histories still agree there is nothing to refuse.
        let proof = try logs.other.consistencyProof(oldSize: 5, newSize: 20)
        let before = try logs.head(5)
        guard case .advanced = try before.accept(note, proof: proof) else {
            Issue.record("refused")
            return
        }
    }

    @Test func `a shrunk log, and two roots of one size, are refused for what they are`() throws {
        let head = try logs.head(9)
        #expect(refusal(head, try logs.note(logs.honest, 8), nil) == .shrunk(heldSize: 9, offeredSize: 8))
        #expect(refusal(head, try logs.note(logs.honest, 0), nil) == .shrunk(heldSize: 9, offeredSize: 0))
        #expect(refusal(head, try logs.note(logs.other, 9), nil) == .forked(treeSize: 9))
    }

    @Test func `what the log did not sign, or another log did, is refused as that`() throws {
        let head = try logs.head(9)
        var forged = try logs.note(logs.honest, 12)
        forged[forged.count - 10] ^= 1
        guard case .notSigned = refusal(head, forged, nil) else {
            Issue.record("taken")
            return
        }
        let stranger = try TwoHistories(seed: 8)
        #expect(
            refusal(head, try stranger.note(stranger.honest, 12), nil)
                == .notSigned(.notSignedByLog(name: logs.signer.name)))
        let other = try TwoHistories(name: "log.example/two")
        #expect(
            refusal(head, try other.note(other.honest, 12), nil)
                == .otherOrigin(expected: "log.example/one", found: "log.example/two"))
        #expect(throws: CheckpointError.notSignedByLog(name: logs.signer.name)) {
            try LogHead(trusting: stranger.note(stranger.honest, 12), key: logs.signer.verifierKey)
        }
    }
}

struct LogForkTests {
    let logs: TwoHistories
    var key: VerifierKey { logs.signer.verifierKey }

    init() throws { logs = try TwoHistories() }

    private func prefix(_ tree: MemoryTree, _ old: Int, _ new: Int) throws -> LogFork.Prefix {
        let proof = try tree.prefixProof(oldSize: UInt64(old), newSize: UInt64(new))
        return LogFork.Prefix(root: proof.oldRoot, hashes: proof.proof.hashes)
    }

    @Test func `two roots of one size are proof`() throws {
        let fork = LogFork(held: try logs.note(logs.honest, 9), offered: try logs.note(logs.other, 9))
        #expect(try fork.check(key: key) == .twoRoots(treeSize: 9))
        #expect(try fork.check(key: key).isProven)
    }

    @Test func `a grown fork is proven by what its own tree has at the held size, at every pair of sizes`() throws {
        for new in 7...40 {
            for old in 6..<new {
                let fork = LogFork(
                    held: try logs.note(logs.honest, old), offered: try logs.note(logs.other, new),
                    prefix: try prefix(logs.other, old, new))
                #expect(
                    try fork.check(key: key) == .otherPrefix(oldSize: UInt64(old), newSize: UInt64(new)))
                // The same two the other way round: the fork was seen first.
                let turned = LogFork(held: fork.offered, offered: fork.held, prefix: fork.prefix)
                #expect(try turned.check(key: key).isProven)
            }
        }
    }

    @Test func `no flipped bit of what is shown proves anything`() throws {
        let shown = try prefix(logs.other, 9, 20)
        let (held, offered) = (try logs.note(logs.honest, 9), try logs.note(logs.other, 20))
        let unfit = LogFork.Finding.hashesDoNotFit(oldSize: 9, newSize: 20)
        for bit in 0..<256 {
            let root = LogFork.Prefix(root: shown.root.flipping(bit: bit), hashes: shown.hashes)
            #expect(try LogFork(held: held, offered: offered, prefix: root).check(key: key) == unfit)
            for place in shown.hashes.indices {
                let hashes = shown.hashes.replacing(place, with: shown.hashes[place].flipping(bit: bit))
                let prefix = LogFork.Prefix(root: shown.root, hashes: hashes)
                #expect(try LogFork(held: held, offered: offered, prefix: prefix).check(key: key) == unfit)
            }
        }
    }

    @Test func `nothing can be shown against an honest log`() throws {
        for (old, new) in [(1, 2), (4, 9), (9, 20), (32, 40)] {
            let (held, offered) = (try logs.note(logs.honest, old), try logs.note(logs.honest, new))
            let own = LogFork(held: held, offered: offered, prefix: try prefix(logs.honest, old, new))
            #expect(try own.check(key: key) == .consistent(oldSize: UInt64(old), newSize: UInt64(new)))
            if old > 5 {
                let foreign = LogFork(held: held, offered: offered, prefix: try prefix(logs.other, old, new))
                #expect(try foreign.check(key: key) == .hashesDoNotFit(oldSize: UInt64(old), newSize: UInt64(new)))
            }
            #expect(
                try LogFork(held: offered, offered: held).check(key: key)
                    == .notShown(oldSize: UInt64(old), newSize: UInt64(new)))
        }
        let same = try logs.note(logs.honest, 9)
        #expect(try LogFork(held: same, offered: same).check(key: key) == .consistent(oldSize: 9, newSize: 9))
        let empty = try logs.note(logs.honest, 0)
        #expect(try LogFork(held: empty, offered: same).check(key: key) == .consistent(oldSize: 0, newSize: 9))
    }

    @Test func `what another key signed says nothing of this log`() throws {
        let stranger = try TwoHistories(seed: 8)
        let fork = LogFork(held: try logs.note(logs.honest, 9), offered: try stranger.note(stranger.other, 9))
        #expect(throws: CheckpointError.notSignedByLog(name: logs.signer.name)) { try fork.check(key: key) }
    }
}

struct SeenHeadTests {
    let checkpoint = Checkpoint(origin: "trace.example.gov.cn/licheng", treeSize: 12, root: leaf(1))

    @Test func `is written and read as one extension line`() throws {
        let seen = SeenHead(checkpoint)
        #expect(seen.line == "seen trace.example.gov.cn/licheng 12 \(leaf(1).base64)")
        #expect(SeenHead(line: seen.line) == seen)
        let journal = Checkpoint(
            origin: "91350100M000100Y43/dock-2", treeSize: 3, root: leaf(2), extensions: [seen.line])
        #expect(try Checkpoint.parse(journal.text).seen == seen)
        #expect(Checkpoint(origin: "j", treeSize: 3, root: leaf(2)).seen == nil)
    }

    @Test func `an empty ledger can have been seen too`() {
        let seen = SeenHead(origin: "l", treeSize: 0, root: .emptyRoot)
        #expect(SeenHead(line: seen.line) == seen)
    }

    @Test(arguments: [
        "seen", "seen l 1", "Seen l 1 \(leaf(1).base64)", "seen  1 \(leaf(1).base64)", "seen l 01 \(leaf(1).base64)",
        "seen l -1 \(leaf(1).base64)", "seen l 9223372036854775808 \(leaf(1).base64)", "seen l 1 \(leaf(1).base64) ",
        "seen l 1 \(leaf(1))", "seen l+x 1 \(leaf(1).base64)", "seen l 0 \(leaf(1).base64)",
        "seen l 1  \(leaf(1).base64)", " seen l 1 \(leaf(1).base64)",
    ])
    func `anything else is another line`(line: String) {
        #expect(SeenHead(line: line) == nil)
    }

    @Test func `two of them say nothing, other lines do not matter`() {
        let seen = SeenHead(checkpoint)
        let two = Checkpoint(origin: "j", treeSize: 3, root: leaf(2), extensions: [seen.line, seen.line])
        #expect(two.seen == nil)
        let among = Checkpoint(origin: "j", treeSize: 3, root: leaf(2), extensions: ["x", seen.line, "y"])
        #expect(among.seen == seen)
    }
}
