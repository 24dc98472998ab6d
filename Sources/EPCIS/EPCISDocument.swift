public import StrictJSON
import Values

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

    package init(json: [UInt8], line: Int, pointer: String, event: EPCISEvent) {
        self.json = json
        self.line = line
        self.pointer = pointer
        self.event = event
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
    /// `EPCISEvent.sizeMax` bytes, all of them `eventBytesMax`.
    public static func events(
        in bytes: [UInt8], limits: JSONLimits = .default, vocabulary: CoreBusinessVocabulary = .standard
    ) throws(EventError) -> [DocumentEvent] {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: limits).root
        } catch {
            throw EventError([error.located])
        }
        var reader = DocumentReader(vocabulary: vocabulary)
        reader.read(root)
        guard reader.problems.isEmpty else { throw EventError(reader.problems.problems) }
        return reader.events
    }

    /// One line of a file that holds an event a line (NDJSON): a bare event with its own `@context`.
    ///
    /// - Parameters:
    ///   - bytes: the line without its line feed; a carriage return at its end is white space.
    ///   - line: its number in the file, from 1, which problems then carry.
    public static func event(
        onLine bytes: some Collection<UInt8>, number line: Int, vocabulary: CoreBusinessVocabulary = .standard
    ) throws(EventError) -> DocumentEvent {
        do throws(EventError) {
            let root: JSONValue
            do throws(JSONError) {
                root = try JSONDocument(bytes, limits: .entry).root
            } catch {
                throw EventError([error.located])
            }
            var reader = DocumentReader(vocabulary: vocabulary)
            reader.readBareEvent(root)
            guard let event = reader.events.first, reader.problems.isEmpty else {
                throw EventError(reader.problems.problems)
            }
            return DocumentEvent(json: event.json, line: line, pointer: "", event: event.event)
        } catch {
            throw EventError(
                error.problems.map { problem in
                    var problem = problem
                    problem.line += line - 1
                    return problem
                })
        }
    }
}
