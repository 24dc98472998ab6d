public import Codes
public import EPCIS
import Values

/// EPCIS in XML: EPCISDocument and EPCISQueryDocument of EPCIS 2.0 (ISO/IEC 19987, XML binding) and of EPCIS 1.0 to 1.2, and
/// one event as the root of a document.
public enum EPCISXML {
    /// Takes the events out of a text and turns each into EPCIS 2.0 JSON that stands alone, then reads that strictly, as
    /// `EPCISEvent.init(json:)` does. All or nothing: throws what is wrong in any of them, at most `EventError.problemsMax`
    /// problems. The list may be empty.
    ///
    /// Lines and columns are those of the XML, pointers are XPaths in it: also those of problems that only the JSON shows.
    /// The levels of `extension` of EPCIS 1.x vanish; CBV URNs become bare words, EPC URNs stay as written; what stands in other
    /// namespaces is kept under a prefix that the event declares. Headers and master data are read over. An event is at most
    /// `EPCISEvent.sizeMax` bytes of JSON.
    ///
    /// - Parameter codes: where given, codes are looked at, as `EPCISDocument.events(in:)` does.
    public static func events(
        in bytes: [UInt8], limits: XMLLimits = .document, vocabulary: CoreBusinessVocabulary = .standard,
        codes: CodeReader? = nil
    ) throws(EventError) -> [DocumentEvent] {
        var reader = EPCISXMLReader(bytes, limits: limits, vocabulary: vocabulary, codes: codes)
        do throws(XMLError) {
            try reader.read()
        } catch {
            let place = error.located
            let problem = LocatedError(
                line: place.line, column: place.column, pointer: place.pointer, wording: error.whole)
            throw EventError(reader.problems.prefix(EventError.problemsMax - 1) + [problem])
        }
        guard reader.problems.isEmpty else { throw EventError(reader.problems) }
        return reader.events
    }
}
