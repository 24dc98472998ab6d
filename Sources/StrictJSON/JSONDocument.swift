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
