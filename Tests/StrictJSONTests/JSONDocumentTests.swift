import StrictJSON
import Testing
import Values

@Suite struct `A JSON document` {
    @Test func `gives its values as they were written`() throws {
        let text = #" {"b" : [1.50, -0, 1e+9, true, false, null] , "a\u0062" : "x\n\ud83d\ude00é", "":{}} "#
        let root = try JSONDocument(Array(text.utf8)).root
        #expect(root.kind == .object)
        #expect(root.members.map(\.key) == ["b", "ab", ""])
        let list = try #require(root["b"])
        #expect(list.elements.map(\.numberText) == ["1.50", "-0", "1e+9", nil, nil, nil])
        #expect(list.elements.map(\.bool) == [nil, nil, nil, true, false, nil])
        #expect(list.elements.map(\.kind) == [.number, .number, .number, .bool, .bool, .null])
        #expect(list.rawBytes == Array("[1.50, -0, 1e+9, true, false, null]".utf8))
        #expect(root["ab"]?.string == "x\n😀é")
        #expect(root[""]?.members.isEmpty == true)
        #expect(root["c"] == nil)
        #expect(root["b"]?["x"] == nil)
    }

    @Test func `takes a slice and counts from its beginning`() throws {
        let bytes = Array("xx[1]".utf8)
        #expect(try JSONDocument(bytes[2...]).root.byteRange == 0..<3)
    }

    @Test func `locates every value by line, column and pointer`() throws {
        let text = "{\n \"大黄鱼\": [1,\r\n\t{\"a/b~c\": 2}], \"z\": [[], [3]]}"
        let root = try JSONDocument(Array(text.utf8)).root
        let inner = try #require(root["大黄鱼"]?.elements.map { $0 }.last)
        let two = try #require(inner["a/b~c"])
        #expect(two.location == (line: 3, column: 12))
        #expect(two.pointer == "/大黄鱼/1/a~1b~0c")
        #expect(root["大黄鱼"]?.elements.map { $0 }.first?.location.column == 10)
        #expect(root["z"]?.elements.map { $0 }.last?.elements.map(\.pointer) == ["/z/1/0"])
        #expect(root.pointer == "")
    }

    @Test(arguments: [
        ("[1,]", "one more element, or no comma before ]"), ("{\"a\":1,}", "one more member, or no comma before }"),
        ("[,1]", "a value"), ("[1 2]", "a comma or ]"), ("{\"a\":1 \"b\":2}", "a comma or }"),
        ("{a:1}", "a member name"),
        ("{\"a\" 1}", "a colon"), ("nul!", "true, false or null"), ("hello", "a value"),
    ])
    func `says what was expected`(text: String, expected: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(Array(text.utf8)) }
        #expect(error.reason == .unexpectedCharacter)
        #expect(error.wording.en.contains("expected \(expected)"), "\(error.wording)")
        #expect(error.wording.zh.contains("应为"))
    }

    @Test func `says that a text is UTF-16`() throws {
        for bytes: [UInt8] in [[0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B], [0x7B, 0, 0x7D, 0], [0, 0x7B]] {
            let error = try #require(throws: JSONError.self) { try JSONDocument(bytes) }
            #expect(error.reason == .utf16)
            #expect(error.wording.en.contains("save as UTF-8"))
        }
    }

    /// Text, reason, line, column and pointer of the refusal.
    static let faults: [(String, JSONError.Reason, Int, Int, String)] = [
        ("", .empty, 1, 1, ""),
        (" \n ", .empty, 1, 1, ""),
        ("{", .truncated, 1, 2, ""),
        ("{\"a\"", .truncated, 1, 5, "/a"),
        ("{\"a\":", .truncated, 1, 6, "/a"),
        ("[1,\n 2", .truncated, 2, 3, "/1"),
        ("\"abc", .truncated, 1, 5, ""),
        ("\"abc\\", .truncated, 1, 6, ""),
        ("tru", .truncated, 1, 4, ""),
        ("-", .truncated, 1, 2, ""),
        ("[1] x", .trailingText, 1, 5, ""),
        ("{}{}", .trailingText, 1, 3, ""),
        ("[1,]", .unexpectedCharacter, 1, 4, "/1"),
        ("[,1]", .unexpectedCharacter, 1, 2, "/0"),
        ("[1 2]", .unexpectedCharacter, 1, 4, "/0"),
        ("{\"a\":1,}", .unexpectedCharacter, 1, 8, "/a"),
        ("{,}", .unexpectedCharacter, 1, 2, ""),
        ("{a:1}", .unexpectedCharacter, 1, 2, ""),
        ("{\"a\" 1}", .unexpectedCharacter, 1, 6, "/a"),
        ("{'a':1}", .unexpectedCharacter, 1, 2, ""),
        ("[1}", .unexpectedCharacter, 1, 3, "/0"),
        ("// no\n1", .unexpectedCharacter, 1, 1, ""),
        ("truE", .unexpectedCharacter, 1, 4, ""),
        ("NaN", .unexpectedCharacter, 1, 1, ""),
        ("[+1]", .unexpectedCharacter, 1, 2, "/0"),
        ("[01]", .wrongNumber, 1, 3, "/0"),
        ("[1.]", .wrongNumber, 1, 4, "/0"),
        ("[.5]", .unexpectedCharacter, 1, 2, "/0"),
        ("[1e]", .wrongNumber, 1, 4, "/0"),
        ("[-a]", .wrongNumber, 1, 3, "/0"),
        ("[0x1]", .unexpectedCharacter, 1, 3, "/0"),
        ("[\"\\x\"]", .wrongEscape, 1, 3, "/0"),
        ("[\"\\u12G4\"]", .wrongEscape, 1, 3, "/0"),
        ("[\"鱼\\ud83d\"]", .loneSurrogate, 1, 4, "/0"),
        ("[\"\\udc00\"]", .loneSurrogate, 1, 3, "/0"),
        ("[\"\\ud83d\\u0041\"]", .loneSurrogate, 1, 3, "/0"),
        ("[\"\\ud83dx\"]", .loneSurrogate, 1, 3, "/0"),
        ("[\"a\tb\"]", .controlCharacter, 1, 4, "/0"),
        ("[\"a\nb\"]", .controlCharacter, 1, 4, "/0"),
        ("\u{FEFF}{}", .byteOrderMark, 1, 1, ""),
        ("{\"a\":1,\n\"b\":2,\"a\":3}", .duplicateKey, 2, 7, "/a"),
        ("{\"a\":{\"b\":1,\"\\u0062\":2}}", .duplicateKey, 1, 13, "/a/b"),
        ("[{\"x\":0},{\"é\":1,\"z\":{},\"é\":2}]", .duplicateKey, 1, 24, "/1/é"),
    ]

    @Test(arguments: faults)
    func `refuses a fault where it stands`(
        text: String, reason: JSONError.Reason, line: Int, column: Int, pointer: String
    ) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(Array(text.utf8)) }
        #expect(error.reason == reason)
        #expect([error.line, error.column] == [line, column])
        #expect(error.pointer == pointer)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE4, 0xBA], [0xE4, 0xBA, 0x20], [0xFF],
        ] as [[UInt8]])
    func `refuses invalid UTF-8 in a string`(sequence: [UInt8]) throws {
        let quote = UInt8(ascii: "\"")
        let error = try #require(throws: JSONError.self) { try JSONDocument([quote, 0x61] + sequence + [quote]) }
        #expect(error.reason == .invalidUTF8)
        #expect(error.offset == 2)
        #expect(error.column == 3)
    }

    @Test func `accepts the first and last character of every length`() throws {
        let text = "\u{20}\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
        #expect(try JSONDocument(Array("\"\(text)\"".utf8)).root.string == text)
    }

    @Test func `keeps names apart that only look the same`() throws {
        // é composed and decomposed are equal as Swift strings and two names in JSON.
        let root = try JSONDocument(Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8)).root
        #expect(root["e\u{301}"]?.numberText == "2")
    }

    @Test func `is as deep as allowed and no deeper`() throws {
        let deep = { (depth: Int) in Array(repeating: UInt8(ascii: "["), count: depth) }
        let closed = deep(64) + Array(repeating: UInt8(ascii: "]"), count: 64)
        #expect(throws: Never.self) { try JSONDocument(closed) }
        let error = try #require(throws: JSONError.self) { try JSONDocument(deep(1_000_000)) }
        #expect(error.reason == .tooDeep)
        #expect(error.column == 65)
        #expect(error.pointer == String(repeating: "/0", count: 64))
    }

    @Test func `is as large as allowed and no larger`() throws {
        let limits = JSONLimits(sizeMax: 4, valuesMax: 2)
        #expect(throws: Never.self) { try JSONDocument(Array("[ 1]".utf8), limits: limits) }
        let large = try #require(throws: JSONError.self) { try JSONDocument(Array("[ 12]".utf8), limits: limits) }
        #expect(large.reason == .tooLarge)
        let many = JSONLimits(sizeMax: 64, valuesMax: 3)
        let error = try #require(throws: JSONError.self) { try JSONDocument(Array("[1,2,3]".utf8), limits: many) }
        #expect(error.reason == .tooManyValues)
        #expect(error.pointer == "/2")
    }

    @Test func `may consist of values alone, as many as are allowed`() throws {
        // One value in two bytes, where an event has one in seventeen.
        for count in [1, 2, 3, 5, 9, 100, 4097, 100_000] {
            let text = "[" + Array(repeating: "[]", count: count).joined(separator: ",") + "]"
            let limits = JSONLimits(sizeMax: 1 << 20, valuesMax: count + 1)
            let root = try JSONDocument(Array(text.utf8), limits: limits).root
            #expect(root.elements.reduce(0) { sum, _ in sum + 1 } == count)
            let fewer = JSONLimits(sizeMax: 1 << 20, valuesMax: count)
            let error = try #require(throws: JSONError.self) { try JSONDocument(Array(text.utf8), limits: fewer) }
            #expect(error.reason == .tooManyValues)
            #expect(error.pointer == "/\(count - 1)")
        }
    }

    @Test(arguments: [60, 100_000]) func `finds a name repeated among many`(count: Int) throws {
        let names = (0..<count).map { "\"name\($0)\":0" }
        let sound = "{" + names.joined(separator: ",") + "}"
        #expect(try JSONDocument(Array(sound.utf8)).root.members.reduce(0) { sum, _ in sum + 1 } == count)
        let attack = "{" + names.joined(separator: ",") + ",\"name7\":1}"
        let error = try #require(throws: JSONError.self) { try JSONDocument(Array(attack.utf8)) }
        #expect(error.reason == .duplicateKey)
        #expect(error.pointer == "/name7")
        #expect(error.offset == attack.utf8.count - 10)
    }

    @Test func `comes back from what a node wrote`() throws {
        let text = "大黄鱼 \"/\\\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}é😀"
        let node = JSONNode.object([(text, .array([.string(text), .integer(Int64.min), .integer(UInt64.max)]))])
        for bytes in [node.formatted(), node.prettyPrinted()] {
            let root = try JSONDocument(bytes).root
            #expect(root[text]?.elements.map(\.string) == [text, nil, nil])
            #expect(root[text]?.elements.map(\.numberText) == [nil, "-9223372036854775808", "18446744073709551615"])
        }
    }
}
