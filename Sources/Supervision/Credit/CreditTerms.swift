import StrictJSON
public import Values

/// Which lists firms are put on, on which grounds, how long, and what follows: a definition file, `supervision/credit-terms.json`.
public struct CreditTerms: Hashable, Sendable {
    public struct Ground: Hashable, Sendable {
        public let id: String
        public let name: Wording
        public let source: String
    }

    public struct List: Hashable, Sendable {
        public let id: String
        public let name: Wording
        /// How long an entry stands where its decision says no day; nil is until it is ended.
        public let months: Int?
        /// How long it stands at least before it may be ended because the firm has mended what it did (信用修复).
        public let repairAfterMonths: Int
        /// Whether who stands on it may not trade (STATE-2).
        public let bars: Bool
        /// Whether it is shown to everybody.
        public let isPublic: Bool
        public let source: String
        public let grounds: [Ground]

        public func ground(_ id: String) -> Ground? { grounds.first { $0.id == id } }
    }

    public let source: String
    public let lists: [List]

    /// Those that come with the product.
    public static let builtIn: CreditTerms = {
        do throws(LocatedError) {
            return try CreditTerms(file: "credit-terms.json", bytes: PackageResources.credit_terms_json)
        } catch {
            preconditionFailure("credit-terms.json:\(error.line): \(error.wording.en)")
        }
    }()

    public func list(_ id: String) -> List? { lists.first { $0.id == id } }

    /// Reads `{"version","validFrom","source","lists":[{"list","en","zh","months","repair-after-months","bars","public","source","grounds":[…]}]}`.
    public init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers(["version", "validFrom", "source", "lists"])
        _ = try root.required("version").integer()
        _ = try root.required("validFrom").date()
        source = try root.required("source").string()
        var lists: [List] = []
        for node in try root.required("lists").elements() {
            let list = try Self.list(node)
            guard !lists.contains(where: { $0.id == list.id }) else {
                throw node.error(Wording(en: "list \(list.id) is there twice", zh: "名单 \(list.id) 重复"))
            }
            lists.append(list)
        }
        self.lists = lists
    }

    private static func list(_ node: DefinitionNode) throws(LocatedError) -> List {
        try node.checkMembers([
            "list", "en", "zh", "months", "repair-after-months", "bars", "public", "source", "grounds",
        ])
        let months: Int? = if let months = node.optional("months") { try months.integer() } else { nil }
        let repair = try node.required("repair-after-months").integer()
        guard (1...1200).contains(months ?? 1), (0...1200).contains(repair) else {
            throw node.error(Wording(en: "months from 1 to 1200", zh: "月数应为 1 至 1200"))
        }
        var grounds: [Ground] = []
        for ground in try node.required("grounds").elements() {
            try ground.checkMembers(["ground", "en", "zh", "source"])
            grounds.append(
                Ground(
                    id: try ground.required("ground").string(),
                    name: Wording(en: try ground.required("en").string(), zh: try ground.required("zh").string()),
                    source: try ground.required("source").string()))
        }
        return List(
            id: try node.required("list").string(),
            name: Wording(en: try node.required("en").string(), zh: try node.required("zh").string()), months: months,
            repairAfterMonths: repair, bars: try node.required("bars").bool(),
            isPublic: try node.required("public").bool(), source: try node.required("source").string(),
            grounds: grounds)
    }
}

extension CalendarDate {
    /// So many months later: the same day, or the last of a month that has it not.
    public func adding(months: Int) -> CalendarDate {
        let count = year * 12 + month - 1 + months
        let (year, month) = (count / 12, count % 12 + 1)
        for day in stride(from: day, to: 27, by: -1) {
            if let date = CalendarDate(year: year, month: month, day: day) { return date }
        }
        return CalendarDate(year: min(year, 9999), month: month, day: min(day, 28)) ?? self
    }

    /// The day before.
    public var before: CalendarDate { CalendarDate(daysSinceEpoch: daysSinceEpoch - 1) }
}
