import CSodium
import Glibc

/// ML-DSA-44 through the EVP functions of OpenSSL 3.5 and later (EVP_SIGNATURE-ML-DSA(7)).
///
/// The library is loaded when the first key of this type is used, and never linked: Debian 12 has 3.0, and nobody without such keys needs
/// any. `YIMA_LIBCRYPTO` names another file, for who keeps a newer OpenSSL beside the system's.
struct OpenSSLMLDSA44: MLDSA44Library {
    private typealias Pointer = OpaquePointer
    private typealias NewContext =
        @convention(c) (OpaquePointer?, UnsafePointer<CChar>, UnsafePointer<CChar>?) -> Pointer?
    private typealias Step = @convention(c) (Pointer) -> CInt
    private typealias SetParameters = @convention(c) (Pointer, UnsafeRawPointer) -> CInt
    private typealias Generate = @convention(c) (Pointer, UnsafeMutablePointer<Pointer?>) -> CInt
    private typealias ReadKey =
        @convention(c) (Pointer, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>) -> CInt
    private typealias NewKey =
        @convention(c) (
            OpaquePointer?, UnsafePointer<CChar>, UnsafePointer<CChar>?, UnsafePointer<UInt8>, Int
        ) -> Pointer?
    private typealias NewDigest = @convention(c) () -> Pointer?
    private typealias Begin =
        @convention(c) (
            Pointer, UnsafeMutablePointer<Pointer?>?, UnsafePointer<CChar>?, OpaquePointer?, UnsafePointer<CChar>?,
            Pointer,
            UnsafeRawPointer?
        ) -> CInt
    private typealias Sign =
        @convention(c) (
            Pointer, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>, UnsafePointer<UInt8>, Int
        ) -> CInt
    private typealias Verify =
        @convention(c) (Pointer, UnsafePointer<UInt8>, Int, UnsafePointer<UInt8>, Int) -> CInt
    private typealias Free = @convention(c) (Pointer?) -> Void
    private typealias ClearErrors = @convention(c) () -> Void

    private let newContext: NewContext
    private let beginKey: Step
    private let setParameters: SetParameters
    private let generate: Generate
    private let readKey: ReadKey
    private let newKey: NewKey
    private let newDigest: NewDigest
    private let beginSign: Begin
    private let beginVerify: Begin
    private let signOnce: Sign
    private let verifyOnce: Verify
    private let freeContext: Free
    private let freeKey: Free
    private let freeDigest: Free
    private let clearErrors: ClearErrors

    private static let algorithm = "ML-DSA-44"

    /// OSSL_PARAM (OSSL_PARAM(3)): name, kind, place, bytes, bytes returned.
    private typealias Parameter = (UnsafePointer<CChar>?, CUnsignedInt, UnsafeMutableRawPointer?, Int, Int)
    private static let octetString: CUnsignedInt = 5

    /// The library of `YIMA_LIBCRYPTO`, else the system's; nil where it has no ML-DSA-44.
    static func installed() -> OpenSSLMLDSA44? {
        if let named = getenv("YIMA_LIBCRYPTO") { return OpenSSLMLDSA44(library: String(cString: named)) }
        return OpenSSLMLDSA44(library: "libcrypto.so.4") ?? OpenSSLMLDSA44(library: "libcrypto.so.3")
    }

    /// Nil where the file is no OpenSSL with ML-DSA-44. What was loaded stays loaded.
    init?(library path: String) {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { return nil }
        func function<Kind>(_ name: String, as kind: Kind.Type) -> Kind? {
            // A function's address, as C's dlsym gives it, is the function (dlsym(3)); its type is OpenSSL's documented one.
            dlsym(library, name).map { unsafeBitCast($0, to: kind) }
        }
        guard let newContext = function("EVP_PKEY_CTX_new_from_name", as: NewContext.self),
            let beginKey = function("EVP_PKEY_keygen_init", as: Step.self),
            let setParameters = function("EVP_PKEY_CTX_set_params", as: SetParameters.self),
            let generate = function("EVP_PKEY_generate", as: Generate.self),
            let readKey = function("EVP_PKEY_get_raw_public_key", as: ReadKey.self),
            let newKey = function("EVP_PKEY_new_raw_public_key_ex", as: NewKey.self),
            let newDigest = function("EVP_MD_CTX_new", as: NewDigest.self),
            let beginSign = function("EVP_DigestSignInit_ex", as: Begin.self),
            let beginVerify = function("EVP_DigestVerifyInit_ex", as: Begin.self),
            let signOnce = function("EVP_DigestSign", as: Sign.self),
            let verifyOnce = function("EVP_DigestVerify", as: Verify.self),
            let freeContext = function("EVP_PKEY_CTX_free", as: Free.self),
            let freeKey = function("EVP_PKEY_free", as: Free.self),
            let freeDigest = function("EVP_MD_CTX_free", as: Free.self),
            let clearErrors = function("ERR_clear_error", as: ClearErrors.self)
        else { return nil }
        self.newContext = newContext
        self.beginKey = beginKey
        self.setParameters = setParameters
        self.generate = generate
        self.readKey = readKey
        self.newKey = newKey
        self.newDigest = newDigest
        self.beginSign = beginSign
        self.beginVerify = beginVerify
        self.signOnce = signOnce
        self.verifyOnce = verifyOnce
        self.freeContext = freeContext
        self.freeKey = freeKey
        self.freeDigest = freeDigest
        self.clearErrors = clearErrors
        defer { clearErrors() }
        guard let context = newContext(nil, Self.algorithm, nil) else { return nil }
        freeContext(context)
    }

    func publicKey(ofSeed seed: [UInt8]) -> [UInt8]? {
        withKey(ofSeed: seed) { key in
            var bytes = [UInt8](repeating: 0, count: MLDSA44.publicKeyBytes)
            var count = bytes.count
            return readKey(key, &bytes, &count) == 1 && count == bytes.count ? bytes : nil
        }
    }

    func sign(_ message: [UInt8], seed: [UInt8]) -> [UInt8]? {
        withKey(ofSeed: seed) { key in
            guard let digest = newDigest() else { return nil }
            defer { freeDigest(digest) }
            guard beginSign(digest, nil, nil, nil, nil, key, nil) == 1 else { return nil }
            var signature = [UInt8](repeating: 0, count: MLDSA44.signatureBytes)
            var count = signature.count
            guard signOnce(digest, &signature, &count, message, message.count) == 1 else { return nil }
            return count == signature.count ? signature : nil
        }
    }

    func verify(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool? {
        defer { clearErrors() }
        guard signature.count == MLDSA44.signatureBytes, publicKey.count == MLDSA44.publicKeyBytes else { return false }
        // Every 1,312 bytes are a public key (FIPS 204, pkDecode): where none can be made of them, the library failed.
        guard let key = newKey(nil, Self.algorithm, nil, publicKey, publicKey.count) else { return nil }
        defer { freeKey(key) }
        guard let digest = newDigest() else { return nil }
        defer { freeDigest(digest) }
        guard beginVerify(digest, nil, nil, nil, nil, key, nil) == 1 else { return nil }
        return verifyOnce(digest, signature, signature.count, message, message.count) == 1
    }

    /// Calls `body` with the key pair that the seed gives (FIPS 204, ML-DSA.KeyGen_internal).
    private func withKey<Result>(ofSeed seed: [UInt8], _ body: (Pointer) -> Result?) -> Result? {
        defer { clearErrors() }
        guard let context = newContext(nil, Self.algorithm, nil) else { return nil }
        defer { freeContext(context) }
        var seed = seed
        var key: Pointer?
        let isMade = "seed".withCString { name in
            seed.withUnsafeMutableBytes { bytes in
                let parameters: [Parameter] = [
                    (name, Self.octetString, bytes.baseAddress, bytes.count, 0), (nil, 0, nil, 0, 0),
                ]
                return beginKey(context) == 1
                    && parameters.withUnsafeBytes { setParameters(context, $0.baseAddress!) } == 1
                    && generate(context, &key) == 1
            }
        }
        sodium_memzero(&seed, seed.count)
        guard isMade, let key else { return nil }
        defer { freeKey(key) }
        return body(key)
    }
}
