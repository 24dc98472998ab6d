import Glibc
import Ledger

/// Makes the directory of a store: only its owner may look into it.
enum StoreDirectory {
    /// Makes `directory` and those above it where they are missing, durably.
    static func make(_ directory: String) throws(StoreError) {
        guard !PosixFile.exists(directory) else { return }
        let parent = PosixFile.directory(of: directory.hasSuffix("/") ? String(directory.dropLast()) : directory)
        try make(parent)
        do throws(PosixFile.Failure) {
            guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
                throw PosixFile.Failure(action: "make the directory", path: directory, code: errno)
            }
            try PosixFile.syncDirectory(parent)
        } catch {
            throw .unreadable(reason: "\(error)")
        }
    }
}
