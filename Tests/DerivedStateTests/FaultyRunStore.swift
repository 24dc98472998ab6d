import Synchronization
import VerifiableIndex

/// A store in memory that fails where a test says so, and counts what is written.
final class FaultyRunStore: RunStore {
    private let store = MemoryRunStore()
    private let state = Mutex((isFailing: false, finished: 0))

    var isFailing: Bool {
        get { state.withLock { $0.isFailing } }
        set { state.withLock { $0.isFailing = newValue } }
    }

    /// Runs that were finished.
    var finishedCount: Int { state.withLock { $0.finished } }

    private func check() throws(RunStoreError) {
        if isFailing { throw RunStoreError("simulated: the index cannot be written") }
    }

    func runs() async throws(RunStoreError) -> [StoredRun] {
        try check()
        return await store.runs()
    }

    func begin(_ range: Range<UInt64>) async throws(RunStoreError) {
        try check()
        await store.begin(range)
    }

    func append(_ bytes: [UInt8], to range: Range<UInt64>) async throws(RunStoreError) {
        try check()
        try await store.append(bytes, to: range)
    }

    func finish(_ range: Range<UInt64>, mark: [UInt8]) async throws(RunStoreError) {
        try check()
        try await store.finish(range, mark: mark)
        state.withLock { $0.finished += 1 }
    }

    func open(_ range: Range<UInt64>) async throws(RunStoreError) -> (any RunBytes)? { await store.open(range) }

    func remove(_ range: Range<UInt64>) async throws(RunStoreError) { await store.remove(range) }

    /// Changes a byte of a stored run, as a disk may.
    func damage(_ range: Range<UInt64>, at offset: Int) async throws {
        guard let bytes = await store.open(range) else { return }
        var changed = try bytes.read(0..<bytes.count)
        changed[offset] ^= 1
        let mark = await store.runs().first { $0.range == range }?.mark ?? []
        await store.begin(range)
        try await store.append(changed, to: range)
        try await store.finish(range, mark: mark)
    }
}
