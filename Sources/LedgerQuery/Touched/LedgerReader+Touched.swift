import Codes
import EPCIS
public import Ledger

/// A page of codes that events name.
public struct TouchedPage: Sendable {
    /// Canonical URIs of lots and things, ascending, each once in this page. What only names a product is no goods.
    public let codes: [String]
    /// Codes, and events, that cannot be read; one is counted each time that it is met.
    public let unreadableCount: Int
    /// Nil where there is no further page.
    public let next: TouchedCursor?
}

extension LedgerReader {
    /// Which codes are named by events that meet a question, a page at a time. Nothing is left out: what a page has no room for, the
    /// next one has. Where a cursor is of another kind of question, or lies outside of it, the page is empty.
    public func touched(
        _ question: TouchedQuestion, from cursor: TouchedCursor? = nil, budget: TouchedBudget = TouchedBudget()
    ) async throws(StoreError) -> TouchedPage {
        var reading = TouchedReading(question, store: store, codes: codes, budget: budget, uptime: room.uptime)
        let next =
            if let uscc = question.operatorUSCC {
                try await reading.readJournals(of: uscc, from: cursor)
            } else {
                try await reading.readLedger(from: cursor)
            }
        return TouchedPage(codes: reading.found.sorted(), unreadableCount: reading.unreadableCount, next: next)
    }
}

/// Reads events for one page.
private struct TouchedReading {
    private let question: TouchedQuestion
    private let store: any LedgerStore
    private let codes: CodeReader
    private let budget: TouchedBudget
    private let uptime: @Sendable () -> Duration
    private let started: Duration
    private(set) var found: Set<String> = []
    private(set) var unreadableCount = 0
    private var (entryCount, byteCount, readCount) = (0, 0, 0)

    /// Entries in one read: with the largest events 2 MiB.
    private static let entriesAtOnce: UInt64 = 32
    private static let spansAtOnce = 64
    /// Journal indexes of which the spans are looked up at one time.
    private static let indexesAtOnce: UInt64 = 4096

    init(
        _ question: TouchedQuestion, store: any LedgerStore, codes: CodeReader, budget: TouchedBudget,
        uptime: @escaping @Sendable () -> Duration
    ) {
        (self.question, self.store, self.codes, self.budget, self.uptime) = (question, store, codes, budget, uptime)
        started = uptime()
    }

    /// Whether the page ends here, once it has something to go on from.
    private var isFull: Bool {
        entryCount >= budget.entryCountMax || byteCount >= budget.byteCountMax || found.count >= budget.codeCountMax
            || readCount >= budget.readCountMax || Task.isCancelled || uptime() - started >= budget.duration
    }

    // MARK: The whole ledger

    mutating func readLedger(from cursor: TouchedCursor?) async throws(StoreError) -> TouchedCursor? {
        let end = question.entries.upperBound
        var next: UInt64
        switch cursor {
        case .entry(let entry)?: next = max(entry, question.entries.lowerBound)
        case .journal?: return nil
        case nil: next = try await firstEntry()
        }
        while next < end {
            let spans = try await spans(from: next)
            guard let last = spans.last else { return nil }
            for span in spans {
                guard !isAfter(span) else { return nil }
                guard !isBefore(span) else { continue }
                if let stopped = try await read(span.entryRange.clamped(to: next..<end)) { return .entry(stopped) }
            }
            next = last.checkpointEntry + 1
            if next < end, isFull { return .entry(next) }
        }
        return nil
    }

    /// The span that holds an entry, and some that begin after it.
    private mutating func spans(from entry: UInt64) async throws(StoreError) -> [JournalSpan] {
        readCount += 2
        let holding = try await store.span(holding: entry)
        let next = holding?.checkpointEntry ?? entry
        let end = max(next, question.entries.upperBound)
        return [holding].compactMap(\.self)
            + (try await store.spans(beginningIn: next..<end, limit: Self.spansAtOnce))
    }

    /// From where on everything has arrived at the asked time: arrivals never go back.
    private mutating func firstEntry() async throws(StoreError) -> UInt64 {
        var (low, high) = (question.entries.lowerBound, question.entries.upperBound)
        guard let since = question.since else { return low }
        while low < high {
            let middle = low + (high - low) / 2
            readCount += 1
            let span = try await store.spans(beginningIn: middle..<question.entries.upperBound, limit: 1).first
            if let span, span.arrival < since { low = span.firstEntry + 1 } else { high = middle }
        }
        return low
    }

    // MARK: One operator's journals

    mutating func readJournals(
        of uscc: String, from cursor: TouchedCursor?
    ) async throws(StoreError) -> TouchedCursor? {
        var journal: (name: JournalName, index: UInt64?)?
        switch cursor {
        case .journal(let name, let index)?:
            guard name.operatorUSCC == uscc else { return nil }
            journal = (name, index)
        case .entry?: return nil
        case nil: journal = try await nextJournal(of: uscc, after: nil).map { ($0, nil) }
        }
        while let (name, index) = journal {
            if let stopped = try await read(name, from: index) { return .journal(name, stopped) }
            guard let next = try await nextJournal(of: uscc, after: name) else { return nil }
            if isFull { return .journal(next, nil) }
            journal = (next, nil)
        }
        return nil
    }

    private mutating func nextJournal(
        of uscc: String, after name: JournalName?
    ) async throws(StoreError) -> JournalName? {
        readCount += 1
        return try await store.journalNames(of: uscc, after: name, limit: 1).first
    }

    /// Reads a journal to its end, or gives where it was left off.
    private mutating func read(_ name: JournalName, from start: UInt64?) async throws(StoreError) -> UInt64? {
        guard let size = try await store.journal(name)?.size else { return nil }
        var next = start ?? 0
        if start == nil { next = try await firstIndex(of: name, size: size) }
        while next < size {
            let part = next..<min(next + Self.indexesAtOnce, size)
            readCount += 1
            for span in try await store.spans(of: name, overlapping: part) {
                guard !isAfter(span) else { return nil }
                guard !isBefore(span) else { continue }
                let first = span.firstEntry + (max(next, span.journalRange.lowerBound) - span.journalRange.lowerBound)
                let wanted = (first..<span.entryRange.upperBound).clamped(to: question.entries)
                if let stopped = try await read(wanted) {
                    return span.journalRange.lowerBound + (stopped - span.firstEntry)
                }
                next = max(next, span.journalRange.upperBound)
            }
            next = max(next, part.upperBound)
            if next < size, isFull { return next }
        }
        return nil
    }

    /// From where on a journal's events stand among the entries and have arrived at the asked time.
    private mutating func firstIndex(of name: JournalName, size: UInt64) async throws(StoreError) -> UInt64 {
        var (low, high) = (UInt64(0), size)
        while low < high {
            let middle = low + (high - low) / 2
            readCount += 1
            guard let span = try await store.spans(of: name, overlapping: middle..<middle + 1).first else {
                throw .missing("the span that holds event \(middle) of \(name)")
            }
            if isBefore(span) {
                low = span.journalRange.upperBound
            } else {
                high = min(middle, span.journalRange.lowerBound)
            }
        }
        return low
    }

    // MARK: Entries

    private func isBefore(_ span: JournalSpan) -> Bool {
        span.entryRange.upperBound <= question.entries.lowerBound
            || question.since.map { span.arrival < $0 } ?? false
    }

    private func isAfter(_ span: JournalSpan) -> Bool {
        span.firstEntry >= question.entries.upperBound || question.before.map { span.arrival >= $0 } ?? false
    }

    /// Reads events of one span; gives the first that is left for the next page, where the page is full before they end.
    private mutating func read(_ entries: Range<UInt64>) async throws(StoreError) -> UInt64? {
        var next = entries.lowerBound
        while next < entries.upperBound {
            if entryCount > 0, isFull { return next }
            let part = next..<min(next + Self.entriesAtOnce, entries.upperBound)
            readCount += 1
            for bytes in try await store.entries(part) {
                take(bytes)
                next += 1
                if found.count >= budget.codeCountMax { break }
            }
        }
        return nil
    }

    private mutating func take(_ bytes: [UInt8]) {
        entryCount += 1
        byteCount += bytes.count
        guard case .event(let entry)? = try? LedgerEntry(parsing: bytes) else { return }
        guard let event = EPCISEvent.reading(entry.body).event else {
            unreadableCount += 1
            return
        }
        guard question.site?.isOf(event, codes: codes) ?? true else { return }
        for written in event.writtenCodes {
            guard let code = try? codes.read(written) else {
                unreadableCount += 1
                continue
            }
            if code.grain != .product { found.insert(code.uri) }
        }
    }
}
