public import Codes
public import DerivedState
import EPCIS
public import Evidence
import Glibc
public import Ledger
import LedgerQuery
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
        var touchesAll = false
        var unreadable: [UInt64] = []
        for (offset, bytes) in try await host.store.entries(entries).enumerated() {
            let entry = entries.lowerBound + UInt64(offset)
            switch try? LedgerEntry(parsing: bytes) {
            case .event(let event):
                let named = codes(of: event)
                for code in named.codes { newest[code] = entry }
                if !named.isReadable { unreadable.append(entry) }
            case .admin(let note): touchesAll = touchesAll || changesVerdicts(note)
            default: break
            }
        }
        let codes = newest.map { WatchedCode(code: $0.key, entry: $0.value) }.sorted { $0.code < $1.code }
        return TouchedCodes(codes: codes, touchesAll: touchesAll, unreadable: unreadable)
    }

    /// The codes that it names: also of an event of which no more than that can be read.
    private func codes(of event: EventEntry) -> (codes: Set<String>, isReadable: Bool) {
        let read = EPCISEvent.reading(event.body).event
        let written = read?.writtenCodes ?? EPCISEvent.writtenCodes(inEntryBody: event.body)
        return (Set(written.compactMap { (try? host.codes.read($0))?.watched }), read != nil)
    }

    /// Who is enrolled afterwards changes nothing of what was found; nearly all else may.
    private func changesVerdicts(_ note: [UInt8]) -> Bool {
        switch AdminAct(note: note, origin: host.identity.origin) {
        case .keyEnrolled, .operatorEnrolled, .deviceEnrolled: false
        default: true
        }
    }

    public func judge(_ watched: WatchedCode, now: Timestamp) async throws(StoreError) -> WatchedVerdict {
        guard let code = try? host.codes.read(watched.code) else {
            return WatchedVerdict(watched: watched, findings: [], due: nil, descendants: [])
        }
        let judge = EvidenceJudge(
            key: host.identity.signer.verifierKey, definitions: host.definitions, codes: host.codes, now: now)
        let judgement = try await host.judgement(of: code, written: watched.code, by: judge, memory: memory)
        return WatchedVerdict(
            watched: watched, findings: judgement.monitored, due: judgement.deadline,
            descendants: judgement.descendants)
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
