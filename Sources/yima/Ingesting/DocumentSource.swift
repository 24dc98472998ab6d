import Codes
import CommandSupport
import EPCIS
import Interchange
import StrictJSON
import Values

/// An EPCIS document, all or nothing: events of a document that is wrong somewhere are not taken out of it.
final class DocumentSource: EventSource {
    typealias Reading = ([UInt8]) throws(EventError) -> [DocumentEvent]

    private let input: ByteSource
    private let reading: Reading
    private var events: [DocumentEvent]?
    private var position = 0
    private var contradictions: DocumentContradictions?

    let refusedForm: RefusedForm? = nil

    private init(_ input: ByteSource, codes: CodeReader?, reading: @escaping Reading) {
        self.input = input
        self.reading = reading
        contradictions = codes.map { DocumentContradictions(codes: $0) }
    }

    /// A document of EPCIS 2.0 JSON.
    /// - Parameter codes: looks at the codes; nil where nothing is recorded.
    static func json(_ input: ByteSource, codes: CodeReader?) -> DocumentSource {
        DocumentSource(
            input, codes: codes,
            reading: { bytes throws(EventError) in try EPCISDocument.events(in: bytes, codes: codes) })
    }

    func next() throws(CommandError) -> SourceItem? {
        guard let events else {
            guard let bytes = try input.rest(bytesMax: JSONLimits.default.sizeMax) else {
                events = []
                return .unusable([Self.tooLarge])
            }
            do throws(EventError) {
                events = try reading(bytes)
            } catch {
                events = []
                return .unusable(error.problems.map(SourceProblem.init))
            }
            return try next()
        }
        guard position < events.count else { return nil }
        defer { position += 1 }
        return .event(SourceEvent(events[position], record: [], contradictions: &contradictions))
    }

    private static let tooLarge = SourceProblem(
        line: 1, column: 1,
        wording: Wording(en: "an EPCIS document has at most 16 MiB", zh: "EPCIS 文档不得超过 16 MiB"),
        hint: Wording(en: "send events one a line (NDJSON), without bound", zh: "可改用逐行事件（NDJSON），不限大小"))
}

extension DocumentSource {
    /// A document of EPCIS XML, 2.0 or 1.x, whose events become EPCIS 2.0 JSON.
    static func xml(_ input: ByteSource, codes: CodeReader?) -> DocumentSource {
        DocumentSource(
            input, codes: codes, reading: { bytes throws(EventError) in try EPCISXML.events(in: bytes, codes: codes) })
    }
}

extension SourceEvent {
    /// An event of a file of events, with what is told of it: of its codes, and of the events before it in the file.
    init(_ event: DocumentEvent, record: [UInt8], contradictions: inout DocumentContradictions?) {
        let said = (contradictions?.take(event) ?? []).map { wording in
            SourceProblem(line: event.line, column: 1, wording: wording)
        }
        self.init(
            body: event.json, line: event.line, record: record, notices: event.notes.map(SourceProblem.init) + said)
    }
}
