/// The place of a perfect subtree: the one of 2^`level` leaves that begins at leaf `index` · 2^`level`.
///
/// Level 0 are the leaf hashes. Such a subtree, once complete, never changes however the tree grows.
public struct NodeCoordinate: Hashable, Sendable {
    /// 0…63.
    public let level: UInt8
    /// The position among the subtrees of the same level, from the left.
    public let index: UInt64

    public init(level: UInt8, index: UInt64) {
        precondition(level < 64)
        self.level = level
        self.index = index
    }

    /// Whether a tree of `treeSize` leaves has all leaves of this subtree.
    public func isComplete(treeSize: UInt64) -> Bool {
        index < treeSize >> UInt64(level)
    }
}

extension NodeCoordinate: Comparable, CustomStringConvertible {
    /// By level, then from left to right.
    public static func < (left: Self, right: Self) -> Bool {
        (left.level, left.index) < (right.level, right.index)
    }

    /// `level/index`.
    public var description: String { "\(level)/\(index)" }
}

/// The bounds within which this implementation counts leaves.
public enum TreeSize {
    /// The largest tree that a checkpoint or proof may speak of: 2^63 − 1, so that a size also fits signed integers.
    public static let max = UInt64(Int64.max)
}
