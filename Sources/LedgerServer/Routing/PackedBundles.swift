import Ledger
import LedgerProtocol
import NIOCore
import Synchronization

/// Full entry bundles, which never change, packed with gzip and ready to be sent: the newest that were asked for, up to a bound.
///
/// Each is packed once, however many ask for it at the same time. Kept in two generations, as tiles are.
final class PackedBundles: Sendable {
    typealias Packed = Result<ByteBuffer, StoreError>

    private struct State {
        var young: [UInt64: ByteBuffer] = [:]
        var old: [UInt64: ByteBuffer] = [:]
        var youngBytes = 0
        /// Bundles that are being read and packed just now.
        var underWay: [UInt64: Task<Packed, Never>] = [:]
    }

    /// In all; a bundle of a kilobyte an entry is about 20 KiB.
    static let bytesMax = 32 << 20
    private let generationBytesMax: Int
    private let state = Mutex(State())

    init(bytesMax: Int = PackedBundles.bytesMax) {
        generationBytesMax = max(1, bytesMax / 2)
    }

    /// A full bundle, packed.
    /// - Parameter read: gives the bundle where it must be packed first.
    func bundle(
        _ index: UInt64, read: @escaping @Sendable () async throws(StoreError) -> [UInt8]
    ) async throws(StoreError) -> ByteBuffer {
        let found = state.withLock { state -> (held: ByteBuffer?, task: Task<Packed, Never>?) in
            if let held = state.young[index] { return (held, nil) }
            if let held = state.old[index] {
                keep(held, index, &state)
                return (held, nil)
            }
            if let task = state.underWay[index] { return (nil, task) }
            let task = Task { [self] in await pack(index, read) }
            state.underWay[index] = task
            return (nil, task)
        }
        if let held = found.held { return held }
        return try await found.task!.value.get()
    }

    /// Bytes that are held.
    var byteCount: Int {
        state.withLock { state in
            state.youngBytes
                + state.old.reduce(0) { state.young[$1.key] == nil ? $0 + $1.value.readableBytes : $0 }
        }
    }

    private func pack(_ index: UInt64, _ read: () async throws(StoreError) -> [UInt8]) async -> Packed {
        let packed: Packed
        do throws(StoreError) {
            packed = .success(ByteBuffer(bytes: Gzip.pack(try await read())))
        } catch {
            packed = .failure(error)
        }
        state.withLock { state in
            state.underWay[index] = nil
            if case .success(let bytes) = packed { keep(bytes, index, &state) }
        }
        return packed
    }

    private func keep(_ bytes: ByteBuffer, _ index: UInt64, _ state: inout State) {
        if state.youngBytes + bytes.readableBytes > generationBytesMax {
            state.old = state.young
            state.young = [:]
            state.youngBytes = 0
        }
        // One that is larger than a generation is sent and not kept.
        guard bytes.readableBytes <= generationBytesMax else { return }
        if state.young.updateValue(bytes, forKey: index) == nil { state.youngBytes += bytes.readableBytes }
    }
}
