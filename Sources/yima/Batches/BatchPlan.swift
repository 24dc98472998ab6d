import CommandSupport
import StrictJSON
import TransparencyLog
import Values

/// What a batch asks of each code beside its verdict, as the options were written: a line that answered another question is no line of it.
struct BatchQuestion: Equatable {
    var at: String?
    var asOf: String?
    /// Whether it must be shown that nothing was left out, and of how long ago at most, in seconds.
    var complete = false
    var maxAge: Int?
}

/// How the codes of a batch were chosen, kept beside them: a run that was cut goes on with just the same codes, whatever the ledger has
/// got since.
struct BatchPlan: Equatable {
    let selection: CodeSelection
    let asked: BatchQuestion
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
    func answers(_ selection: CodeSelection, _ asked: BatchQuestion) -> Bool {
        self.selection == selection && self.asked == asked
    }

    var json: JSONNode {
        .object([
            ("selection", selection.json), ("at", asked.at.map(JSONNode.string) ?? .null),
            ("asOf", asked.asOf.map(JSONNode.string) ?? .null), ("complete", .bool(asked.complete)),
            ("maxAge", asked.maxAge.map { .integer($0) } ?? .null), ("from", .unsigned(entries.lowerBound)),
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
        // A plan of before says nothing of completeness, and demanded none.
        let asked = BatchQuestion(
            at: root["at"]?.string, asOf: root["asOf"]?.string, complete: root["complete"]?.bool ?? false,
            maxAge: root["maxAge"]?.numberText.flatMap { Int($0) })
        self.init(
            selection: selection, asked: asked, entries: from..<to,
            checkpoint: Array(checkpoint.utf8), unreadableCount: unreadable, name: root["name"]?.string)
    }

    init(
        selection: CodeSelection, asked: BatchQuestion, entries: Range<UInt64>, checkpoint: [UInt8],
        unreadableCount: Int, name: String?
    ) {
        (self.selection, self.asked, self.entries) = (selection, asked, entries)
        (self.checkpoint, self.unreadableCount, self.name) = (checkpoint, unreadableCount, name)
    }
}
