import Testing
import Values

@testable import Statistics

@Suite("Pass rates")
struct PassRateTests {
    @Test(
        "have the interval of Wilson",
        arguments: [
            // The roots of |p̂ − p| = z·√(p(1 − p)/n), found by bisection in another language.
            (9, 10, 0.595850, 0.982124), (0, 10, 0.0, 0.277533), (10, 10, 0.722467, 1.0), (97, 100, 0.915481, 0.989745),
            (31_198, 32_160, 0.968168, 0.971893),
        ])
    func interval(passed: Int, total: Int, lower: Double, upper: Double) {
        let interval = WilsonInterval(passed: passed, of: total)
        #expect(abs(interval.lower - lower) < 0.000_001)
        #expect(abs(interval.upper - upper) < 0.000_001)
    }

    @Test("say below, met, or that there are too few samples: 32,160 at 97.01 % are no proof of 97 %")
    func judgements() {
        let city = PassRate(passed: 31_198, total: 32_160)
        #expect(city.judgement(target: 0.97) == .tooFew)
        #expect(city.judgement(target: 0.96) == .met)
        #expect(city.judgement(target: 0.975) == .below)
        #expect(PassRate().judgement(target: 0.97) == .tooFew)
        // Nobody has met 97 % by passing a hundred times.
        #expect(PassRate(passed: 100, total: 100).judgement(target: 0.97) == .tooFew)
        #expect(PassRate(passed: 200, total: 200).judgement(target: 0.97) == .met)
    }

    @Test("of a true rate at the target are called met or below about five times in a hundred, not more")
    func errors() {
        var random = Dice(state: 4)
        var (met, below) = (0, 0)
        let rounds = 500
        for _ in 0..<rounds {
            var rate = PassRate()
            for _ in 0..<1000 { rate.add(isPassed: Double(random.next() >> 11) / Double(1 << 53) < 0.97) }
            switch rate.judgement(target: 0.97) {
            case .met: met += 1
            case .below: below += 1
            case .tooFew: break
            }
        }
        #expect((rounds * 2 / 100...rounds * 9 / 100).contains(met + below), "\(met) met, \(below) below")
        #expect(met > 0 && below > 0)
    }

    private static let day = CalendarDate(daysSinceEpoch: 20_787)

    private func result(
        _ sample: UInt64, _ isPassed: Bool, firm: String? = "91350304MA0000001X", profile: String = "food",
        stage: String? = nil, laboratory: String = "L", day: CalendarDate = Self.day, isWithdrawal: Bool = false
    ) -> SampleTable.Result {
        SampleTable.Result(
            sample: sample, laboratory: laboratory, firm: firm, profile: profile, stage: stage, day: day,
            isPassed: isPassed, isWithdrawal: isWithdrawal, entry: sample)
    }

    private func count(
        _ table: SampleTable, _ change: (inout SampleTable.Question) -> Void = { _ in }
    ) -> SampleTable.Count {
        var question = SampleTable.Question()
        change(&question)
        return table.count(question, targets: .builtIn) { uscc, _, _ in uscc == "L" }
    }

    @Test("count a sample once, which passed where every result of it did, until one is taken back")
    func samples() {
        var table = SampleTable()
        table.add(result(1, true))
        table.add(result(1, false))
        table.add(result(1, true))
        table.add(result(2, true))
        #expect(count(table).rows.map(\.rate) == [PassRate(passed: 1, total: 2)])
        table.add(result(1, false, isWithdrawal: true))
        #expect(count(table).rows.map(\.rate) == [PassRate(passed: 2, total: 2)])
        table.add(result(2, true, isWithdrawal: true))
        #expect(count(table).rows.map(\.rate) == [PassRate(passed: 1, total: 1)])
        // What was never said takes nothing away.
        table.add(result(9, true, isWithdrawal: true))
        #expect(count(table).rows.map(\.rate) == [PassRate(passed: 1, total: 1)])
    }

    @Test("count only what enrolled laboratories found, and goods of a category; the others are told")
    func whose() {
        var table = SampleTable()
        table.add(result(1, true))
        table.add(result(2, false, laboratory: "X"))
        table.add(result(3, false, profile: "unheard-of"))
        let found = count(table)
        #expect(found.rows.map(\.rate) == [PassRate(passed: 1, total: 1)])
        #expect(found.foreignCount == 1 && found.uncategorisedCount == 1)
    }

    @Test("are told by category, district, period, firm and stage, of the days and districts asked for")
    func dimensions() throws {
        var table = SampleTable()
        let spring = try #require(CalendarDate(year: 2026, month: 2, day: 1))
        let autumn = try #require(CalendarDate(year: 2026, month: 9, day: 1))
        table.add(result(1, true, stage: "catering", day: spring))
        table.add(result(2, false, firm: "91350521MA0000001X", profile: "aquatic", stage: "farming", day: autumn))
        table.add(result(3, true, firm: nil, day: autumn))
        func groups(_ change: (inout SampleTable.Question) -> Void) -> [String] {
            count(table, change).rows.map { "\($0.group ?? "-") \($0.category.id) \($0.rate.passed)/\($0.rate.total)" }
        }
        #expect(groups { _ in } == [" food 2/2", " farmed-aquatic 0/1"])
        #expect(groups { $0.dimension = .district } == ["350304 food 1/1", "350521 farmed-aquatic 0/1", "- food 1/1"])
        #expect(
            groups {
                $0.dimension = .district
                $0.districtDigits = 4
                $0.district = "35"
            } == ["3503 food 1/1", "3505 farmed-aquatic 0/1"])
        #expect(
            groups { $0.dimension = .period } == [
                "2026-02 food 1/1", "2026-09 food 1/1", "2026-09 farmed-aquatic 0/1",
            ])
        #expect(
            groups {
                $0.dimension = .period
                $0.period = .quarter
                $0.since = autumn
            } == ["2026-Q3 food 1/1", "2026-Q3 farmed-aquatic 0/1"])
        #expect(groups { $0.before = autumn } == [" food 1/1"])
        #expect(
            groups {
                $0.dimension = .stage
                $0.categories = ["farmed-aquatic"]
            } == ["farming farmed-aquatic 0/1"])
        #expect(groups { $0.dimension = .firm }.count == 3)
    }

    @Test("have their targets in a file, each profile in one category")
    func targets() throws {
        #expect(QualityTargets.builtIn.categories.map { "\($0.percent)" } == ["97", "97.5", "97", "95"])
        func file(_ percent: String, _ profiles: String) -> [UInt8] {
            Array(
                #"{"version":1,"source":"x","categories":[{"category":"a","en":"a","zh":"a","percent":"\#(percent)","profiles":[\#(profiles)]}]}"#
                    .utf8)
        }
        #expect(try QualityTargets(file: "t", bytes: file("97", #""p""#)).categories.count == 1)
        for bad in [Array("{}".utf8), file("101", #""p""#), file("97", #""p","p""#)] {
            #expect(throws: LocatedError.self) { try QualityTargets(file: "t", bytes: bad) }
        }
    }
}

/// Numbers that are the same in every run.
private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
