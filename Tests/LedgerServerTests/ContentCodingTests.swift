import LedgerProtocol
import Testing

@Suite("Content codings: gzip, and who takes it")
struct ContentCodingTests {
    @Test("what is packed is unpacked, whatever its size", arguments: [0, 1, 100, 65_535, 65_536, 1_000_000])
    func roundTrip(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }
        let packed = Gzip.pack(bytes)
        #expect(try Gzip.unpack(packed, bytesMax: count) == bytes)
        if count > 0 { #expect(throws: Gzip.Failure.tooLarge) { try Gzip.unpack(packed, bytesMax: count - 1) } }
    }

    @Test("what another gzip packed is unpacked")
    func foreign() throws {
        let packed: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7, 0x02, 0x00,
            0x20, 0x30, 0x3A, 0x36, 0x06, 0x00, 0x00, 0x00,
        ]
        #expect(try Gzip.unpack(packed, bytesMax: 100) == Array("hello\n".utf8))
    }

    @Test("several members one after another are what each unpacks to, within one bound")
    func members() throws {
        let parts = [Array("first ".utf8), [], (0..<200_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }, [7]]
        let packed = parts.flatMap { Gzip.pack($0) }
        let whole = Array(parts.joined())
        #expect(try Gzip.unpack(packed, bytesMax: whole.count) == whole)
        #expect(throws: Gzip.Failure.tooLarge) { try Gzip.unpack(packed, bytesMax: whole.count - 1) }
        // Cut short it is whole only where a member ends.
        let last = Gzip.pack([7]).count
        #expect(try Gzip.unpack(Array(packed.dropLast(last)), bytesMax: whole.count) == whole.dropLast())
        for cut in 1..<last {
            #expect(throws: Gzip.Failure.malformed) {
                try Gzip.unpack(Array(packed.dropLast(cut)), bytesMax: whole.count)
            }
        }
    }

    @Test("gzip has two names, in letters of either case", arguments: ["gzip", "x-gzip", "GZip", "X-GZIP"])
    func names(coding: String) {
        #expect(Gzip.isName(coding))
        #expect(!Gzip.isName("x-" + coding) || coding.lowercased() == "gzip")
    }

    @Test("a bomb is given up at the bound")
    func bomb() {
        let packed = Gzip.pack([UInt8](repeating: 0, count: 50_000_000))
        #expect(packed.count < 500_000)
        #expect(throws: Gzip.Failure.tooLarge) { try Gzip.unpack(packed, bytesMax: 100_000) }
    }

    @Test("what is cut short, damaged or followed by anything is not gzip")
    func malformed() {
        let bytes = Array("one of many entries, one of many entries".utf8)
        let packed = Gzip.pack(bytes)
        for end in packed.indices {
            #expect(throws: Gzip.Failure.malformed) { try Gzip.unpack(Array(packed[..<end]), bytesMax: 1000) }
        }
        #expect(throws: Gzip.Failure.malformed) { try Gzip.unpack(packed + [0], bytesMax: 1000) }
        // Bits that only fill up the last byte of the data say nothing; whatever else is damaged is noticed.
        for place in 10..<packed.count {
            for bit in 0..<8 {
                var damaged = packed
                damaged[place] ^= 1 << bit
                let unpacked = try? Gzip.unpack(damaged, bytesMax: 1000)
                let isPadding = unpacked == bytes && place == packed.count - 9
                #expect(unpacked == nil || isPadding, "bit \(bit) of byte \(place)")
            }
        }
    }

    @Test(
        "gzip is taken where it is named, or anything is, with a quality above nothing",
        arguments: [
            ([], false), ([""], false), (["gzip"], true), (["GZip"], true), (["x-gzip"], true), (["identity"], false),
            (["br, gzip"], true), (["br", " gzip "], true), (["gzip;q=0"], false), (["gzip;q=0.000"], false),
            (["gzip ; q=0.001"], true), (["*"], true), (["*;q=0"], false), (["gzip;q=0, *"], false),
            (["*;q=0, gzip;q=1"], true), (["gzip;q=2"], false), (["gzip;q=nan"], false), (["gzip;q="], false),
            (["gzip;level=9"], false), (["gzippy"], false), (["identity;q=1, *;q=0"], false), ([",,gzip,"], true),
        ])
    func accepted(fields: [String], takesGzip: Bool) {
        #expect(AcceptedCodings(fields).takesGzip == takesGzip)
    }

    @Test("a question of many codes reads back; what is too many, too long or no text is refused")
    func question() throws {
        let codes = (0..<256).map { "码 \u{0}\"\\ \($0)" }
        #expect(try EvidenceQuestion(parsing: EvidenceQuestion(codes: codes).body).codes == codes)
        let answered = EvidenceQuestion(codes: codes, under: .published, isAnswered: true)
        #expect(try EvidenceQuestion(parsing: answered.body) == answered)
        #expect(try !EvidenceQuestion(parsing: EvidenceQuestion(codes: codes).body).isAnswered)
        let longest = String(repeating: "\u{1}", count: EvidenceQuestion.codeBytesMax)
        let largest = EvidenceQuestion(codes: Array(repeating: longest, count: 256))
        #expect(largest.body.count <= EvidenceQuestion.bytesMax)
        #expect(try EvidenceQuestion(parsing: largest.body) == largest)
        for body in [
            "", "[]", "{}", #"{"codes":[]}"#, #"{"codes":"x"}"#, #"{"codes":[1]}"#, #"{"codes":["\#(longest)x"]}"#,
            #"{"codes":[\#(Array(repeating: #""x""#, count: 257).joined(separator: ","))]}"#,
        ] {
            #expect(throws: EvidenceQuestion.Malformation.self, "\(body.prefix(40))") {
                try EvidenceQuestion(parsing: Array(body.utf8))
            }
        }
    }
}
