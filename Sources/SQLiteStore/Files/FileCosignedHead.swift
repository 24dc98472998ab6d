public import HostState
public import Ledger
import TransparencyLog

/// The newest published checkpoint of a ledger in a file of its own.
public struct FileCosignedHead: CosignedHeadStore {
    private let file: SwappedFile

    public init(path: String) {
        file = SwappedFile(path: path, byteCountMax: SignedNote.byteCountMax, waitMax: SwappedFile.waitMaxDefault)
    }

    public func load() async throws(LogHeadStoreError) -> [UInt8]? { try file.read() }

    public func keep(_ note: [UInt8]) async throws(LogHeadStoreError) {
        while true {
            if try await file.replace(try file.read(), with: note) { return }
        }
    }
}
