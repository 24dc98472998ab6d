import Testing
import TransparencyLog

@testable import VerifiableIndex

@Suite struct `A key of the index` {
    @Test(arguments: [
        (Vectors.lot, Vectors.lotKey), (Vectors.item, Vectors.itemKey), (Vectors.pallet, Vectors.palletKey),
    ])
    func `is that of the published vector`(name: String, key: String) {
        #expect(IndexKey(name: name).description == key)
        #expect(IndexKey(nameBytes: Array(name.utf8)) == IndexKey(name: name))
    }

    @Test func `is of a name's bytes, not of what they look like`() {
        #expect(IndexKey(name: "written:\u{E9}") != IndexKey(name: "written:e\u{301}"))
        #expect(IndexKey(name: "") != IndexKey(name: "\0"))
    }

    @Test func `is 32 bytes and nothing else`() {
        let bytes = (0..<32).map { UInt8($0) }
        #expect(IndexKey(bytes: bytes)?.bytes == bytes)
        #expect(IndexKey(bytes: bytes.dropLast()) == nil)
        #expect(IndexKey(bytes: bytes + [0]) == nil)
    }

    @Test func `is ordered as its bytes are`() {
        var random = SeededNumbers(seed: 1)
        let keys = (0..<200).map { _ in random.key() }
        #expect(keys.sorted() == keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    }

    @Test func `parts from another in the first bit that differs, whichever it is`() {
        var random = SeededNumbers(seed: 2)
        let key = random.key()
        #expect(key.firstDifference(from: key) == nil)
        for bit in 0..<256 {
            #expect(key.bit(UInt8(bit)) == NaiveMap.isSet(key, bit))
            var other = key.flipping(bit)
            if bit < 255 { other = other.flipping(255) }
            #expect(key.firstDifference(from: other) == UInt8(bit))
        }
    }
}
