/// A strictly read JSON text (RFC 8259, UTF-8): what stands in it and where, nothing converted.
///
/// Refused are: a byte order mark, invalid UTF-8, a name twice in one object, lone surrogates, raw control characters,
/// malformed numbers, text after the end, and whatever is larger or deeper than `JSONLimits` allows. Numbers keep their
/// text. Values are cursors into the document and keep it alive.
public struct JSONDocument: Sendable {
    let tape: JSONTape

    /// Reads a whole text; throws the first fault, located.
    public init(_ bytes: [UInt8], limits: JSONLimits = .default) throws(JSONError) {
        tape = try JSONParser.tape(of: bytes, limits: limits)
    }

    /// The same for bytes in any collection; lines, columns and offsets count from its beginning.
    public init(_ bytes: some Collection<UInt8>, limits: JSONLimits = .default) throws(JSONError) {
        try self.init(Array(bytes), limits: limits)
    }

    /// The document's one value.
    public var root: JSONValue { JSONValue(tape: tape, index: 0) }
}

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
