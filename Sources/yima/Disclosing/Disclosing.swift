import CommandSupport
import EPCIS
import Evidence
import HostState
import Journals
import Ledger
import LedgerClient
import TransparencyLog
import Values

/// The private values of a code's chain, as far as this device may know them: each held against its proven entry.
struct Disclosing {
    let home: JournalHome
    let ledger: WatchedLedger
    var key: VerifierKey { ledger.key }

    /// What is known of the private values of one event.
    struct Entry {
        let event: RecordedEvent
        let sealedCount: Int
        var disclosures: [Disclosure] = []
        var withheld = 0
        var erasedCount = 0
        /// Sealed, and known to nobody who was asked; zero where only some names were asked for.
        var missingCount = 0
    }

    /// The evidence of a code and what it proves; nil where nothing is on record.
    func evidence(of code: String) async throws(CommandError) -> (evidence: Evidence, report: EvidenceReport)? {
        guard let (_, evidence) = try await ledger.evidence(code) else { return nil }
        let report = EvidenceReport(evidence, key: key)
        guard report.checkpoint != nil else { throw .notOfKnownLedger(ledger.url) }
        return (evidence, report)
    }

    /// Asks the ledger for the values that the sealed events hold digests of.
    func disclose(_ events: [RecordedEvent], names: [String]) async throws(CommandError) -> [Entry] {
        var entries: [Entry] = []
        for (event, digests) in Self.sealed(events) {
            let answer = try await ask(.disclose, [event], names)
            var entry = Entry(event: event, sealedCount: digests.count)
            for told in answer.entries where told.entry == event.entry {
                for disclosure in told.disclosures where names.isEmpty || names.contains(disclosure.name) {
                    guard digests.contains(disclosure.digest) else { throw falseValue(disclosure, event) }
                    entry.disclosures.append(disclosure)
                }
                entry.withheld = told.withheld
                entry.erasedCount = told.erasures.filter { digests.contains($0.digest) }.count
            }
            if names.isEmpty {
                let known = entry.disclosures.count + entry.withheld + entry.erasedCount
                entry.missingCount = max(0, entry.sealedCount - known)
            }
            entries.append(entry)
        }
        return entries
    }

    /// What came of an erasure.
    struct Erased {
        /// Values that are erased now, here or at the ledger.
        var count = 0
        /// Other devices of this operator whose events were concerned: their own journals may still hold the values.
        var otherJournals: Set<JournalName> = []
    }

    /// Erases the values of this operator's own events: at the ledger first, which is the copy that others can ask.
    func erase(
        _ events: [RecordedEvent], names: [String], in journal: DeviceJournal
    ) async throws(CommandError) -> Erased {
        var erased = Erased()
        for (event, _) in Self.sealed(events) where event.journal.operatorUSCC == home.name.operatorUSCC {
            let answer = try await ask(.erase, [event], names)
            var digests = Set(answer.entries.flatMap(\.erasures).map(\.digest))
            if event.journal == home.name {
                digests.formUnion(try await erase(names, of: event.journalIndex, in: journal))
            } else {
                erased.otherJournals.insert(event.journal)
            }
            erased.count += digests.count
        }
        return erased
    }

    private func erase(
        _ names: [String], of index: UInt64, in journal: DeviceJournal
    ) async throws(CommandError) -> [DisclosureDigest] {
        do throws(StoreError) {
            let held = try await journal.disclosures(of: index)
            let wanted = held.filter { names.isEmpty || names.contains($0.name) }.map(\.digest)
            // Also where nothing is held any more: an attempt that failed may have left something to overwrite.
            try await journal.erase(wanted, of: index)
            return wanted
        } catch {
            throw CommandError(error)
        }
    }

    /// The events that seal something, with their digests.
    static func sealed(_ events: [RecordedEvent]) -> [(event: RecordedEvent, digests: [DisclosureDigest])] {
        events.compactMap { event in
            let digests = EPCISEvent.sealedDigests(inEntryBody: event.body)
            return digests.isEmpty ? nil : (event, digests)
        }
    }

    private func ask(
        _ act: DisclosureRequest.Act, _ events: [RecordedEvent], _ names: [String]
    ) async throws(CommandError) -> DisclosureAnswer {
        let request = DisclosureRequest(act: act, time: .now, entries: events.map(\.entry), names: names)
        guard let note = request.flatMap({ home.signed($0, ledger: key) }) else {
            throw CommandError(
                .usage, at: Wording("--name"), en: "not the name of a data element", zh: "不是数据项名称")
        }
        // A ledger that keeps none has nothing to tell and nothing to erase.
        return try await ledger.connection.disclosures(note, device: home.verifierKey) ?? DisclosureAnswer(entries: [])
    }

    private func falseValue(_ disclosure: Disclosure, _ event: RecordedEvent) -> CommandError {
        CommandError(
            .violated, at: Wording(ledger.url),
            en: "the value it gives for \(disclosure.name) is not what entry \(event.entry) seals",
            zh: "所给的 \(disclosure.name) 不是条目 \(event.entry) 所密封的内容")
    }
}

extension CommandError {
    static func notOfKnownLedger(_ url: String) -> CommandError {
        CommandError(
            .undecided, at: Wording(url), en: "the evidence is not of the ledger whose key is known here",
            zh: "证据不属于此处已知密钥的账本")
    }
}
