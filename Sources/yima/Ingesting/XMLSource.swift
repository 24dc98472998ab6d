import CommandSupport
import EPCIS
import Interchange

extension DocumentSource {
    /// A document of EPCIS XML, 2.0 or 1.x, whose events become EPCIS 2.0 JSON.
    static func xml(_ input: ByteSource) -> DocumentSource {
        DocumentSource(input, reading: { bytes throws(EventError) in try EPCISXML.events(in: bytes) })
    }
}
