import StrictJSON
public import Values

/// What a port or a cold store looks for: which papers goods of a profile must have, and how soon after their release they must have
/// arrived. The definition file `port.json`, an office's own in the place of the built-in one.
public struct PortDefinitions: Hashable, Sendable {
    /// A paper, as an element of events bears its number.
    public struct Paper: Hashable, Sendable {
        /// Of which goods: the id of a profile.
        public let profile: String
        public let element: String
        public let name: Wording
        /// Only of goods of these forms (`productForm`); none stands for all.
        public let forms: [String]
        /// Whether it is there only once the goods are released.
        public let isAtRelease: Bool
        /// Whether goods of the profile are imports by themselves; else by a declaration, or a container.
        public let isOfImportsOnly: Bool
        public let source: String
    }

    public let papers: [Paper]
    /// Within so many hours of their release goods are to be in a store.
    public let arrivalHours: Int

    /// The name of the file among definitions.
    public static let fileName = "port.json"

    static let builtInFile: [UInt8] = PackageResources.port_json

    /// What the product ships with (`schema/rules/port.json`).
    public static let builtIn: PortDefinitions = {
        do throws(LocatedError) {
            return try PortDefinitions(json: builtInFile)
        } catch {
            preconditionFailure("built-in \(error.file):\(error.line):\(error.column): \(error.wording.en)")
        }
    }()

    public init(json bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: Self.fileName, bytes: bytes)
        try root.checkMembers(["version", "validFrom", "source", "arrival", "papers"])
        let arrival = try root.required("arrival")
        try arrival.checkMembers(["hours", "source"])
        let hours = try arrival.required("hours")
        arrivalHours = try hours.integer()
        guard (1...8760).contains(arrivalHours) else {
            throw hours.error(Wording(en: "from 1 to 8760 hours", zh: "应为 1 至 8760 小时"))
        }
        var papers: [Paper] = []
        for node in try root.required("papers").elements() { papers.append(try Paper(node)) }
        self.papers = papers
    }
}

extension PortDefinitions.Paper {
    fileprivate init(_ node: DefinitionNode) throws(LocatedError) {
        try node.checkMembers(["profile", "element", "en", "zh", "forms", "atRelease", "importsOnly", "source"])
        profile = try node.required("profile").string()
        element = try node.required("element").string()
        name = Wording(en: try node.required("en").string(), zh: try node.required("zh").string())
        var forms: [String] = []
        for form in try node.optional("forms")?.elements() ?? [] { forms.append(try form.string()) }
        self.forms = forms
        isAtRelease = try node.optional("atRelease")?.bool() ?? false
        isOfImportsOnly = try node.optional("importsOnly")?.bool() ?? false
        source = try node.required("source").string()
    }
}
