import Rules
import StrictJSON
public import Values

/// By when a task is taken in hand and closed, and what may have come of it: a definition file, `supervision/task-terms.json`.
public struct TaskTerms: Hashable, Sendable {
    public struct Kind: Hashable, Sendable {
        public let id: String
        public let name: Wording
        /// Days until it is to be taken in hand, and closed, after the day on which its opening came to the ledger.
        public let take: Int
        public let close: Int
        public let areWorking: Bool
        public let source: String
    }

    public struct Outcome: Hashable, Sendable {
        public let id: String
        public let name: Wording
    }

    private enum Days: String, CaseIterable {
        case working, calendar
    }

    public let source: String
    public let kinds: [Kind]
    public let outcomes: [Outcome]

    /// Those that come with the product.
    public static let builtIn: TaskTerms = {
        do throws(LocatedError) {
            return try TaskTerms(file: "task-terms.json", bytes: PackageResources.task_terms_json)
        } catch {
            preconditionFailure("task-terms.json:\(error.line): \(error.wording.en)")
        }
    }()

    public func kind(_ id: String) -> Kind? { kinds.first { $0.id == id } }

    public func outcome(_ id: String) -> Outcome? { outcomes.first { $0.id == id } }

    /// Reads `{"version","validFrom","source","kinds":[{"kind","en","zh","take","close","days-are","source"}],"outcomes":[{"outcome","en","zh"}]}`.
    public init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers(["version", "validFrom", "source", "kinds", "outcomes"])
        _ = try root.required("version").integer()
        _ = try root.required("validFrom").date()
        source = try root.required("source").string()
        var kinds: [Kind] = []
        for node in try root.required("kinds").elements() {
            try node.checkMembers(["kind", "en", "zh", "take", "close", "days-are", "source"])
            let kind = Kind(
                id: try node.required("kind").string(),
                name: Wording(en: try node.required("en").string(), zh: try node.required("zh").string()),
                take: try node.required("take").integer(), close: try node.required("close").integer(),
                areWorking: try node.required("days-are").word(Days.self) == .working,
                source: try node.required("source").string())
            guard (1...3660).contains(kind.take), (kind.take...3660).contains(kind.close) else {
                throw node.error(
                    Wording(en: "days from 1 to 3660, none closed before it is taken", zh: "天数应为 1 至 3660，且办结不早于接办"))
            }
            guard !kinds.contains(where: { $0.id == kind.id }) else {
                throw node.error(Wording(en: "\(kind.id) is there twice", zh: "类型 \(kind.id) 重复"))
            }
            kinds.append(kind)
        }
        var outcomes: [Outcome] = []
        for node in try root.required("outcomes").elements() {
            try node.checkMembers(["outcome", "en", "zh"])
            outcomes.append(
                Outcome(
                    id: try node.required("outcome").string(),
                    name: Wording(en: try node.required("en").string(), zh: try node.required("zh").string())))
        }
        (self.kinds, self.outcomes) = (kinds, outcomes)
    }

    func lastDay(_ days: Int, _ kind: Kind, after day: CalendarDate, _ calendar: WorkingDays) -> CalendarDate {
        kind.areWorking ? calendar.day(days, after: day) : CalendarDate(daysSinceEpoch: day.daysSinceEpoch + days)
    }
}
