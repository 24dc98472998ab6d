import Codes
public import StrictJSON
import Values

extension TraceGraph {
    /// `{"subject","nodes":[…],"edges":[…],"movements":[…],"endings":[…],"candidates":[…],"truncated"}`; all but nodes name nodes by
    /// their `key`.
    public var json: JSONNode {
        .object([
            ("subject", .string(subject)),
            ("nodes", .array(nodes.map(\.json))),
            ("edges", .array(edges.map(\.json))),
            ("movements", .array(movements.map(\.json))),
            ("endings", .array(endings.map(\.json))),
            ("candidates", .array(candidates.map(\.json))),
            ("truncated", .bool(isTruncated)),
        ])
    }
}

extension CandidateSet {
    /// `{"direction","product","lots":[…],"holders":[…],"products":[…],"entries":[…],"complete"}`, codes by their keys.
    package var json: JSONNode {
        .object([
            ("direction", .string(direction.rawValue)), ("product", .string(product.key)),
            ("lots", .array(lots.map { .string($0.key) })), ("holders", .array(holders.map { .string($0) })),
            ("products", .array(products.map { .string($0.key) })),
            ("entries", .array(entries.map { .integer($0) })), ("complete", .bool(isWhole)),
        ])
    }
}

extension TraceGraph.Node {
    package var json: JSONNode {
        .object([
            ("key", .string(code.key)),
            ("canonical", .string(code.uri)),
            ("scheme", .string(code.scheme)),
            ("product", .optional(product)),
            ("lot", .optional(code.part("lot"))),
            ("quantity", quantity?.json ?? .null),
            ("maker", .optional(maker)),
            ("holder", .optional(holder)),
            ("place", .optional(place)),
            ("entries", .array(entries.map { .integer($0) })),
        ])
    }
}

extension TraceGraph.Edge {
    package var json: JSONNode {
        .object([
            ("kind", .string(kind.rawValue)), ("from", .string(from)), ("to", .string(to)),
            ("entry", entry.map { .integer($0) } ?? .null),
        ])
    }
}

extension TraceGraph.Movement {
    package var json: JSONNode {
        .object([
            ("code", .string(code)), ("from", .optional(from)), ("to", .optional(to)),
            ("time", .string(time.moment.description)), ("quantity", quantity?.json ?? .null),
            ("entries", .array(entries.map { .integer($0) })), ("confirmed", .bool(isConfirmed)),
        ])
    }
}

extension TraceGraph.Ending {
    package var json: JSONNode {
        .object([
            ("code", .string(code)), ("step", .string(step)), ("party", .string(party)),
            ("firstTime", .string(firstTime.moment.description)), ("lastTime", .string(lastTime.moment.description)),
            ("quantity", quantity?.json ?? .null), ("entries", .array(entries.map { .integer($0) })),
            ("buyers", .array(buyers.map { .string($0) })), ("allocated", .bool(isAllocated)),
        ])
    }
}

extension Measure {
    /// `{"value","uom"}` in the base unit: grams, millilitres, pieces (H87), or the code as written.
    public var json: JSONNode {
        let uom =
            switch unit {
            case .gram: "GRM"
            case .millilitre: "MLT"
            case .piece: "H87"
            case .other(let code): code
            }
        return .object([("value", .string(Amount(millionths: millionths).description)), ("uom", .string(uom))])
    }
}

extension JSONNode {
    fileprivate static func optional(_ text: String?) -> JSONNode {
        text.map(JSONNode.string) ?? .null
    }
}
