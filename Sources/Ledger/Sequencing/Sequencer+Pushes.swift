import Logging
import TransparencyLog
import Values

// What becomes of a push in the commit that is being put together.

extension Sequencer {
    /// Puts one push into the commit and gives the ledger indexes of its events.
    func take(
        _ work: ReadPush, into pending: inout PendingCommit<Reading>
    ) async throws(PushRefusal) -> ClosedRange<UInt64>? {
        let push = work.request
        // The key may have been revoked by an admin note that waited before this push.
        let standing = pending.registry.standing(of: push.journal, under: push.checkpoint)
        guard standing == .good else { throw .standing(standing) }
        let held = try await state(of: push.journal, in: pending)
        let size = held?.size ?? 0
        guard push.from <= size else { throw .gap(held: size) }
        guard push.checkpoint.treeSize >= size else {
            return try await resend(push, held: held, pending: &pending)
        }
        let span: JournalSpan?
        do throws(Contradiction) {
            let arrival = clock.read(after: pending.lastArrival, logger)
            span = try pending.append(push, after: held, arrival: arrival) { offset in
                offset < work.firstRead ? read(push.body(at: offset)) : work.readings[offset - work.firstRead]
            }
        } catch {
            throw try await contradiction(push, held: held, pending: &pending)
        }
        guard push.from < size else { return span.flatMap { $0.entryRange.closed } }
        return try await entryRange(of: push, in: pending)
    }

    /// A push of what is held already: a no-op where the signed root agrees, a fork where it does not.
    func resend(
        _ push: PushRequest, held: JournalState?, pending: inout PendingCommit<Reading>
    ) async throws(PushRefusal) -> ClosedRange<UInt64>? {
        let history = JournalHistory(of: push.journal, in: store, and: pending)
        let root: MerkleHash
        do throws(StoreError) {
            root = try await history.edge(at: push.checkpoint.treeSize).root
        } catch {
            throw PushRefusal(error)
        }
        guard root == push.checkpoint.root else { throw try await contradiction(push, held: held, pending: &pending) }
        return try await entryRange(of: push, in: pending)
    }

    /// What to answer to a push whose signed root is not that of the history held: a fork, which becomes an entry, where the
    /// push shows that the device signed another.
    func contradiction(
        _ push: PushRequest, held: JournalState?, pending: inout PendingCommit<Reading>
    ) async throws(PushRefusal) -> PushRefusal {
        // A first push that is not what it signed has no other history beside it.
        guard let held else { return .notWhatWasSigned(held: 0) }
        let history = JournalHistory(of: push.journal, in: store, and: pending)
        let fork: ForkEntry?
        do throws(StoreError) { fork = try await ForkSearch(history, held: held).fork(shownBy: push) } catch {
            throw PushRefusal(error)
        }
        guard let fork, fork.bytes.count <= LedgerEntry.bytesMax else { return .notWhatWasSigned(held: held.size) }
        do throws(Registry.Refusal) {
            let entry = try pending.append(fork)
            logger.warning("a journal forked", metadata: ["journal": "\(push.journal)", "entry": "\(entry)"])
            return .fork(
                entry: entry, held: held.size, heldCheckpoint: held.checkpoint, offered: push.checkpoint)
        } catch {
            logger.error("a fork does not hold", metadata: ["journal": "\(push.journal)", "error": "\(error)"])
            return .notWhatWasSigned(held: held.size)
        }
    }

    /// The ledger indexes of a push's first and last event, which may lie in several spans.
    func entryRange(
        of push: PushRequest, in pending: PendingCommit<Reading>
    ) async throws(PushRefusal) -> ClosedRange<UInt64>? {
        guard !push.range.isEmpty else { return nil }
        let stored: [JournalSpan]
        do throws(StoreError) {
            stored = try await store.spans(of: push.journal, overlapping: push.range)
        } catch {
            throw PushRefusal(error)
        }
        let spans = stored + pending.batch.spans.filter { $0.journal == push.journal }
        guard let first = spans.entry(ofJournalIndex: push.range.lowerBound),
            let last = spans.entry(ofJournalIndex: push.range.upperBound - 1)
        else { throw .notCommitted(reason: "no span holds the events \(push.range) of \(push.journal)") }
        return first...last
    }
}
