import Testing
import TransparencyLog
import Values

@testable import VerifiableIndex

@Suite struct `A state of the index` {
    private static let bytes = Array(Vectors.state.utf8)

    @Test func `is written and read as the published vector`() throws {
        let state = IndexState(
            keys: IndexKeysVersion(number: 1, schemes: .emptyRoot),
            time: Timestamp(rfc3339: "2026-11-30T08:00:00Z")!, runs: [Vectors.run(0..<4).run, Vectors.run(4..<5).run])
        #expect(state.bytes == Self.bytes)
        #expect(state.bytes.count == 249)
        #expect(MerkleHash.leaf(state.bytes) == Vectors.hash(Vectors.stateLeaf))
        #expect(try IndexState(parsing: Self.bytes) == state)
        #expect(state.entryCount == 5)
        #expect(state.run(of: 4)?.range == 4..<5)
        #expect(state.run(of: 5) == nil)
        #expect(IndexState.isState(Self.bytes))
        #expect(!IndexState.isState(Array("yima/1 indexes\n".utf8)))
    }

    @Test func `has one encoding, whichever byte is another`() throws {
        for offset in Self.bytes.indices {
            for mask: UInt8 in [0x01, 0x02, 0x10, 0x20, 0x80] {
                var changed = Self.bytes
                changed[offset] ^= mask
                guard let state = try? IndexState(parsing: changed) else { continue }
                #expect(state.bytes == changed)
            }
        }
        for count in Self.bytes.indices {
            // Cut behind a line it may be a state of fewer runs.
            guard let state = try? IndexState(parsing: Array(Self.bytes.prefix(count))) else { continue }
            #expect(state.runs.count == 1)
        }
    }

    @Test(arguments: [
        ("keys 1", "keys 0", 2), ("keys 1", "keys 01", 2), ("keys 1", "keys +1", 2), ("keys 1", "keys 4294967296", 2),
        ("e3b0", "E3B0", 2), ("e3b0", "e3b", 2), ("08:00:00.000Z", "08:00:00Z", 3),
        ("08:00:00.000Z", "09:00:00.000+01:00", 3), ("08:00:00.000Z", "08:00:00.0000Z", 3), ("\n4 ", "\n04 ", 4),
        ("\n4 ", "\n+4 ", 4), ("\n4 ", "\n0 ", 4), ("\n5 ", "\n4 ", 5), ("\n5 ", "\n3 ", 5),
        ("\n5 ", "\n9223372036854775808 ", 5), ("\n5 ", "\n5  ", 5), ("yima/1 index", "yima/1 index ", 1),
        ("time ", "Time ", 3), ("\ntime", "\r\ntime", 2),
    ])
    func `is refused where a line is written otherwise, and the error names the line`(
        old: String, new: String, line: Int
    ) {
        #expect(throws: IndexStateError.malformed(line: line)) {
            try IndexState(parsing: Array(Vectors.state.replacing(old, with: new).utf8))
        }
    }

    @Test func `names from one to thirty-two runs`() throws {
        func text(_ count: Int) -> [UInt8] {
            let lines = Vectors.state.split(separator: "\n").prefix(3).joined(separator: "\n")
            return Array((lines + "\n" + (0..<count).map { "\($0 + 1) \(MerkleHash.emptyRoot)\n" }.joined()).utf8)
        }
        #expect(try IndexState(parsing: text(32)).runs.count == 32)
        #expect(throws: IndexStateError.malformed(line: 36)) { try IndexState(parsing: text(33)) }
        #expect(throws: IndexStateError.self) { try IndexState(parsing: text(0)) }
        #expect(throws: IndexStateError.self) { try IndexState(parsing: []) }
        #expect(throws: IndexStateError.self) { try IndexState(parsing: text(1) + [0x0A]) }
        #expect(throws: IndexStateError.self) { try IndexState(parsing: Array(text(1).dropLast())) }
    }
}
