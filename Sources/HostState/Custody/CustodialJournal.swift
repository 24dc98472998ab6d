import Chains
public import EPCIS
public import Evidence
public import Journals
public import Ledger
import Values

/// A journal that the host itself keeps and signs, for those who have none: a shopper who reports from the page behind a code.
///
/// It is a device's journal like any other, under a key that the daemon keeps. What is recorded is durable in it before it is pushed, and
/// it is pushed through the same door as everybody's; a daemon that is killed in between pushes it when it starts again, and the ledger takes
/// it once. Private values follow their events into the host's keeping and are erased here then, so that each lies in one place.
public actor CustodialJournal {
    /// How the ledger takes what this journal brings: as from any device.
    public struct Door: Sendable {
        public let push: @Sendable (PushRequest) async throws(PushRefusal) -> PushReceipt
        public let keep: @Sendable (DisclosureBundle, JournalName) async throws(DisclosureService.Refusal) -> Void

        public init(
            push: @escaping @Sendable (PushRequest) async throws(PushRefusal) -> PushReceipt,
            keep: @escaping @Sendable (DisclosureBundle, JournalName) async throws(DisclosureService.Refusal) -> Void
        ) {
            (self.push, self.keep) = (push, keep)
        }
    }

    /// Why nothing was recorded, or what was recorded is not in the ledger yet.
    public enum Failure: Error, Sendable {
        case journal(StoreError)
        case refused(PushRefusal)
        case values(DisclosureService.Refusal)
        /// Too many wait for this journal.
        case busy
        case tooLarge(bytes: Int)
    }

    /// Events that may wait for their turn; what comes then is refused.
    public static let waitingMax = 32

    public nonisolated let name: JournalName
    private let journal: DeviceJournal
    private let door: Door
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    public init(_ journal: DeviceJournal, door: Door) {
        name = journal.name
        self.journal = journal
        self.door = door
    }

    /// Records an event, durably; true where the ledger has it already, false where it will be brought later.
    public func record(_ event: SealedEvent) async throws(Failure) -> Bool {
        guard waiting.count < Self.waitingMax else { throw .busy }
        await enter()
        defer { leave() }
        try await append(event)
        // From here on it is kept: whatever hinders the rest, it is brought by the next that comes, or when the daemon starts again.
        do throws(Failure) {
            try await bring()
            return true
        } catch {
            return false
        }
    }

    /// Brings what waits into the ledger, and its private values into the host's keeping. Nothing that is there already is brought twice.
    public func settle() async throws(Failure) {
        await enter()
        defer { leave() }
        try await bring()
    }

    /// Events that the ledger has not acknowledged.
    public func waitingCount() async throws(Failure) -> UInt64 {
        do throws(StoreError) { return try await journal.head().waiting } catch { throw .journal(error) }
    }

    // MARK: One after another

    private func enter() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }

    private func append(_ event: SealedEvent) async throws(Failure) {
        let name = { @Sendable [journal = name.description] (index: UInt64) in
            EventName(journal: journal, index: index).text
        }
        let appender: JournalAppender
        do throws(StoreError) { appender = try await journal.beginImport() } catch { throw .journal(error) }
        let outcome: JournalAppender.Outcome
        do throws(StoreError) {
            outcome = try await appender.append(event, eventID: name)
            if case .appended = outcome { _ = try await appender.commit() } else { await appender.rollback() }
        } catch {
            await appender.rollback()
            throw .journal(error)
        }
        if case .tooLarge(let bytes) = outcome { throw .tooLarge(bytes: bytes) }
    }

    private func bring() async throws(Failure) {
        while let push = try await storing({ () async throws(StoreError) in try await journal.nextPush() }) {
            do throws(PushRefusal) { _ = try await door.push(push) } catch { throw .refused(error) }
            try await storing { () async throws(StoreError) in try await journal.acknowledge(push) }
        }
        while let bundle = try await storing({ () async throws(StoreError) in try await journal.nextDisclosures() }) {
            do throws(DisclosureService.Refusal) { try await door.keep(bundle, name) } catch { throw .values(error) }
            // First erased and then noted: killed in between, they are brought again, and held there already.
            for event in bundle.events {
                try await storing { () async throws(StoreError) in
                    try await journal.erase(event.disclosures.map(\.digest), of: event.index)
                }
            }
            try await storing { () async throws(StoreError) in try await journal.acknowledge(bundle) }
        }
    }

    private func storing<Value: Sendable>(
        _ work: () async throws(StoreError) -> Value
    ) async throws(Failure) -> Value {
        do throws(StoreError) { return try await work() } catch { throw .journal(error) }
    }
}
