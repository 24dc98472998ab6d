package import Codes
package import EPCIS
public import Evidence
public import Ledger
package import Profiles
import TransparencyLog
public import Values

/// Keeps the private values of a ledger's entries, and decides who is told them.
///
/// Bringing a value needs no permission: only whoever made the event can know a text with that digest. Being told one does. The
/// host and the operator who recorded the event are told all; the other parties of the event (its sources and destinations)
/// what the profile says is for them.
public struct DisclosureService: Sendable {
    private let store: any DisclosureStore
    private let ledger: any LedgerStore
    private let identity: LedgerIdentity
    private let registry: @Sendable () -> Registry
    private let profiles: ProfileLibrary
    private let codes: CodeReader
    private let spent: SpentRequests
    private let erasures: ErasureLog?
    private let isForOffice: @Sendable (_ event: EventEntry, _ uscc: String) async -> Bool

    /// - Parameters:
    ///   - erasures: signs what was erased; nil leaves that out.
    ///   - isForOffice: whether an operator is told all of an event in which it has no part, by its office: complaints of its district.
    package init(
        store: any DisclosureStore, erasures: ErasureLog? = nil, ledger: any LedgerStore, identity: LedgerIdentity,
        profiles: ProfileLibrary, codes: CodeReader, registry: @escaping @Sendable () -> Registry,
        isForOffice: @escaping @Sendable (_ event: EventEntry, _ uscc: String) async -> Bool = { _, _ in false }
    ) {
        self.store = store
        self.erasures = erasures
        self.ledger = ledger
        self.identity = identity
        self.profiles = profiles
        self.codes = codes
        self.registry = registry
        self.isForOffice = isForOffice
        spent = SpentRequests(since: identity.now(), skewSecondsMax: DisclosureRequest.clockSkewSecondsMax)
    }

    /// Why private values are neither taken nor given nor erased.
    public enum Refusal: Error, Sendable {
        /// The ledger holds no such event of the journal yet: push first.
        case unknownEvent(index: UInt64)
        /// The event at this index of the journal lists no such digest.
        case notSealed(index: UInt64, name: String)
        /// Not a signed note of the one form.
        case malformedRequest
        /// Of the form of Yima 0.3, which could be passed on and used again.
        case unboundRequest
        /// It speaks to a ledger with another key.
        case otherLedger
        /// The same request was answered before.
        case spent
        /// More requests came than can be remembered.
        case tooManyRequests
        case badSignature
        case standing(Registry.Standing)
        /// The request was signed too long ago, or its signer's clock is wrong.
        case stale(now: Timestamp)
        /// Only the host and the operator of the event may have it erased.
        case notYours(entry: UInt64)
        case noSuchEntry(UInt64)
        /// What there is to tell is more than one answer holds (`DisclosureAnswer.bytesMax`): ask for the entries before this one.
        case tooMuch(entry: UInt64)
        /// Marks of erased values were lost: what is brought may be what had been erased.
        case erasuresUncertain(ErasureLog.Trouble)
        case store(StoreError)
    }

    // MARK: Bringing

    /// Takes the private values of a journal's events.
    public func keep(_ bundle: DisclosureBundle, of journal: JournalName) async throws(Refusal) -> KeptDisclosures {
        if let trouble = erasures?.trouble { throw .erasuresUncertain(trouble) }
        var wanted: [HeldDisclosure] = []
        for event in bundle.events {
            let entry = try await entry(of: event.index, in: journal)
            let digests = Set(EPCISEvent.sealedDigests(inEntryBody: try await body(of: entry).body))
            for disclosure in event.disclosures {
                guard digests.contains(disclosure.digest) else {
                    throw .notSealed(index: event.index, name: disclosure.name)
                }
                wanted.append(HeldDisclosure(entry: entry, disclosure: disclosure))
            }
        }
        let kept = wanted
        return try await reading { () async throws(StoreError) in try await store.keep(kept) }
    }

    private func entry(of index: UInt64, in journal: JournalName) async throws(Refusal) -> UInt64 {
        guard index < .max else { throw .unknownEvent(index: index) }
        let spans = try await reading { () async throws(StoreError) in
            try await ledger.spans(of: journal, overlapping: index..<(index + 1))
        }
        guard let entry = spans.entry(ofJournalIndex: index) else { throw .unknownEvent(index: index) }
        return entry
    }

    private func body(of entry: UInt64) async throws(Refusal) -> EventEntry {
        let bytes = try await reading { () async throws(StoreError) in try await ledger.entry(entry) }
        guard case .event(let event)? = try? LedgerEntry(parsing: bytes) else { throw .noSuchEntry(entry) }
        return event
    }

    /// What is held of an entry, for this host's own answers.
    package func values(of entry: UInt64) async throws(StoreError) -> [Disclosure] {
        try await store.disclosures(of: [entry]).map(\.disclosure)
    }

    // MARK: Asking

    /// Answers a signed request: tells the values that its signer may know, or erases them for good and tells what was erased.
    public func answer(_ note: [UInt8]) async throws(Refusal) -> DisclosureAnswer {
        let (request, requester) = try await open(note)
        let head = try await reading { () async throws(StoreError) in try await ledger.head() }
        for entry in request.entries where entry >= head?.treeSize ?? 0 { throw .noSuchEntry(entry) }
        switch request.act {
        case .disclose: return try await disclose(request, to: requester)
        case .erase: return try await erase(request, for: requester)
        }
    }

    private enum Requester {
        case host
        case `operator`(uscc: String)
    }

    private func open(_ note: [UInt8]) async throws(Refusal) -> (DisclosureRequest, Requester) {
        guard let signed = try? SignedNote.parse(note), signed.signatures.count == 1,
            signed.text.utf8.count <= DisclosureRequest.textBytesMax
        else { throw .malformedRequest }
        let request = try read(signed.text)
        let now = identity.now()
        let registry = registry()
        let signature = signed.signatures[0]
        let (key, requester): (VerifierKey, Requester)
        if let admin = registry.adminKey, signature.name == admin.name {
            (key, requester) = (admin, .host)
        } else {
            guard let journal = JournalName(signature.name), let device = registry.devices[journal] else {
                throw .standing(.notEnrolled)
            }
            let standing = registry.standing(of: journal)
            guard standing == .good else { throw .standing(standing) }
            (key, requester) = (device.key, .operator(uscc: journal.operatorUSCC))
        }
        guard (try? signed.verify(with: [key])) != nil else { throw .badSignature }
        // After the signature: what time it is here is nobody else's business.
        do throws(SpentRequests.Refusal) {
            try spent.spend(request.nonce, time: request.time, by: signature.name, now: now)
        } catch {
            switch error {
            case .spent: throw .spent
            case .stale: throw .stale(now: now)
            case .full: throw .tooManyRequests
            }
        }
        return (request, requester)
    }

    private func read(_ text: String) throws(Refusal) -> DisclosureRequest {
        let key = identity.signer.verifierKey
        if let request = DisclosureRequest(text: text, ledger: key) { return request }
        if DisclosureRequest.isUnbound(text) { throw .unboundRequest }
        if let addressee = DisclosureRequest.addressee(of: text), addressee != key { throw .otherLedger }
        throw .malformedRequest
    }

    private func disclose(
        _ request: DisclosureRequest, to requester: Requester
    ) async throws(Refusal) -> DisclosureAnswer {
        var answer = DisclosureAnswer(entries: [])
        var size = 0
        for entry in request.entries {
            let event = try await body(of: entry)
            let audience = await audience(of: event, requester: requester)
            var told = DisclosureAnswer.Entry(entry: entry)
            // One entry after the other: a thousand may have half a gigabyte.
            let (held, erasures) = try await reading { () async throws(StoreError) in
                (try await store.disclosures(of: [entry]), try await store.erasures(of: [entry]))
            }
            for found in held where request.asksFor(found.disclosure.name) {
                if audience.includes(found.disclosure.name) { told.disclosures.append(found.disclosure) }
            }
            if audience.isParty { told.erasures = erasures }
            if !audience.isFull {
                // From the event alone, which everybody may read: whether a value is held, and whether it has a name that
                // was asked for, is for nobody to know whom it is not for.
                let sealed = EPCISEvent.sealedDigests(inEntryBody: event.body).count
                told.withheld = max(0, sealed - told.disclosures.count - told.erasures.count)
            }
            size += told.disclosures.reduce(0) { $0 + $1.text.utf8.count }
            guard size <= DisclosureAnswer.bytesMax else { throw .tooMuch(entry: entry) }
            answer.entries.append(told)
        }
        return answer
    }

    private func erase(_ request: DisclosureRequest, for requester: Requester) async throws(Refusal) -> DisclosureAnswer
    {
        let now = identity.now()
        var erasures: [DisclosureErasure] = []
        for entry in request.entries {
            let event = try await body(of: entry)
            if case .operator(let uscc) = requester, uscc != event.journal.operatorUSCC {
                throw .notYours(entry: entry)
            }
            // All of an event: also those that the device has not brought yet.
            let digests =
                request.names.isEmpty
                ? EPCISEvent.sealedDigests(inEntryBody: event.body) : try await held(of: entry, request)
            erasures += digests.map { DisclosureErasure(entry: entry, digest: $0, time: now) }
        }
        let wanted = erasures
        let marked = try await reading { () async throws(StoreError) in
            try await store.erase(wanted)
            // Before anybody is told: an erasure of which the ledger knows nothing could be undone unnoticed.
            try await self.erasures?.settle()
            return try await store.erasures(of: request.entries)
        }
        return DisclosureAnswer(
            entries: request.entries.map { entry in
                var told = DisclosureAnswer.Entry(entry: entry)
                told.erasures = marked.filter { $0.entry == entry }
                return told
            })
    }

    private func held(of entry: UInt64, _ request: DisclosureRequest) async throws(Refusal) -> [DisclosureDigest] {
        let held = try await reading { () async throws(StoreError) in try await store.disclosures(of: [entry]) }
        return held.filter { request.asksFor($0.disclosure.name) }.map(\.disclosure.digest)
    }

    // MARK: Audiences

    /// Which private values of one event a requester may know.
    private struct Audience {
        let isFull: Bool
        /// Whether it has a part in the event at all.
        var isParty = true
        var names: Set<String> = []

        func includes(_ name: String) -> Bool { isFull || names.contains(name) }
    }

    private func audience(of event: EventEntry, requester: Requester) async -> Audience {
        guard case .operator(let uscc) = requester, uscc != event.journal.operatorUSCC else {
            return Audience(isFull: true)
        }
        if await isForOffice(event, uscc) { return Audience(isFull: true) }
        guard let read = EPCISEvent.reading(event.body).event, isParty(uscc, of: read),
            let profile = read.dataElements["profile"].flatMap({ profiles.profile(named: $0) })
        else { return Audience(isFull: false, isParty: false) }
        let names = profile.elements.filter { $0.isPrivate && $0.isToldToParties }.map(\.name)
        return Audience(isFull: false, names: Set(names))
    }

    /// Whether an operator is among the sources or destinations of an event: a party of it, not a place at which it ended.
    private func isParty(_ uscc: String, of event: EPCISEvent) -> Bool {
        (event.sourceList + event.destinationList).contains { reference in
            guard reference.type != "location", let code = try? codes.read(reference.id) else { return false }
            return code.scheme == "uscc" && code.part("uscc") == uscc
        }
    }

    private func reading<Value>(_ work: () async throws(StoreError) -> Value) async throws(Refusal) -> Value {
        do throws(StoreError) { return try await work() } catch { throw .store(error) }
    }
}

extension DisclosureRequest {
    fileprivate func asksFor(_ name: String) -> Bool { names.isEmpty || names.contains(name) }
}
