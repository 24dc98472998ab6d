import EPCIS
import EventTesting
import Profiles
import Testing

@Suite struct `Sealing an event` {
    static let food = Profile.named("food")!

    /// Salts that a test can foretell.
    static func sealer(first: UInt8 = 0) -> EventSealer {
        EventSealer(
            profiles: .builtIn, fallback: food,
            salts: { (0..<16).map { first &+ $0 } })
    }

    @Test func `takes what its profile marks private out, and leaves digests`() throws {
        let bytes = Sample.object(
            #""ilmd":{"yima:supplierPhone":"0595-1","yima:lotNo":"A1"},"yima:profile":"food","yima:price":12.50,"yima:tempC":-18.50"#
        )
        let sealed = try Self.sealer().seal(bytes)
        let text = String(decoding: sealed.event, as: UTF8.self)
        #expect(!text.contains("12.50") && !text.contains("0595") && !text.contains("price"))
        #expect(text.contains(#""ilmd":{"yima:lotNo":"A1"},"yima:profile":"food","yima:tempC":-18.50,"yima:sealed":["#))
        #expect(Set(sealed.disclosures.map(\.name)) == ["price", "supplierPhone"])
        #expect(sealed.disclosures.first { $0.name == "price" }?.value == "12.50")
        #expect(EPCISEvent.sealedDigests(inEntryBody: sealed.event) == sealed.disclosures.map(\.digest))
        #expect(sealed.content == bytes)
        #expect(try EPCISEvent(json: sealed.event).dataElements["price"] == nil)
    }

    @Test func `leaves an event without private values byte for byte`() throws {
        let bytes = Sample.object(#""yima:profile":"food",  "yima:tempC" : -18.50"#)
        #expect(try Self.sealer().seal(bytes) == SealedEvent(bytes))
        #expect(EPCISEvent.sealedDigests(inEntryBody: bytes).isEmpty)
    }

    @Test func `goes by the namespace, not by the prefix`() throws {
        let context = #"["\#(YimaContext.standard)",{"y":"\#(YimaContext.namespace)","price":"https://e.org/"}]"#
        let bytes = Sample.object(#""y:price":"3","price:yima":"open""#, context: context)
        let sealed = try Self.sealer().seal(bytes)
        let text = String(decoding: sealed.event, as: UTF8.self)
        #expect(text.contains(#""price:yima":"open","y:sealed":["#))
        #expect(EPCISEvent.sealedDigests(inEntryBody: sealed.event).count == 1)
        _ = try EPCISEvent(json: sealed.event)
    }

    @Test(
        arguments: [
            (#"{"price":"urn:yima:elements:price"}"#, #""price":"3""#),
            (#"{"@vocab":"urn:yima:elements:"}"#, #""price":"3""#),
            (#"{"u":"urn:yima:"}"#, #""u:elements:price":"3""#),
            (#"{"x":"https://e.org/"}"#, #""urn:yima:elements:price":"3""#),
            (#"{"x":"urn:yima:elements:"}"#, #""x:pri\u0063e":"3""#),
        ])
    func `finds a private value under every name that means it`(term: String, member: String) throws {
        let context = #"["\#(YimaContext.standard)",\#(term)]"#
        let sealed = try Self.sealer().seal(Sample.object(member, context: context))
        #expect(sealed.disclosures.map(\.name) == ["price"])
        #expect(!String(decoding: sealed.event, as: UTF8.self).contains("\"3\""))
        #expect(EPCISEvent.sealedDigests(inEntryBody: sealed.event) == sealed.disclosures.map(\.digest))
        _ = try EPCISEvent(json: sealed.event)
    }

    @Test func `adds to what was sealed elsewhere`() throws {
        let earlier = Disclosure(name: "price", value: "1", salt: Array(repeating: 1, count: 16)).digest.description
        let bytes = Sample.object(#""yima:sealed":["\#(earlier)"],"yima:voucherNo":"V1""#)
        let sealed = try Self.sealer().seal(bytes)
        let digests = EPCISEvent.sealedDigests(inEntryBody: sealed.event).map(\.description)
        #expect(digests == [earlier] + sealed.disclosures.map(\.digest.description))
    }

    @Test func `never writes a private value that it cannot seal`() {
        for value in [#"["1"]"#, #"{"a":1}"#, "\"" + String(repeating: "x", count: 9000) + "\""] {
            #expect(throws: EventSealer.Failure.unusable(element: "price")) {
                try Self.sealer().seal(Sample.object(#""yima:price":\#(value)"#))
            }
        }
    }

    @Test func `takes fresh salts each time, and knows the event again all the same`() throws {
        let bytes = Sample.object(#""yima:price":"12""#)
        let (one, other) = (try Self.sealer(first: 1).seal(bytes), try Self.sealer(first: 2).seal(bytes))
        #expect(one.event != other.event)
        #expect(one.content == other.content)
        let system = EventSealer(profiles: .builtIn, fallback: Self.food)
        #expect(try system.seal(bytes).event != system.seal(bytes).event)
    }

    @Test(
        arguments: [
            (#""bizLocation":{"id":"urn:epc:id:sgln:0614141.00777.0","yima:price":"3"}"#, "/bizLocation/yima:price"),
            (#""x:order":{"lines":[{"yima:price":"3"}]}"#, "/x:order/lines/0/yima:price"),
            (#""yima:order":{"urn:yima:elements:pri\u0063e":3}"#, "/yima:order/urn:yima:elements:price"),
            (#""ilmd":{"x:part":[[{"yima:supplierPhone":true}]]}"#, "/ilmd/x:part/0/0/yima:supplierPhone"),
            (#""x:a":{"@context":{"q":"urn:yima:elements:price"},"q":"3"}"#, "/x:a/q"),
            (#""x:a":{"@context":{},"b":{"@context":{"z":"https://z.org/"},"yima:price":"3"}}"#, "/x:a/b/yima:price"),
            (
                #""sensorElementList":[{"sensorReport":[{"type":"Temperature","yima:price":"3"}]}]"#,
                "/sensorElementList/0/sensorReport/0/yima:price"
            ),
        ])
    func `refuses a private value where it cannot seal it, in whatever it stands`(member: String, pointer: String) {
        let context = #"["\#(YimaContext.standard)",{"yima":"urn:yima:elements:","x":"https://e.org/"}]"#
        let name = pointer.contains("Phone") ? "supplierPhone" : "price"
        #expect(throws: EventSealer.Failure.nested(element: name, pointer: pointer)) {
            try Self.sealer().seal(Sample.object(member, context: context))
        }
    }

    @Test(
        arguments: [
            (#""yima:Price":"3""#, "yima:Price"), (#""u:price":"3""#, "u:price"),
            (#""n:price":"3""#, "n:price"), (#""x:a":[{"yima:PRICE":3}]"#, "yima:PRICE"),
            (#""ilmd":{"urn:yima:elements::supplierphone":"1"}"#, "urn:yima:elements::supplierphone"),
        ])
    func `refuses a value whose name is a private one but for carelessness`(member: String, name: String) {
        let context =
            #"["\#(YimaContext.standard)",{"yima":"urn:yima:elements:","x":"https://e.org/","n":"urn:yima:elements","u":"URN:Yima:elements:"}]"#
        #expect {
            try Self.sealer().seal(Sample.object(member, context: context))
        } throws: { error in
            if case EventSealer.Failure.misspelt(name, _) = error { true } else { false }
        }
    }

    @Test func `lets nested values alone that are not private, and names that only look like one`() throws {
        let context = #"["\#(YimaContext.standard)",{"yima":"urn:yima:elements:","x":"https://e.org/"}]"#
        for member in [
            #""x:order":{"x:price":"3","price":"4","yima:tempC":-18}"#, #""x:order":{"yima:price":null}"#,
            #""x:order":"yima:price""#,
        ] {
            let bytes = Sample.object(member, context: context)
            #expect(try Self.sealer().seal(bytes) == SealedEvent(bytes))
        }
    }

    @Test func `goes by the import's profile too, whatever profile an event names`() throws {
        let open = """
            {"id": "open", "version": 1, "validFrom": "2026-01-01", "label": {"en": "o", "zh": "o"}, "source": "test",
             "elements": [{"name": "voucherNo", "en": "voucher", "zh": "凭证", "type": "text"},
                {"name": "secret", "en": "secret", "zh": "秘密", "type": "text", "private": true}]}
            """
        let library = try ProfileLibrary(overrides: ["open.json": Array(open.utf8)])
        let sealer = EventSealer(profiles: library, fallback: Self.food)
        let members = #""yima:price":"3","yima:voucherNo":"V1","yima:secret":"s""#
        for profile in [#""yima:profile":"open","#, #""ilmd":{"yima:profile":"open"},"#] {
            let sealed = try sealer.seal(Sample.object(profile + members))
            // What the named profile defines as open is; what it knows nothing of is not.
            #expect(Set(sealed.disclosures.map(\.name)) == ["price", "secret"])
        }
        let unknown = try sealer.seal(Sample.object(#""yima:profile":"none","# + members))
        #expect(Set(unknown.disclosures.map(\.name)) == ["price", "voucherNo"])
    }

    @Test func `loses no digest of what was sealed elsewhere, however it was listed`() throws {
        let digests = (1...3).map { salt in
            Disclosure(name: "price", value: "1", salt: Array(repeating: salt, count: 16)).digest.description
        }
        let bytes = Sample.object(
            #""yima:sealed":["\#(digests[0])","\#(digests[1])"],"urn:yima:elements:sealed":"\#(digests[2])","#
                + #""yima:price":"12""#)
        let sealed = try Self.sealer().seal(bytes)
        #expect(
            EPCISEvent.sealedDigests(inEntryBody: sealed.event).map(\.description)
                == digests + sealed.disclosures.map(\.digest.description))
    }
}
