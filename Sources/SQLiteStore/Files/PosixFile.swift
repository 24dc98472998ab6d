import Glibc

/// An open file or directory, closed when the last reference goes.
final class PosixFile: Sendable {
    /// A system call that failed: what was tried, on which path, and the system's own words.
    struct Failure: Error, CustomStringConvertible {
        let action: String
        let path: String
        let code: Int32

        var description: String { "\(action) \(path): \(String(cString: strerror(code)))" }
    }

    let path: String
    let descriptor: Int32

    /// - Parameter flags: as for open(2); the descriptor is never inherited by other programs.
    init(opening path: String, flags: Int32, mode: mode_t = 0o600) throws(Failure) {
        let descriptor = open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure(action: "open", path: path, code: errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        _ = close(descriptor)
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Begins a file that nobody else may read, unless it is there already: what is made beside it takes its permissions.
    static func makePrivate(_ path: String) throws(Failure) {
        // Never opened where it is there: closing it would give up locks that this process has on it.
        if !exists(path) { _ = try PosixFile(opening: path, flags: O_RDWR | O_CREAT | O_EXCL) }
    }

    /// Makes the names in the directory durable.
    static func syncDirectory(_ path: String) throws(Failure) {
        try PosixFile(opening: path, flags: O_RDONLY | O_DIRECTORY).sync()
    }

    /// The directory of a path: `.` for a bare name.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Everything up to `count` bytes from the start; fewer where the file is shorter.
    func read(upTo count: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + filled, count - filled, off_t(filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failure("read") }
            if got == 0 { break }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let put = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + written, bytes.count - written, off_t(offset + written))
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { throw failure("write") }
            written += put
        }
    }

    func truncate(to length: Int) throws(Failure) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw failure("truncate") }
    }

    /// Makes content and metadata durable.
    func sync() throws(Failure) {
        guard fsync(descriptor) == 0 else { throw failure("fsync") }
    }

    /// Makes content durable; metadata only as far as the content needs it.
    func syncData() throws(Failure) {
        guard fdatasync(descriptor) == 0 else { throw failure("fdatasync") }
    }

    func failure(_ action: String) -> Failure {
        Failure(action: action, path: path, code: errno)
    }
}
