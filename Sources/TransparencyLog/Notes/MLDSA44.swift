import CSodium

/// ML-DSA-44 (FIPS 204), by which witnesses may cosign besides Ed25519: what it needs of a library, and the one that this machine has.
///
/// Off unless somebody names a key of its type: nothing is loaded before.
enum MLDSA44 {
    static let seedBytes = 32
    static let publicKeyBytes = 1312
    static let signatureBytes = 2420

    /// What this machine's OpenSSL offers; nil where it is older than 3.5, or absent.
    static let installed: (any MLDSA44Library)? = OpenSSLMLDSA44.installed()
}

/// A library that signs and checks by ML-DSA-44, with an empty context.
protocol MLDSA44Library: Sendable {
    /// The 1,312 bytes of the public key that a seed of 32 gives; nil where the library fails.
    func publicKey(ofSeed seed: [UInt8]) -> [UInt8]?
    /// 2,420 bytes; nil where the library fails.
    func sign(_ message: [UInt8], seed: [UInt8]) -> [UInt8]?
    /// Whether the signature holds; nil where the library could not begin to check.
    func verify(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool?
}

/// An ML-DSA-44 secret key: the seed, wiped when the last owner lets go of it, and the library that signs with it.
final class MLDSA44SecretKey: @unchecked Sendable {
    // Sendable: `secret` is written only in `init`, before any other reference to the object exists, and in `deinit`, after the last one
    // is gone; in between it is only read.
    private let secret: UnsafeMutablePointer<UInt8>
    private let library: any MLDSA44Library
    let publicKey: [UInt8]

    /// Nil where the library makes no key of the seed, which has 32 bytes.
    init?(seed: [UInt8], library: any MLDSA44Library) {
        precondition(seed.count == MLDSA44.seedBytes)
        guard let publicKey = library.publicKey(ofSeed: seed), publicKey.count == MLDSA44.publicKeyBytes else {
            return nil
        }
        Ed25519.requireLibrary()
        secret = .allocate(capacity: MLDSA44.seedBytes)
        secret.initialize(from: seed, count: MLDSA44.seedBytes)
        self.library = library
        self.publicKey = publicKey
    }

    deinit {
        sodium_memzero(secret, MLDSA44.seedBytes)
        secret.deallocate()
    }

    var seed: [UInt8] { Array(UnsafeBufferPointer(start: secret, count: MLDSA44.seedBytes)) }

    /// Nil where the library fails: no signature is better than none that holds.
    func sign(_ message: [UInt8]) -> [UInt8]? {
        guard let signature = library.sign(message, seed: seed), signature.count == MLDSA44.signatureBytes,
            library.verify(signature, of: message, publicKey: publicKey) == true
        else { return nil }
        return signature
    }
}
