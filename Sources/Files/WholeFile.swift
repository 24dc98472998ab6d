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

    /// Copies a file to a name that is not there yet, durably but for that name.
    package static func copy(
        _ source: String, to target: String, mode: FilePermissions = .ownerReadWrite
    ) throws(PosixFile.Failure) {
        let from = try PosixFile(opening: source, .readOnly)
        let into = try PosixFile(opening: target, .writeOnly, options: [.create, .exclusiveCreate], mode: mode)
        var moved = 0
        repeat {
            moved = sendfile(into.descriptor.rawValue, from.descriptor.rawValue, nil, 1 << 30)
        } while moved > 0 || moved < 0 && errno == EINTR
        guard moved == 0 else { throw into.failure("write") }
        try into.sync()
    }

    /// Takes a file away, where it is there.
    package static func remove(_ path: String) {
        try? PosixFile.remove(path)
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
