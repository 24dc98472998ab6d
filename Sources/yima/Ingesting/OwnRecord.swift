import Chains
import Codes
import CommandSupport
import EPCIS
import Journals
import Ledger
import Values

/// What a journal says of goods that are about to be recorded again, and of what these came from and lay in.
struct OwnRecord {
    let journal: DeviceJournal
    let codes: CodeReader

    /// Entries read at once.
    private static let chunk: UInt64 = 1024
    /// What the goods came from, what that came from…: so often the journal is read.
    private static let roundCountMax = 4
    private static let eventCountMax = 50_000

    /// The journal's events that name one of these codes, or lots of them.
    func events(naming codes: [String: CanonicalCode]) async throws(CommandError) -> [ChainEvent] {
        let end: UInt64
        do throws(StoreError) { end = try await journal.head().size } catch { throw CommandError(error) }
        return try await read(upTo: end, CodeMarks(codes), except: [:])
    }

    /// The journal's events of the goods of `new`, in its order.
    func events(concerning new: [ChainEvent]) async throws(CommandError) -> [ChainEvent] {
        let end: UInt64
        do throws(StoreError) { end = try await journal.head().size } catch { throw CommandError(error) }
        guard end > 0 else { return [] }
        var asked = Self.lots(in: new, codes)
        var wanted = CodeMarks(asked)
        var found: [UInt64: ChainEvent] = [:]
        for _ in 0..<Self.roundCountMax where !wanted.isEmpty {
            let more = try await read(upTo: end, wanted, except: found)
            for event in more { found[event.entry] = event }
            let reached = Self.lots(in: more, codes).filter { asked[$0.key] == nil }
            asked.merge(reached) { first, _ in first }
            wanted = CodeMarks(reached)
        }
        return found.values.sorted { $0.entry < $1.entry }
    }

    private func read(
        upTo end: UInt64, _ wanted: CodeMarks, except known: [UInt64: ChainEvent]
    ) async throws(CommandError) -> [ChainEvent] {
        var found: [ChainEvent] = []
        var first: UInt64 = 0
        while first < end, known.count + found.count < Self.eventCountMax {
            let range = first..<min(first + Self.chunk, end)
            first = range.upperBound
            let entries: [[UInt8]]
            do throws(StoreError) { entries = try await journal.entries(range) } catch { throw CommandError(error) }
            for (index, bytes) in zip(range, entries) where known[index] == nil && wanted.mayBeNamed(in: bytes) {
                if let event = event(bytes, at: index) { found.append(event) }
            }
        }
        return found
    }

    private func event(_ bytes: [UInt8], at index: UInt64) -> ChainEvent? {
        guard case .event(let entry)? = try? LedgerEntry(parsing: bytes),
            let event = EPCISEvent.reading(entry.body).event
        else { return nil }
        // The ledger's clock is not known here: what was recorded before is taken to have come when it happened.
        return ChainEvent(
            entry: index, recordTime: event.eventTime.moment, operatorUSCC: journal.name.operatorUSCC,
            journal: "\(journal.name)", journalIndex: index, event: event)
    }

    /// The lots, or things without one, that events name.
    private static func lots(in events: [ChainEvent], _ reader: CodeReader) -> [String: CanonicalCode] {
        var found: [String: CanonicalCode] = [:]
        for written in Set(events.flatMap(\.event.writtenCodes)) {
            guard let code = try? reader.read(written) else { continue }
            let lot = code.lot ?? code
            // A bare product stands for all of its lots: none of them is meant.
            if lot.grain != .product { found[lot.key] = lot }
        }
        return found
    }
}
