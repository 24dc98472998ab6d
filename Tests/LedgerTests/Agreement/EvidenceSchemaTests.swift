import Evidence
import Foundation
import OracleTesting
import StrictJSON
import Testing
import TransparencyLog

@Suite("The JSON Schema of evidence files, and what writes and reads them", .timeLimit(.minutes(5)))
struct EvidenceSchemaTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../schema/json")

    private func schema() throws -> JSONValue {
        try JSONDocument([UInt8](Data(contentsOf: Self.folder.appending(path: "evidence.schema.json")))).root
    }

    /// Where members stand (`/entries/*/journal/checkpoint`), by a schema: whether they must.
    private func members(of schema: JSONValue, at place: String = "") -> [String: Bool] {
        var found: [String: Bool] = [:]
        let required = Set(schema["required"]?.elements.compactMap(\.string) ?? [])
        if let properties = schema["properties"] {
            for (name, value) in properties.members {
                found["\(place)/\(name)"] = required.contains(name)
                found.merge(members(of: value, at: "\(place)/\(name)")) { $1 }
            }
        }
        if let items = schema["items"] { found.merge(members(of: items, at: "\(place)/*")) { $1 } }
        return found
    }

    private func members(of tree: JSONTree, at place: String = "") -> Set<String> {
        switch tree {
        case .object(let members):
            members.reduce(into: []) { found, member in
                found.insert("\(place)/\(member.name)")
                found.formUnion(self.members(of: member.value, at: "\(place)/\(member.name)"))
            }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(members(of: $1, at: "\(place)/*")) }
        case .string, .number, .bool, .null: []
        }
    }

    @Test("just the schema's members are written, and each of them")
    func written() async throws {
        let wanted = Set(members(of: try schema()).keys)
        let cases = try await EvidenceCases.city().documents + StrangerCases.flooded().documents
        let written = try cases.reduce(into: Set<String>()) { $0.formUnion(members(of: try JSONTree($1))) }
        // Bytes that are no text, and a code that was left out: made apart.
        #expect(wanted.subtracting(written).subtracting(["/entries/*/base64", "/subjects/*/omitted"]) == [])
        // The names of definition files are no members.
        let named = written.filter { !$0.hasPrefix("/judged/definitions/") }
        #expect(named.subtracting(wanted) == [])
        let odd = Evidence(
            subject: "x", checkpoint: [], entries: [.init(index: 0, bytes: [0xFF], proof: [], journalProof: nil)],
            forks: [], isComplete: true)
        #expect(members(of: try JSONTree(odd.formatted())).contains("/entries/*/base64"))
        let omitted = EvidenceBatch(checkpoint: [], subjects: [.init(code: "x", held: nil)], entries: [], forks: [])
        #expect(members(of: try JSONTree(omitted.formatted())).contains("/subjects/*/omitted"))
    }

    /// All ways to a place that a pattern names.
    private func places(_ pattern: [Substring], in tree: JSONTree) -> [[Int]] {
        guard let first = pattern.first else { return [[]] }
        var found: [[Int]] = []
        for place in 0..<tree.count {
            if case .object(let members) = tree, members[place].name != first { continue }
            found += places(Array(pattern.dropFirst()), in: tree[place]).map { [place] + $0 }
        }
        return found
    }

    private func changed(_ tree: JSONTree, at way: [Int], _ change: (JSONTree) -> JSONTree?) -> JSONTree {
        guard way.count > 1 else {
            guard case .object(var members) = tree else { return tree }
            if let value = change(members[way[0]].value) {
                members[way[0]].value = value
            } else {
                members.remove(at: way[0])
            }
            return .object(members)
        }
        var tree = tree
        tree[way[0]] = changed(tree[way[0]], at: Array(way.dropFirst()), change)
        return tree
    }

    @Test("each member is read: one of another kind is refused, and so is a document that lacks what must be there")
    func read() async throws {
        let wanted = members(of: try schema())
        let cases = try await EvidenceCases.city().documents + StrangerCases.flooded().documents
        let trees = try cases.map { try JSONTree($0) }
        for (member, isRequired) in wanted where !["/entries/*/base64", "/subjects/*/omitted"].contains(member) {
            let pattern = member.split(separator: "/")
            let held = trees.compactMap { tree in places(pattern, in: tree).first.map { (tree, $0) } }
            let (tree, way) = try #require(held.first, "\(member)")
            let odd = changed(tree, at: way) { if case .object = $0 { .array([]) } else { .object([]) } }
            #expect(throws: (any Error).self, "\(member) of another kind") { try EvidenceDocument.parse(odd.bytes) }
            guard isRequired else { continue }
            let lacking = changed(tree, at: way) { _ in nil }
            #expect(throws: (any Error).self, "without \(member)") { try EvidenceDocument.parse(lacking.bytes) }
        }
    }

    @Test("an entry has one spelling of its bytes, and numbers have one each")
    func oneSpelling() async throws {
        let document = String(decoding: try #require(try await EvidenceCases.city().documents.first), as: UTF8.self)
        #expect(throws: Never.self) { try EvidenceDocument.parse(Array(document.utf8)) }
        for (old, new) in [
            ("\"index\":0,", "\"index\":-0,"), ("\"index\":0,\"text\"", "\"index\":0,\"base64\":\"\",\"text\""),
            ("\"subject\":", "\"subjects\":[],\"subject\":"), ("\"runs\":[", "\"runs\":[],\"kept\":["),
        ] {
            let changed = document.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != document, "\(old)")
            #expect(throws: (any Error).self, "\(new)") { try EvidenceDocument.parse(Array(changed.utf8)) }
        }
    }

    @Test(
        "every document that is made satisfies it, as another program sees",
        .enabled(if: Oracle.python != nil, "set YIMA_ORACLE_PYTHON to a Python with jsonschema"))
    func satisfied() async throws {
        struct Question: Encodable {
            let schema: String
            let document: String
        }
        struct Answer: Decodable {
            let faults: [String]
        }
        let city = try await EvidenceCases.city()
        let documents = city.documents + (try EvidenceCases.hostile()).flatMap(\.documents)
        var questions = documents.map { Question(schema: "evidence.schema.json", document: Base64.encode($0)) }
        questions += try documents.map { document in
            let report = ProofReport(try EvidenceDocument.parse(document), key: city.key)
            return Question(schema: "proofs.schema.json", document: Base64.encode(report.json.formatted()))
        }
        // And what is none is told.
        questions.append(Question(schema: "evidence.schema.json", document: Base64.encode("{}".utf8)))
        let answers = try await Oracle.python("schema.py").answers(to: questions, as: Answer.self)
        for (place, answer) in answers.dropLast().enumerated() { #expect(answer.faults == [], "document \(place)") }
        #expect(answers.last?.faults.isEmpty == false)
    }
}
