public import Codes
public import StrictJSON
public import Values

/// One event taken out of a document, ready to stand alone.
public struct DocumentEvent: Hashable, Sendable {
    /// The event's text. Byte for byte as in the document where it declares all that it uses; else with the document's
    /// `@context` as its first member, or its own context joined to the document's.
    public let json: [UInt8]
    /// The line of the document on which the event begins, from 1.
    public let line: Int
    /// RFC 6901 pointer of the event in the document.
    public let pointer: String
    /// What the text says.
    public let event: EPCISEvent
    /// What is told of an event that is taken: codes that may be meant otherwise. Only where codes are looked at.
    public let notes: [LocatedError]

    package init(json: [UInt8], line: Int, pointer: String, event: EPCISEvent, notes: [LocatedError] = []) {
        self.json = json
        self.line = line
        self.pointer = pointer
        self.event = event
        self.notes = notes
    }
}

/// The texts in which EPCIS 2.0 events travel: EPCISDocument, EPCISQueryDocument, one bare event, lines of events.
public enum EPCISDocument {
    /// Bytes of all events of one document, each with the context that it needs to stand alone.
    public static let eventBytesMax = 128 << 20

    /// Takes the events out of a text and reads each strictly, as `EPCISEvent.init(json:)` does. All or nothing: throws
    /// what is wrong in any of them, at most `EventError.problemsMax` problems. The list may be empty.
    ///
    /// Text and events must name the EPCIS context (ISO/IEC 19987 §9.5); the text is at most 16 MiB, each event at most
    /// `EPCISEvent.sizeMax` bytes, all of them `eventBytesMax`. A byte order mark before it is passed over (RFC 8259 §8.1).
    ///
    /// - Parameter codes: where given, codes that are malformed are problems too (wrong check digits, lengths, orders), and the same
    ///   thing twice in a list: nobody would find such events again.
    public static func events(
        in bytes: [UInt8], limits: JSONLimits = .default, vocabulary: CoreBusinessVocabulary = .standard,
        codes: CodeReader? = nil
    ) throws(EventError) -> [DocumentEvent] {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(Self.withoutMark(bytes), limits: limits).root
        } catch {
            throw EventError([error.located])
        }
        var reader = DocumentReader(vocabulary: vocabulary, keys: codes.map(KeyCheck.init))
        reader.read(root)
        guard reader.problems.isEmpty else { throw EventError(reader.problems.problems) }
        return reader.events
    }

    /// One line of a file that holds an event a line (NDJSON): a bare event with its own `@context`.
    ///
    /// - Parameters:
    ///   - bytes: the line without its line feed; a carriage return at its end is white space.
    ///   - line: its number in the file, from 1, which problems then carry.
    ///   - codes: where given, codes are looked at, as `events(in:)` does.
    public static func event(
        onLine bytes: some Collection<UInt8>, number line: Int, vocabulary: CoreBusinessVocabulary = .standard,
        codes: CodeReader? = nil
    ) throws(EventError) -> DocumentEvent {
        do throws(EventError) {
            let root: JSONValue
            do throws(JSONError) {
                root =
                    try line == 1 && bytes.starts(with: byteOrderMark)
                    ? JSONDocument(Array(bytes.dropFirst(byteOrderMark.count)), limits: .entry).root
                    : JSONDocument(bytes, limits: .entry).root
            } catch {
                throw EventError([error.located])
            }
            var reader = DocumentReader(vocabulary: vocabulary, keys: codes.map(KeyCheck.init))
            reader.readBareEvent(root)
            guard let event = reader.events.first, reader.problems.isEmpty else {
                throw EventError(reader.problems.problems)
            }
            return DocumentEvent(
                json: event.json, line: line, pointer: "", event: event.event,
                notes: event.notes.map { moved($0, toLine: line) })
        } catch {
            throw EventError(error.problems.map { moved($0, toLine: line) })
        }
    }

    private static func moved(_ problem: LocatedError, toLine line: Int) -> LocatedError {
        var problem = problem
        problem.line += line - 1
        return problem
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
    }
}
