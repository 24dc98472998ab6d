import Chains
import CommandSupport
import EPCIS
import Evidence
import Journals
import Ledger
import LedgerClient
import StrictJSON
import Values

/// Declares events of a device's own journal erroneous: the same events again, with an EPCIS errorDeclaration (ISO/IEC 19987 §7.4.1.3).
/// Nothing that was signed is changed.
struct Withdrawing {
    /// The word of the CBV, and the person's own words where they are others.
    let reason: (word: String, text: String?)
    /// Names of the events that replace them.
    let corrective: [String]
    let now: Timestamp

    /// An event that is to be withdrawn.
    struct Target {
        let index: UInt64
        /// Its eventID; where it has none, its place in the journal as a name.
        let name: String
        let body: [UInt8]
    }

    /// Entries read at once.
    private static let chunk: UInt64 = 1024

    /// The events of the journal that are named, each once, in its order; what is withdrawn already is left out.
    /// - Parameter indexes: places in the journal; names: eventIDs.
    static func targets(
        _ journal: DeviceJournal, indexes: Set<UInt64>, names: Set<String>
    ) async throws(CommandError) -> (targets: [Target], withdrawnCount: Int) {
        var found: [Target] = []
        /// By what is declared erroneous, where that was said last: the same may be recorded once more after it.
        var declared: [String: UInt64] = [:]
        let isHashed = names.contains { Retractions.isHash($0) }
        let size = try await Self.reading { () async throws(StoreError) in try await journal.head().size }
        var first: UInt64 = 0
        while first < size {
            let range = first..<min(first + chunk, size)
            first = range.upperBound
            let entries = try await Self.reading { () async throws(StoreError) in try await journal.entries(range) }
            for (index, bytes) in zip(range, entries) {
                guard case .event(let entry)? = try? LedgerEntry(parsing: bytes) else { continue }
                guard let event = EPCISEvent.reading(entry.body).event else { continue }
                let own = EventName.names(of: event, journal: journal.name.description, index: index)
                if event.errorDeclaration != nil {
                    if let name = own.first { declared[name] = index }
                } else if indexes.contains(index) || !names.isDisjoint(with: own)
                    || isHashed && (try? EventHash(json: entry.body)).map({ names.contains($0.uri) }) ?? false,
                    let name = own.first
                {
                    found.append(Target(index: index, name: name, body: entry.body))
                }
            }
        }
        let open = found.filter { target in declared[target.name].map { $0 < target.index } ?? true }
        return (open, found.count - open.count)
    }

    /// The declaration of an event, strictly valid.
    func declaration(of target: Target) throws(CommandError) -> [UInt8] {
        let place = Wording(target.name)
        if reason.text != nil, !String(decoding: target.body, as: UTF8.self).contains(YimaContext.namespace) {
            throw CommandError(
                .usage, at: place, en: "the event's context has no room for a reason in words of one's own",
                zh: "该事件的 @context 不能容纳自述的原因",
                hint: Wording("--reason did_not_occur | incorrect_data"))
        }
        var members: [(String, JSONNode)] = [
            ("declarationTime", .string(now.description)), ("reason", .string(reason.word)),
        ]
        if !corrective.isEmpty { members.append(("correctiveEventIDs", .strings(corrective))) }
        if let text = reason.text { members.append(("yima:reason", .string(text))) }
        let hasID = EPCISEvent.reading(target.body).event?.eventID != nil
        var added: [(String, JSONNode)] = hasID ? [] : [("eventID", .string(target.name))]
        added.append(("errorDeclaration", .object(members)))
        let inserted = JSONNode.object(added).formatted().dropLast() + [UInt8(ascii: ",")]
        let rest = target.body.drop { $0 != UInt8(ascii: "{") }.dropFirst()
        let body = Array(inserted) + rest
        do {
            _ = try EPCISEvent(json: body)
        } catch {
            let problem = error.problems.first
            throw CommandError(
                .badInput, at: place, en: "makes no valid declaration: \(problem?.wording.en ?? "")",
                zh: "不能构成有效的更正声明：\(problem?.wording.zh ?? "")")
        }
        return body
    }

    /// Writes the declarations into an import, which somebody else ends: with what replaces the events, or not at all. Gives them by their
    /// places in the journal.
    func record(
        _ targets: [Target], into appender: JournalAppender
    ) async throws(CommandError) -> [(index: UInt64, body: [UInt8])] {
        var declarations: [(index: UInt64, body: [UInt8])] = []
        for target in targets {
            let body = try declaration(of: target)
            let outcome = try await Self.reading { () async throws(StoreError) in try await appender.append(body) }
            switch outcome {
            case .appended(let index): declarations.append((index, body))
            case .duplicate: break
            case .tooLarge(let bytes):
                throw CommandError(
                    .notCommitted(reason: "a declaration of \(bytes) bytes is too large for an entry"))
            }
        }
        return declarations
    }

    private static func reading<Value>(
        _ work: () async throws(StoreError) -> Value
    ) async throws(CommandError) -> Value {
        do throws(StoreError) { return try await work() } catch { throw CommandError(error) }
    }
}
