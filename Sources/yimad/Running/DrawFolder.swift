import Draws
import Files
import HostState
import Ledger
import SystemPackage

/// The files of draws in the ledger's directory: `draws/<root>` and `draws/checkpoint-<size>`.
struct DrawFolder: DrawFileStore {
    private let directory: String

    init(_ ledger: LedgerDirectory) { directory = "\(ledger.path)/draws" }

    private func path(_ name: DrawFileName) -> String { "\(directory)/\(name)" }

    func keep(_ bytes: [UInt8], as name: DrawFileName) async throws(StoreError) {
        do throws(PosixFile.Failure) {
            try PosixFile.makeDirectory(directory)
            try WholeFile.write(bytes, to: path(name), existing: .replaced)
        } catch {
            throw .notCommitted(reason: "\(error.path): \(error.code)")
        }
    }

    func load(_ name: DrawFileName) async throws(StoreError) -> [UInt8]? {
        let path = path(name)
        guard PosixFile.exists(path) else { return nil }
        do throws(PosixFile.Failure) {
            return try PosixFile(opening: path, .readOnly).read(upTo: LineTree.bytesMax + 1)
        } catch {
            throw .unreadable(reason: "\(error.path): \(error.code)")
        }
    }
}
