public import Codes
import Profiles
import StrictJSON
public import Values

/// In what order a seller's lots go where nobody scans them: the definition file `allocation.json`, the shop's own in the place of the
/// built-in one.
///
///     {"rules": [{"id": "oldest-first", "en": "oldest first", "zh": "先产先出", "order": ["production", "receipt"]}],
///      "rule": "oldest-first", "products": {"06901234567892": "first-in-first-out"},
///      "scaleLabels": [{"pattern": "22IIIIIWWWWWC", "decimals": 3, "unit": "KGM", "products": {"00017": "06901234567892"}}]}
public struct AllocationDefinitions: Sendable {
    /// What decides between two lots.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// What expires first; of what no expiry is known comes last.
        case expiry
        /// What was made first; what does not say when comes last.
        case production
        /// What came first, or last.
        case receipt, latestReceipt
    }

    public struct Rule: Hashable, Sendable {
        /// As it is written into the sale: `first-expired-first-out`.
        public let id: String
        public let name: Wording
        /// The first that tells two lots apart decides.
        public let order: [Order]
    }

    public let rules: [Rule]
    private let standard: Rule
    private let byProduct: [String: Rule]
    public let scaleLabels: [ScaleLabel]

    /// The name of the file among definitions.
    public static let fileName = "allocation.json"

    /// What the product ships with (`schema/rules/allocation.json`).
    public static let builtIn: AllocationDefinitions = {
        do throws(LocatedError) {
            return try AllocationDefinitions(json: PackageResources.allocation_json)
        } catch {
            preconditionFailure("built-in \(error.file):\(error.line):\(error.column): \(error.wording.en)")
        }
    }()

    public init(json bytes: [UInt8], codes: CodeReader = CodeReader()) throws(LocatedError) {
        let root = try DefinitionNode(file: Self.fileName, bytes: bytes)
        try root.checkMembers(["version", "validFrom", "source", "rules", "rule", "products", "scaleLabels"])
        var rules: [Rule] = []
        for node in try root.optional("rules")?.elements() ?? [] {
            let rule = try Rule(node)
            guard !rules.contains(where: { $0.id == rule.id }) else {
                throw node.error(Wording(en: "rule \(rule.id.shown) stands twice", zh: "规则 \(rule.id.shown) 重复"))
            }
            rules.append(rule)
        }
        // A shop's file needs to say only what it wants otherwise.
        if root.optional("version") == nil {
            rules += Self.builtIn.rules.filter { known in !rules.contains { $0.id == known.id } }
        }
        self.rules = rules
        func rule(_ node: DefinitionNode) throws(LocatedError) -> Rule {
            let id = try node.string()
            if let found = rules.first(where: { $0.id == id }) { return found }
            let known = rules.map(\.id).joined(separator: ", ")
            throw node.error(
                Wording(en: "no such rule (there are \(known))", zh: "没有这条规则（可用：\(known)）"))
        }
        if let node = root.optional("rule") {
            standard = try rule(node)
        } else {
            standard = Self.builtIn.standard
        }
        var byProduct: [String: Rule] = [:]
        if let products = root.optional("products") {
            for written in try products.stringMembers().keys {
                let key = try Self.product(written, products, codes)
                byProduct[key] = try rule(try products.required(written))
            }
        }
        self.byProduct = byProduct
        var labels: [ScaleLabel] = []
        for node in try root.optional("scaleLabels")?.elements() ?? [] { labels.append(try ScaleLabel(node, codes)) }
        scaleLabels = labels
    }

    /// The rule for a product, by its key.
    public func rule(ofProduct key: String) -> Rule { byProduct[key] ?? standard }

    public func rule(named id: String) -> Rule? { rules.first { $0.id == id } }

    /// The key of a product that a file names.
    static func product(
        _ written: String, _ node: DefinitionNode, _ codes: CodeReader
    ) throws(LocatedError) -> String {
        if let code = try? codes.read(written), code.grain == .product { return code.key }
        throw node.error(Wording(en: "\(written.shown) is no code of a product", zh: "\(written.shown) 不是商品编码"))
    }
}

extension AllocationDefinitions.Rule {
    fileprivate init(_ node: DefinitionNode) throws(LocatedError) {
        try node.checkMembers(["id", "en", "zh", "order"])
        id = try node.required("id").string()
        guard id.utf8.count <= 64, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) else {
            throw node.error(Wording(en: "an id is 1 to 64 letters, digits and marks", zh: "id 应为 1 至 64 个英文字母、数字或符号"))
        }
        name = Wording(en: try node.required("en").string(), zh: try node.required("zh").string())
        var order: [AllocationDefinitions.Order] = []
        for word in try node.required("order").elements() {
            order.append(try word.word(AllocationDefinitions.Order.self))
        }
        guard !order.isEmpty else { throw node.error(Wording(en: "an order is not empty", zh: "order 不能为空")) }
        self.order = order
    }
}
