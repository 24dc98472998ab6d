import Testing
import TransparencyLog

@testable import VerifiableIndex

@Suite struct `A long list` {
    private static let key = IndexKey(name: "lot")

    private static func run(_ count: Int, other: Bool = false) -> TestRun {
        var lists = TestRun.random(keys: 50, range: 0..<9000, seed: 16).lists
        lists[key] = (0..<UInt64(count)).map { 4 * $0 + (other ? 1 : 0) }
        return TestRun(range: 0..<9000, lists: lists)
    }

    private static func pages(_ run: TestRun) throws -> [ListPage] {
        let reader = try run.open()
        var pages = [try #require(try reader.proof(of: key).verify(key, in: run.run))]
        while pages[pages.count - 1].olderCount > 0 {
            pages.append(try #require(try reader.page(of: key, before: pages[pages.count - 1].olderCount)))
        }
        return pages
    }

    @Test(arguments: [256, 257, 512, 513, 2000])
    func `is shown page by page from its newest end, each grown to the one after`(count: Int) throws {
        let run = Self.run(count)
        let pages = try Self.pages(run)
        #expect(pages.count == (count + 255) / 256)
        for (newer, older) in zip(pages, pages.dropFirst()) {
            #expect(try ListPage(parsing: older.bytes) == older)
            try older.verify(before: newer, in: run.run)
        }
        #expect(pages.reversed().flatMap(\.entries) == run.lists[Self.key])
    }

    @Test func `does not take a page that was left out, exchanged or changed`() throws {
        let (run, other) = (Self.run(1500), Self.run(1500, other: true))
        let (pages, others) = (try Self.pages(run), try Self.pages(other))
        #expect(throws: IndexProofError.edgeMismatch) { try pages[2].verify(before: pages[0], in: run.run) }
        #expect(throws: IndexProofError.self) { try others[1].verify(before: pages[0], in: run.run) }
        #expect(throws: IndexProofError.self) { try pages[0].verify(before: pages[0], in: run.run) }
        let bytes = pages[1].bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let page = try? ListPage(parsing: changed) else { continue }
            #expect(throws: IndexProofError.self, "bit \(bit)") { try page.verify(before: pages[0], in: run.run) }
        }
    }

    @Test func `has no page where none ends`() throws {
        let reader = try Self.run(600).open()
        for end in [0, 1, 255, 257, 600, 768, UInt64.max] { #expect(try reader.page(of: Self.key, before: end) == nil) }
        #expect(try reader.page(of: IndexKey(name: "absent"), before: 256) == nil)
        #expect(try reader.page(of: Self.key, before: 256)?.entries.count == 256)
    }

    @Test func `cannot be said to be longer than its run has room for`() {
        let edge = EntryList.edge(of: 0..<10)
        let page = ListPage(older: edge, entries: [9])
        #expect(throws: IndexProofError.tooManyOlder(count: 10)) { try page.checkShape(in: 0..<20) }
        #expect(throws: IndexProofError.entriesDoNotAscend(entry: 12)) {
            try ListPage(older: RightEdge(), entries: [12, 12]).checkShape(in: 0..<20)
        }
        #expect(throws: IndexProofError.pageLength(0)) {
            try ListPage(older: edge, entries: []).checkShape(in: 0..<20)
        }
        #expect(throws: IndexProofError.pageLength(257)) {
            try ListPage(older: RightEdge(), entries: Array(0..<257)).checkShape(in: 0..<2000)
        }
    }
}
