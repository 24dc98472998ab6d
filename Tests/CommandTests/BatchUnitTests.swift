import CommandSupport
import Foundation
import LedgerTesting
import StrictJSON
import Testing

@testable import yima

@Suite struct SortedLinesTests {
    @Test(
        "gives every line once and sorted, whatever fits into memory",
        arguments: [64, 500, 4000, 1 << 20], [0, 1, 7, 3000])
    func everyLineOnce(bytesMax: Int, count: Int) throws {
        let folder = TemporaryDirectory()
        var random = SplitMix64(seed: UInt64(count))
        let words = (0..<count).map { _ in
            String(Int.random(in: 0..<max(1, count / 2), using: &random), radix: 7)
                + (Bool.random(using: &random) ? "é" : "")
        }
        let path = folder.path + "/sorted"
        var found: [String] = []
        do {
            let sorted = SortedLines(beside: path, bytesMax: bytesMax)
            for word in words { try sorted.add(Array(word.utf8)) }
            try sorted.finish { line in found.append(String(decoding: line, as: UTF8.self)) }
        }
        let wanted = Set(words).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(found == wanted)
        #expect(folder.names.isEmpty, "nothing is left over")
    }
}

@Suite struct BatchFolderTests {
    @Test("a second batch in a folder is told to wait, and the folder is free again after the first")
    func locked() async throws {
        let folder = TemporaryDirectory()
        do {
            let first = try BatchFolder(folder.path)
            #expect(first != nil)
            let second = #expect(throws: CommandError.self) { try BatchFolder(folder.path + "/") }
            #expect(second?.status == .tryLater)
            withExtendedLifetime(first) {}
        }
        // A program that another test starts just now may hold the file for a moment more.
        try await wait("the folder to be free") { (try? BatchFolder(folder.path)) != nil }
        #expect(try BatchFolder(folder.path + "/none") == nil)
    }
}

@Suite struct BatchPruningTests {
    @Test("of a folder's batches the newest are kept, and what is no file of a batch stays")
    func pruned() throws {
        let folder = TemporaryDirectory()
        let old = ["2026-11-28T0330.jsonl", "2026-11-28T0330.summary.json", "2026-11-28T0330.checkpoint"]
        let newer = [
            "2026-11-29T0330.csv", "2026-11-29T0330.lines", "2026-11-30T0330-2.xlsx", "2026-11-30T0330-10.xlsx",
        ]
        let others = [
            "last", "underway", "codes", "notes.csv", "2026-11-01.csv", "2025-01-01T0330.txt", "2025-01-01T03300.csv",
        ]
        for name in old + newer + others { try Data("x".utf8).write(to: URL(filePath: "\(folder.path)/\(name)")) }
        let batches = try #require(try BatchFolder(folder.path))
        #expect(batches.prune(keeping: 3) == 1)
        #expect(Set(folder.names).isSuperset(of: newer + others) && Set(folder.names).isDisjoint(with: old))
        #expect(batches.prune(keeping: 1) == 2)
        #expect(Set(folder.names).isSuperset(of: others + ["2026-11-30T0330-10.xlsx"]))
        #expect(Set(folder.names).isDisjoint(with: newer.prefix(3)))
        #expect(batches.prune(keeping: 1) == 0)
    }
}

@Suite struct BatchSummaryDocumentTests {
    @Test("the summary has just the members that its schema names")
    func members() throws {
        struct Schema: Decodable {
            let properties: [String: Kept]
            let required: [String]

            struct Kept: Decodable {}
        }
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../schema/json/batch-summary.schema.json")
        let schema = try JSONDecoder().decode(Schema.self, from: Data(contentsOf: file))
        let told = try JSONSerialization.jsonObject(with: Data(BatchSummary().json(nil).formatted()))
        let members = try #require(told as? [String: Any]).keys.sorted()
        #expect(members == schema.properties.keys.sorted() && members == schema.required.sorted())
    }
}
