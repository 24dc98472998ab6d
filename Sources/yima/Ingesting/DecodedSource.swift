import CommandSupport
import Interchange
import Profiles

/// The text of a table, chunk by chunk: its encoding by its mark or, where it has none, as it was said.
struct DecodedSource: ~Copyable {
    /// Why there is no next chunk.
    enum Failure: Error {
        case scan(ScanError)
        case command(CommandError)
    }

    private let input: ByteSource
    /// What the text is in, as far as it is known.
    private(set) var encoding: TextEncoding
    private var decoder: TextDecoder?

    init(_ input: ByteSource, _ encoding: TextEncoding) {
        self.input = input
        self.encoding = encoding
    }

    /// UTF-8; nil at the end.
    mutating func next() throws(Failure) -> [UInt8]? {
        let bytes: [UInt8]?
        do throws(CommandError) {
            if decoder == nil {
                encoding = TextEncoding(markedBy: try input.peek()) ?? encoding
                decoder = TextDecoder(encoding)
            }
            bytes = try input.next()
        } catch {
            throw .command(error)
        }
        do throws(ScanError) {
            guard let bytes else {
                try decoder?.finish()
                return nil
            }
            return try decoder?.decode(bytes)
        } catch {
            throw .scan(error)
        }
    }
}
