import Glibc

/// Writes small files so that they are there whole or not at all.
package enum FileWriter {
    /// What happens where the file is there already.
    package enum Existing {
        case replaced, refused
    }

    /// Writes a temporary file beside the target, makes it durable, and gives it its name.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, existing: Existing
    ) throws(CommandError) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .cannotWrite(path, errno) }
        defer { unlink(temporary) }
        var code = Console.writeAll(bytes, to: descriptor)
        if code == 0, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        guard code == 0 else { throw .cannotWrite(path, code) }
        try give(temporary, name: path, existing: existing)
        syncDirectory(of: path)
    }

    /// Makes a directory and those above it, readable by nobody else.
    package static func makeDirectory(_ path: String) throws(CommandError) {
        var current = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            current += (current.isEmpty || current.hasSuffix("/") ? "" : "/") + part
            if mkdir(current, 0o700) != 0, errno != EEXIST { throw .cannotWrite(current, errno) }
        }
    }

    /// Takes a file away, where it is there.
    package static func remove(_ path: String) {
        unlink(path)
    }

    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private static func give(_ temporary: String, name path: String, existing: Existing) throws(CommandError) {
        switch existing {
        case .replaced:
            guard rename(temporary, path) == 0 else { throw .cannotWrite(path, errno) }
        case .refused:
            // Unlike a test before a rename, a link cannot run over a file that came in between.
            guard link(temporary, path) == 0 else { throw .cannotWrite(path, errno) }
        }
    }

    private static func syncDirectory(of path: String) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
