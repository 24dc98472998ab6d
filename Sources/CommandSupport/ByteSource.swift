import Glibc

/// A file or standard input, read chunk by chunk in bounded memory.
package final class ByteSource {
    /// As the user named it; `-` is standard input.
    package let path: String
    /// The file's size; nil for what has none (a pipe).
    package let size: Int?
    /// Bytes given out so far.
    package private(set) var position = 0

    private let descriptor: Int32
    private var pending: [UInt8] = []

    private static let chunkBytes = 1 << 16

    package init(path: String) throws(CommandError) {
        self.path = path
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path, errno) }
        var information = stat()
        let isRegular = fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
        size = isRegular ? Int(information.st_size) : nil
    }

    deinit { close(descriptor) }

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
        var code: Int32 = 0
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
            repeat {
                let result = Glibc.read(descriptor, buffer.baseAddress, Self.chunkBytes)
                count = max(0, result)
                code = result < 0 ? errno : 0
            } while code == EINTR
        }
        guard code == 0 else { throw .cannotRead(path, code) }
        return chunk
    }
}
