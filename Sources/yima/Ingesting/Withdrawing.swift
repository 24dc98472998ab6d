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
        /// Whether its eventID is not its place: then others may have it too.
        let hasOwnName: Bool
        let body: [UInt8]
    }

    /// Entries read at once.
    private static let chunk: UInt64 = 1024

    /// What a person names of a journal, and what a declaration of it takes back.
    struct Named {
        /// The events that are taken back, in the journal's order: of one eventID all that stand under it, since a declaration names that.
        var targets: [Target] = []
        /// How many events that are named were withdrawn before.
        var withdrawnCount = 0
        /// Of the places that are named, those of declarations, which take back other events.
        var declarations: [UInt64] = []
        /// What names no event of the journal.
        var unknown: [String] = []
        /// Of the targets, those that would be taken back although only another event of their eventID was named by its place.
        var unasked: [Target] = []
    }

    /// The events of the journal that are named.
    /// - Parameter indexes: places in the journal; names: eventIDs, or hashes.
    static func targets(
        _ journal: DeviceJournal, indexes: Set<UInt64>, names: Set<String>
    ) async throws(CommandError) -> Named {
        var (found, declared, met, declarations) = try await read(journal, indexes, names)
        var named = Named()
        named.declarations = declarations
        named.unknown = names.subtracting(met).sorted()
        // One that is named by its place, or by what it says, may share its eventID with others.
        let shared = Set(found.compactMap { $0.hasOwnName && !names.contains($0.name) ? $0.name : nil })
        let asked = Set(found.map(\.index))
        if !shared.isEmpty { (found, declared, _, _) = try await read(journal, indexes, names.union(shared)) }
        for target in found {
            let place = EventName(journal: journal.name.description, index: target.index).text
            guard [target.name, place].allSatisfy({ declared[$0].map { $0 < target.index } ?? true }) else {
                if asked.contains(target.index) { named.withdrawnCount += 1 }
                continue
            }
            named.targets.append(target)
            if !asked.contains(target.index) { named.unasked.append(target) }
        }
        // What was withdrawn before takes nothing with it.
        let open = Set(named.targets.filter { asked.contains($0.index) }.map(\.name))
        named.unasked.removeAll { !open.contains($0.name) }
        named.targets.removeAll { !open.contains($0.name) }
        return named
    }

    /// What is found in one reading: the events, by what is declared erroneous where that was said last (the same may be recorded once more
    /// after it), which of the names were met, and which of the places are of declarations.
    private static func read(
        _ journal: DeviceJournal, _ indexes: Set<UInt64>, _ names: Set<String>
    ) async throws(CommandError) -> (
        found: [Target], declared: [String: UInt64], met: Set<String>, declarations: [UInt64]
    ) {
        var found: [Target] = []
        var declared: [String: UInt64] = [:]
        var met: Set<String> = []
        var declarations: [UInt64] = []
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
                guard let name = own.first else { continue }
                guard event.errorDeclaration == nil else {
                    declared[name] = index
                    if indexes.contains(index) { declarations.append(index) }
                    continue
                }
                let hash = isHashed ? (try? EventHash(json: entry.body))?.uri : nil
                let called = names.intersection(own + [hash].compactMap(\.self))
                met.formUnion(called)
                guard indexes.contains(index) || !called.isEmpty else { continue }
                let place = EventName(journal: journal.name.description, index: index).text
                found.append(Target(index: index, name: name, hasOwnName: name != place, body: entry.body))
            }
        }
        return (found, declared, met, declarations)
    }

    /// The declaration of an event, strictly valid.
    func declaration(of target: Target) throws(CommandError) -> [UInt8] {
        let place = Wording(target.name)
        if reason.text != nil, !String(decoding: target.body, as: UTF8.self).contains(YimaContext.namespace) {
            throw CommandError(
                .usage, at: place,
                en:
                    "this event was brought as a document that does not use yima's elements: a reason in words of one's own cannot stand "
                    + "in its declaration",
                zh: "该事件来自外部文档，其 @context 未引入 yima 的数据项，作废声明中无法写入自述的原因",
                hint: Wording(
                    en: "write --reason did_not_occur or --reason incorrect_data",
                    zh: "请写 --reason did_not_occur（未发生）或 --reason incorrect_data（数据有误）"))
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
        // Of one eventID there is one for each event: who asks about the goods of one finds only what names these goods.
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
