import Statistics
import Testing
import Values

@testable import Risk

/// The bounds are those of `docs/risk.md`; seeds are fixed, so that what is measured is the same everywhere.
@Suite("The test of rates")
struct RateTestTests {
    private static let alarms = RiskDefinition.builtIn.alarms

    private static func trials(_ count: Int, failing rate: Double, _ random: inout Seeded) -> [RateTest.Happening] {
        (0..<count).map { number in
            RateTest.Happening(day: 20_000 + number / 10, entry: UInt64(number), isFailed: random.unit() < rate)
        }
    }

    /// Days on which something happens, of a number of years.
    private static func days(
        _ days: Range<Int>, perYear rate: Double, _ random: inout Seeded
    ) -> [RateTest.Happening] {
        days.filter { _ in random.unit() < rate / 365 }.map { RateTest.Happening(day: $0, entry: UInt64($0)) }
    }

    @Test(
        "of samples that fail as often as they may alarms once in 20,000 at most",
        arguments: QualityTargets.builtIn.categories)
    func falseAlarmsOfSamples(category: QualityTargets.Category) {
        var random = Seeded(state: 1)
        let rate = 1 - category.target
        let usual = 1_000_000 - Int((category.target * 1_000_000).rounded())
        let count = 1_000_000
        let trials = Self.trials(count, failing: rate, &random)
        let found = RateTest.alarms(trials, usual: usual, Self.alarms.samples).count
        #expect(found <= count / 20_000)
        #expect(found > 0)
    }

    @Test("of samples that fail twice as often finds it within 1,000 in nine of ten", arguments: [0.025, 0.03, 0.05])
    func detectionOfSamples(rate: Double) {
        var random = Seeded(state: 2)
        let usual = Int((rate * 1_000_000).rounded())
        let found = (0..<200).count { _ in
            let trials = Self.trials(1000, failing: 2 * rate, &random)
            return !RateTest.alarms(trials, usual: usual, Self.alarms.samples).isEmpty
        }
        #expect(found >= 180)
    }

    @Test(
        "of what happens in time alarms falsely no more than is stated, in a series and a year",
        arguments: [(0.5, 0.002), (2, 0.005), (6, 0.02), (20, 0.06), (60, 0.12)])
    func falseAlarmsOfCounts(perYear: Double, bound: Double) {
        var random = Seeded(state: 3)
        let (series, years) = (400, 4)
        let found = (0..<series).reduce(0) { sum, _ in
            let days = Self.days(0..<365 * years, perYear: perYear, &random)
            return sum + RateTest.alarms(days, since: 0, Self.alarms.counts).count
        }
        #expect(Double(found) / Double(series * years) <= bound)
    }

    @Test(
        "of what happens in time finds a stated rise in so many days in eight of ten",
        arguments: [(6.0, 10.0, 90), (20, 5, 75), (20, 10, 40), (60, 5, 40)])
    func detectionOfCounts(perYear: Double, rise: Double, within: Int) {
        var random = Seeded(state: 4)
        let begin = 730
        let found = (0..<200).count { _ in
            let before = Self.days(0..<begin, perYear: perYear, &random)
            let after = Self.days(begin..<begin + within, perYear: perYear * rise, &random)
            return RateTest.alarms(before + after, since: 0, Self.alarms.counts).contains {
                $0.day.daysSinceEpoch >= begin
            }
        }
        #expect(found >= 160)
    }

    @Test("of what happens in time is that of a naive sum over every day")
    func naive() {
        var random = Seeded(state: 5)
        let definition = Self.alarms.counts
        for perYear in [2.0, 20, 90] {
            let days =
                Self.days(0..<700, perYear: perYear, &random) + Self.days(700..<900, perYear: 8 * perYear, &random)
            var (sum, expected) = (0, [Int]())
            for day in 180...(days.last?.day ?? 180) {
                let end = day - 90
                let begin = max(0, end - 365)
                let known = days.count { (begin..<end).contains($0.day) }
                if days.contains(where: { $0.day == day }) { sum += 1_098_612 }
                sum = max(0, sum - (known + 2) * 1_000_000 / (end - begin) * 2)
                if sum >= definition.threshold {
                    expected.append(day)
                    sum = 0
                }
            }
            #expect(RateTest.alarms(days, since: 0, definition).map(\.day.daysSinceEpoch) == expected)
        }
    }

    @Test("tests nothing before it knows what is usual, and takes what comes on one day as one")
    func limits() {
        let early = (0..<179).map { RateTest.Happening(day: $0, entry: nil) }
        #expect(RateTest.alarms(early, since: 0, Self.alarms.counts).isEmpty)
        let flood = (0..<500).map { RateTest.Happening(day: 400, entry: UInt64($0)) }
        #expect(RateTest.alarms(flood, since: 0, Self.alarms.counts).isEmpty)
        let days = (400..<407).map { RateTest.Happening(day: $0, entry: UInt64($0)) }
        let found = RateTest.alarms(days, since: 0, Self.alarms.counts)
        #expect(found.map(\.day.daysSinceEpoch) == [405])
        #expect(found.first?.count == 6)
        #expect(found.first?.entry == 405)
    }
}
