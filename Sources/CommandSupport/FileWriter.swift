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
        try attempt { () throws(PosixFile.Failure) in
            try WholeFile.write(bytes, to: path, mode: FilePermissions(rawValue: CModeT(mode)), existing: existing)
        }
    }

    /// Makes a directory and those above it, readable by nobody else.
    package static func makeDirectory(_ path: String) throws(CommandError) {
        try attempt { () throws(PosixFile.Failure) in try PosixFile.makeDirectory(path) }
    }

    /// Does something with files, and says a failure as that of writing.
    package static func attempt<Value>(
        _ work: () throws(PosixFile.Failure) -> Value
    ) throws(CommandError) -> Value {
        do throws(PosixFile.Failure) { return try work() } catch { throw .cannotWrite(error.path, error.code) }
    }

    /// Takes a file away, where it is there.
    package static func remove(_ path: String) {
        WholeFile.remove(path)
    }

    package static func exists(_ path: String) -> Bool {
        PosixFile.exists(path)
    }
}
