package import Files
import Glibc
import SystemPackage

/// Writes small files so that they are there whole or not at all, with failures in the words of the commands.
package enum FileWriter {
    package typealias Existing = WholeFile.Existing

    /// Writes a temporary file beside the target, makes it durable, and gives it its name.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, existing: Existing
    ) throws(CommandError) {
        do throws(PosixFile.Failure) {
            try WholeFile.write(
                bytes, to: path, mode: FilePermissions(rawValue: CModeT(mode)), existing: existing)
        } catch {
            throw .cannotWrite(path, error.code)
        }
    }

    /// Makes a directory and those above it, readable by nobody else.
    package static func makeDirectory(_ path: String) throws(CommandError) {
        do throws(PosixFile.Failure) { try PosixFile.makeDirectory(path) } catch {
            throw .cannotWrite(error.path, error.code)
        }
    }

    /// Takes a file away, where it is there.
    package static func remove(_ path: String) {
        WholeFile.remove(path)
    }

    package static func exists(_ path: String) -> Bool {
        PosixFile.exists(path)
    }
}
