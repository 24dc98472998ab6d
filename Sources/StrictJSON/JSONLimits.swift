/// How much of a JSON text is read before it is refused.
public struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole text.
    public var sizeMax: Int
    /// Objects and arrays inside one another.
    public var depthMax: Int
    /// Member names and values together: bounds the tape, which takes 16 bytes for each.
    public var valuesMax: Int

    /// A precondition failure where a limit is not positive or the size is past 2 GiB.
    public init(sizeMax: Int, depthMax: Int = 64, valuesMax: Int = 4_000_000) {
        precondition(sizeMax > 0 && depthMax > 0 && valuesMax > 0 && sizeMax <= Int(Int32.max))
        self.sizeMax = sizeMax
        self.depthMax = depthMax
        self.valuesMax = valuesMax
    }

    /// A document: 16 MiB, 64 levels.
    public static let `default` = JSONLimits(sizeMax: 16 << 20)
    /// One entry of a journal: 65,535 bytes, 64 levels.
    public static let entry = JSONLimits(sizeMax: 65_535)
}
