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
