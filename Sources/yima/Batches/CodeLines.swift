import CommandSupport
import Files
import SystemPackage

/// The lines of a batch file: a code each.
struct CodeLines {
    /// A code as it is written.
    struct Line: Sendable {
        /// Empty for a blank line.
        let text: String
        /// From 1.
        let number: Int
        /// Blanks before it.
        let indent: Int
    }

    private var lines: LineReader

    init(_ source: ByteSource, bytesMax: Int) {
        lines = LineReader(source, bytesMax: bytesMax)
    }

    /// The next line; nil at the end. One that is too long is cut: it is no code either way.
    mutating func next() throws(CommandError) -> Line? {
        guard let line = try lines.next() else { return nil }
        var bytes = line.bytes[...]
        if line.number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        let whole = String(decoding: bytes, as: UTF8.self)
        let indent = whole.unicodeScalars.prefix { $0.properties.isWhitespace }.count
        return Line(text: whole.trimmedLine, number: line.number, indent: indent)
    }

    /// How many lines a file has, so that it is known how much is left; nil for what can be read only once.
    static func count(in path: String) throws(CommandError) -> Int? {
        let source = try ByteSource(path: path)
        guard path != "-", let size = source.size, size > 0 else { return nil }
        var (count, last) = (0, UInt8(ascii: "\n"))
        while let chunk = try source.next() {
            for byte in chunk where byte == UInt8(ascii: "\n") { count += 1 }
            last = chunk.last ?? last
        }
        return last == UInt8(ascii: "\n") ? count : count + 1
    }
}
