import Crypto
import Foundation
import OracleTesting
import Testing

@testable import TransparencyLog

/// ML-DSA-44 cosignatures (C2SP tlog-cosignature, `subtree/v1`), as far as they need no library.
struct PostQuantumTests {
    private let checkpoint = try! Checkpoint.parse(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")
    private let log = try! SignerKey(name: "example.com/behind-the-sofa", seed: [UInt8](repeating: 1, count: 32))
    private let name = "witness.example/pq"

    /// Signs by repeating a hash: what a library does is not looked at here, only what is done with it.
    private struct Pretended: MLDSA44Library {
        var isFailing = false

        func publicKey(ofSeed seed: [UInt8]) -> [UInt8]? { Self.stretched(seed, to: 1312) }

        func sign(_ message: [UInt8], seed: [UInt8]) -> [UInt8]? {
            isFailing ? nil : Self.stretched(Self.stretched(seed, to: 1312) + message, to: 2420)
        }

        func verify(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool? {
            signature == Self.stretched(publicKey + message, to: 2420)
        }

        private static func stretched(_ bytes: [UInt8], to count: Int) -> [UInt8] {
            let hash = Array(SHA256.hash(data: bytes))
            return (0..<count).map { hash[$0 % 32] }
        }
    }

    private func key(isFailing: Bool = false) throws -> PostQuantumCosignerKey {
        try PostQuantumCosignerKey(
            name: name, seed: [UInt8](repeating: 7, count: 32), library: Pretended(isFailing: isFailing))
    }

    @Test func `what is signed are the names, the time and the tree from its first entry, as the specification has it`()
    {
        let expected =
            "737562747265652f76310a00" + "12" + Hex.encode(Array(name.utf8)) + "000000006418504b" + "1b"
            + Hex.encode(Array("example.com/behind-the-sofa".utf8)) + "0000000000000000" + "00000000013e2dc3"
            + "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
        let message = Cosignature.subtreeMessage(time: 1_679_315_019, of: checkpoint, by: name)
        #expect(message.map { Hex.encode($0) } == expected)
        // A checkpoint's further lines are not signed, unlike by Ed25519.
        let longer = Checkpoint(
            origin: checkpoint.origin, treeSize: checkpoint.treeSize, root: checkpoint.root, extensions: ["more"])
        #expect(Cosignature.subtreeMessage(time: 1_679_315_019, of: longer, by: name) == message)
        #expect(Cosignature.subtreeMessage(time: 1, of: checkpoint, by: "") == nil)
        #expect(Cosignature.subtreeMessage(time: 1, of: checkpoint, by: String(repeating: "w", count: 256)) == nil)
    }

    @Test func `a key of type 06 is read as it is written, and no other length or type for it`() throws {
        let key = try self.key().verifierKey
        #expect(key.type == .postQuantumCosignature && key.publicKey.count == 1312)
        #expect(try VerifierKey.parse("\(key)") == key)
        #expect(throws: KeyError.wrongLength(byteCount: 32, expected: 1312)) {
            try VerifierKey(name: name, type: .postQuantumCosignature, publicKey: [UInt8](repeating: 1, count: 32))
        }
        #expect(throws: KeyError.wrongLength(byteCount: 1312, expected: 32)) {
            try VerifierKey(name: name, type: .cosignature, publicKey: key.publicKey)
        }
        let digest = SHA256.hash(data: Array(name.utf8) + [0x0A, 0x06] + key.publicKey)
        #expect(Array(digest.prefix(4)) == key.id.bigEndianBytes)
        // The secret shows in no description.
        let told = "\(try self.key())"
        #expect(told.contains("\(key)") && !told.contains("PRIVATE"))
    }

    @Test func `a cosignature counts with its time, and a false one of a known key refuses the note`() throws {
        let key = try key()
        let line = try #require(key.cosign(checkpoint, time: 9))
        #expect(line.signature.count == 2428)
        let note = try checkpoint.sign(with: log).adding([line])
        let keys = [log.verifierKey, key.verifierKey]
        #expect(
            try note.verify(with: keys, postQuantum: Pretended()).contains(
                VerifiedSignature(key: key.verifierKey, time: 9)))
        let bad = NoteError.badSignature(name: name, keyID: key.verifierKey.id)
        for place in [0, 7, 8, 2427] {
            var bytes = line.signature
            bytes[place] ^= 1
            let forged = try checkpoint.sign(with: log).adding([
                NoteSignature(name: name, keyID: line.keyID, signature: bytes)
            ])
            #expect(throws: bad) { try forged.verify(with: keys, postQuantum: Pretended()) }
        }
        for count in [72, 2427, 2429] {
            let odd = NoteSignature(name: name, keyID: line.keyID, signature: [UInt8](repeating: 0, count: count))
            let forged = try checkpoint.sign(with: log).adding([odd])
            #expect(throws: bad) { try forged.verify(with: keys, postQuantum: Pretended()) }
        }
    }

    @Test func `where no library checks it, it counts for nothing and nobody is called false`() throws {
        let key = try key()
        let note = try checkpoint.sign(with: log).adding([try #require(key.cosign(checkpoint, time: 9))])
        let found = try note.verify(with: [log.verifierKey, key.verifierKey], postQuantum: nil)
        #expect(found.map(\.key) == [log.verifierKey])
    }

    @Test func `nothing is asked for while no key of that type is known`() throws {
        let note = try checkpoint.sign(with: log)
        func unasked() -> (any MLDSA44Library)? {
            Issue.record("a library was loaded for nobody")
            return nil
        }
        #expect(try note.verify(with: [log.verifierKey], postQuantum: unasked()).count == 1)
    }

    @Test func `a library that fails gives no cosignature`() throws {
        #expect(try key(isFailing: true).cosign(checkpoint, time: 9) == nil)
    }

    @Test func `a policy takes such witnesses, for witnesses only`() throws {
        let key = try key().verifierKey
        let policy = try WitnessPolicy.parse(
            "log \(log.verifierKey)\nwitness a \(key)\ngroup some any a\nquorum some\n")
        #expect(policy.isSatisfied(by: [VerifiedSignature(key: key, time: 1)]))
        #expect(!policy.isSatisfied(by: []))
        #expect(policy.uncheckable.map(\.name) == (MLDSA44.installed == nil ? ["a"] : []))
        #expect(throws: PolicyError(line: 1, reason: .wrongKeyType(expected: .ed25519))) {
            try WitnessPolicy.parse("log \(key)\nquorum none\n")
        }
        #expect(throws: PolicyError(line: 1, reason: .wrongKeyType(expected: .cosignature))) {
            try WitnessPolicy.parse("witness a \(log.verifierKey)\nquorum none\n")
        }
    }
}

/// The same through OpenSSL 3.5 or later, beside an independent program.
@Suite(.enabled(if: MLDSA44.installed != nil, "no OpenSSL with ML-DSA-44 is here (YIMA_LIBCRYPTO can name one)"))
struct PostQuantumLibraryTests {
    private let checkpoint = try! Checkpoint.parse(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")

    @Test func `a key is read back from its text, and cosigns what holds and nothing else`() throws {
        let key = try PostQuantumCosignerKey.generate(name: "witness.example/pq")
        let again = try PostQuantumCosignerKey.parse(key.encoded)
        #expect(again.verifierKey == key.verifierKey)
        let log = try SignerKey.generate(name: checkpoint.origin)
        let line = try #require(again.cosign(checkpoint, time: 1_679_315_147))
        let note = try checkpoint.sign(with: log).adding([line])
        let opened = try Checkpoint.open(note, key: log.verifierKey, cosigners: [key.verifierKey])
        #expect(opened.cosignatures == [VerifiedSignature(key: key.verifierKey, time: 1_679_315_147)])
        for place in stride(from: 0, to: line.signature.count, by: 97) {
            var bytes = line.signature
            bytes[place] ^= 0x10
            let forged = try checkpoint.sign(with: log).adding([
                NoteSignature(name: line.name, keyID: line.keyID, signature: bytes)
            ])
            #expect(throws: CheckpointError.self, "byte \(place)") {
                try Checkpoint.open(forged, key: log.verifierKey, cosigners: [key.verifierKey])
            }
        }
        // The name is signed too: the same key under another is another cosigner.
        let other = try PostQuantumCosignerKey(name: "witness.example/other", seed: [UInt8](repeating: 7, count: 32))
        let named = try PostQuantumCosignerKey(name: "witness.example/pq", seed: [UInt8](repeating: 7, count: 32))
        let lent = NoteSignature(
            name: other.verifierKey.name, keyID: other.verifierKey.id,
            signature: try #require(named.cosign(checkpoint, time: 1)).signature)
        #expect(throws: CheckpointError.self) {
            try Checkpoint.open(
                try checkpoint.sign(with: log).adding([lent]), key: log.verifierKey, cosigners: [other.verifierKey])
        }
    }

    @Test func `what is no key is refused in words`() throws {
        let key = try PostQuantumCosignerKey.generate(name: "witness.example/pq")
        #expect(throws: KeyError.malformed) { try PostQuantumCosignerKey.parse("\(key.verifierKey)") }
        let signer = try SignerKey.generate(name: "a")
        #expect(throws: KeyError.unsupportedType(1)) { try PostQuantumCosignerKey.parse(signer.encoded) }
        #expect(throws: KeyError.wrongLength(byteCount: 31, expected: 32)) {
            try PostQuantumCosignerKey(name: "a", seed: [UInt8](repeating: 1, count: 31))
        }
    }

    private struct Question: Encodable {
        var seed: String?
        let name: String
        let time: UInt64
        let origin: String
        let size: UInt64
        let root: String
        var vkey: String?
        var signature: String?
    }

    private struct Cosigned: Decodable {
        let vkey: String
        let signature: String
    }

    private struct Checked: Decodable {
        let ok: Bool
    }

    @Test(.enabled(if: Oracle.python != nil, "set YIMA_ORACLE_PYTHON to a Python with cryptography"))
    func `an independent program takes our cosignatures, and we take its`() async throws {
        let oracle = Oracle.python("ml_dsa.py")
        let log = try SignerKey.generate(name: checkpoint.origin)
        for round in 1...8 as ClosedRange<UInt8> {
            let seed = [UInt8](repeating: round, count: 32)
            let key = try PostQuantumCosignerKey(name: "见证.example/\(round)", seed: seed)
            var question = Question(
                seed: Hex.encode(seed), name: key.verifierKey.name, time: 1_679_315_147 << UInt64(round),
                origin: checkpoint.origin, size: checkpoint.treeSize, root: checkpoint.root.description)
            let theirs = try await oracle.answers(to: [JSONEncoder().encode(question)], as: Cosigned.self)[0]
            #expect(theirs.vkey == "\(key.verifierKey)")
            let line = NoteSignature(
                name: key.verifierKey.name, keyID: key.verifierKey.id,
                signature: try #require(Base64.decode(theirs.signature.utf8)))
            let opened = try Checkpoint.open(
                try checkpoint.sign(with: log).adding([line]), key: log.verifierKey, cosigners: [key.verifierKey])
            #expect(opened.cosignatures.first?.time == question.time)

            let ours = try #require(key.cosign(checkpoint, time: question.time))
            question.seed = nil
            question.vkey = "\(key.verifierKey)"
            var wrong = question
            question.signature = Base64.encode(ours.signature)
            wrong.signature = Base64.encode(ours.signature.dropLast() + [ours.signature.last! ^ 1])
            let found = try await oracle.answers(
                to: [JSONEncoder().encode(question), JSONEncoder().encode(wrong)], as: Checked.self)
            #expect(found.map(\.ok) == [true, false])
        }
    }
}
