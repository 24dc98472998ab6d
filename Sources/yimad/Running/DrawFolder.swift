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

    func load(_ name: DrawFileName) async throws(StoreError) -> [UInt8]? { try read(name) }

    func names() async throws(StoreError) -> [DrawFileName] { try listed() }

    /// Shows every file there is, one after another, in the order of their names.
    func show(to take: (String, [UInt8]) throws -> Void) throws {
        for name in try listed() {
            guard let bytes = try read(name) else { throw StoreError.missing("\(path(name))") }
            try take("\(name)", bytes)
        }
    }

    /// Keeps a file of a backup: `.damaged` where it is none, or has another root than its name says.
    func keep(_ bytes: [UInt8], named text: String) throws(StoreError) {
        guard let name = DrawFileName(text) else { throw .damaged(reason: "\(text) names no file of draws") }
        if case .file(let root) = name, LineTree(of: bytes)?.root != root {
            throw .damaged(reason: "a file of a draw has another root than \(text)")
        }
        do throws(PosixFile.Failure) {
            try PosixFile.makeDirectory(directory)
            try WholeFile.write(bytes, to: path(name), existing: .replaced)
        } catch {
            throw .notCommitted(reason: "\(error.path): \(error.code)")
        }
    }

    private func listed() throws(StoreError) -> [DrawFileName] {
        guard PosixFile.exists(directory) else { return [] }
        do throws(PosixFile.Failure) {
            return try PosixFile.names(in: directory).sorted().compactMap { DrawFileName($0) }
        } catch {
            throw .unreadable(reason: "\(error.path): \(error.code)")
        }
    }

    private func read(_ name: DrawFileName) throws(StoreError) -> [UInt8]? {
        let path = path(name)
        guard PosixFile.exists(path) else { return nil }
        do throws(PosixFile.Failure) {
            return try PosixFile(opening: path, .readOnly).read(upTo: LineTree.bytesMax + 1)
        } catch {
            throw .unreadable(reason: "\(error.path): \(error.code)")
        }
    }
}
