/// The bounds within which this implementation counts leaves.
public enum TreeSize {
    /// The largest tree that a checkpoint or proof may speak of: 2^63 − 1, so that a size also fits signed integers.
    public static let max = UInt64(Int64.max)
}
