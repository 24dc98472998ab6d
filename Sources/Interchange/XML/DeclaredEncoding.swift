/// What the XML declaration at the beginning of a file says of its encoding (XML 1.0 §4.3.3).
enum DeclaredEncoding {
    /// UTF-8's byte order mark.
    static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A declaration is no longer, in bytes; what is, is not looked at, however much of it a chunk holds.
    private static let lengthMax = 256

    /// Whether so much of a file is enough to tell: no declaration, a whole one, or one that is longer than any.
    static func isComplete(_ start: [UInt8]) -> Bool {
        guard start.count >= 5 else { return false }
        return !start.starts(with: "<?xml".utf8) || start.contains(UInt8(ascii: ">")) || start.count >= lengthMax
    }

    /// Whether a file that begins so says that it is GB 18030 or one of the encodings inside it. Expat itself knows UTF-8,
    /// ISO 8859-1 and ASCII.
    static func isGB18030(_ start: [UInt8]) -> Bool {
        let start = start.prefix(lengthMax)
        guard start.starts(with: "<?xml".utf8), let end = start.firstIndex(of: UInt8(ascii: ">")) else { return false }
        let words = String(decoding: start[..<end], as: UTF8.self).lowercased()
            .split { $0.isWhitespace || $0 == "=" || $0 == "\"" || $0 == "'" || $0 == "?" }
        guard let label = words.firstIndex(of: "encoding"), label + 1 < words.endIndex else { return false }
        return ["gb18030", "gbk", "gb2312", "gb_2312-80", "cp936", "ms936", "x-gbk"].contains(words[label + 1])
    }
}
