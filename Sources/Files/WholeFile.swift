import Glibc
package import SystemPackage

/// Writes small files so that they are there whole or not at all, also after power loss.
package enum WholeFile {
    /// What happens where the file is there already.
    package enum Existing: Sendable {
        case replaced, refused
    }

    /// Writes a temporary file beside the target, makes it durable, and gives it its name.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: FilePermissions = .ownerReadWrite, existing: Existing
    ) throws(PosixFile.Failure) {
        let temporary = "\(path).\(getpid()).tmp"
        let file = try PosixFile(
            opening: temporary, .writeOnly, options: [.create, .exclusiveCreate], mode: mode)
        defer { remove(temporary) }
        try file.write(bytes, at: 0)
        try file.sync()
        try give(temporary, name: path, existing: existing)
        try PosixFile.syncDirectory(PosixFile.directory(of: path))
    }

    /// Takes a file away, where it is there.
    package static func remove(_ path: String) {
        unlink(path)
    }

    /// Gives a finished file its name.
    package static func give(
        _ temporary: String, name path: String, existing: Existing
    ) throws(PosixFile.Failure) {
        // Unlike a test before a rename, a link cannot run over a file that came in between.
        let result = existing == .replaced ? rename(temporary, path) : link(temporary, path)
        guard result == 0 else { throw PosixFile.Failure(action: "name", path: path, code: errno) }
    }
}
