import EPCIS
public import Evidence
public import HostState
public import Ledger
import Synchronization
import Values

/// Private values in memory that keep the contract, and break where a test tells them to.
public final class SimulatedDisclosureStore: DisclosureStore {
    private struct Key: Hashable, Comparable {
        let entry: UInt64
        let digest: DisclosureDigest

        static func < (left: Key, right: Key) -> Bool {
            (left.entry, left.digest.bytes.hex) < (right.entry, right.digest.bytes.hex)
        }
    }

    private struct State {
        var held: [Key: Disclosure] = [:]
        var erased: [Key: Timestamp] = [:]
        var faults: [Fault] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// The next `keep` or `erase` fails so.
    public func failNext(_ fault: Fault) {
        state.withLock { $0.faults.append(fault) }
    }

    public func keep(_ disclosures: [HeldDisclosure]) async throws(StoreError) -> KeptDisclosures {
        try write { state in
            var counts = KeptDisclosures()
            for found in disclosures {
                let key = Key(entry: found.entry, digest: found.disclosure.digest)
                if state.erased[key] != nil {
                    counts.erased += 1
                } else if state.held.updateValue(found.disclosure, forKey: key) != nil {
                    counts.held += 1
                } else {
                    counts.kept += 1
                }
            }
            return counts
        }
    }

    public func disclosures(of entries: [UInt64]) async throws(StoreError) -> [HeldDisclosure] {
        state.withLock { state in
            state.held.filter { entries.contains($0.key.entry) }.sorted { $0.key < $1.key }
                .map { HeldDisclosure(entry: $0.key.entry, disclosure: $0.value) }
        }
    }

    public func erasures(of entries: [UInt64]) async throws(StoreError) -> [DisclosureErasure] {
        state.withLock { state in
            state.erased.filter { entries.contains($0.key.entry) }.sorted { $0.key < $1.key }
                .map { DisclosureErasure(entry: $0.key.entry, digest: $0.key.digest, time: $0.value) }
        }
    }

    public func erase(_ erasures: [DisclosureErasure]) async throws(StoreError) {
        try write { state in
            let newest = state.erased.values.max()
            for erasure in erasures {
                let key = Key(entry: erasure.entry, digest: erasure.digest)
                state.held[key] = nil
                guard state.erased[key] == nil else { continue }
                state.erased[key] =
                    newest.map {
                        max(erasure.time, Timestamp(milliseconds: $0.milliseconds + 1))
                    } ?? erasure.time
            }
        }
    }

    public func marks(after mark: DisclosureErasure?, limit: Int) async throws(StoreError) -> [DisclosureErasure] {
        state.withLock { state in
            let last = mark.map { ($0.time, Key(entry: $0.entry, digest: $0.digest)) }
            let rest = state.erased.map { ($0.value, $0.key) }.filter { mark in last.map { $0 < mark } ?? true }
            return rest.sorted { $0 < $1 }.prefix(limit).map {
                DisclosureErasure(entry: $0.1.entry, digest: $0.1.digest, time: $0.0)
            }
        }
    }

    /// Loses everything, as a file that was deleted does.
    public func lose() {
        state.withLock { $0 = State() }
    }

    /// A second store with the same contents, as a copy of the file is.
    public func copy() -> SimulatedDisclosureStore {
        let copied = SimulatedDisclosureStore()
        let contents = state.withLock { $0 }
        copied.state.withLock { $0 = contents }
        return copied
    }

    public func disclosures(from entry: UInt64, limit: Int) async throws(StoreError) -> [HeldDisclosure] {
        state.withLock { state in
            state.held.filter { $0.key.entry >= entry }.sorted { $0.key < $1.key }.prefix(limit)
                .map { HeldDisclosure(entry: $0.key.entry, disclosure: $0.value) }
        }
    }

    private func write<Value: Sendable>(_ body: (inout State) -> Value) throws(StoreError) -> Value {
        try state.withLock { state throws(StoreError) in
            switch state.faults.isEmpty ? nil : state.faults.removeFirst() {
            case .notCommitted: throw .notCommitted(reason: "simulated: not committed")
            case .outcomeUnknown(let persisted):
                if persisted { _ = body(&state) }
                throw .outcomeUnknown(reason: "simulated: outcome unknown")
            case nil: return body(&state)
            }
        }
    }
}

extension [UInt8] {
    /// Hex digits compare as the bytes do.
    fileprivate var hex: String {
        map { String(Int($0) + 256, radix: 16) }.joined()
    }
}
