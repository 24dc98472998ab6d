import Glibc
import SystemPackage

/// A lock on a whole file that belongs to the open file description (fcntl(2), "open file description locks").
///
/// Not flock(2), which can only be asked about by taking the lock: a curious process would then stand in a starting
/// daemon's way. Not classic POSIX locks, which are lost when anything in the process closes the file.
package enum OpenFileLock {
    // The two commands' numbers are part of Linux' ABI; glibc hides their names behind _GNU_SOURCE, which Swift does
    // not set.
    private static let getCommand: Int32 = 36
    private static let setCommand: Int32 = 37

    /// Takes the exclusive lock; false where another open file description holds it.
    package static func take(_ file: PosixFile) throws(PosixFile.Failure) -> Bool {
        var range = exclusive
        guard fcntl(file.descriptor.rawValue, setCommand, &range) != 0 else { return true }
        guard errno == EAGAIN || errno == EACCES else { throw file.failure("lock") }
        return false
    }

    /// Gives the lock up at once. Closing the file does so too, but only when no program that is just being started has the description still.
    package static func release(_ file: PosixFile) {
        var range = exclusive
        range.l_type = Int16(F_UNLCK)
        _ = fcntl(file.descriptor.rawValue, setCommand, &range)
    }

    /// Whether somebody holds the exclusive lock; takes nothing.
    package static func isHeld(_ file: PosixFile) throws(PosixFile.Failure) -> Bool {
        var range = exclusive
        guard fcntl(file.descriptor.rawValue, getCommand, &range) == 0 else {
            throw file.failure("ask for the lock of")
        }
        return range.l_type != Int16(F_UNLCK)
    }

    /// All of the file, whatever its length.
    private static var exclusive: flock {
        flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
    }
}
