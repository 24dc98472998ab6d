import Glibc
package import SystemPackage

/// An open file or directory, closed when the last reference goes.
package final class PosixFile: Sendable {
    /// A system call that failed: what was tried, on which path, and the system's own words.
    package struct Failure: Error, CustomStringConvertible {
        package let action: String
        package let path: String
        /// The system's error number.
        package let code: Int32

        package init(action: String, path: String, code: Int32) {
            self.action = action
            self.path = path
            self.code = code
        }

        package var description: String { "\(action) \(path): \(Errno(rawValue: code))" }
    }

    package let path: String
    package let descriptor: FileDescriptor

    /// Opens a file, which other programs never inherit.
    ///
    /// - Parameter mode: who may do what with a file that this makes.
    package init(
        opening path: String, _ access: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions = [],
        mode: FilePermissions = .ownerReadWrite
    ) throws(Failure) {
        self.path = path
        descriptor = try Self.attempt("open", path) {
            try FileDescriptor.open(
                FilePath(path), access, options: options.union(.closeOnExec), permissions: mode)
        }
    }

    private init(taking descriptor: FileDescriptor, path: String) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Standard input, as an open file of its own.
    package static func standardInput(named path: String) throws(Failure) -> PosixFile {
        PosixFile(taking: try attempt("open", path) { try FileDescriptor.standardInput.duplicate() }, path: path)
    }

    deinit {
        try? descriptor.close()
    }

    /// How many bytes a regular file has; nil for what has no size (a pipe, a device).
    package var size: Int? {
        var information = stat()
        guard fstat(descriptor.rawValue, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(information.st_size)
    }

    /// The next bytes, at most `count`; empty at the end.
    package func next(upTo count: Int) throws(Failure) -> [UInt8] {
        try attempt("read") {
            try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }

    /// Everything up to `count` bytes from the start; fewer where the file is shorter.
    package func read(upTo count: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = try attempt("read") {
                try bytes.withUnsafeMutableBytes {
                    try descriptor.read(
                        fromAbsoluteOffset: Int64(filled), into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
                }
            }
            if got == 0 { break }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }

    /// Exactly these bytes; a shorter file is a failure.
    package func read(_ range: Range<Int>) throws(Failure) -> [UInt8] {
        let bytes = try attempt("read") {
            try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
                let buffer = UnsafeMutableRawBufferPointer(buffer)
                while filled < range.count {
                    let got = try descriptor.read(
                        fromAbsoluteOffset: Int64(range.lowerBound + filled),
                        into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<range.count]))
                    if got == 0 { break }
                    filled += got
                }
            }
        }
        guard bytes.count == range.count else { throw Failure(action: "read", path: path, code: EIO) }
        return bytes
    }

    package func write(_ bytes: [UInt8], at offset: Int) throws(Failure) {
        try attempt("write") {
            _ = try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes)
        }
    }

    /// Writes after what was written before; at the end where the file was opened to append.
    package func append(_ bytes: [UInt8]) throws(Failure) {
        try attempt("write") { _ = try descriptor.writeAll(bytes) }
    }

    package func truncate(to length: Int) throws(Failure) {
        try attempt("truncate") { try descriptor.resize(to: Int64(length), retryOnInterrupt: true) }
    }

    /// Makes content and metadata durable. (swift-system has no fsync.)
    package func sync() throws(Failure) {
        guard fsync(descriptor.rawValue) == 0 else { throw failure("fsync") }
    }

    /// Makes content durable; metadata only as far as the content needs it.
    package func syncData() throws(Failure) {
        guard fdatasync(descriptor.rawValue) == 0 else { throw failure("fdatasync") }
    }

    /// What `errno` says of a call that was just made on this file.
    package func failure(_ action: String) -> Failure {
        Failure(action: action, path: path, code: errno)
    }

    private func attempt<Value>(_ action: String, _ body: () throws -> Value) throws(Failure) -> Value {
        try Self.attempt(action, path, body)
    }

    private static func attempt<Value>(
        _ action: String, _ path: String, _ body: () throws -> Value
    ) throws(Failure) -> Value {
        do {
            return try body()
        } catch {
            throw Failure(action: action, path: path, code: (error as? Errno)?.rawValue ?? EIO)
        }
    }
}

extension PosixFile {
    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Begins a file that nobody else may read, unless it is there already: what is made beside it takes its permissions.
    package static func makePrivate(_ path: String) throws(Failure) {
        // Never opened where it is there: closing it would give up locks that this process has on it.
        if !exists(path) { _ = try PosixFile(opening: path, .readWrite, options: [.create, .exclusiveCreate]) }
    }

    /// Makes the names in the directory durable.
    package static func syncDirectory(_ path: String) throws(Failure) {
        try PosixFile(opening: path, .readOnly, options: .directory).sync()
    }

    /// Takes a name away, where it is there.
    package static func remove(_ path: String) throws(Failure) {
        guard unlink(path) == 0 || errno == ENOENT else { throw Failure(action: "remove", path: path, code: errno) }
    }

    /// Takes a directory away, where it is there and empty.
    package static func removeDirectory(_ path: String) {
        rmdir(path)
    }

    /// The names in a directory, without those that begin with a dot; in no order.
    package static func names(in directory: String) throws(Failure) -> [String] {
        guard let stream = opendir(directory) else {
            throw Failure(action: "list", path: directory, code: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// How long a file is, in bytes, and when it was written or touched last, in nanoseconds; nil where there is none.
    package static func measure(_ path: String) -> (byteCount: Int, touched: Int64)? {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        return (Int(found.st_size), Int64(found.st_mtim.tv_sec) * 1_000_000_000 + Int64(found.st_mtim.tv_nsec))
    }

    /// Notes that a file was used now.
    package static func touch(_ path: String) {
        utimensat(AT_FDCWD, path, nil, 0)
    }

    /// The one absolute path of what is there, without links; nil where nothing is.
    package static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// The directory of a path: `.` for a bare name.
    package static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes `directory` and those above it where they are missing, durably; only their owner may look into them, unless `mode` says more.
    package static func makeDirectory(_ directory: String, mode: UInt32 = 0o700) throws(Failure) {
        guard !exists(directory) else { return }
        let parent = self.directory(of: directory.hasSuffix("/") ? String(directory.dropLast()) : directory)
        try makeDirectory(parent, mode: mode)
        guard mkdir(directory, mode_t(mode)) == 0 || errno == EEXIST else {
            throw Failure(action: "make the directory", path: directory, code: errno)
        }
        try syncDirectory(parent)
    }
}
