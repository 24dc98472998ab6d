import Chains
public import Codes
public import DerivedState
import EPCIS
public import Evidence
import Glibc
public import Ledger
import LedgerQuery
import Rules
public import TransparencyLog
public import Values

/// A host's ledger as the monitor reads it.
public struct HostWatching: WatchedLedgerReading {
    private let host: LedgerHost
    private let memory = EvidenceMemory()

    /// A core stays with whatever else the process has to do.
    public static let judgedAtOnce = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)

    public init(host: LedgerHost) {
        self.host = host
    }

    public func treeSize() async -> UInt64 {
        min(host.sequencer.published.treeSize, host.index.searchedUpTo)
    }

    public func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash {
        try await host.store.root(treeSize: treeSize)
    }

    public func touched(by entries: Range<UInt64>) async throws(StoreError) -> TouchedCodes {
        var newest: [String: UInt64] = [:]
        var products: [String: UInt64] = [:]
        var touchesAll = false
        var unreadable: [UInt64] = []
        for (offset, bytes) in try await host.store.entries(entries).enumerated() {
            let entry = entries.lowerBound + UInt64(offset)
            switch try? LedgerEntry(parsing: bytes) {
            case .event(let event):
                let named = codes(of: event)
                for code in named.codes { newest[code] = entry }
                for product in named.products { products[product] = entry }
                if !named.isReadable { unreadable.append(entry) }
            case .admin(let note): touchesAll = touchesAll || changesVerdicts(note)
            default: break
            }
        }
        func watched(_ newest: [String: UInt64]) -> [WatchedCode] {
            newest.map { WatchedCode(code: $0.key, entry: $0.value) }.sorted { $0.code < $1.code }
        }
        return TouchedCodes(
            codes: watched(newest), products: watched(products), touchesAll: touchesAll, unreadable: unreadable)
    }

    /// The codes that it names: also of an event of which no more than that can be read; and the products of which it says, without a lot,
    /// how they are.
    private func codes(of event: EventEntry) -> (codes: Set<String>, products: Set<String>, isReadable: Bool) {
        let read = EPCISEvent.reading(event.body).event
        let written = read?.writtenCodes ?? EPCISEvent.writtenCodes(inEntryBody: event.body)
        let named = written.compactMap { try? host.codes.read($0) }
        let bare = named.filter { $0.grain == .product }.map(\.uri)
        let tellsStatus = read?.tellsStatus ?? false
        return (Set(named.compactMap(\.watched) + bare), tellsStatus ? Set(bare) : [], read != nil)
    }

    /// Who is enrolled afterwards changes nothing of what was found; nearly all else may.
    private func changesVerdicts(_ note: [UInt8]) -> Bool {
        switch AdminAct(note: note, origin: host.identity.origin) {
        case .keyEnrolled, .keyRotated, .operatorEnrolled, .deviceEnrolled: false
        default: true
        }
    }

    public func judge(_ watched: WatchedCode, now: Timestamp) async throws(StoreError) -> WatchedVerdict {
        guard let code = try? host.codes.read(watched.code) else {
            return WatchedVerdict(watched: watched, findings: [], due: nil, descendants: [])
        }
        let judge = EvidenceJudge(
            key: host.identity.signer.verifierKey, definitions: host.definitions, codes: host.codes, now: now)
        guard code.grain != .product else { return try await self.judge(product: code, watched, by: judge) }
        let judgement = try await host.judgement(of: code, written: watched.code, by: judge, memory: memory)
        return WatchedVerdict(
            watched: watched, findings: judgement.monitored, due: judgement.deadline,
            descendants: judgement.descendants, isWhole: !judgement.chain.isTruncated)
    }

    /// So much is read of what names a product without a lot: what happened to its lots is judged under them.
    private static let productLimits = TraceLimits(codeCountMax: 64, eventCountMax: 1024)

    /// What is found in the events that name a product without a lot. Of a product of more events than that nothing is found, and it is told.
    private func judge(
        product: CanonicalCode, _ watched: WatchedCode, by judge: EvidenceJudge
    ) async throws(StoreError) -> WatchedVerdict {
        let judgement = try await host.reader.judgement(
            of: product, written: watched.code, by: judge, on: host.sequencer.published, limits: Self.productLimits,
            memory: memory)
        guard let judgement else {
            return WatchedVerdict(watched: watched, findings: [], due: nil, descendants: [], isWhole: false)
        }
        let bare = Set(
            judgement.chain.events.filter { event in event.things.contains { $0.code.key == product.key } }.map(\.entry)
        )
        let own = judgement.monitored.filter { found in
            !found.finding.entries.isEmpty && found.finding.entries.allSatisfy(bare.contains)
        }
        return WatchedVerdict(watched: watched, findings: own, due: judgement.deadline, descendants: [])
    }
}

extension LedgerHost {
    /// The verdict on a code by this host's own record: just what the evidence about it gives.
    public func judgement(
        of code: CanonicalCode, written: String, by judge: EvidenceJudge, memory: EvidenceMemory
    ) async throws(StoreError) -> EvidenceJudge.Judgement {
        let published = sequencer.published
        let own = try await reader.judgement(of: code, written: written, by: judge, on: published, memory: memory)
        if let own { return own }
        let evidence = try await evidence(of: code)
        return judge.judge(code, written: written, evidence: evidence, memory: memory)
    }
}
