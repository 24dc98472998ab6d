import Crypto

/// Numbers that follow from a seed and a label alone, without end: block `i` is SHA-256(seed ‖ i as eight bytes, most significant
/// first ‖ label), read as four numbers of eight bytes, most significant first.
struct DrawStream {
    private let seed: DrawSeed
    private let label: [UInt8]
    private var block: UInt64 = 0
    private var words: [UInt64] = []
    private var place = 0

    init(_ seed: DrawSeed, label: String) {
        self.seed = seed
        self.label = Array(label.utf8)
        words.reserveCapacity(4)
    }

    private mutating func next() -> UInt64 {
        if place == words.count {
            var hasher = SHA256()
            hasher.update(data: seed.bytes)
            withUnsafeBytes(of: block.bigEndian) { hasher.update(bufferPointer: $0) }
            hasher.update(data: label)
            words.removeAll(keepingCapacity: true)
            hasher.finalize().withUnsafeBytes { digest in
                for offset in stride(from: 0, to: 32, by: 8) {
                    words.append(UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                }
            }
            block += 1
            place = 0
        }
        defer { place += 1 }
        return words[place]
    }

    /// A number below `bound`, each as likely as any other: numbers from the largest multiple of `bound` on are passed over.
    mutating func below(_ bound: UInt64) -> UInt64 {
        precondition(bound > 0, "there is no number below 0")
        // 2^64 mod bound numbers at the end are too many.
        let surplus = (UInt64.max % bound + 1) % bound
        while true {
            let number = next()
            if number <= UInt64.max - surplus { return number % bound }
        }
    }
}
