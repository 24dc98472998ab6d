import Evidence
import StrictJSON
public import Values

/// The body of `POST /evidence`: several codes whose evidence is asked for in one document.
public struct EvidenceQuestion: Hashable, Sendable {
    public static let mediaType = "application/json"
    /// The longest code that a ledger is asked for, in bytes.
    public static let codeBytesMax = 512
    /// The largest body, in bytes: every code with every character escaped.
    public static let bytesMax = EvidenceBatch.codesMax * (6 * codeBytesMax + 4) + 64

    /// As they are written or scanned; at most `EvidenceBatch.codesMax`, each once.
    public let codes: [String]
    public let under: Under
    /// Whether the committed index is to show that each is complete, and that nothing is on record where nothing is.
    public let isAnswered: Bool

    /// Under which checkpoint evidence is asked for.
    public enum Under: String, CaseIterable, Sendable {
        /// The newest that the ledger signed.
        case newest
        /// The newest that the ledger's witness policy accepts, with its cosignatures.
        case published
    }

    public init(codes: [String], under: Under = .newest, isAnswered: Bool = false) {
        precondition(!codes.isEmpty && codes.count <= EvidenceBatch.codesMax)
        self.codes = codes
        self.under = under
        self.isAnswered = isAnswered
    }

    /// Why a body asks for nothing.
    public struct Malformation: Error, Hashable, Sendable {
        public let wording: Wording
    }

    public var body: [UInt8] {
        // What an older host does not know is sent only where it is wanted.
        let under: [(String, JSONNode)] = under == .newest ? [] : [("under", .string(under.rawValue))]
        let answers: [(String, JSONNode)] = isAnswered ? [("answers", .bool(true))] : []
        return JSONNode.object([("codes", .strings(codes))] + under + answers).formatted()
    }

    /// Reads a body.
    public init(parsing body: [UInt8]) throws(Malformation) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(body, limits: JSONLimits(sizeMax: Self.bytesMax)).root
        } catch {
            throw Malformation(wording: error.wording)
        }
        guard let list = root["codes"], list.kind == .array else {
            throw Malformation(wording: Wording(en: "\"codes\" is missing or no list", zh: "缺少“codes”或其不是列表"))
        }
        let codes = list.elements.map(\.string)
        guard !codes.isEmpty, codes.count <= EvidenceBatch.codesMax else {
            let most = EvidenceBatch.codesMax
            throw Malformation(wording: Wording(en: "from 1 to \(most) codes, please", zh: "编码数应为 1 至 \(most)"))
        }
        guard codes.allSatisfy({ $0.map { $0.utf8.count <= Self.codeBytesMax } ?? false }) else {
            throw Malformation(
                wording: Wording(
                    en: "a code is a text of at most \(Self.codeBytesMax) bytes",
                    zh: "编码须为不超过 \(Self.codeBytesMax) 字节的文本"))
        }
        guard let under = root["under"].map({ $0.string.flatMap(Under.init) }) ?? .newest else {
            throw Malformation(
                wording: Wording(en: "\"under\" is “newest” or “published”", zh: "“under”应为“newest”或“published”"))
        }
        guard let isAnswered = root["answers"].map(\.bool) ?? false else {
            throw Malformation(wording: Wording(en: "\"answers\" is true or false", zh: "“answers”应为 true 或 false"))
        }
        self.codes = codes.compactMap(\.self)
        self.under = under
        self.isAnswered = isAnswered
    }
}
