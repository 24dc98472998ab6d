import StrictJSON
public import Values

extension EPCISDocument {
    /// An EPCISDocument (ISO/IEC 19987 §9) that holds these events byte for byte, each with its own `@context`, so that
    /// `events(in:)` gives every one of them back as it was: key order, unknown extensions, numbers and escapes included.
    ///
    /// - Parameters:
    ///   - events: self-standing events as they are journalled; white space around one is dropped.
    ///   - creationDate: when the document is made.
    /// - Throws: what is wrong with the first event that is unsound or does not name the EPCIS context; lines and columns
    ///   count in that event.
    ///
    /// There is no limit to the number; who reads documents may have one (`JSONLimits.default`: 16 MiB, and 64
    /// levels, of which the document itself takes three).
    public static func document(
        of events: [[UInt8]], creationDate: Timestamp, vocabulary: CoreBusinessVocabulary = .standard
    ) throws(EventError) -> [UInt8] {
        var list: [JSONNode] = []
        list.reserveCapacity(events.count)
        for event in events {
            let taken = try self.event(onLine: event, number: 1, vocabulary: vocabulary)
            list.append(.raw(taken.json))
        }
        return JSONNode.object([
            ("@context", .array([.string(YimaContext.standard)])), ("type", .string("EPCISDocument")),
            ("schemaVersion", .string("2.0")), ("creationDate", .string(creationDate.description)),
            ("epcisBody", .object([("eventList", .array(list))])),
        ]).formatted()
    }
}
