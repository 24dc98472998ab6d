import Files
import SystemPackage

/// A file or standard input, read chunk by chunk in bounded memory.
package final class ByteSource {
    /// As the user named it; `-` is standard input.
    package let path: String
    /// The file's size; nil for what has none (a pipe).
    package let size: Int?
    /// Bytes given out so far.
    package private(set) var position = 0

    private let file: PosixFile
    private var pending: [UInt8] = []

    private static let chunkBytes = 1 << 16

    package init(path: String) throws(CommandError) {
        self.path = path
        do throws(PosixFile.Failure) {
            file =
                path == "-" ? try PosixFile.standardInput(named: path) : try PosixFile(opening: path, .readOnly)
        } catch {
            throw .cannotRead(path, error.code)
        }
        size = file.size
    }

    /// The next bytes; nil at the end.
    package func next() throws(CommandError) -> [UInt8]? {
        if !pending.isEmpty {
            defer { pending = [] }
            position += pending.count
            return pending
        }
        let chunk = try read()
        position += chunk.count
        return chunk.isEmpty ? nil : chunk
    }

    /// The beginning of what comes next, without taking it: empty at the end.
    package func peek() throws(CommandError) -> [UInt8] {
        if pending.isEmpty { pending = try read() }
        return pending
    }

    /// Everything that is left, if it is at most so much; nil where it is more.
    package func rest(bytesMax: Int) throws(CommandError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while let chunk = try next() {
            guard bytes.count + chunk.count <= bytesMax else { return nil }
            bytes += chunk
        }
        return bytes
    }

    private func read() throws(CommandError) -> [UInt8] {
        do throws(PosixFile.Failure) { return try file.next(upTo: Self.chunkBytes) } catch {
            throw .cannotRead(path, error.code)
        }
    }
}
