import CommandSupport
import Traceability

/// An EPCIS 2.0 document, all or nothing: events of a document that is wrong somewhere are not taken out of it.
final class DocumentSource: EventSource {
    private let input: ByteSource
    private var events: [DocumentEvent]?
    private var position = 0

    let refusedHead: [UInt8]? = nil

    init(_ input: ByteSource) {
        self.input = input
    }

    func next() throws(CommandError) -> SourceItem? {
        guard let events else {
            guard let bytes = try input.rest(bytesMax: JSONLimits.default.sizeMax) else {
                events = []
                return .unusable([Self.tooLarge])
            }
            let reading = Result { () throws(EventError) in try EPCISDocument.events(in: bytes) }
            switch reading {
            case .success(let found):
                events = found
                return try next()
            case .failure(let error):
                events = []
                return .unusable(error.problems.map(SourceProblem.init))
            }
        }
        guard position < events.count else { return nil }
        defer { position += 1 }
        return .event(SourceEvent(body: events[position].json, line: events[position].line, record: []))
    }

    private static let tooLarge = SourceProblem(
        line: 1, column: 1,
        wording: Wording(en: "an EPCIS document has at most 16 MiB", zh: "EPCIS 文档不得超过 16 MiB"),
        hint: Wording(en: "send events one a line (NDJSON), without bound", zh: "可改用逐行事件（NDJSON），不限大小"))
}
