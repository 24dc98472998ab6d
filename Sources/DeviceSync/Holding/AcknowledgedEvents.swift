public import Codes
import EPCIS
import Evidence
public import Journals
public import Ledger
public import TransparencyLog
public import Values

/// The events of a device's own journal that its ledger acknowledged, by the codes that they name: what an answer of the ledger
/// about a code must not lack.
public actor AcknowledgedEvents {
    public nonisolated let journal: JournalName
    private let source: DeviceJournal
    /// The ledger's key, and those that it had before.
    private let ledger: [VerifierKey]
    private let identities: EventIdentities
    /// Which codes will be asked for; nil where that is not known, and all are gathered.
    private let wanted: [CanonicalCode]?
    private var gathering: Task<Result<Gathered, AcknowledgedEventsError>, Never>?

    /// More are not compared: sixteen bytes are held for each code of each.
    public static let eventsMax: UInt64 = 2_000_000
    private static let chunkEvents = 512

    /// - Parameters:
    ///   - ledger: the key of the ledger that answers; where the journal holds another's head there is nothing to compare.
    ///   - codes: as the answers are read.
    ///   - wanted: the codes that will be asked for, by which most events are passed over unread; nil to gather all.
    ///   - former: keys that the ledger had before.
    public init(
        journal: DeviceJournal, ledger: VerifierKey, former: [VerifierKey] = [], codes: CodeReader,
        wanted: [CanonicalCode]?
    ) {
        self.journal = journal.name
        source = journal
        self.ledger = [ledger] + former
        identities = EventIdentities(reader: codes)
        self.wanted = wanted
    }

    /// What an answer lacks.
    public struct Lacking: Hashable, Sendable {
        public let journal: JournalName
        /// Indexes in the journal, ascending.
        public let indexes: [UInt64]
        /// The ledger's newest signed head that the journal holds; all of them stand under it.
        public let head: Checkpoint
    }

    /// Which of the acknowledged events that name `code` (by its finest key) are not among `found`; nil where none is missing.
    ///
    /// - Parameter found: indexes in the journal.
    public func lacking(
        _ code: CanonicalCode, found: Set<UInt64>
    ) async throws(AcknowledgedEventsError) -> Lacking? {
        try await lacking(code) { index, _ in found.contains(index) }
    }

    /// The same for an answer that tells the events by their bodies.
    public func lacking(
        _ code: CanonicalCode, bodies: Set<[UInt8]>
    ) async throws(AcknowledgedEventsError) -> Lacking? {
        try await lacking(code) { _, body in bodies.contains(body) }
    }

    private func lacking(
        _ code: CanonicalCode, isFound: (UInt64, [UInt8]) -> Bool
    ) async throws(AcknowledgedEventsError) -> Lacking? {
        precondition(wanted?.contains(code) != false, "only for the codes that were said to be asked for")
        let gathered = try await gathered()
        var indexes: [UInt64] = []
        for index in gathered.indexes(under: code.key) {
            let body = try await body(index)
            // The short key may be that of another code too.
            guard names(body, code), !isFound(index, body) else { continue }
            indexes.append(index)
        }
        guard !indexes.isEmpty else { return nil }
        return gathered.head.map { Lacking(journal: journal, indexes: indexes, head: $0) }
    }

    private func names(_ body: [UInt8], _ code: CanonicalCode) -> Bool {
        EPCISEvent.reading(body).event.map { identities.keys(of: $0).contains(code.key) } ?? false
    }

    private func body(_ index: UInt64) async throws(AcknowledgedEventsError) -> [UInt8] {
        do throws(StoreError) {
            guard let entry = try await source.entries(index..<(index + 1)).first else {
                throw StoreError.missing("entry \(index)")
            }
            return Self.body(of: entry)
        } catch {
            throw .journal(error)
        }
    }

    /// An entry without its header line.
    private static func body(of entry: [UInt8]) -> [UInt8] {
        guard let end = entry.firstIndex(of: UInt8(ascii: "\n")) else { return [] }
        return Array(entry[(end + 1)...])
    }
}

/// Why it could not be said what of a journal an answer lacks.
public enum AcknowledgedEventsError: Error, Sendable {
    case journal(StoreError)
    /// More than `AcknowledgedEvents.eventsMax`.
    case tooMany(UInt64)
}

/// Short keys and the indexes of the events that have them, ascending.
private struct Gathered: Sendable {
    struct Row: Sendable {
        let key: UInt64
        let index: UInt64
    }

    var rows: [Row]
    /// Nil where the journal holds no head of the ledger that is asked: then there are no rows.
    let head: Checkpoint?

    func indexes(under key: String) -> [UInt64] {
        let short = EventIdentities.indexKey(key)
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].key < short { low = middle + 1 } else { high = middle }
        }
        return rows[low...].prefix { $0.key == short }.map(\.index)
    }
}

extension AcknowledgedEvents {
    /// The journal is gone through once, by whoever asks first.
    private func gathered() async throws(AcknowledgedEventsError) -> Gathered {
        let task = gathering ?? Task { await gather() }
        gathering = task
        return try await task.value.get()
    }

    private func gather() async -> Result<Gathered, AcknowledgedEventsError> {
        do throws(StoreError) {
            let pushed = try await source.head().pushed
            let note = pushed.ledgerCheckpoint
            guard let head = ledger.lazy.compactMap({ try? Checkpoint.open(note: note, key: $0) }).first else {
                return .success(Gathered(rows: [], head: nil))
            }
            let size = pushed.size
            guard size <= Self.eventsMax else { return .failure(.tooMany(size)) }
            let filter = EventFilter(wanted)
            var rows: [Gathered.Row] = []
            for start in stride(from: 0, to: size, by: Self.chunkEvents) {
                let entries = try await source.entries(start..<min(start + UInt64(Self.chunkEvents), size))
                rows += await Self.rows(of: entries, from: start, filter, identities)
            }
            rows.sort { ($0.key, $0.index) < ($1.key, $1.index) }
            return .success(Gathered(rows: rows, head: head.checkpoint))
        } catch {
            return .failure(.journal(error))
        }
    }

    /// Reads the events of a chunk on all cores.
    private static func rows(
        of entries: [[UInt8]], from start: UInt64, _ filter: EventFilter, _ identities: EventIdentities
    ) async -> [Gathered.Row] {
        let part = 128
        return await withTaskGroup(of: [Gathered.Row].self) { group in
            for first in stride(from: 0, to: entries.count, by: part) {
                let slice = entries[first..<min(first + part, entries.count)]
                group.addTask {
                    var rows: [Gathered.Row] = []
                    for (offset, entry) in zip(slice.indices, slice) where filter.mayName(entry) {
                        guard let event = EPCISEvent.reading(body(of: entry)).event else { continue }
                        for key in identities.keys(of: event) where filter.wants(key) {
                            rows.append(
                                Gathered.Row(key: EventIdentities.indexKey(key), index: start + UInt64(offset)))
                        }
                    }
                    return rows
                }
            }
            var rows: [Gathered.Row] = []
            for await part in group { rows += part }
            return rows
        }
    }
}

/// Passes over events that cannot name one of a few codes, without reading them.
struct EventFilter: Sendable {
    private let keys: Set<String>?
    /// For each code a text that every spelling of it has, unless something in it is escaped; nil where some code has none.
    private let marks: [[UInt8]]?

    /// - Parameter codes: nil for every code.
    init(_ codes: [CanonicalCode]?) {
        keys = codes.map { Set($0.map(\.key)) }
        let marks = codes?.map(Self.mark)
        self.marks = marks?.allSatisfy { $0 != nil } == true ? marks?.compactMap(\.self) : nil
    }

    func wants(_ key: String) -> Bool {
        keys?.contains(key) != false
    }

    func mayName(_ entry: [UInt8]) -> Bool {
        guard let marks else { return true }
        // Escapes of JSON, and of URIs.
        return marks.contains { Self.has($0, in: entry) } || Self.has(Array("\\u".utf8), in: entry)
            || entry.contains(UInt8(ascii: "%"))
    }

    /// The lot or serial of a GS1 code, which no spelling takes apart; nil where it may be spelled otherwise, or there is none.
    private static func mark(_ code: CanonicalCode) -> [UInt8]? {
        guard code.key.hasPrefix("https://id.gs1.org/01/"),
            let text = code.grain == .lot ? code.part("lot") : code.part("serial"), !text.isEmpty
        else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        return isPlain ? Array(text.utf8) : nil
    }

    private static func has(_ text: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = text.first else { return true }
        var rest = bytes[...]
        while let start = rest.firstIndex(of: first) {
            if rest[start...].starts(with: text) { return true }
            rest = rest[(start + 1)...]
        }
        return false
    }
}

extension AcknowledgedEvents.Lacking {
    /// What people read.
    public var wording: Wording {
        let shown = indexes.prefix(6).map { "\($0)" }.joined(separator: ", ") + (indexes.count > 6 ? ", …" : "")
        let count = indexes.count
        return Wording(
            en:
                "the ledger acknowledged \(count) \(count == 1 ? "event" : "events") of this device that \(count == 1 ? "names" : "name") "
                + "this code, and its answer lacks them: \(shown) of journal \(journal), which holds the ledger's signature under "
                + "\(head.treeSize) entries (root \(head.root.base64))",
            zh: "账本曾确认本设备涉及该编码的 \(count) 条记录，其应答却缺少：日志 \(journal) 的第 \(shown) 条；该日志存有账本对 \(head.treeSize) 条的签名"
                + "（根 \(head.root.base64)）")
    }
}

extension AcknowledgedEventsError {
    /// What people read.
    public var wording: Wording {
        switch self {
        case .journal(let error):
            Wording(
                en: "the answer could not be compared with this device's journal: \(error.reason)",
                zh: "无法与本设备的日志比对：\(error.reason)")
        case .tooMany(let count):
            Wording(
                en:
                    "the answer was not compared with this device's journal: it has \(count) acknowledged events, more than "
                    + "\(AcknowledgedEvents.eventsMax)",
                zh: "未与本设备的日志比对：其中已确认 \(count) 条，超过 \(AcknowledgedEvents.eventsMax) 条")
        }
    }
}
