import Ledger
import StrictJSON
import TransparencyLog
public import Values

extension EvidenceBatch {
    /// The document: UTF-8 JSON as `schema/json/evidence.schema.json` says, with `subjects`.
    public func formatted() -> [UInt8] {
        var table = EvidenceHashTable()
        let entries = entries.map { $0.json(&table) }
        var members: [(String, JSONNode)] = [
            ("format", .string(Evidence.format)),
            ("subjects", .array(subjects.map(\.json))),
            ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
            ("entries", .array(entries)),
            ("forks", .array(forks.map(\.json))),
        ]
        if let index { members.append(("index", index.json)) }
        members.append(("hashes", .strings(table.hashes.map(\.base64))))
        return JSONNode.object(members).formatted()
    }

    /// Reads a document; every error says where.
    public static func parse(_ bytes: [UInt8]) throws(LocatedError) -> EvidenceBatch {
        let root = try Evidence.root(bytes)
        let entries = try root.entries()
        let forks = try root.list("forks").map { value throws(LocatedError) in try value.fork() }
        let index = try root["index"].map { value throws(LocatedError) in try value.indexEvidence() }
        let subjects = try subjects(
            root, entries: entries, forks: forks, answerCount: index?.answers.count ?? 0)
        return EvidenceBatch(
            checkpoint: Array(try root.text("checkpoint").utf8), subjects: subjects, entries: entries, forks: forks,
            index: index)
    }

    /// The subjects, which together name no more than what may be checked for one document.
    private static func subjects(
        _ root: JSONValue, entries: [Evidence.ProvenEntry], forks: [JournalFork], answerCount: Int
    ) throws(LocatedError) -> [Subject] {
        let sizes = Dictionary(entries.map { ($0.index, $0.bytes.count) }) { first, _ in first }
        // Which forks concern a subject follows from its entries: it may be all.
        let forkBytes = forks.reduce(0) { $0 + $1.offered.count + $1.held.count }
        var (references, bytes) = (0, 0)
        var subjects: [Subject] = []
        for value in try root.list("subjects") {
            let subject = try value.subject(sizes, answerCount: answerCount)
            if let held = subject.held, !held.entries.isEmpty {
                references += held.entries.count + forks.count + held.answers.count
                bytes += held.entries.reduce(forkBytes) { $0 + (sizes[$1] ?? 0) }
            }
            guard references <= referencesMax, bytes <= referencedBytesMax else {
                throw LocatedError(
                    at: value, Wording(en: "more is named than one document may", zh: "所引用的内容超过一份文件的上限"))
            }
            subjects.append(subject)
        }
        return subjects
    }
}

extension EvidenceBatch.Subject {
    fileprivate var json: JSONNode {
        guard let held else { return .object([("code", .string(code)), ("omitted", .bool(true))]) }
        return .object(
            [
                ("code", .string(code)), ("subject", .string(held.subject)), ("complete", .bool(held.isComplete)),
                ("entries", .array(held.entries.map { .unsigned($0) })),
            ] + (held.answers.isEmpty ? [] : [("answers", .array(held.answers.map { .integer($0) }))]))
    }
}

extension JSONValue {
    /// - Parameters:
    ///   - known: the entries of the document, with their sizes.
    ///   - answerCount: how many answers of the index it has.
    fileprivate func subject(
        _ known: [UInt64: Int], answerCount: Int
    ) throws(LocatedError) -> EvidenceBatch.Subject {
        let code = try text("code")
        if self["omitted"]?.bool == true { return EvidenceBatch.Subject(code: code, held: nil) }
        guard let complete = self["complete"]?.bool else { throw .missing("complete", in: self) }
        var entries: [UInt64] = []
        for value in try list("entries") {
            guard let entry = value.unsigned, known[entry] != nil,
                entries.last.map({ $0 < entry }) ?? true
            else {
                throw LocatedError(
                    at: value, Wording(en: "no such entry in \"entries\"", zh: "“entries”中没有这一项"))
            }
            entries.append(entry)
        }
        var answers: [Int] = []
        for value in try self["answers"] == nil ? [] : list("answers") {
            guard let place = value.unsigned.flatMap({ Int(exactly: $0) }), place < answerCount,
                answers.last.map({ $0 < place }) ?? true
            else {
                throw LocatedError(at: value, Wording(en: "no such answer in \"index\"", zh: "“index”中没有这一项"))
            }
            answers.append(place)
        }
        return EvidenceBatch.Subject(
            code: code,
            held: EvidenceBatch.Held(
                subject: try text("subject"), isComplete: complete, entries: entries, answers: answers))
    }
}
