import Codes
public import StrictJSON
import Values

extension PortSheet {
    /// The document of `schema/json/port.schema.json`.
    /// - Parameters:
    ///   - proven: whether every event was proven to stand in the ledger.
    ///   - checkpoint: under which.
    public func document(proven: Bool, checkpoint: VerdictDocument.Checkpoint?) -> JSONNode {
        .object([
            ("code", .string(written)), ("state", .string(state.rawValue)),
            ("lines", .array(lines.map(\.json))), ("goods", .array(goods.map(\.json))),
            ("findings", .array(others.map(\.json))),
            (
                "otherVoyages",
                .array(
                    otherVoyages.map {
                        .object([("begin", .string($0.begin.description)), ("goods", .strings($0.goods))])
                    })
            ),
            ("complete", .bool(isComplete)), ("proven", .bool(proven)), ("asOf", .string(asOf.description)),
            ("checkpoint", checkpoint?.json ?? .null),
        ])
    }
}

extension PortSheet.Line {
    fileprivate var json: JSONNode {
        .object([
            ("topic", .string(topic)), ("label", .string(label.en)), ("labelZh", .string(label.zh)),
            ("state", .string(state.rawValue)),
            ("said", .strings(said.map(\.en))), ("saidZh", .strings(said.map(\.zh))),
            ("entries", .array(entries.map { .integer($0) })),
            ("rules", .strings(rules)), ("source", source.map { .string($0) } ?? .null),
        ])
    }
}

extension PortSheet.Goods {
    fileprivate var json: JSONNode {
        .object([
            ("code", .string(code.uri)), ("name", .string(name.en)), ("nameZh", .string(name.zh)),
            ("product", product.map { .string($0) } ?? .null),
            ("lines", .array(lines.map(\.json))),
        ])
    }
}
