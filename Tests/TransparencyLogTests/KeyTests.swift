import Testing

@testable import TransparencyLog

struct KeyTests {
    /// The example of C2SP signed-note.
    static let vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

    @Test func `the verifier key of the specification is read and written`() throws {
        let key = try VerifierKey.parse(Self.vkey)
        #expect(key.name == "example.com/foo")
        #expect(key.id == 0x530d_903a)
        #expect(key.type == .ed25519)
        #expect(key.description == Self.vkey)
    }

    @Test(arguments: [
        ("", KeyError.malformed), ("example.com/foo", .malformed), ("example.com/foo+530d903a", .malformed),
        ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .malformed),
        ("example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .malformed),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", .malformed),
        ("example.com/foo+530d903a+", .malformed),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2=", .malformed),
        (
            "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            .wrongID(expected: 0x7de3_800f, found: 0x530d_903a)
        ),
        (
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            .wrongID(expected: 0x530d_903a, found: 0x530d_903b)
        ),
        ("example.com/ foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .invalidName),
        ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .invalidName),
        ("example.com/foo+530d903a+B+kyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .unsupportedType(7)),
        (
            "example.com/foo+530d903a+BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            .wrongLength(byteCount: 32, expected: 1312)
        ),
        (
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
            .wrongLength(byteCount: 30, expected: 32)
        ),
    ])
    func `any other text is refused for its reason`(text: String, error: KeyError) {
        #expect(throws: error) { try VerifierKey.parse(text) }
    }

    @Test func `names are neither empty nor long and have no space, control character or plus`() {
        for name in [
            "a", "example.com/foo", "惠安/一号码头", "91350100M000100Y43/dock-2", String(repeating: "x", count: 255),
        ] {
            #expect(KeyName.isValid(name))
        }
        let spaces = ["\u{20}", "\u{85}", "\u{a0}", "\u{1680}", "\u{2003}", "\u{2028}", "\u{202f}", "\u{3000}"]
        let others = ["+", "\n", "\t", "\u{0}", "\u{1f}", String(repeating: "x", count: 254)]
        for part in spaces + others { #expect(!KeyName.isValid("a" + part + "b"), "\(part.unicodeScalars)") }
        #expect(!KeyName.isValid(""))
        #expect(!KeyName.isValid(String(repeating: "鱼", count: 86)))
    }

    @Test func `a signer key survives its encoding and signs the same`() throws {
        let key = try SignerKey.generate(name: "惠安/一号码头")
        let again = try SignerKey.parse(key.encoded)
        #expect(again.encoded == key.encoded)
        #expect(again.verifierKey == key.verifierKey)
        #expect(again.sign("a\n") == key.sign("a\n"))
        #expect(key.encoded.hasPrefix("PRIVATE+KEY+惠安/一号码头+"))
        #expect(try SignerKey.generate(name: "a").encoded != SignerKey.generate(name: "a").encoded)
    }

    @Test func `an encoded signer key that was altered is refused`() throws {
        let encoded = try SignerKey(name: "a/b", seed: [UInt8](repeating: 1, count: 32)).encoded
        for text in ["", "PRIVATE+KEY+", String(encoded.dropFirst()), String(encoded.dropLast()), encoded + "\n"] {
            #expect(throws: KeyError.malformed) { try SignerKey.parse(text) }
        }
        #expect(throws: KeyError.self) { try SignerKey.parse(encoded.replacing("a/b", with: "a/c")) }
        #expect(throws: KeyError.unsupportedType(4)) { try SignerKey.parse(encoded.replacing("+AQ", with: "+BA")) }
        #expect(throws: KeyError.wrongLength(byteCount: 31, expected: 32)) {
            try SignerKey(name: "a", seed: [UInt8](repeating: 1, count: 31))
        }
        #expect(throws: KeyError.invalidName) { try SignerKey.generate(name: "a b") }
    }

    @Test func `no description of a key shows its secret`() throws {
        let key = try SignerKey.generate(name: "example.com/log")
        // Base 64 may hold a plus of its own.
        let secret = try #require(key.encoded.split(separator: "+", maxSplits: 4).last)
        var dumped = ""
        dump(key, to: &dumped)
        dump(CosignerKey(key), to: &dumped)
        let texts = [
            "\(key)", String(reflecting: key), "\(CosignerKey(key))", String(reflecting: CosignerKey(key)), dumped,
        ]
        for text in texts {
            #expect(!text.contains(secret))
            #expect(!text.contains("secret"))
            #expect(text.contains("example.com/log+"))
        }
    }
}
