import Testing

@testable import EPCIS

@Suite struct `A disclosure` {
    /// RFC 9901 §4.2.1 to §4.2.3 and appendix A.
    static let vectors = [
        (
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
            "family_name", "Möbius", "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
        ),
        (
            "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
            "given_name", "John", "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4"
        ),
        (
            "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd",
            "family_name", "Doe", "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo"
        ),
    ]

    @Test(arguments: vectors) func `has the digest that the standard gives`(
        text: String, name: String, value: String, digest: String
    ) throws {
        let disclosure = try #require(Disclosure(text: text))
        #expect(disclosure.name == name)
        #expect(disclosure.value == value)
        #expect(disclosure.digest.description == digest)
        #expect(DisclosureDigest(digest) == disclosure.digest)
        #expect(DisclosureDigest(bytes: disclosure.digest.bytes) == disclosure.digest)
    }

    @Test func `reads back as it was written`() throws {
        let salt = (0..<16).map { UInt8($0 * 7) }
        let price = Disclosure(name: "price", value: "12.50", salt: salt)
        let count = Disclosure(name: "cartons", value: "7", isNumber: true, salt: salt)
        #expect(Disclosure(text: price.text) == price)
        #expect(Disclosure(text: count.text)?.value == "7")
        #expect(price.digest != Disclosure(name: "price", value: "12.50", salt: salt.reversed()).digest)
    }

    @Test(
        arguments: [
            "", "!", "W10", Base64URL.encode("{}".utf8), Base64URL.encode(#"["aaaaaaaaaaaaaaaaaaaaaa","price"]"#.utf8),
            Base64URL.encode(#"["aaaaaaaaaaaaaaaaaaaaaa","price",{"a":1}]"#.utf8),
            Base64URL.encode(#"["aaaaaaaaaaaaaaaaaaaaaa","price",null]"#.utf8),
            Base64URL.encode(#"["aaaaaaaaaaaaaaaaaaaaaa","",1]"#.utf8),
            Base64URL.encode(#"["short","price","1"]"#.utf8),
            Base64URL.encode(#"["aaaaaaaaaaaaaaaaaaaaaa","price","1"]"#.utf8) + "=",
            Base64URL.encode(
                (#"["aaaaaaaaaaaaaaaaaaaaaa","price",""# + String(repeating: "1", count: 9000) + "\"]").utf8),
        ])
    func `is refused where it is none`(text: String) {
        #expect(Disclosure(text: text) == nil)
    }

    @Test func `base64url has one form of every length, and every other bit is refused`() throws {
        for length in 0..<40 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length) }
            let text = Base64URL.encode(bytes)
            #expect(Base64URL.decode(text.utf8) == bytes)
            #expect(Base64URL.decode((text + "=").utf8) == nil)
        }
        #expect(Base64URL.decode("QQ".utf8) == [0x41])
        #expect(Base64URL.decode("QR".utf8) == nil)
        #expect(Base64URL.decode("Q".utf8) == nil)
    }
}
