public import HostState
public import Ledger
import Synchronization

/// Files of draws in memory.
public final class SimulatedDrawFileStore: DrawFileStore {
    private let files = Mutex<[DrawFileName: [UInt8]]>([:])

    public init() {}

    public func keep(_ bytes: [UInt8], as name: DrawFileName) async throws(StoreError) {
        files.withLock { $0[name] = bytes }
    }

    public func names() async throws(StoreError) -> [DrawFileName] { files.withLock { Array($0.keys) } }

    public func load(_ name: DrawFileName) async throws(StoreError) -> [UInt8]? { files.withLock { $0[name] } }
}
