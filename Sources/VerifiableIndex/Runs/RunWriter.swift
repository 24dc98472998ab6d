import TransparencyLog

/// Writes a run from its lists in the order of their keys, in one pass and little memory: of the map only the way to the newest
/// key is held, and what is not yet known to be a whole block.
public struct RunWriter: Sendable {
    /// A subtree that is finished.
    private struct Subtree {
        let hash: MerkleHash
        let weight: Int
        let keyCount: Int
        /// Whether it may still become part of a larger block; else its blocks are written.
        var isOpen: Bool
    }

    let range: Range<UInt64>
    private var out = RunFormat.magic
    /// Bytes that were taken away.
    private var taken = 0
    private var lastKey: IndexKey?
    private var last: Subtree?
    /// Subtrees that wait for their right sibling, and the bit at which it parts from them.
    private var waiting: [(left: Subtree, bit: UInt8)] = []
    /// Of `waiting`, those before are written.
    private var writtenWaiting = 0
    private var block = BlockWriter()
    private var fences: [UInt8] = []
    private var blockCount: UInt64 = 0
    private var keyCount: UInt64 = 0
    private var postingCount: UInt64 = 0

    /// A run over these entries. The caller's duty: not empty, an end of 2^63 − 1 at most.
    public init(range: Range<UInt64>) {
        precondition(!range.isEmpty && range.upperBound <= TreeSize.max, "a run is of some entries")
        self.range = range
    }

    /// Adds a key's list. The caller's duty: keys strictly ascend, so do the entries, which lie in the range, and are some.
    public mutating func add(_ key: IndexKey, _ entries: some RandomAccessCollection<UInt64>) {
        let value = EntryList.value(of: entries)
        add(key, entries, value: value, leaf: IndexHash.leaf(key, value))
    }

    /// The same for a list whose hashes are known.
    mutating func add(
        _ key: IndexKey, _ entries: some RandomAccessCollection<UInt64>, value: MerkleHash, leaf: MerkleHash
    ) {
        let bit = lastKey.map { last -> UInt8 in
            guard last < key, let bit = key.firstDifference(from: last) else { preconditionFailure("keys ascend") }
            return bit
        }
        if let bit, let left = last {
            let sibling = closing(left, above: Int(bit))
            waiting.append((sibling, bit))
        }
        let weight = RunFormat.weight(count: entries.count)
        if entries.count > RunFormat.inlineMax {
            let place = taken + out.count
            for entry in entries { out.append(bigEndian: entry) }
            for hash in EntryList.pageHashes(of: entries) { out.append(hash) }
            block.add(key, leaf: leaf, weight: weight, count: entries.count, value: value, place: place)
        } else {
            block.add(key, leaf: leaf, weight: weight, entries, start: range.lowerBound)
        }
        last = Subtree(hash: leaf, weight: weight, keyCount: 1, isOpen: true)
        lastKey = key
        keyCount += 1
        postingCount += UInt64(entries.count)
    }

    /// Joins the newest subtree with those that wait for it, as long as they part below `bit`.
    private mutating func closing(_ newest: Subtree, above bit: Int) -> Subtree {
        var newest = newest
        while let next = waiting.last, Int(next.bit) > bit {
            waiting.removeLast()
            writtenWaiting = min(writtenWaiting, waiting.count)
            newest = joined(next.left, newest, bit: next.bit)
        }
        return newest
    }

    private mutating func joined(_ left: Subtree, _ right: Subtree, bit: UInt8) -> Subtree {
        let hash = IndexHash.inner(left.hash, right.hash, bit: bit)
        let weight = left.weight + right.weight
        let keyCount = left.keyCount + right.keyCount
        if left.isOpen, right.isOpen, weight <= RunFormat.blockWeightMax {
            block.join(rightKeyCount: right.keyCount, hash: hash, bit: bit)
            return Subtree(hash: hash, weight: weight, keyCount: keyCount, isOpen: true)
        }
        // Whatever still waits will be joined with this, which is too much for one block: so it is a block by itself.
        for place in writtenWaiting..<waiting.count {
            write(waiting[place].left)
            waiting[place].left.isOpen = false
        }
        writtenWaiting = waiting.count
        write(left)
        write(right)
        return Subtree(hash: hash, weight: weight, keyCount: keyCount, isOpen: false)
    }

    /// Writes a subtree as a block, unless it is written.
    private mutating func write(_ subtree: Subtree) {
        guard subtree.isOpen else { return }
        let place = taken + out.count
        let first = block.write(keyCount: subtree.keyCount, to: &out)
        fences.append(first)
        fences.append(subtree.hash)
        fences.append(bigEndian: UInt64(place))
        fences.append(bigEndian: UInt32(taken + out.count - place))
        blockCount += 1
    }

    /// The bytes since they were taken last.
    public mutating func take() -> [UInt8] {
        defer {
            taken += out.count
            out.removeAll(keepingCapacity: true)
        }
        return out
    }

    /// How many bytes there are to take.
    public var pendingBytes: Int { out.count }

    /// Ends the run; `take` then gives its last bytes. Nothing may be added afterwards.
    public mutating func finish() -> RunSummary {
        var root = MerkleHash.emptyRoot
        if let newest = last {
            let all = closing(newest, above: -1)
            write(all)
            root = all.hash
        }
        let fencesPlace = taken + out.count
        out += fences
        let numbers = [
            range.lowerBound, range.upperBound, keyCount, postingCount, blockCount, UInt64(fencesPlace),
        ]
        for number in numbers { out.append(bigEndian: number) }
        out.append(root)
        return RunSummary(
            run: NamedRun(range: range, root: root), keyCount: keyCount, postingCount: postingCount)
    }
}
