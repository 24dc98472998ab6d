import Testing
import Values

@testable import Risk

@Suite("A risk score")
struct RiskScoreTests {
    private static let firm = "91350304MA31X0001H"
    private static let definition = RiskDefinition.builtIn

    private static func day(_ text: String) -> CalendarDate { WrittenTime.date(text)! }

    private static func later(_ day: String, _ days: Int) -> CalendarDate {
        CalendarDate(daysSinceEpoch: Self.day(day).daysSinceEpoch + days)
    }

    private static func fact(
        _ source: RiskFact.Source, _ name: String, _ word: String, detail: String = "", group: String? = nil,
        on day: String, entry: UInt64 = 1
    ) -> RiskFact {
        RiskFact(
            source, name, word: word, detail: detail, group: group, firm: firm, product: nil, day: Self.day(day),
            entry: entry)
    }

    private static func score(_ facts: [RiskFact], on day: CalendarDate) -> RiskScore {
        definition.score(.firm(firm), facts, asOf: day)
    }

    @Test("of a firm of which nothing is known is that of unknown goods, and of a product nothing")
    func unknown() {
        let score = Self.score([], on: Self.day("2026-12-01"))
        #expect(score.total == 1000)
        #expect(score.grade == .a)
        #expect(score.from == nil)
        #expect(score.until == nil)
        let product = Self.definition.score(.product("https://id.gs1.org/01/0"), [], asOf: Self.day("2026-12-01"))
        #expect(product.total == 0)
    }

    @Test("halves with each half-life, and is nothing after its window")
    func decay() {
        let facts = [
            Self.fact(.activity, "f/tea", "tea", on: "2026-12-01"),
            Self.fact(.sample, "l/1", "failed", detail: "tea", group: "l/S1", on: "2026-01-01"),
        ]
        func dynamic(_ age: Int) -> Int { Self.score(facts, on: Self.later("2026-01-01", age)).total - 1000 }
        #expect(dynamic(-1) == 0)
        #expect(dynamic(0) == 1500)
        #expect(dynamic(179) == 1500)
        #expect(dynamic(180) == 750)
        #expect(dynamic(360) == 375)
        #expect(dynamic(540) == 187)
        #expect(dynamic(720) == 93)
        #expect(dynamic(729) == 93)
        #expect(dynamic(730) == 0)
    }

    @Test("counts a sample once, however many of its results failed, and says why entry by entry")
    func once() {
        let facts = [
            Self.fact(.sample, "l/1", "failed", group: "l/S1", on: "2026-11-02", entry: 12),
            Self.fact(.sample, "l/2", "failed", group: "l/S1", on: "2026-11-01", entry: 11),
            Self.fact(.sample, "l/3", "passed", group: "l/S2", on: "2026-11-01", entry: 13),
            Self.fact(.finding, "MASS-1/violation/7", "MASS-1", detail: "violation", on: "2026-11-03", entry: 7),
            Self.fact(.finding, "TIME-3/warning/8", "TIME-3", detail: "warning", on: "2026-11-03", entry: 8),
            Self.fact(.complaint, "c1", "upheld", on: "2026-11-04", entry: 20),
            // Taken up, or ended otherwise, is no finding.
            Self.fact(.complaint, "c2", "open", on: "2026-11-04", entry: 21),
            Self.fact(.complaint, "c3", "accepted", on: "2026-11-04", entry: 22),
            Self.fact(.complaint, "c4", "closed", on: "2026-11-04", entry: 23),
            Self.fact(.late, "30", "35", on: "2026-11-04", entry: 30),
            Self.fact(.late, "31", "36", on: "2026-11-04", entry: 31),
        ]
        let score = Self.score(facts, on: Self.day("2026-11-10"))
        #expect(score.contributions.map(\.fact.entry) == [11, 20, 7, 31])
        #expect(score.contributions.map(\.points) == [1500, 600, 500, 20])
        #expect(score.total == 1000 + 1500 + 600 + 500 + 20)
        #expect(score.grade == .b)
        // By the facts alone, in whatever order they are told.
        #expect(Self.score(facts.reversed(), on: Self.day("2026-11-10")) == score)
        #expect(Self.definition.total(.firm(Self.firm), facts, asOf: Self.day("2026-11-10")) == score.total)
    }

    @Test("is capped by factor and in all, and its grade begins above its border")
    func caps() {
        let late = (0..<500).map { Self.fact(.late, "\($0)", "40", on: "2026-11-01", entry: UInt64($0)) }
        let score = Self.score(late, on: Self.day("2026-11-01"))
        #expect(score.factors.first { $0.factor == .late }?.sum == 10_000)
        #expect(score.factors.first { $0.factor == .late }?.counted == 1000)
        #expect(score.total == 2000)
        let grave = (0..<100).flatMap { number in
            [
                Self.fact(.sample, "\(number)", "failed", on: "2026-11-01"),
                Self.fact(.finding, "\(number)", "MASS-1", detail: "violation", on: "2026-11-01"),
            ]
        }
        let meat = [Self.fact(.activity, "m", "imported-meat", on: "2026-11-01")]
        #expect(Self.score(grave + meat, on: Self.day("2026-11-01")).total == 3000 + 6000)
        let borders = Self.definition.firmBorders
        #expect([3000, 3001, 4500, 4501, 6000, 6001].map(borders.grade) == [.a, .b, .b, .c, .c, .d])
    }

    @Test("says since when and until when it has its grade, as asking day by day does")
    func span() {
        var random = Seeded(state: 7)
        for _ in 0..<20 {
            let facts = (0..<12).map { number in
                let day = "\(Self.later("2026-01-01", Int.random(in: 0..<330, using: &random)))"
                return Bool.random(using: &random)
                    ? Self.fact(.sample, "\(number)", "failed", on: day)
                    : Self.fact(.finding, "\(number)", "MASS-1", detail: "violation", on: day)
            }
            let today = Self.day("2026-12-01")
            let score = Self.score(facts, on: today)
            func grade(_ offset: Int) -> RiskGrade {
                let day = CalendarDate(daysSinceEpoch: today.daysSinceEpoch + offset)
                let total = Self.definition.total(.firm(Self.firm), facts, asOf: day)
                return Self.definition.firmBorders.grade(of: total)
            }
            var (from, until) = (0, 0)
            while from > -1096, grade(from - 1) == score.grade { from -= 1 }
            while until < 1096, grade(until + 1) == score.grade { until += 1 }
            let expected = (
                from == -1096 ? nil : CalendarDate(daysSinceEpoch: today.daysSinceEpoch + from),
                until == 1096 ? nil : CalendarDate(daysSinceEpoch: today.daysSinceEpoch + until)
            )
            #expect(score.from == expected.0)
            #expect(score.until == expected.1)
        }
    }

    @Test("of the kind of goods counts for a year after its last record")
    func statics() {
        let facts = [
            Self.fact(.activity, "a", "imported-meat", on: "2025-12-01", entry: 5),
            Self.fact(.activity, "b", "tea", on: "2026-11-01", entry: 9),
        ]
        #expect(Self.score(facts, on: Self.day("2026-11-30")).statics == 3000)
        #expect(Self.score(facts, on: Self.day("2026-11-30")).staticFact?.entry == 5)
        #expect(Self.score(facts, on: Self.day("2026-12-01")).statics == 1000)
        #expect(Self.score(facts, on: Self.day("2026-12-01")).staticFact?.entry == 9)
    }

    @Test("is by a file that is refused where it says what nobody reads, or too little")
    func definitionFile() throws {
        let good = String(decoding: Self.bytes, as: UTF8.self)
        func read(_ from: String, _ to: String) throws -> RiskDefinition {
            #expect(good.contains(from))
            return try RiskDefinition(file: "risk.json", bytes: Array(good.replacing(from, with: to).utf8))
        }
        #expect(try read("\"version\": 1", "\"version\": 1") == Self.definition)
        #expect(throws: LocatedError.self) { try read("\"halfLifeDays\": 180", "\"halfLife\": 180") }
        #expect(throws: LocatedError.self) { try read("\"factor\": \"late\"", "\"factor\": \"warning\"") }
        #expect(throws: LocatedError.self) { try read("\"C\": 4500", "\"C\": 9000") }
        #expect(throws: LocatedError.self) { try read("\"lateHours\": 36", "\"lateHours\": 12") }
    }

    private static let bytes = Array(RiskDefinition.builtInText)
}

/// SplitMix64: the same numbers on every machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// From 0 to below 1.
    mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
