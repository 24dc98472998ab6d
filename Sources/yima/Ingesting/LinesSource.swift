import Codes
import CommandSupport
import EPCIS
import Values

/// NDJSON: one bare EPCIS event a line, journalled byte for byte where it stands by itself.
final class LinesSource: EventSource {
    private var lines: LineReader
    private let codes: CodeReader?
    private var contradictions: DocumentContradictions?

    let refusedForm: RefusedForm? = .lines

    init(_ input: ByteSource, codes: CodeReader?) {
        self.codes = codes
        contradictions = codes.map { DocumentContradictions(codes: $0) }
        lines = LineReader(input, bytesMax: EPCISEvent.sizeMax + 1)
    }

    func next() throws(CommandError) -> SourceItem? {
        while let line = try lines.next() {
            if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            let record = line.bytes + [0x0A]
            guard !line.isTooLong, line.bytes.count <= EPCISEvent.sizeMax else {
                return .refused(
                    SourceProblem(line: line.number, column: 1, wording: .eventTooLarge), record: record)
            }
            do {
                let event = try EPCISDocument.event(onLine: line.bytes, number: line.number, codes: codes)
                return .event(SourceEvent(event, record: record, contradictions: &contradictions))
            } catch {
                return .refused(SourceProblem(error.problems[0]), record: record)
            }
        }
        return nil
    }
}

extension Wording {
    static let eventTooLarge = Wording(
        en: "an event has at most \(EPCISEvent.sizeMax.grouped) bytes", zh: "单个事件不得超过 \(EPCISEvent.sizeMax.grouped) 字节")
}
