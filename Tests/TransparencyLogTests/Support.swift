import TransparencyLog

/// The definitions of RFC 9162 §2.1.1, §2.1.3.1 and §2.1.4.1 written down word for word, as slow as they are plain.
/// They share nothing with the code under test but the hash functions.
final class NaiveTree {
    let leaves: [MerkleHash]
    private var known: [Range<Int>: MerkleHash] = [:]

    init(_ leaves: [MerkleHash]) { self.leaves = leaves }

    func root(_ size: Int) -> MerkleHash { hash(0..<size) }

    func hash(_ range: Range<Int>) -> MerkleHash {
        if range.isEmpty { return .emptyRoot }
        if range.count == 1 { return leaves[range.lowerBound] }
        if let hash = known[range] { return hash }
        let middle = range.lowerBound + split(range.count)
        let hash = MerkleHash.node(hash(range.lowerBound..<middle), hash(middle..<range.upperBound))
        known[range] = hash
        return hash
    }

    func path(_ leaf: Int, in range: Range<Int>) -> [MerkleHash] {
        if range.count == 1 { return [] }
        let middle = range.lowerBound + split(range.count)
        return leaf < middle
            ? path(leaf, in: range.lowerBound..<middle) + [hash(middle..<range.upperBound)]
            : path(leaf, in: middle..<range.upperBound) + [hash(range.lowerBound..<middle)]
    }

    func consistency(_ old: Int, in range: Range<Int>, isWholeOldTree: Bool = true) -> [MerkleHash] {
        if old == range.count { return isWholeOldTree ? [] : [hash(range)] }
        let half = split(range.count)
        let middle = range.lowerBound + half
        return old <= half
            ? consistency(old, in: range.lowerBound..<middle, isWholeOldTree: isWholeOldTree)
                + [hash(middle..<range.upperBound)]
            : consistency(old - half, in: middle..<range.upperBound, isWholeOldTree: false)
                + [hash(range.lowerBound..<middle)]
    }

    private func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }
}

/// Leaf `index` of the trees of these tests.
func leaf(_ index: Int) -> MerkleHash {
    .leaf(Array("leaf \(index)".utf8))
}

extension MerkleHash {
    func flipping(bit: Int) -> MerkleHash {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return MerkleHash(bytes: bytes)!
    }
}

extension Array {
    func replacing(_ index: Int, with element: Element) -> [Element] {
        var copy = self
        copy[index] = element
        return copy
    }
}

func hexBytes(_ text: String) -> [UInt8] {
    let digits = text.map { UInt8($0.hexDigitValue!) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
