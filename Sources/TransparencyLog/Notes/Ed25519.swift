import CSodium

/// Ed25519 (RFC 8032) through libsodium: verification refuses small-order keys and non-canonical encodings.
enum Ed25519 {
    static let seedBytes = 32
    static let publicKeyBytes = 32
    static let signatureBytes = 64

    /// Forced before every use: a static is initialised exactly once, however many threads come first.
    private static let isReady: Bool = sodium_init() >= 0

    static func requireLibrary() {
        precondition(isReady, "libsodium cannot be initialised")
    }

    static func randomSeed() -> [UInt8] {
        requireLibrary()
        var seed = [UInt8](repeating: 0, count: seedBytes)
        randombytes_buf(&seed, seed.count)
        return seed
    }

    static func verify(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
        requireLibrary()
        guard signature.count == signatureBytes, publicKey.count == publicKeyBytes else { return false }
        return crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
    }
}

/// An Ed25519 secret key whose memory is wiped when the last owner lets go of it.
final class Ed25519SecretKey: @unchecked Sendable {
    // Sendable: `secret` is written only in `init`, before any other reference to the object exists, and in `deinit`,
    // after the last one is gone; in between it is only read.
    private let secret: UnsafeMutablePointer<UInt8>
    private static let byteCount = 64
    let publicKey: [UInt8]

    init(seed: [UInt8]) {
        precondition(seed.count == Ed25519.seedBytes)
        Ed25519.requireLibrary()
        secret = .allocate(capacity: Self.byteCount)
        secret.initialize(repeating: 0, count: Self.byteCount)
        var publicKey = [UInt8](repeating: 0, count: Ed25519.publicKeyBytes)
        let status = crypto_sign_seed_keypair(&publicKey, secret, seed)
        precondition(status == 0, "no Ed25519 key from a seed")
        self.publicKey = publicKey
    }

    deinit {
        sodium_memzero(secret, Self.byteCount)
        secret.deallocate()
    }

    /// The 32 bytes from which the key was made: libsodium keeps them as the first half of the secret key.
    var seed: [UInt8] { Array(UnsafeBufferPointer(start: secret, count: Ed25519.seedBytes)) }

    func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Ed25519.signatureBytes)
        let status = crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
        precondition(status == 0, "no Ed25519 signature")
        return signature
    }
}
