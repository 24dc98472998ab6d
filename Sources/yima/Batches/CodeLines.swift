import CommandSupport
import Interchange
import Profiles
import Values

/// The lines of a batch file: a code each, in UTF-8, or in UTF-16 with its mark.
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
        let text = DecodedText(source)
        lines = LineReader(bytesMax: bytesMax) { () throws(CommandError) in try text.next() }
    }

    /// The next line; nil at the end. One that is too long is cut: it is no code either way.
    mutating func next() throws(CommandError) -> Line? {
        guard let line = try lines.next() else { return nil }
        var bytes = line.bytes[...]
        if line.number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        let whole = String(decoding: bytes, as: UTF8.self)
        // A list that was a column of a table begins with the column's name.
        if line.number == 1, ProfileLibrary.builtIn.steps.isCodeColumn(whole.trimmedLine) { return try next() }
        let indent = whole.unicodeScalars.prefix { $0.properties.isWhitespace }.count
        return Line(text: whole.trimmedLine, number: line.number, indent: indent)
    }

    /// How many lines a file has, so that it is known how much is left; nil for what can be read only once.
    static func count(in path: String) throws(CommandError) -> Int? {
        let source = try ByteSource(path: path)
        guard path != "-", let size = source.size, size > 0 else { return nil }
        let text = DecodedText(source)
        var (count, last) = (0, UInt8(ascii: "\n"))
        while let chunk = try text.next() {
            for byte in chunk where byte == UInt8(ascii: "\n") { count += 1 }
            last = chunk.last ?? last
        }
        return last == UInt8(ascii: "\n") ? count : count + 1
    }
}

/// The text of a file, chunk by chunk, for a reader of lines.
private final class DecodedText {
    private let path: String
    private var source: DecodedSource

    init(_ source: ByteSource) {
        path = source.path
        self.source = DecodedSource(source, .utf8)
    }

    func next() throws(CommandError) -> [UInt8]? {
        do throws(DecodedSource.Failure) {
            return try source.next()
        } catch {
            switch error {
            case .command(let error): throw error
            case .scan(let error):
                throw CommandError(
                    .badInput, at: Wording("\(path):\(error.line):\(error.column)"), error.wording, hint: error.hint)
            }
        }
    }
}
