import StrictJSON
public import Values

/// Which categories of goods are counted apart, by the profiles of their events, and what share of their samples should pass: a definition
/// file, `statistics/targets.json`.
public struct QualityTargets: Hashable, Sendable {
    public struct Category: Hashable, Sendable {
        public let id: String
        public let name: Wording
        /// What should pass, in percent.
        public let percent: Amount
        public let profiles: [String]

        /// From 0 to 1.
        public var target: Double { (Double("\(percent)") ?? 0) / 100 }
    }

    public let source: String
    public let categories: [Category]
    private let places: [String: Int]

    /// Those that come with the product.
    public static let builtIn: QualityTargets = {
        do throws(LocatedError) {
            return try QualityTargets(file: "targets.json", bytes: PackageResources.targets_json)
        } catch {
            preconditionFailure("targets.json:\(error.line): \(error.wording.en)")
        }
    }()

    /// Reads `{"version","source","categories":[{"category","en","zh","percent","profiles":[…]}]}`.
    public init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers(["version", "source", "categories"])
        _ = try root.required("version").integer()
        source = try root.required("source").string()
        var categories: [Category] = []
        var places: [String: Int] = [:]
        for node in try root.required("categories").elements() {
            try node.checkMembers(["category", "en", "zh", "percent", "profiles"])
            let percent = try node.required("percent").amount()
            guard let value = Double("\(percent)"), (0...100).contains(value) else {
                throw node.error(Wording(en: "a percentage is from 0 to 100", zh: "百分比应在 0 至 100 之间"))
            }
            let category = Category(
                id: try node.required("category").string(),
                name: Wording(en: try node.required("en").string(), zh: try node.required("zh").string()),
                percent: percent, profiles: try node.required("profiles").strings())
            for profile in category.profiles {
                guard places.updateValue(categories.count, forKey: profile) == nil else {
                    throw node.error(
                        Wording(en: "profile \(profile) is of two categories", zh: "品类规范 \(profile) 属于两个类别"))
                }
            }
            categories.append(category)
        }
        self.categories = categories
        self.places = places
    }

    /// The place in `categories` of what a profile's events are about; nil for none of them.
    public func place(ofProfile profile: String) -> Int? { places[profile] }
}
