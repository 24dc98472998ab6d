public import StrictJSON
public import Values

extension EPCISEvent {
    /// The largest event: its entry, with the longest possible first line, still fits in 65,535 bytes.
    public static let sizeMax = 65_535 - 290

    /// Reads one self-standing event strictly (EPCIS 2.0 JSON): every field known or in a declared namespace, every word
    /// in the vocabulary or a URI, everything there that its kind must have. Throws all that is wrong, located.
    ///
    /// A prefix must be declared in the event's own `@context`; those of the published EPCIS context are always known.
    public init(json bytes: [UInt8], vocabulary: CoreBusinessVocabulary = .standard) throws(EventError) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: .entry).root
        } catch {
            throw EventError([error.located])
        }
        try self.init(root, vocabulary: vocabulary)
    }

    /// The same for an event that stands in a parsed document; places are counted in that document.
    public init(_ value: JSONValue, vocabulary: CoreBusinessVocabulary = .standard) throws(EventError) {
        var reader = EventReader(value, vocabulary: vocabulary)
        reader.read()
        guard reader.problems.isEmpty else { throw EventError(reader.problems.problems) }
        self = reader.take()
    }

    /// Reads as much as can be read: the event is given whenever its kind and time are known, whatever else is wrong, and
    /// fields that are wrong are kept as they were written where they are text.
    public static func reading(
        _ bytes: [UInt8], vocabulary: CoreBusinessVocabulary = .standard
    ) -> (event: EPCISEvent?, problems: [LocatedError]) {
        do throws(JSONError) {
            return reading(try JSONDocument(bytes, limits: .entry).root, vocabulary: vocabulary)
        } catch {
            return (nil, [error.located])
        }
    }

    /// The same for an event that was parsed.
    public static func reading(
        _ value: JSONValue, vocabulary: CoreBusinessVocabulary = .standard
    ) -> (event: EPCISEvent?, problems: [LocatedError]) {
        var reader = EventReader(value, vocabulary: vocabulary)
        reader.read()
        return (reader.isUsable ? reader.take() : nil, reader.problems.problems)
    }

    /// The written codes of things in the body of an entry, as `writtenCodes` of the event gives them; also of an event
    /// that breaks rules or has no readable kind or time. Empty where the body is no JSON object.
    public static func writtenCodes(inEntryBody bytes: [UInt8]) -> [String] {
        guard let document = try? JSONDocument(bytes, limits: .entry) else { return [] }
        var reader = EventReader(document.root)
        reader.read()
        return reader.event.writtenCodes
    }
}
