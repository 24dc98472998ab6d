import EPCIS
public import Ledger
import Rules
import TransparencyLog
public import Values

// What evidence shows of its journals beyond one event: who might record, where everything stands, what forked.

extension EvidenceReport {
    /// Who might record, and which journals forked, as the entries say.
    mutating func registry(
        _ entries: [(CheckedEntry, LedgerEntry)], origin: String, memory: EvidenceMemory
    ) -> Registry {
        let deciding = entries.filter { _, entry in
            switch entry {
            case .admin, .fork: true
            // What a definition file says is known by its SHA-256, which the notes name.
            case .event, .journal, .definition, .index, .unknown: false
            }
        }
        let places = deciding.map { EvidenceMemory.Place(index: $0.0.proven.index, leafHash: $0.0.leafHash) }
        let bytes = deciding.reduce(0) { $0 + $1.0.proven.bytes.count }
        let source = EvidenceMemory.RegistrySource(origin: origin, places: places)
        let enrolled = memory.registry(source, byteCount: bytes) {
            EnrolledRegistry(deciding, origin: origin, memory: memory)
        }
        findings += enrolled.findings
        return enrolled.registry
    }

    /// The entries that cannot stand where they stand: (journal, index) stands once, in ascending order.
    mutating func misplaced(
        _ entries: [(CheckedEntry, LedgerEntry)], witnesses: [UInt64: JournalWitness]
    ) -> Set<UInt64> {
        var order = JournalOrder()
        var misplaced: Set<UInt64> = []
        for (proven, entry) in entries.map({ ($0.0.proven, $0.1) }) {
            var stands = true
            if case .event(let event) = entry {
                stands = order.take(event: event.index, of: event.journal, at: proven.index)
            } else if let witness = witnesses[proven.index], let journal = witness.journal,
                let size = witness.checkpoint?.treeSize
            {
                stands = order.take(checkpoint: size, of: journal, at: proven.index)
            }
            if !stands { misplaced.insert(proven.index) }
        }
        for found in order.breaks {
            let message = found.wording
            fail("PROOF-1", [found.other, found.entry], en: message.en, zh: message.zh)
        }
        return misplaced
    }

    /// Two checkpoints of one size and of different roots, both signed, show by themselves that a journal forked.
    mutating func judge(_ witnesses: [UInt64: JournalWitness]) {
        var signed: [JournalSize: (entry: UInt64, root: MerkleHash)] = [:]
        for (entry, witness) in witnesses.sorted(by: { $0.key < $1.key }) where witness.isSigned {
            guard let journal = witness.journal, let checkpoint = witness.checkpoint else { continue }
            let place = JournalSize(journal: journal, size: checkpoint.treeSize)
            guard let other = signed[place] else {
                signed[place] = (entry, checkpoint.root)
                continue
            }
            guard other.root != checkpoint.root else { continue }
            fail(
                "PROOF-5", [other.entry, entry],
                en: "journal \(journal) signed two histories of \(place.size) events",
                zh: "日志 \(journal) 对 \(place.size) 条记录签署了两种历史")
        }
    }

    private struct JournalSize: Hashable {
        let journal: JournalName
        let size: UInt64
    }

    /// Forks put in doubt what their journals say after the common size. What the host claims afterwards against an event is told,
    /// and falsifies nothing.
    mutating func judge(_ registry: Registry) {
        let journals = Dictionary(grouping: events, by: \.journal)
        for (journal, fork) in registry.forks.sorted(by: { $0.value.entry < $1.value.entry }) {
            judge(fork, of: journal, events: journals[journal] ?? [])
        }
        var claims: [(claim: JournalClaim, entries: [UInt64])] = []
        var places: [JournalClaim: Int] = [:]
        for event in events {
            let found = registry.claims(
                against: event.journal, at: event.entry, arrival: event.recordTime,
                claimed: event.event?.eventTime.moment)
            for claim in found.map({ JournalClaim(claim: $0, journal: event.journal) }) {
                if let place = places[claim] {
                    claims[place].entries.append(event.entry)
                } else {
                    places[claim] = claims.count
                    claims.append((claim, [event.entry]))
                }
            }
        }
        for (claim, entries) in claims {
            findings.append(
                Finding(
                    rule: "PROOF-3", severity: .warning, message: claim.claim.wording(claim.journal), entries: entries,
                    source: Self.source))
        }
    }

    private struct JournalClaim: Hashable {
        let claim: Registry.Claim
        let journal: JournalName
    }

    private mutating func judge(_ fork: Registry.Fork, of journal: JournalName, events: [RecordedEvent]) {
        let doubted = events.filter { $0.journalIndex >= fork.commonSize }.map(\.entry)
        guard !doubted.isEmpty else { return }
        let message =
            fork.isProven
            ? Wording(
                en: "journal \(journal) signed two histories of \(fork.held.treeSize) events (entry \(fork.entry))",
                zh: "日志 \(journal) 对 \(fork.held.treeSize) 条记录签署了两种历史（条目 \(fork.entry)）")
            : Wording(
                en:
                    "the host says that journal \(journal) forked after \(fork.commonSize) events (entry \(fork.entry))",
                zh: "主机称日志 \(journal) 在 \(fork.commonSize) 条之后分叉（条目 \(fork.entry)）")
        findings.append(
            Finding(
                rule: "PROOF-5", severity: fork.isProven ? .violation : .warning, message: message,
                entries: (doubted + [fork.entry]).sorted(), source: Self.source))
    }
}

extension EvidenceReport {
    /// Forks as 0.3 told them, beside the entries.
    mutating func judge(_ forks: [JournalFork], registry: Registry, memory: EvidenceMemory) {
        for fork in forks {
            guard let key = registry.devices[fork.journal]?.key,
                let offered = Checkpoint.signed(fork.offered, by: key, memory.isSigned),
                let held = Checkpoint.signed(fork.held, by: key, memory.isSigned)
            else {
                // A first push that was not what it signed had no other history beside it.
                if !fork.held.isEmpty { doubt(fork) }
                continue
            }
            let isProven = offered.treeSize == held.treeSize && offered.root != held.root
            let finding = Finding(
                rule: "PROOF-5", severity: isProven ? .violation : .warning,
                message: isProven
                    ? Wording(
                        en: "journal \(fork.journal) signed two histories of \(held.treeSize) events",
                        zh: "日志 \(fork.journal) 对 \(held.treeSize) 条记录签署了两种历史")
                    : Wording(
                        en: "the host says that journal \(fork.journal) forked on \(fork.arrival)",
                        zh: "主机称日志 \(fork.journal) 于 \(fork.arrival) 分叉"),
                entries: [], source: Self.source)
            findings.append(finding)
        }
    }

    private mutating func doubt(_ fork: JournalFork) {
        doubts.append(
            .unchecked(
                Wording(
                    en: "a fork of journal \(fork.journal) is alleged and its signatures do not hold",
                    zh: "称日志 \(fork.journal) 分叉，但所附签名无效")))
    }
}

extension JournalOrder.Break {
    fileprivate var wording: Wording {
        switch kind {
        case .eventTwice(let index):
            Wording(
                en: "the ledger has event \(index) of \(journal) twice: entries \(other) and \(entry)",
                zh: "账本中 \(journal) 的第 \(index) 条出现两次：条目 \(other) 与 \(entry)")
        case .overlap:
            Wording(
                en: "entry \(entry) brings again what of \(journal) stood in the ledger at entry \(other)",
                zh: "条目 \(entry) 重复了 \(journal) 在条目 \(other) 时已入账的内容")
        case .place:
            Wording(
                en: "entry \(entry) of \(journal) cannot stand so soon after entry \(other)",
                zh: "\(journal) 的条目 \(entry) 与条目 \(other) 之间容不下应有的记录")
        }
    }
}

extension Registry.Claim {
    /// What the host says against events of a journal.
    public func wording(_ journal: JournalName) -> Wording {
        switch self {
        case .revoked(let entry, let from):
            Wording(
                en: "the host revoked \(journal) afterwards, from \(from) on (entry \(entry))",
                zh: "主机事后吊销 \(journal)，追溯至 \(from)（条目 \(entry)）")
        case .operatorSuspended(let entry, let from):
            Wording(
                en: "the host suspended the operator of \(journal) afterwards, from \(from) on (entry \(entry))",
                zh: "主机事后停用 \(journal) 的主体，追溯至 \(from)（条目 \(entry)）")
        case .stolen(let entry, let since):
            Wording(
                en: "of a time since which \(journal) was stolen: since \(since) (entry \(entry))",
                zh: "所称时间在 \(journal) 失窃之后：自 \(since) 起（条目 \(entry)）")
        }
    }
}
