import Testing

@testable import TransparencyLog

struct MerkleHashTests {
    /// The test tree of RFC 6962 implementations: the entries, and the roots of its prefixes.
    static let entries = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].map(hexBytes)

    /// The one call and the library's own interface are one function, over every length around the blocks of SHA-256.
    @Test func `SHA-256 in one call is that of swift-crypto`() {
        var bytes: [UInt8] = []
        for length in 0...400 {
            bytes.withUnsafeBytes { all in
                #expect(MerkleHash.sha256(all) == MerkleHash.bySwiftCrypto(all), "\(length) bytes")
            }
            bytes.append(UInt8(truncatingIfNeeded: length &* 167 &+ 13))
        }
    }

    /// However a leaf is hashed, on the stack, beside it or in pieces, it is one function of its bytes.
    @Test(arguments: [0, 1, 54, 55, 62, 63, 64, 1021, 1022, 1023, 1024, 1025, 8190, 8191, 8192, 8193, 20_000])
    func `a leaf is SHA-256 of a zero byte and the entry`(length: Int) {
        let entry = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
        #expect(([0] + entry).withUnsafeBytes { MerkleHash.bySwiftCrypto($0) } == .leaf(entry))
    }

    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func `the roots of the RFC 6962 test tree are the published ones`() {
        var edge = RightEdge()
        #expect(edge.root.description == Self.roots[0])
        for (entry, root) in zip(Self.entries, Self.roots.dropFirst()) {
            edge.append(.leaf(entry))
            #expect(edge.root.description == root)
        }
    }

    @Test func `the empty root has its published base 64`() {
        #expect(MerkleHash.emptyRoot.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        #expect(MerkleHash(base64: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=") == .emptyRoot)
    }

    @Test func `an entry hashes the same from an array, a slice and a collection without contiguous storage`() {
        let entry = Array("一码".utf8)
        #expect(MerkleHash.leaf(([0] + entry)[1...]) == .leaf(entry))
        #expect(MerkleHash.leaf(Array(entry.reversed()).reversed() as ReversedCollection) == .leaf(entry))
        #expect(MerkleHash.leaf([UInt8]()) != .emptyRoot)
    }

    @Test func `a hash is exactly 32 bytes`() {
        for count in [0, 31, 33, 64] { #expect(MerkleHash(bytes: [UInt8](repeating: 7, count: count)) == nil) }
        let bytes = (0..<32).map { UInt8($0) }
        #expect(MerkleHash(bytes: bytes)?.bytes == bytes)
    }

    @Test(arguments: [
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=",  // trailing bits that are not zero
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",  // no padding
        "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=",  // the URL alphabet
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA",  // 33 bytes
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==",  // 31 bytes
        "47DEQpj8HBSa+/TImW+5JCeuQeRk\n5NMpJWZG3hSuFU=", "",
    ])
    func `a hash has one base 64 spelling only`(text: String) {
        #expect(MerkleHash(base64: text) == nil)
    }
}

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(Array(encoded.utf8)) == Array(plain.utf8))
    }

    @Test func `whatever decodes is what encoding would give`() {
        // All groups of four over a small alphabet that has every kind of character.
        let characters = Array("AQZz9+/=- \n".utf8)
        var accepted = 0
        for a in characters {
            for b in characters {
                for c in characters {
                    for d in characters {
                        guard let bytes = Base64.decode([a, b, c, d]) else { continue }
                        accepted += 1
                        #expect(Array(Base64.encode(bytes).utf8) == [a, b, c, d])
                    }
                }
            }
        }
        // Seven letters; the second of "xx==" may be A, Q (bits ending in 0000), the third of "xxx=" A, Q or 8-aligned.
        #expect(accepted > 7 * 7 * 7 * 7)
    }
}
