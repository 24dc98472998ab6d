/// A JSON value to be written (RFC 8259). Members stand in the order in which they are given; nothing is sorted.
///
/// Reading is `JSONDocument`'s work: a node is never compared with signed bytes.
public enum JSONNode: Sendable {
    /// Members in order. The writer does not look for duplicate names: they are the caller's mistake.
    case object([(String, JSONNode)])
    case array([JSONNode])
    case string(String)
    /// The literal text of a JSON number (`12.50`), written as it is; the caller vouches for its grammar.
    case number(String)
    case integer(Int64)
    /// For numbers past `Int64.max`: ledger indexes and the like.
    case unsigned(UInt64)
    case bool(Bool)
    case null
    /// Ready JSON text, copied byte for byte, also when pretty-printing (a signed event inside an answer).
    case raw([UInt8])
}

extension JSONNode {
    /// Any integer; a precondition failure where it fits neither `Int64` nor `UInt64`.
    public static func integer(_ value: some BinaryInteger) -> JSONNode {
        if let signed = Int64(exactly: value) { return .integer(signed) }
        guard let unsigned = UInt64(exactly: value) else { preconditionFailure("an integer past 64 bits") }
        return .unsigned(unsigned)
    }

    /// Strings as they are.
    public static func strings(_ values: some Sequence<String>) -> JSONNode {
        .array(values.map(JSONNode.string))
    }
}

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}
