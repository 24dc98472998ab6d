import Testing

@testable import Reports

@Suite("Entries behind a number")
struct EntrySetTests {
    @Test("runs of entries are told as runs, each entry once, in whatever order they came")
    func runs() {
        #expect(EntrySet([9, 4, 5, 4, 17, 6]).text == "4–6, 9, 17")
        #expect(EntrySet([9, 4, 5, 4, 17, 6]).count == 5)
        #expect(EntrySet([UInt64]()).isEmpty && EntrySet.none.text.isEmpty)
    }

    @Test("a union has the entries of all, whatever they share")
    func union() {
        for seed in 0..<50 {
            let sets = (0..<4).map { part in (0..<12).map { UInt64(($0 * 7 + seed * part * 5) % 30) } }
            #expect(EntrySet.union(sets.map { EntrySet($0) }) == EntrySet(sets.flatMap(\.self)))
        }
    }
}
