import Testing
import TransparencyLog

@testable import VerifiableIndex

@Suite struct `A damaged run` {
    /// Blocks and groups, and a list that stands by itself.
    private static let run: TestRun = {
        var lists = TestRun.random(keys: 40, range: 0..<600, seed: 10).lists
        lists[IndexKey(name: "everywhere")] = (0..<300).map { 2 * $0 }
        return TestRun(range: 0..<600, lists: lists)
    }()

    private static func open(_ bytes: [UInt8], _ body: (RunReader) throws(RunError) -> Void) -> RunError? {
        do throws(RunError) {
            try body(try RunReader(MemoryRunBytes(bytes), expecting: run.run))
            return nil
        } catch {
            return error
        }
    }

    @Test func `is refused whichever byte is another, and the error says where`() {
        let bytes = Self.run.bytes
        for offset in bytes.indices {
            var changed = bytes
            changed[offset] ^= [0x01, 0x80, 0xFF][offset % 3]
            switch Self.open(changed, { reader throws(RunError) in try reader.check() }) {
            case .malformed(let fault): #expect(0...bytes.count ~= fault.offset)
            // Where it ends, the same lists are a run of more entries.
            case .anotherRun: #expect(bytes.count - 80..<bytes.count - 64 ~= offset)
            default: Issue.record("byte \(offset) may be another")
            }
        }
    }

    @Test func `is refused wherever it is cut, and with anything behind it`() {
        let bytes = Self.run.bytes
        for count in bytes.indices {
            #expect(Self.open(Array(bytes.prefix(count)), { reader throws(RunError) in try reader.check() }) != nil)
        }
        #expect(Self.open(bytes + [0], { reader throws(RunError) in try reader.check() }) != nil)
    }

    @Test func `never gives a proof of anything else`() throws {
        let (bytes, run) = (Self.run.bytes, Self.run.run)
        let keys = Self.run.lists.keys.sorted()
        var refused = 0
        for offset in stride(from: 0, to: bytes.count, by: 3) {
            var changed = bytes
            changed[offset] ^= 0x10
            guard let reader = try? RunReader(MemoryRunBytes(changed), expecting: run) else {
                refused += 1
                continue
            }
            for key in [keys[offset % keys.count], IndexKey(name: "everywhere"), IndexKey(name: "\(offset)")] {
                guard let proof = try? reader.proof(of: key) else {
                    refused += 1
                    continue
                }
                let entries = try proof.verify(key, in: run)?.entries ?? []
                #expect(entries == Array((Self.run.lists[key] ?? []).suffix(entries.count)))
                #expect(entries.isEmpty == (Self.run.lists[key] == nil))
            }
        }
        #expect(refused > 100)
    }

    @Test func `is told apart from another run, and from storage that gives nothing`() throws {
        let run = Self.run
        let other = NamedRun(range: run.run.range, root: .emptyRoot)
        #expect(throws: RunError.anotherRun) { try RunReader(MemoryRunBytes(run.bytes), expecting: other) }
        #expect(throws: RunError.unreadable("no bytes 5 to 5000000")) {
            try MemoryRunBytes(run.bytes).read(5..<5_000_000)
        }
        #expect(throws: RunError.malformed(MalformedBytes(offset: 0, .notARun))) {
            try RunReader(MemoryRunBytes([UInt8](repeating: 0, count: 200)))
        }
        #expect(throws: RunError.malformed(MalformedBytes(offset: 3, .truncated))) {
            try RunReader(MemoryRunBytes([1, 2, 3]))
        }
    }

    @Test func `has numbers in their shortest form only`() {
        func read(_ bytes: [UInt8]) -> UInt64? {
            var reader = ByteReader(bytes)
            return try? reader.varint()
        }
        for number in [0, 1, 127, 128, 300, 1 << 32, UInt64.max] {
            var bytes: [UInt8] = []
            bytes.append(varint: number)
            #expect(read(bytes) == number)
            #expect(read(bytes.dropLast()) == nil)
            bytes[bytes.count - 1] |= 0x80
            #expect(read(bytes + [0]) == nil)
        }
        #expect(read([UInt8](repeating: 0xFF, count: 9) + [2]) == nil)
        #expect(read([UInt8](repeating: 0xFF, count: 10) + [1]) == nil)
    }
}
