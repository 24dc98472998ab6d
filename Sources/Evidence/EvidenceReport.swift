import EPCIS
public import Ledger
public import Rules
public import TransparencyLog
import Values
import VerifiableIndex

/// What checking an evidence file found: false evidence as findings PROOF-1…5, what could not be checked as doubts, and the
/// events that are proven.
public struct EvidenceReport: Sendable {
    public internal(set) var findings: [Finding] = []
    public internal(set) var doubts: [Verdict.Doubt] = []
    /// The ledger's checkpoint, if it is truly the ledger's.
    public private(set) var checkpoint: SignedCheckpoint?
    /// The proven events, ascending.
    public private(set) var events: [RecordedEvent] = []
    /// The private values that were disclosed and are truly those that proven events seal.
    public private(set) var disclosures: [HeldDisclosure] = []
    /// Who may record, and whose word counts, as far as the entries say.
    public private(set) var registry: Registry
    /// The states of the index among the entries, by entry.
    private(set) var indexStates: [UInt64: IndexState] = [:]
    /// The entries that truly stand in the ledger.
    private(set) var provenEntries: Set<UInt64> = []
    /// Whose the entries are of which nothing else is shown, by entry.
    private(set) var unread: [UInt64: JournalName] = [:]
    /// When the ledger had which size.
    private(set) var clock = LedgerClock(arrivals: [:])
    /// Names of the operators concerned, by USCC.
    public var operatorNames: [String: String] { registry.operators.mapValues(\.name) }
    /// The entries that enrolled them.
    var enrolments: [String: UInt64] { registry.operators.compactMapValues(\.entries.first) }

    /// Checks every proof and signature in `evidence`; reads no clock and no network.
    /// - Parameters:
    ///   - key: the ledger's verifier key, which the caller has from elsewhere.
    ///   - policy: whose cosignatures are demanded, if any.
    ///   - memory: what was found out about other evidence already; it changes nothing of what is found.
    public init(
        _ evidence: Evidence, key: VerifierKey, policy: WitnessPolicy? = nil, memory: EvidenceMemory = EvidenceMemory()
    ) {
        self.init(evidence, key: key, policy: policy, memory: memory) { entries, checkpoint in
            entries.map { CheckedEntry($0, under: checkpoint) }
        }
    }

    /// - Parameter check: gives the entries, checked; one may have been before.
    init(
        _ evidence: Evidence, key: VerifierKey, policy: WitnessPolicy?, memory: EvidenceMemory,
        check: ([Evidence.ProvenEntry], Checkpoint) -> [CheckedEntry]
    ) {
        registry = Registry(origin: key.name)
        // By the key that holds where the document ends; what the key before signed besides is no word of the ledger any more.
        let keys = evidence.keys(from: key)
        let opened = Self.open(evidence.checkpoint, keys: keys, policy: policy, memory: memory)
        findings += opened.findings
        doubts += opened.doubts
        guard let signed = opened.signed else { return }
        checkpoint = signed
        if !evidence.isComplete { doubts.append(.truncated) }
        let entries = included(check(evidence.entries, signed.checkpoint))
        provenEntries = Set(entries.map(\.0.proven.index))
        for case (let checked, .index(let state)) in entries { indexStates[checked.proven.index] = state }
        let registry = registry(entries, origin: key.name, memory: memory)
        self.registry = registry
        if let named = registry.ledgerKey, named != signed.key {
            fail(
                "PROOF-1", registry.ledgerRotations.suffix(1).map(\.entry),
                en: "the checkpoint is under another key than the one that the ledger's own entries name",
                zh: "检查点的签名密钥不是账本条目所载的密钥")
        }
        var witnesses: [UInt64: JournalWitness] = [:]
        for case (let checked, .journal(let entry)) in entries {
            witnesses[checked.proven.index] = JournalWitness(
                entry, checked: checked, registry: registry, memory: memory)
        }
        let misplaced = misplaced(entries, witnesses: witnesses)
        clock = LedgerClock(arrivals: witnesses.mapValues(\.arrival))
        for case (let checked, .event(let event)) in entries where !misplaced.contains(checked.proven.index) {
            add(event, checked, witnesses: witnesses, registry: registry)
        }
        for span in evidence.unread { take(span, under: signed.checkpoint, witnesses: witnesses, registry: registry) }
        judge(witnesses)
        judge(registry)
        judge(evidence.forks, registry: registry, memory: memory)
        open(evidence.disclosures)
    }

    /// What a host knows of events that it took in itself: it checked their proofs when they came. What is found is just what the
    /// evidence about them would give.
    /// - Parameters:
    ///   - checkpoint: the newest that the host has signed, a note.
    ///   - events: ascending.
    ///   - registry: what the whole ledger says.
    ///   - receivers: USCCs of those to whom the events send goods.
    ///   - issuers: what the codes begin with, as far as prefixes are assigned.
    ///   - forks: of their journals, as 0.3 told them.
    public init(
        under checkpoint: [UInt8], key: VerifierKey, hosting events: [RecordedEvent], registry: Registry,
        receivers: Set<String>, issuers: Set<String>, forks: [JournalFork], memory: EvidenceMemory
    ) {
        let opened = Self.open(checkpoint, keys: LedgerKeySuccession(key), policy: nil, memory: memory)
        findings = opened.findings
        doubts = opened.doubts
        self.checkpoint = opened.signed
        self.events = events
        // Of a code of which nothing is on record there is nothing to say.
        self.registry =
            events.isEmpty
            ? Registry(origin: key.name)
            : registry.concerning(
                Set(events.map(\.journal)), operators: receivers, issuersOf: issuers)
        judge(self.registry)
        judge(forks, registry: self.registry, memory: memory)
    }

    private mutating func open(_ disclosures: [HeldDisclosure]) {
        let named = Set(disclosures.map(\.entry))
        let sealed = Dictionary(
            events.filter { named.contains($0.entry) }.map {
                ($0.entry, EPCISEvent.sealedDigests(inEntryBody: $0.body))
            }
        ) { $1 }
        for found in disclosures {
            guard sealed[found.entry]?.contains(found.disclosure.digest) == true else {
                fail(
                    "PROOF-1", [found.entry],
                    en: "the value of \(found.disclosure.name) is not what entry \(found.entry) seals",
                    zh: "\(found.disclosure.name) 的取值不是条目 \(found.entry) 所密封的内容")
                continue
            }
            self.disclosures.append(found)
        }
    }

    /// The ledger's checkpoint, opened once for all evidence under it.
    static func open(
        _ note: [UInt8], keys: LedgerKeySuccession, policy: WitnessPolicy?, memory: EvidenceMemory
    ) -> OpenedCheckpoint {
        let key = keys.current
        return memory.checkpoint(note, keys: keys, policy: policy) {
            var opened = OpenedCheckpoint()
            do throws(CheckpointError) {
                // The ledger's own word first: what others signed beside it is another question.
                var signed = try Checkpoint.open(note: note, key: key)
                if let policy {
                    signed = try Checkpoint.open(signed.note, key: key, cosigners: policy.cosigners)
                }
                if let doubt = policy.flatMap({ unmet($0, by: signed, keys) }) {
                    opened.doubts.append(.unchecked(doubt))
                }
                opened.signed = signed
            } catch .note(.badSignature(let name, let keyID)) where isCosigner(name, keyID, policy) {
                opened.findings.append(
                    .failure(
                        "PROOF-4", [], en: "the cosignature of \(name) is false", zh: "\(name) 的联署是假的"))
            } catch {
                if case .notSignedByLog(let name) = error {
                    opened.doubts.append(
                        .unchecked(
                            Wording(
                                en: "the checkpoint bears no signature of \(name), the key that was given",
                                zh: "检查点没有所给密钥 \(name) 的签名")))
                } else {
                    opened.findings.append(
                        .failure(
                            "PROOF-1", [], en: "the ledger's checkpoint is false: \(error.en)",
                            zh: "账本检查点不实：\(error.zh)"))
                }
            }
            return opened
        }
    }

    private static func isCosigner(_ name: String, _ keyID: UInt32, _ policy: WitnessPolicy?) -> Bool {
        policy?.cosigners.contains { $0.name.utf8.elementsEqual(name.utf8) && $0.id == keyID } ?? false
    }

    /// Why the asker's policy does not accept a checkpoint; nil where it does. That witnesses were away makes nothing false: it leaves
    /// open whether others are shown another history.
    private static func unmet(
        _ policy: WitnessPolicy, by signed: SignedCheckpoint, _ keys: LedgerKeySuccession
    ) -> Wording? {
        // A policy may name the ledger by a key that it had before.
        guard
            policy.logs.isEmpty
                || policy.logs.contains(where: { $0.key == keys.current || keys.former.contains($0.key) })
        else {
            return Wording(
                en: "the witness policy names other ledgers and not \(signed.key.name)",
                zh: "见证策略所列账本不含 \(signed.key.name)")
        }
        guard !policy.isSatisfied(by: signed.cosignatures) else { return nil }
        let names = signed.cosignatures.map(\.key.name).joined(separator: ", ")
        return Wording(
            en: "the witness policy is not met (cosigned by: \(names.isEmpty ? "nobody" : names))",
            zh: "未满足见证策略（联署方：\(names.isEmpty ? "无" : names)）")
    }

    /// The entries that truly stand in the ledger, read.
    private mutating func included(_ entries: [CheckedEntry]) -> [(CheckedEntry, LedgerEntry)] {
        entries.sorted { $0.proven.index < $1.proven.index }.compactMap { checked in
            if let error = checked.failure {
                let index = checked.proven.index
                fail(
                    "PROOF-1", [index], en: "entry \(index) is not what stands in the ledger: \(error.en)",
                    zh: "条目 \(index) 与账本不符：\(error.zh)")
            }
            return checked.entry.map { (checked, $0) }
        }
    }

    private mutating func add(
        _ event: EventEntry, _ checked: CheckedEntry, witnesses: [UInt64: JournalWitness], registry: Registry
    ) {
        let proven = checked.proven
        guard let proof = proven.journalProof, let witness = witnesses[proof.checkpointEntry],
            proof.checkpointEntry > proven.index
        else {
            return fail(
                "PROOF-2", [proven.index], en: "entry \(proven.index) comes without its journal's signed checkpoint",
                zh: "条目 \(proven.index) 没有附带其日志的签名检查点")
        }
        let inJournal = InclusionProof(
            leafIndex: event.index, treeSize: witness.checkpoint?.treeSize ?? 0, hashes: proof.hashes)
        guard witness.isSigned, let checkpoint = witness.checkpoint, checkpoint.origin == event.journal.description,
            (try? inJournal.verify(leafHash: checked.leafHash, root: checkpoint.root)) != nil
        else {
            return fail(
                "PROOF-2", [proven.index], en: "journal \(event.journal) did not sign entry \(proven.index)",
                zh: "日志 \(event.journal) 未签署条目 \(proven.index)")
        }
        // The checkpoint of the very push that brought the event, which stands right after its last one. A later checkpoint of
        // the journal proves the same event and would lend it a later arrival.
        guard proof.checkpointEntry - proven.index == checkpoint.treeSize - event.index else {
            return fail(
                "PROOF-2", [proven.index],
                en: "entry \(proven.index) came with another checkpoint than that of entry \(proof.checkpointEntry)",
                zh: "随条目 \(proven.index) 到达的检查点不是条目 \(proof.checkpointEntry)")
        }
        let standing = registry.standing(of: event.journal, under: checkpoint, at: proven.index)
        if standing != .good { failStanding(standing, of: event.journal, at: proven.index) }
        let head = clock.time(ofHeadSeenIn: checkpoint, at: proof.checkpointEntry, of: registry.origin)
        if let event = checked.event(arrivedAt: witness.arrival, recordedAfter: head) { events.append(event) }
    }

    /// Entries that are shown to be of a journal and no more.
    private mutating func take(
        _ span: UnreadSpan, under tree: Checkpoint, witnesses: [UInt64: JournalWitness], registry: Registry
    ) {
        let (first, count) = (span.firstEntry, UInt64(span.leafHashes.count))
        let inLedger = RangeProof(firstLeaf: first, treeSize: tree.treeSize, hashes: span.proof)
        do throws(ProofError) { try inLedger.verify(leafHashes: span.leafHashes, root: tree.root) } catch {
            return fail(
                "PROOF-1", [first], en: "the entries from \(first) on are not what stands in the ledger: \(error.en)",
                zh: "自条目 \(first) 起的条目与账本不符：\(error.zh)")
        }
        guard let witness = witnesses[span.checkpointEntry], witness.isSigned, let checkpoint = witness.checkpoint,
            let journal = witness.journal, checkpoint.treeSize >= count,
            (try? RangeProof(
                firstLeaf: checkpoint.treeSize - count, treeSize: checkpoint.treeSize, hashes: span.journalProof
            ).verify(leafHashes: span.leafHashes, root: checkpoint.root)) != nil
        else {
            return fail(
                "PROOF-2", [first],
                en: "the journal of entry \(span.checkpointEntry) did not sign those from \(first) on",
                zh: "条目 \(span.checkpointEntry) 的日志未签署自 \(first) 起的条目")
        }
        let standing = registry.standing(of: journal, under: checkpoint, at: first)
        if standing != .good { failStanding(standing, of: journal, at: first) }
        for entry in first..<span.checkpointEntry { unread[entry] = journal }
    }

    private mutating func failStanding(_ standing: Registry.Standing, of journal: JournalName, at entry: UInt64) {
        // What a journal brings after it forked the host must not take; else the device is the one that did not stand.
        var rule = "PROOF-3"
        if case .forked = standing { rule = "PROOF-1" }
        fail(
            rule, [entry], en: "\(journal) did not stand at entry \(entry): \(standing.wording.en)",
            zh: "\(journal) 在条目 \(entry) 处无效：\(standing.wording.zh)")
    }

    static let source = "RFC 9162, C2SP tlog-checkpoint"

    mutating func fail(_ rule: String, _ entries: [UInt64], en: String, zh: String) {
        findings.append(.failure(rule, entries, en: en, zh: zh))
    }
}

extension Finding {
    /// False evidence.
    static func failure(_ rule: String, _ entries: [UInt64], en: String, zh: String) -> Finding {
        Finding(
            rule: rule, severity: .violation, message: Wording(en: en, zh: zh), entries: entries,
            source: EvidenceReport.source)
    }
}

/// A `journal` entry: what the device signed, and whether it truly did.
struct JournalWitness: Sendable {
    let arrival: Timestamp
    let checkpoint: Checkpoint?
    let journal: JournalName?
    let isSigned: Bool

    init(_ entry: JournalCheckpointEntry, checked: CheckedEntry, registry: Registry, memory: EvidenceMemory) {
        let checkpoint = checked.checkpoint
        let journal = checkpoint.flatMap { JournalName($0.origin) }
        let key = journal.flatMap { registry.devices[$0]?.key }
        self = memory.witness(checked.leafHash, key: key, byteCount: entry.note.count) {
            JournalWitness(
                arrival: entry.arrival, checkpoint: checkpoint, journal: journal,
                isSigned: key.map { (try? Checkpoint.open(note: entry.note, key: $0)) != nil } ?? false)
        }
    }

    private init(arrival: Timestamp, checkpoint: Checkpoint?, journal: JournalName?, isSigned: Bool) {
        self.arrival = arrival
        self.checkpoint = checkpoint
        self.journal = journal
        self.isSigned = isSigned
    }
}
