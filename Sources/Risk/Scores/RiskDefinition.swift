import StrictJSON
public import Values

/// What counts how much towards risk, and when a rate has risen: a definition file, `risk/risk.json`. Points are whole hundredths.
public struct RiskDefinition: Hashable, Sendable {
    /// Above which points a grade begins.
    public struct Borders: Hashable, Sendable {
        public let b: Int
        public let c: Int
        public let d: Int
        public let source: String

        /// The grade of so many points: what stands on a border is of the lower grade.
        public func grade(of points: Int) -> RiskGrade {
            points > d ? .d : points > c ? .c : points > b ? .b : .a
        }
    }

    /// What a firm's kind of goods counts.
    public struct Statics: Hashable, Sendable {
        public let max: Int
        /// Of which goods nothing is known, or not for so long.
        public let unknown: Int
        /// For how many days the last record of a kind of goods tells that a firm has it.
        public let days: Int
        public let points: [String: Int]
        public let source: String
    }

    /// What happens counts, and less with time.
    public struct Factor: Hashable, Sendable {
        public let kind: RiskFactor
        public let name: Wording
        public let points: Int
        /// After so many days it counts half, after twice so many a quarter; nil is the whole as long as it counts.
        public let halfLifeDays: Int?
        /// After so many days it counts nothing.
        public let windowDays: Int
        /// All of this kind count no more.
        public let max: Int
        public let source: String

        /// What one counts at an age in days: `points >> age / halfLifeDays`.
        public func points(atAge age: Int) -> Int {
            guard (0..<windowDays).contains(age) else { return 0 }
            guard let halfLifeDays else { return points }
            return points >> min(age / halfLifeDays, 30)
        }
    }

    public let version: Int
    public let validFrom: CalendarDate
    public let source: String
    public let firmBorders: Borders
    public let productBorders: Borders
    public let statics: Statics
    public let dynamicMax: Int
    public let lateHours: Int
    /// Rules whose findings count nothing: what they find counts otherwise.
    public let notCounted: Set<String>
    /// In the order of the file.
    public let factors: [Factor]
    public let alarms: AlarmDefinition

    /// The one that comes with the product.
    public static let builtIn: RiskDefinition = {
        do throws(LocatedError) {
            return try RiskDefinition(file: "risk.json", bytes: builtInText)
        } catch {
            preconditionFailure("risk.json:\(error.line): \(error.wording.en)")
        }
    }()

    static var builtInText: [UInt8] { PackageResources.risk_json }

    public func factor(_ kind: RiskFactor) -> Factor? { factors.first { $0.kind == kind } }

    public func borders(of subject: RiskSubject) -> Borders {
        switch subject {
        case .firm: firmBorders
        case .product: productBorders
        }
    }

    /// Reads the file; every member must be known, every factor there once.
    public init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers([
            "version", "validFrom", "source", "hundredths", "borders", "static", "dynamic", "alarms",
        ])
        version = try root.required("version").integer()
        validFrom = try root.required("validFrom").date()
        source = try root.required("source").string()
        let unit = try root.required("hundredths")
        guard try unit.bool() else {
            throw unit.error(Wording(en: "points are hundredths", zh: "分值应以百分之一分计"))
        }
        let borders = try root.required("borders")
        try borders.checkMembers(["firm", "product"])
        firmBorders = try Self.borders(try borders.required("firm"))
        productBorders = try Self.borders(try borders.required("product"))
        statics = try Self.statics(try root.required("static"))
        let dynamic = try root.required("dynamic")
        try dynamic.checkMembers(["max", "lateHours", "notCounted", "factors"])
        dynamicMax = try Self.number(dynamic, "max", 0...pointsMax)
        lateHours = try Self.number(dynamic, "lateHours", RiskReading.lateHoursMin...8784)
        notCounted = Set(try dynamic.required("notCounted").strings())
        var factors: [Factor] = []
        for node in try dynamic.required("factors").elements() {
            let factor = try Self.factor(node)
            guard !factors.contains(where: { $0.kind == factor.kind }) else {
                throw node.error(
                    Wording(en: "\(factor.kind.rawValue) is there twice", zh: "因素 \(factor.kind.rawValue) 重复"))
            }
            factors.append(factor)
        }
        for kind in RiskFactor.allCases where !factors.contains(where: { $0.kind == kind }) {
            throw dynamic.error(Wording(en: "no factor \(kind.rawValue)", zh: "缺少因素 \(kind.rawValue)"))
        }
        self.factors = factors
        alarms = try AlarmDefinition(try root.required("alarms"))
    }

    static func number(
        _ node: DefinitionNode, _ name: String, _ range: ClosedRange<Int>
    ) throws(LocatedError) -> Int {
        let member = try node.required(name)
        let number = try member.integer()
        guard range.contains(number) else {
            let (low, high) = (range.lowerBound, range.upperBound)
            throw member.error(Wording(en: "\(name) is from \(low) to \(high)", zh: "\(name) 应为 \(low) 至 \(high)"))
        }
        return number
    }

    private static func borders(_ node: DefinitionNode) throws(LocatedError) -> Borders {
        try node.checkMembers(["B", "C", "D", "source"])
        let borders = Borders(
            b: try number(node, "B", 0...pointsMax), c: try number(node, "C", 0...pointsMax),
            d: try number(node, "D", 0...pointsMax), source: try node.required("source").string())
        guard borders.b < borders.c, borders.c < borders.d else {
            throw node.error(Wording(en: "borders must ascend", zh: "分界应递增"))
        }
        return borders
    }

    private static func statics(_ node: DefinitionNode) throws(LocatedError) -> Statics {
        try node.checkMembers(["max", "days", "unknown", "source", "profiles"])
        var points: [String: Int] = [:]
        for one in try node.required("profiles").elements() {
            try one.checkMembers(["profile", "points"])
            let profile = try one.required("profile").string()
            guard points.updateValue(try number(one, "points", 0...pointsMax), forKey: profile) == nil else {
                throw one.error(Wording(en: "profile \(profile) is there twice", zh: "品类规范 \(profile) 重复"))
            }
        }
        return Statics(
            max: try number(node, "max", 0...pointsMax), unknown: try number(node, "unknown", 0...pointsMax),
            days: try number(node, "days", 1...daysMax), points: points, source: try node.required("source").string())
    }

    private static func factor(_ node: DefinitionNode) throws(LocatedError) -> Factor {
        try node.checkMembers(["factor", "en", "zh", "points", "halfLifeDays", "windowDays", "max", "source"])
        let half: Int? =
            if node.optional("halfLifeDays") != nil { try number(node, "halfLifeDays", 1...daysMax) } else { nil }
        return Factor(
            kind: try node.required("factor").word(RiskFactor.self),
            name: Wording(en: try node.required("en").string(), zh: try node.required("zh").string()),
            points: try number(node, "points", 0...pointsMax), halfLifeDays: half,
            windowDays: try number(node, "windowDays", 1...daysMax), max: try number(node, "max", 0...pointsMax),
            source: try node.required("source").string())
    }
}

/// Hundredths: no sum of caps overflows.
private let pointsMax = 1_000_000
/// Ten years.
private let daysMax = 3660

/// What happens to a firm or a product and counts towards its risk.
public enum RiskFactor: String, Hashable, Sendable, CaseIterable {
    case failedSample = "failed-sample"
    case violation, warning, complaint, late
}
