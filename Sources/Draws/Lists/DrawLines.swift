import Values

/// The lines of a file of a draw, one after another, by their bytes.
struct DrawLines {
    private let file: DrawFile
    private let bytes: [UInt8]
    private var position = 0
    /// The line that was read last, from 1.
    private(set) var number = 0

    /// Reads the first line, which says what the file is.
    init(_ bytes: [UInt8], of file: DrawFile) throws(DrawError) {
        self.file = file
        self.bytes = bytes
        guard bytes.count <= LineTree.bytesMax else {
            throw .line(1, in: file, Wording(en: "the file is too large", zh: "文件过大"))
        }
        guard bytes.last == 0x0A else {
            throw .line(1, in: file, Wording(en: "the last line does not end in LF", zh: "末行未以换行符结束"))
        }
        guard let first = next(), bytes[first].elementsEqual(file.header.utf8) else {
            throw .line(1, in: file, Wording(en: "is not \(file.header)", zh: "应为 \(file.header)"))
        }
    }

    /// Where the next line stands, without its LF; nil at the end.
    mutating func next() -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let start = position
        var end = start
        bytes.withUnsafeBufferPointer { bytes in while bytes[end] != 0x0A { end += 1 } }
        position = end + 1
        number += 1
        return start..<end
    }

    func fault(_ en: String, _ zh: String) -> DrawError { .line(number, in: file, Wording(en: en, zh: zh)) }
}

extension [UInt8] {
    /// The words of a line, parted by single blanks; the last of `count` words may have blanks itself. Nil where there are fewer.
    func words(_ count: Int, of line: Range<Int>) -> [Range<Int>]? {
        var words: [Range<Int>] = []
        var start = line.lowerBound
        for place in line where words.count < count - 1 && self[place] == 0x20 {
            words.append(start..<place)
            start = place + 1
        }
        words.append(start..<line.upperBound)
        return words.count == count && words.allSatisfy { !$0.isEmpty } ? words : nil
    }

    func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}

extension Int {
    /// A decimal number in its shortest form, of at most 15 digits.
    init?(canonical digits: ArraySlice<UInt8>) {
        guard let first = digits.first, first != 0x30 || digits.count == 1, digits.count <= 15 else { return nil }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        self = value
    }
}
