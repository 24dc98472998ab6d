import Chains
import Codes
import CommandSupport
import EPCIS
import Evidence
import Ledger
import Rules
import StrictJSON
import Values

/// The goods to which a code leads that is itself none on record: the lots of a bare product code, and what travelled in a container that
/// only the events of those goods name (`containerNo`).
struct NamedGoods {
    /// At the grain of a lot where they have one, newest first, at most `countMax`.
    private(set) var codes: [CanonicalCode] = []
    /// Whether there may be more.
    private(set) var isCut = false
    /// The state that the ledger told, as its own JSON.
    private(set) var state = JSONNode.null

    static let countMax = 64
    /// Events that are looked at.
    private static let eventCount = 100

    static func isContainer(_ code: CanonicalCode) -> Bool { code.scheme == "container" }

    /// The containers that the events about a lot name, in the order of their numbers.
    static func containers(of lot: CanonicalCode, in evidence: Evidence, _ reader: CodeReader) -> [CanonicalCode] {
        var found: [String: CanonicalCode] = [:]
        for entry in evidence.entries {
            guard case .event(let signed)? = try? LedgerEntry(parsing: entry.bytes),
                let event = EPCISEvent.reading(signed.body).event,
                event.writtenCodes.contains(where: { written in
                    (try? reader.read(written)).map { $0.key == lot.key || $0.lotKey == lot.key } ?? false
                })
            else { continue }
            let named = event.elementValues("containerNo").compactMap { try? reader.read($0, as: "container") }
            let parent = event.parentID.flatMap { try? reader.read($0) }
            for code in named + [parent].compactMap(\.self) where isContainer(code) { found[code.key] = code }
        }
        return found.values.sorted { $0.key < $1.key }
    }

    /// What travelled in a container of which there is no evidence by itself; nothing for another code, or where there is.
    init(
        behind answer: Verifier.Answer, _ code: CanonicalCode, _ written: String, from ledger: WatchedLedger,
        reader: CodeReader
    ) async throws(CommandError) {
        guard Self.isContainer(code), answer.judgement?.verdict.verdict ?? .unknown == .unknown else { return }
        try await find(code, written, from: ledger) { text in text.goods(in: code, reader) }
    }

    /// What travelled in a container of which there is nothing on record by itself; nothing for another code.
    init(
        inContainer code: CanonicalCode, _ written: String, from ledger: WatchedLedger, reader: CodeReader
    ) async throws(CommandError) {
        guard Self.isContainer(code) else { return }
        try await find(code, written, from: ledger) { text in text.goods(in: code, reader) }
    }

    /// The lots of a product; nothing for another code.
    init(ofProduct code: CanonicalCode, _ written: String, from ledger: WatchedLedger, reader: CodeReader)
        async throws(CommandError)
    {
        guard code.grain == .product else { return }
        try await find(code, written, from: ledger) { text in text.lotCodes.compactMap { try? reader.read($0) } }
    }

    private mutating func find(
        _ code: CanonicalCode, _ written: String, from ledger: WatchedLedger,
        among: (LookupText) -> [CanonicalCode]
    ) async throws(CommandError) {
        guard let answer = try await ledger.lookup(written, limit: Self.eventCount) else { return }
        let text = try LookupText(answer, url: ledger.url)
        var seen: Set<String> = [code.key]
        let found = among(text).filter { seen.insert($0.key).inserted }
        codes = Array(found.prefix(Self.countMax))
        isCut = found.count > Self.countMax || !text.isWhole(of: code)
        state = text.state
    }

    /// That a container has no evidence of its own, and for what it is asked instead.
    func askForGoods(_ written: String) -> CommandError {
        let shown = codes.prefix(Self.shownMax).map(\.uri).joined(separator: " ")
        let more = isCut || codes.count > Self.shownMax ? " …" : ""
        return CommandError(
            .unknown, at: .code(written),
            en:
                "nothing is on record of it by itself; \(codes.count == 1 ? "the record of one lot or item names it" : "records of \(codes.count) lots or items name it")",
            zh: "没有其自身的记录；\(codes.count) 个批次或单品的记录提及它",
            hint: Wording(en: "ask for these: \(shown)\(more)", zh: "请查询这些货物：\(shown)\(more)"))
    }

    private static let shownMax = 8

    /// Says on the side what stands for the code that was asked for.
    func say(_ command: String, _ written: String) {
        let more = isCut ? Wording(en: " or more", zh: "（或更多）") : Wording(en: "", zh: "")
        Console.note(
            command,
            Wording(
                en: "\(written.shown) is named by "
                    + (codes.count == 1 && !isCut
                        ? "one lot or item, which stands for it here"
                        : "\(codes.count)\(more.en) lots or items, which stand for it here"),
                zh: "\(written.shown) 由 \(codes.count) 个批次或单品的记录提及\(more.zh)，以下为这些货物"))
    }
}

extension LookupText {
    /// What the events are about that name a container by its number.
    fileprivate func goods(in container: CanonicalCode, _ reader: CodeReader) -> [CanonicalCode] {
        let written = eventBodies.flatMap { body -> [String] in
            guard let event = EPCISEvent.reading(body).event,
                event.elementValues("containerNo").contains(where: { number in
                    (try? reader.read(number, as: "container"))?.key == container.key
                })
            else { return [] }
            return event.writtenCodes
        }
        return written.compactMap { goods in
            (try? reader.read(goods)).flatMap { code in code.lotKey.map { try? reader.read($0) } ?? code }
        }
    }
}
