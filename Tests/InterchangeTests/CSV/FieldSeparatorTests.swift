import Interchange
import Profiles
import Testing

@Suite struct `What parts the fields of a table` {
    @Test(arguments: [
        ("a,b;c|d", FieldSeparator.comma), ("a\tb;c", .tab), ("a;b|c", .semicolon), ("时间|环节", .bar),
        ("时间，环节", .wideComma),
        ("时间；环节", .wideSemicolon), ("时间｜环节", .wideBar), ("\"a，b\";c", .semicolon),
    ])
    func `is told by the header`(header: String, separator: FieldSeparator) {
        #expect(CSVReader.separator(ofHeader: Array(header.utf8)[...]) == separator)
    }

    @Test func `is none where a line has one field`() {
        #expect(CSVReader.separator(ofHeader: Array("入库单".utf8)[...]) == nil)
    }

    @Test func `may be a full-width mark, which inside quotes is text`() throws {
        var isQuoted = false
        let line = Array("a，\"b，c\nd\"，e\n".utf8)
        var read: [UInt8] = []
        // Line by line, as a file is read: the quoted field goes over two lines.
        for part in line.split(separator: 0x0A, omittingEmptySubsequences: true) {
            read += FieldSeparator.wideComma.replaced(in: part, isQuoted: &isQuoted) + [0x0A]
        }
        var reader = CSVReader()
        reader.separate(by: FieldSeparator.wideComma.byte)
        reader.feed(read)
        reader.finish()
        let record = try #require(try reader.next())
        #expect((0..<record.count).map { record[$0] } == ["a", "b，c\nd", "e"])
        #expect(FieldSeparator.wideComma.restored(in: read) == line)
    }
}
