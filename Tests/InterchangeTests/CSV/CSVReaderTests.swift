import Interchange
import Profiles
import Testing
import Values

@Suite struct `A reader of CSV` {
    private func fields(_ text: String) throws -> [[String]] {
        try CSVReader.everything(in: Array(text.utf8)).map { record in (0..<record.count).map { record[$0] } }
    }

    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,", [["a", "b"], ["1", ""]]),
        ("a\n\n\r\nb\n", [["a"], ["b"]]),
        ("\u{FEFF}a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n\"x,y\",\"he said \"\"no\"\"\"\n", [["a", "b"], ["x,y", "he said \"no\""]]),
        ("a,b\n\"two\nlines\",\"\r\n\"\n", [["a", "b"], ["two\nlines", "\r\n"]]),
        // As spreadsheets keep a number as text.
        ("a,b\n=\"007\",=\"\"\n=\"x,y\",=1\n", [["a", "b"], ["007", ""], ["x,y", "=1"]]),
        ("编码,数量\n大黄鱼,𠮷\n", [["编码", "数量"], ["大黄鱼", "𠮷"]]),
        ("", []), ("\u{FEFF}", []), ("\n\n", []),
    ])
    func `gives every field as it was meant`(text: String, expected: [[String]]) throws {
        #expect(try fields(text) == expected)
    }

    @Test func `knows where each field began, also behind a quoted line break`() throws {
        let records = try CSVReader.everything(
            in: Array("名,b\n\"x\ny\",大黄鱼,\n".utf8.dropLast(2)) + Array("\n\n1,2".utf8))
        #expect(records.map(\.line) == [1, 2, 5])
        #expect(records[0].location(of: 1) == (1, 3))
        #expect(records[1].location(of: 0) == (2, 1))
        #expect(records[1].location(of: 1) == (3, 4))
        #expect(records[2].location(of: 1) == (5, 3))
    }

    @Test("cells beyond the header that say nothing are left out")
    func trailing() throws {
        let records = try CSVReader.everything(in: Array("a,b\n1,2,,\n3,4\n".utf8))
        #expect(
            records.map { record in (0..<record.count).map { record[$0] } } == [["a", "b"], ["1", "2"], ["3", "4"]])
    }

    static let malformed: [(text: String, reason: ScanError.Reason, line: Int, column: Int)] = [
        ("a,b\n1\n", .raggedRow, 2, 1),
        ("a,b\n1,2,3\n", .raggedRow, 2, 5),
        ("a,b\n\"x\ny\",2,3\n", .raggedRow, 3, 6),
        ("a,b\nx\"y,2\n", .malformedCSV, 2, 2),
        ("a,b\n大黄\"y,2\n", .malformedCSV, 2, 3),
        ("a,b\n\"x\"y,2\n", .malformedCSV, 2, 4),
        ("a,b\n=\"x\"&B1,2\n", .malformedCSV, 2, 5),
        ("a,b\nx=\"y\",2\n", .malformedCSV, 2, 3),
        ("a,b\n1,\"x\n", .malformedCSV, 2, 3),
        ("a,b\n1,\"", .malformedCSV, 2, 3),
        ("a,b\n1,2\r3,4\n", .malformedCSV, 2, 4),
        ("a,b\n1,\0\n", .malformedCSV, 2, 3),
        ("a,b\n1,\"x\n\0\"\n", .malformedCSV, 3, 1),
    ]

    @Test(arguments: malformed.indices)
    func `says the line and column of what is malformed`(index: Int) throws {
        let (text, reason, line, column) = Self.malformed[index]
        let error = try #require(throws: ScanError.self) { try fields(text) }
        #expect(error.reason == reason)
        #expect((error.line, error.column) == (line, column))
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE], 1, 1), ([0x61, 0x0A, 0xC3, 0x28], 2, 1), ([0x61, 0x0A, 0xE5, 0xA4], 2, 1),
            ([0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0xC0, 0xAF], 2, 3), ([0xED, 0xA0, 0x80], 1, 1),
            ([0xF4, 0x90, 0x80, 0x80], 1, 1),
            ([0x80], 1, 1), ([0xE0, 0x80, 0x80], 1, 1), ([0xF0, 0x8F, 0xBF, 0xBF], 1, 1),
        ] as [([UInt8], Int, Int)])
    func `refuses what is not UTF-8, and suggests GB18030`(bytes: [UInt8], line: Int, column: Int) throws {
        let error = try #require(throws: ScanError.self) { try CSVReader.everything(in: bytes) }
        #expect(error.reason == .badEncoding)
        #expect((error.line, error.column) == (line, column))
        #expect(error.hint?.en.contains("--encoding gb18030") == true)
    }

    @Test func `gives the same records wherever the file is cut into chunks`() throws {
        let text = "\u{FEFF}编码,说明\r\n\"大\"\"黄\r\n鱼\",x\r\n\r\n𠮷,\"\"\n1,\"a,b\""
        let bytes = Array(text.utf8)
        let whole = try CSVReader.everything(in: bytes)
        #expect(whole.count == 4)
        for cut in 0...bytes.count {
            for second in cut...bytes.count {
                var reader = CSVReader()
                var records: [CSVRecord] = []
                for chunk in [bytes[..<cut], bytes[cut..<second], bytes[second...]] {
                    reader.feed(chunk)
                    while let record = try reader.next() { records.append(record) }
                }
                reader.finish()
                while let record = try reader.next() { records.append(record) }
                #expect(records == whole, "cut at \(cut) and \(second)")
            }
        }
    }

    @Test func `goes on behind a bad row, so that every bad row of a file can be named`() throws {
        let text = "a,b\n1\nok,1\nx\"y,2\nok,2\n1,\0\nok,3\n\"x\"y,\nok,4\n1,2,3\n"
        var reader = CSVReader()
        reader.feed(Array(text.utf8))
        reader.finish()
        var lines: [Int] = []
        var good: [String] = []
        while true {
            do {
                guard let record = try reader.next() else { break }
                good.append(record[0] + record[1])
            } catch {
                lines.append(error.line)
            }
        }
        #expect(lines == [2, 4, 6, 8, 10])
        #expect(good == ["ab", "ok1", "ok2", "ok3", "ok4"])
    }

    @Test(arguments: [
        ("a,b\n# x,y\n1,2\n", 1), ("a,b\n\"# time, say\",\n# more\n1,2\n", 1), ("a,b\n# only\n", 0), ("a,b\n# x", 0),
        ("a,b\n1,2\n#3,4\n", 2), ("#a,b\n1,2\n", 1), ("a,b\n1,#2\n", 1), ("a,b\n #1,2\n", 1),
        // Rows that are numbered or marked so are scans.
        ("a,b\n#1,2\n#2,3\n", 2), ("a,b\n# 1,2\n", 1), ("a,b\n#急件,2\n", 1), ("a,b\n#PS-7,2\n", 1), ("a,b\n#,\n", 0),
    ])
    func `passes over explanations straight under the header, and nowhere else`(text: String, rows: Int) throws {
        #expect(try fields(text).count == rows + 1)
    }

    @Test func `says what is malformed in an explanation too`() throws {
        let error = try #require(throws: ScanError.self) { try fields("a,b\n#x\"y,\n1,2\n") }
        #expect((error.reason, error.line, error.column) == (.malformedCSV, 2, 3))
    }

    @Test func `holds fields, rows and columns to its limits`() throws {
        var limits = CSVReader.Limits()
        limits.fieldBytesMax = 8
        limits.recordBytesMax = 12
        limits.columnsMax = 3
        func read(_ text: String) throws -> [CSVRecord] {
            try CSVReader.everything(in: Array(text.utf8), limits: limits)
        }
        #expect(try read("12345678,1234\n").count == 1)
        for (text, column) in [
            ("123456789\n", 1), ("1234567,123456\n", 9), ("1,2,3,4\n", 7), ("1,\"23456789\n0\"\n", 3),
        ] {
            let error = try #require(throws: ScanError.self) { try read(text) }
            #expect(error.reason == .overLimit)
            #expect((error.line, error.column) == (1, column), "\(text)")
        }
        let huge = [UInt8](repeating: 0x61, count: CSVReader.Limits().fieldBytesMax + 1)
        let error = try #require(throws: ScanError.self) { try CSVReader.everything(in: Array("a,b\nx,".utf8) + huge) }
        #expect((error.reason, error.line, error.column) == (.overLimit, 2, 3))
    }

    @Test func `writes a record so that it reads back the same`() throws {
        let text = "a,\"b,c\",\"d\"\"e\",\"f\ng\",\n"
        let record = try #require(try CSVReader.everything(in: Array(text.utf8)).first)
        #expect(String(decoding: record.formatted(), as: UTF8.self) == text)
    }

    @Test func `fields may be parted by what offices use, and a title above the header decides nothing`() throws {
        for separator in [";", "\t", ","] {
            var reader = CSVReader()
            reader.separate(by: separator.utf8.first ?? 0)
            reader.feed(Array("台账\n".utf8))
            let title = try reader.next()
            #expect(title?.count == 1)
            reader.passOverTitle()
            reader.feed(Array("a|b|c\n1|\"x|y\"|3\n".replacing("|", with: separator).utf8))
            reader.finish()
            #expect(try reader.next()?.count == 3)
            let record = try #require(try reader.next())
            #expect((0..<3).map { record[$0] } == ["1", "x\(separator)y", "3"])
        }
    }
}
