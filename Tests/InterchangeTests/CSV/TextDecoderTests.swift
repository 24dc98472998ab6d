import Interchange
import Profiles
import Testing
import Values

@Suite struct `A decoder of GB18030` {
    // 编码,数量 / 大黄鱼,𠮷 / €,a: one, two and four bytes a character, as Python's gb18030 codec writes them.
    static let gb: [UInt8] = [
        0xB1, 0xE0, 0xC2, 0xEB, 0x2C, 0xCA, 0xFD, 0xC1, 0xBF, 0x0A,
        0xB4, 0xF3, 0xBB, 0xC6, 0xD3, 0xE3, 0x2C, 0x95, 0x34, 0xB2, 0x35, 0x0A,
        0xA2, 0xE3, 0x2C, 0x61, 0x0A,
    ]
    static let text = "编码,数量\n大黄鱼,𠮷\n€,a\n"

    private func decoded(_ chunks: [[UInt8]], _ encoding: TextEncoding = .gb18030) throws -> [UInt8] {
        var decoder = TextDecoder(encoding)
        var text: [UInt8] = []
        for chunk in chunks { text += try decoder.decode(chunk) }
        try decoder.finish()
        return text
    }

    @Test func `gives the same text as its UTF-8 twin`() throws {
        #expect(String(decoding: try decoded([Self.gb]), as: UTF8.self) == Self.text)
        #expect(try decoded([Array(Self.text.utf8)], .utf8) == Array(Self.text.utf8))
    }

    @Test func `gives the same text wherever a chunk ends`() throws {
        for cut in 0...Self.gb.count {
            let text = try decoded([Array(Self.gb[..<cut]), Array(Self.gb[cut...])])
            #expect(text == Array(Self.text.utf8), "cut at \(cut)")
        }
        #expect(try decoded(Self.gb.map { [$0] }) == Array(Self.text.utf8))
    }

    @Test func `says where a byte is no character`() throws {
        let error = try #require(throws: ScanError.self) { try decoded([Self.gb + [0xB4, 0xF3, 0x2C, 0xFF, 0xFF]]) }
        #expect((error.reason, error.line, error.column) == (.badEncoding, 4, 3))
    }

    @Test func `gives all the text before a byte that is no character, wherever a chunk ends`() throws {
        let bytes = Self.gb + [0x61, 0xFF, 0xFF, 0x62]
        for cut in 0...bytes.count {
            var decoder = TextDecoder(.gb18030)
            var text: [UInt8] = []
            let error = try #require(throws: ScanError.self) {
                text += try decoder.decode(Array(bytes[..<cut]))
                text += try decoder.decode(Array(bytes[cut...]))
                try decoder.finish()
            }
            #expect(String(decoding: text, as: UTF8.self) == Self.text + "a", "cut at \(cut)")
            #expect((error.line, error.column) == (4, 2))
            #expect(throws: error) { try decoder.decode([0x61]) }
        }
    }

    @Test func `says that the file ends inside a character`() throws {
        let error = try #require(throws: ScanError.self) { try decoded([Self.gb + [0x61, 0x95, 0x32]]) }
        #expect((error.reason, error.line, error.column) == (.badEncoding, 4, 2))
    }
}
