import Files
import Ledger

/// Makes the directory of a store: only its owner may look into it.
enum StoreDirectory {
    /// Makes `directory` and those above it where they are missing, durably.
    static func make(_ directory: String) throws(StoreError) {
        do throws(PosixFile.Failure) {
            try PosixFile.makeDirectory(directory)
        } catch {
            throw .unreadable(reason: "\(error)")
        }
    }
}
