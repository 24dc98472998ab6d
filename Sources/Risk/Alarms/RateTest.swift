import Glibc
public import Values

/// Cumulative sums (CUSUM, Page 1954): a sum of how much more likely what is seen is at a raised rate than at the usual one, that never falls
/// below nothing. Where it reaches the threshold the rate counts as risen, and the sum begins anew.
///
/// Of all tests that are wrong as seldom, it finds a rise to the stated rate soonest (Moustakides 1986).
public enum RateTest {
    /// A moment at which a sum reached its threshold.
    public struct Alarm: Hashable, Sendable {
        public let day: CalendarDate
        /// What brought it about.
        public let entry: UInt64?
        /// So much happened since the sum was last nothing, in so many trials or days.
        public let count: Int
        public let span: Int
        /// What was usual: in a million trials, or in a thousand years.
        public let usual: Int
    }

    /// Something that happened.
    public struct Happening: Hashable, Sendable {
        /// Counted from 1970-01-01.
        public let day: Int
        public let entry: UInt64?
        /// Of a trial whether it failed.
        public let isFailed: Bool

        public init(day: Int, entry: UInt64?, isFailed: Bool = true) {
            (self.day, self.entry, self.isFailed) = (day, entry, isFailed)
        }
    }

    /// A natural logarithm in millionths, rounded.
    static func logarithm(_ numerator: Int, _ denominator: Int) -> Int {
        Int((log(Double(numerator) / Double(denominator)) * 1_000_000).rounded())
    }

    /// Trials in their order: each adds `ln(p1/p0)` where it failed, else `ln((1-p1)/(1-p0))`.
    /// - Parameter usual: p0, failures in a million trials.
    public static func alarms(
        _ trials: some Sequence<Happening>, usual: Int, _ definition: AlarmDefinition.Trials
    ) -> [Alarm] {
        let raised = min(usual * definition.rise, 999_999)
        guard usual > 0, raised > usual else { return [] }
        let failed = logarithm(raised, usual)
        let passed = logarithm(1_000_000 - raised, 1_000_000 - usual)
        var (sum, count, span) = (0, 0, 0)
        var alarms: [Alarm] = []
        for trial in trials {
            sum += trial.isFailed ? failed : passed
            span += 1
            if trial.isFailed { count += 1 }
            if sum <= 0 { (sum, count, span) = (0, 0, 0) }
            guard sum >= definition.threshold else { continue }
            alarms.append(
                Alarm(
                    day: CalendarDate(daysSinceEpoch: trial.day), entry: trial.entry, count: count, span: span,
                    usual: usual))
            (sum, count, span) = (0, 0, 0)
        }
        return alarms
    }

    /// What happens in time, day by day: each adds `ln r`, each day takes `λ0·(r − 1)` away, where `λ0` is what happened in the past on a day.
    ///
    /// The past of day t is the `baselineDays` before `t − lagDays`, as far as anything was known then: `(n + prior) / days`.
    /// - Parameters:
    ///   - happenings: ascending by day.
    ///   - start: since when it would be known if anything happened.
    public static func alarms(
        _ happenings: [Happening], since start: Int, _ definition: AlarmDefinition.Counts
    ) -> [Alarm] {
        guard let last = happenings.last?.day else { return [] }
        let step = logarithm(definition.rise, 1)
        let days = byDay(happenings, perDayMax: definition.perDayMax)
        var (sum, count, span) = (0, 0, 0)
        var alarms: [Alarm] = []
        // The days that are in the past of the day that is looked at, and the next of those that are looked at.
        var (begin, end, next, known) = (0, 0, 0, 0)
        var day = start + definition.lagDays + definition.trainingDays
        while next < days.count, days[next].day < day { next += 1 }
        while day <= last {
            let pastEnd = day - definition.lagDays
            let pastBegin = max(start, pastEnd - definition.baselineDays)
            while end < days.count, days[end].day < pastEnd {
                known += days[end].count
                end += 1
            }
            while begin < end, days[begin].day < pastBegin {
                known -= days[begin].count
                begin += 1
            }
            let usual = (known + definition.prior) * 1_000_000 / (pastEnd - pastBegin)
            var entry: UInt64?
            if next < days.count, days[next].day == day {
                sum += days[next].count * step
                count += days[next].count
                entry = days[next].entry
                next += 1
            }
            sum -= usual * (definition.rise - 1)
            span += 1
            if sum <= 0 { (sum, count, span) = (0, 0, 0) }
            if sum >= definition.threshold {
                alarms.append(
                    Alarm(
                        day: CalendarDate(daysSinceEpoch: day), entry: entry, count: count, span: span,
                        usual: usual * 365 / 1000))
                (sum, count, span) = (0, 0, 0)
            }
            // Where nothing is summed, nothing happens before the next happening.
            day = sum == 0 && next < days.count ? max(day + 1, days[next].day) : day + 1
        }
        return alarms
    }

    private static func byDay(
        _ happenings: [Happening], perDayMax: Int
    ) -> [(day: Int, count: Int, entry: UInt64?)] {
        var days: [(day: Int, count: Int, entry: UInt64?)] = []
        for one in happenings {
            if let last = days.indices.last, days[last].day == one.day {
                days[last].count = min(perDayMax, days[last].count + 1)
                days[last].entry = max(days[last].entry ?? 0, one.entry ?? 0)
            } else {
                days.append((one.day, 1, one.entry))
            }
        }
        return days
    }
}
