import CSodium
import Crypto
import Testing

@testable import TransparencyLog

/// Signatures that a lax verifier takes and a strict one must not: two spellings of one signature, or one signature for every text.
struct Ed25519EdgeTests {
    private static let seed = [UInt8](repeating: 7, count: 32)
    private static let text = "a\n"
    private let key = try! SignerKey(name: "x", seed: Self.seed)

    /// Points of small order in every encoding, the ones that are not canonical too.
    static let smallOrder = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ]

    private func isRefused(_ signature: [UInt8], by key: VerifierKey) -> Bool {
        let line = NoteSignature(name: key.name, keyID: key.id, signature: signature)
        guard let note = try? SignedNote(text: Self.text, signatures: [line]) else { return false }
        return (try? note.verify(with: [key])) == nil
    }

    @Test func `the plain signature holds, so that the refusals below say something`() {
        #expect(!isRefused(key.sign(Self.text).signature, by: key.verifierKey))
    }

    @Test(arguments: smallOrder)
    func `a public key of small order verifies nothing`(encoded: String) throws {
        let point = hexBytes(encoded)
        for type in [SignatureType.ed25519, .cosignature] {
            let weak = try VerifierKey(name: "x", type: type, publicKey: point)
            // Under such a key R = A, or the identity, with S = 0 satisfies the equation for one text in eight at least.
            for start in [point, [1] + [UInt8](repeating: 0, count: 31)] {
                let signature = start + [UInt8](repeating: 0, count: 32)
                #expect(
                    isRefused(type == .cosignature ? [UInt8](repeating: 0, count: 8) + signature : signature, by: weak))
            }
        }
    }

    /// S = H(R ‖ A ‖ M) · a makes R of small order verify where nobody looks at R.
    @Test(arguments: smallOrder)
    func `an R of small order is refused, though the equation holds`(encoded: String) {
        let start = hexBytes(encoded)
        var scalar = Array(SHA512.hash(data: Self.seed).prefix(32))
        scalar[0] &= 248
        scalar[31] = scalar[31] & 127 | 64
        let challenge = Array(SHA512.hash(data: start + key.verifierKey.publicKey + Array(Self.text.utf8)))
        var (reduced, secret) = ([UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 32))
        crypto_core_ed25519_scalar_reduce(&reduced, challenge)
        crypto_core_ed25519_scalar_reduce(&secret, scalar + [UInt8](repeating: 0, count: 32))
        var product = [UInt8](repeating: 0, count: 32)
        crypto_core_ed25519_scalar_mul(&product, reduced, secret)
        #expect(isRefused(start + product, by: key.verifierKey))
    }

    /// The order of the group, least significant byte first.
    private static let order = hexBytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")

    @Test func `an S that is not below the order of the group is refused`() {
        let signature = key.sign(Self.text).signature
        var scalar = Array(signature[32...])
        // S + k·L spells the same number otherwise.
        for _ in 0..<8 {
            var carry = 0
            for place in scalar.indices {
                let sum = Int(scalar[place]) + Int(Self.order[place]) + carry
                (scalar[place], carry) = (UInt8(sum & 255), sum >> 8)
            }
            guard carry == 0 else { break }
            #expect(isRefused(Array(signature[..<32]) + scalar, by: key.verifierKey))
        }
        for bit in 253..<256 {
            var high = signature
            high[32 + bit / 8] |= 1 << UInt8(bit % 8)
            #expect(isRefused(high, by: key.verifierKey))
        }
    }

    @Test func `a public key that is not spelled canonically verifies nothing`() throws {
        // y + p spells the same point for y below 19: none of them is anybody's key, and none may become one.
        for low in 0..<19 {
            var point = [UInt8](repeating: 0xff, count: 32)
            (point[0], point[31]) = (UInt8(0xed + low), 0x7f)
            let odd = try VerifierKey(name: "x", type: .ed25519, publicKey: point)
            #expect(isRefused(key.sign(Self.text).signature, by: odd))
            #expect(isRefused([1] + [UInt8](repeating: 0, count: 63), by: odd))
        }
    }

    @Test func `one flipped bit anywhere refuses a cosignature`() throws {
        let witness = CosignerKey(key)
        let checkpoint = Checkpoint(origin: "example.com/log", treeSize: 1, root: leaf(0))
        let line = witness.sign(checkpoint, time: 1_679_315_147)
        for bit in 0..<(8 * line.signature.count) {
            var changed = line.signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let note = try SignedNote(
                text: checkpoint.text,
                signatures: [NoteSignature(name: line.name, keyID: line.keyID, signature: changed)])
            #expect(throws: NoteError.self, "bit \(bit)") { try note.verify(with: [witness.verifierKey]) }
        }
    }

    @Test func `a cosignature's time is below 2^63`() throws {
        let witness = CosignerKey(key)
        let checkpoint = Checkpoint(origin: "example.com/log", treeSize: 1, root: leaf(0))
        let last = witness.sign(checkpoint, time: UInt64(Int64.max))
        let note = try SignedNote(text: checkpoint.text, signatures: [last])
        #expect(try note.verify(with: [witness.verifierKey]).map(\.time) == [UInt64(Int64.max)])
        #expect(Cosignature.parse([128] + [UInt8](repeating: 0, count: 71)) == nil)
        #expect(Cosignature.parse([UInt8](repeating: 0, count: 71)) == nil)
        #expect(Cosignature.parse([UInt8](repeating: 0, count: 73)) == nil)
    }
}
