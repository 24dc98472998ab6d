import CommandSupport
import StrictJSON
import TransparencyLog
import Values

/// How the codes of a batch were chosen, kept beside them: a run that was cut goes on with just the same codes, whatever the ledger has
/// got since.
struct BatchPlan: Equatable {
    let selection: CodeSelection
    /// What is asked of each code beside its verdict: `--at` and `--as-of`, as they were written.
    let at: String?
    let asOf: String?
    /// Ledger indexes.
    let entries: Range<UInt64>
    /// The ledger's signed checkpoint at the end of them.
    let checkpoint: [UInt8]
    /// Codes and events that could not be read, counted each time that they were met.
    let unreadableCount: Int
    /// What the files of a folder's batch are called; nil where the output is one file.
    let name: String?

    private static let bytesMax = 1 << 20

    /// Whether the same is asked for.
    func answers(_ selection: CodeSelection, at: String?, asOf: String?) -> Bool {
        self.selection == selection && self.at == at && self.asOf == asOf
    }

    var json: JSONNode {
        .object([
            ("selection", selection.json), ("at", at.map(JSONNode.string) ?? .null),
            ("asOf", asOf.map(JSONNode.string) ?? .null), ("from", .unsigned(entries.lowerBound)),
            ("to", .unsigned(entries.upperBound)),
            ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
            ("unreadable", .integer(unreadableCount)), ("name", name.map(JSONNode.string) ?? .null),
        ])
    }

    /// The plan in a file; nil where there is no such file.
    static func read(_ path: String) throws(CommandError) -> BatchPlan? {
        guard FileWriter.exists(path) else { return nil }
        if let bytes = try ByteSource(path: path).rest(bytesMax: bytesMax), let plan = BatchPlan(parsing: bytes) {
            return plan
        }
        throw CommandError(
            .badInput, at: Wording(path), en: "not the plan of a batch; nothing was changed",
            zh: "不是批次的计划文件；未作任何改动",
            hint: Wording(en: "remove it to begin anew", zh: "删除该文件即可重新开始"))
    }

    private init?(parsing bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes).root, let selection = CodeSelection(root["selection"]),
            let from = root["from"]?.numberText.flatMap({ UInt64($0) }),
            let to = root["to"]?.numberText.flatMap({ UInt64($0) }), from <= to,
            let checkpoint = root["checkpoint"]?.string,
            let unreadable = root["unreadable"]?.numberText.flatMap({ Int($0) })
        else { return nil }
        // It becomes part of paths.
        if let name = root["name"]?.string {
            guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }),
                !name.hasPrefix(".")
            else { return nil }
        }
        self.init(
            selection: selection, at: root["at"]?.string, asOf: root["asOf"]?.string, entries: from..<to,
            checkpoint: Array(checkpoint.utf8), unreadableCount: unreadable, name: root["name"]?.string)
    }

    init(
        selection: CodeSelection, at: String?, asOf: String?, entries: Range<UInt64>, checkpoint: [UInt8],
        unreadableCount: Int, name: String?
    ) {
        (self.selection, self.at, self.asOf, self.entries) = (selection, at, asOf, entries)
        (self.checkpoint, self.unreadableCount, self.name) = (checkpoint, unreadableCount, name)
    }
}
