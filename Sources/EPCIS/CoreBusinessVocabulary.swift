import StrictJSON
import Values

/// The words that CBV 2.0 (ISO/IEC 19988) defines, from `schema/vocabulary/cbv.json`, with their Chinese labels.
///
/// In EPCIS 2.0 JSON a word stands bare (`shipping`); a word of one's own must be a URI; the URN forms of CBV 1.x
/// (`urn:epcglobal:cbv:…`) belong to XML and are refused.
public final class CoreBusinessVocabulary: Sendable {
    /// One of the lists.
    public final class List: Sendable {
        /// The list's name as in the definition file: `bizStep`.
        public let name: String
        /// Word → Chinese label.
        public let words: [String: String]
        /// The words, found by their bytes.
        let table: ByteTable<String>
        /// What the URN form of CBV 1.x begins with: `urn:epcglobal:cbv:bizstep:`.
        package let urnPrefix: String
        /// What the Web URI form of CBV 2.0 begins with, after the namespace: `BizStep-`.
        let webPrefix: String

        init(name: String, words: [String: String], urnPrefix: String, webPrefix: String) {
            self.name = name
            self.words = words
            table = ByteTable(words.keys.map { ($0, $0) })
            self.urnPrefix = urnPrefix
            self.webPrefix = webPrefix
        }

        /// Whether this is a word of the list.
        public func contains(_ word: String) -> Bool { words[word] != nil }

        /// Whether a text is a Web URI or CURIE among the list's own, where nobody else may define words.
        func isAmongOwn(_ uri: String) -> Bool {
            CoreBusinessVocabulary.namespaces.contains { uri.hasPrefix($0 + webPrefix) }
                || CoreBusinessVocabulary.earlierNamespaces.contains { uri.hasPrefix($0) }
        }

        /// The bare word that a Web URI or CURIE of the CBV namespace stands for
        /// (`https://ref.gs1.org/cbv/BizStep-shipping`, `cbv:BizStep-shipping`); nil for anything else.
        public func word(forURI uri: String) -> String? {
            for namespace in CoreBusinessVocabulary.namespaces where uri.hasPrefix(namespace + webPrefix) {
                let word = String(uri.dropFirst(namespace.count + webPrefix.count))
                return contains(word) ? word : nil
            }
            return nil
        }
    }

    private static let namespaces = ["https://ref.gs1.org/cbv/", "cbv:"]
    /// Of drafts of CBV 2.0; the published JSON Schema refuses them still.
    private static let earlierNamespaces = ["https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/"]

    public let bizStep: List
    public let disposition: List
    public let bizTransactionType: List
    public let sourceDestinationType: List
    public let errorReason: List

    /// The vocabulary that is compiled in.
    public static let standard: CoreBusinessVocabulary = {
        do throws(EventError) {
            return try CoreBusinessVocabulary(definition: PackageResources.cbv_json)
        } catch {
            preconditionFailure("schema/vocabulary/cbv.json: \(error.problems)")
        }
    }()

    /// Reads a definition file of the same shape as `schema/vocabulary/cbv.json`.
    public init(definition: [UInt8]) throws(EventError) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(definition).root
        } catch {
            throw EventError([error.located])
        }
        bizStep = try Self.list("bizStep", in: root)
        disposition = try Self.list("disposition", in: root)
        bizTransactionType = try Self.list("bizTransactionType", in: root)
        sourceDestinationType = try Self.list("sourceDestinationType", in: root)
        errorReason = try Self.list("errorReason", in: root)
    }

    private static func list(_ name: String, in root: JSONValue) throws(EventError) -> List {
        guard let definition = root["vocabularies"]?[name], let urn = definition["urn"]?.string,
            let web = definition["web"]?.string, let words = definition["words"], words.kind == .object
        else {
            let wording = Wording(
                en: "vocabulary \(name): needs urn, web and words", zh: "词表 \(name) 缺少 urn、web 或 words")
            throw EventError([LocatedError(at: root, wording)])
        }
        var labels: [String: String] = [:]
        for (word, label) in words.members {
            guard let label = label.string else {
                throw EventError([LocatedError(at: label, Wording(en: "a label must be text", zh: "标签必须是文本"))])
            }
            labels[word] = label
        }
        return List(name: name, words: labels, urnPrefix: urn, webPrefix: web)
    }
}
