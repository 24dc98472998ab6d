internal import Crypto
import StrictJSON
import Values

/// The EPCIS event hash id (CBV 2.0, ISO/IEC 19988 §8.9): a name made from what an event says, the same however and by
/// whomever it was written.
///
/// It is a derived value: a hint that two texts tell of one event, and an `eventID` for who has none. It is never what is
/// signed, and two versions of the algorithm give two names; so the version is kept beside it. How this implementation
/// decides where the published ones disagree stands in `docs/design/2026-11-25-event-hash.md`.
public struct EventHash: Hashable, Sendable {
    /// Which algorithm.
    public enum Version: String, Hashable, Sendable, CaseIterable {
        /// That of CBV 2.0, in the order of the vectors that its authors publish.
        case cbv20 = "CBV2.0"
    }

    public let version: Version
    /// The canonical text that was hashed, in full.
    public let preHash: String
    /// SHA-256 of the pre-hash string in UTF-8, 32 bytes.
    public let digest: [UInt8]

    /// Hashes one self-standing event in EPCIS 2.0 JSON.
    ///
    /// Not counted are eventID, recordTime, errorDeclaration, `@context`, comments and the order and spelling of everything;
    /// certificationInfo is. Throws what `EPCISEvent.init(json:)` throws: only a sound event has a hash.
    public init(json bytes: [UInt8], version: Version = .cbv20) throws(EventError) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: .entry).root
        } catch {
            throw EventError([error.located])
        }
        var reader = EventReader(root)
        reader.read()
        guard reader.problems.isEmpty else { throw EventError(reader.problems.problems) }
        self.version = version
        preHash = PreHash(context: reader.names.own).text(of: root)
        digest = Array(SHA256.hash(data: Array(preHash.utf8)))
    }

    /// `ni:///sha-256;<64 hex digits>?ver=CBV2.0` (RFC 6920).
    public var uri: String {
        let digits = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return "ni:///sha-256;\(digits)?ver=\(version.rawValue)"
    }
}
