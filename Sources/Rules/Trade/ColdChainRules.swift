import Chains
import Codes
import EPCIS
import Values

/// COLD-1: goods were warmer than they may be for longer than they may be.
///
/// Readings are those of sensors (EPCIS 2.0 §7.3.7): each holds until the next of the same recorder.
struct ExcursionRule: Rule {
    static let id = "COLD-1"
    static let parameters: [RuleDefinition.Parameter] = [.excursionMinutes, .limitBelowZeroC]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        guard let limit = Temperature(celsius: Amount(millionths: -definition.figure(.limitBelowZeroC).millionths))
        else {
            return []
        }
        return ColdChain.all(in: context).compactMap { chain in
            let spans = chain.readings.spans(above: limit)
            let longest = spans.max { $0.duration < $1.duration }
            guard let longest, longest.duration > definition.duration(.excursionMinutes) else { return nil }
            let name = context.naming.code(chain.account.code)
            let (took, allowed) = (span(longest.duration), span(definition.duration(.excursionMinutes)))
            return definition.finding(
                Wording(
                    en:
                        "\(name.en), which is frozen, was above \(limit.celsius) °C for \(took.en) (allowed: \(allowed.en))",
                    zh: "冷冻品 \(name.zh) 高于 \(limit.celsius)℃ 达 \(took.zh)（允许 \(allowed.zh)）"),
                entries: longest.entries)
        }
    }
}

/// COLD-2: the recorder was silent for longer than it may be.
struct RecorderGapRule: Rule {
    static let id = "COLD-2"
    static let parameters: [RuleDefinition.Parameter] = [.gapMinutes]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        ColdChain.all(in: context).compactMap { chain in
            guard let gap = chain.readings.longestGap, gap.duration > definition.duration(.gapMinutes) else {
                return nil
            }
            let name = context.naming.code(chain.account.code)
            let silent = span(gap.duration)
            return definition.finding(
                Wording(
                    en: "the recorder of \(name.en) was silent for \(silent.en)", zh: "\(name.zh) 的温度记录中断 \(silent.zh)"),
                entries: gap.entries)
        }
    }
}

/// The temperatures of one code, as recorders that travelled with it tell them.
private struct ColdChain {
    let account: Account
    let readings: TemperatureSeries

    /// Of frozen goods of which a recorder told more than one moment.
    static func all(in context: RuleContext) -> [ColdChain] {
        context.book.accounts.compactMap { account in
            let readings = TemperatureSeries(account.pathEvents)
            guard readings.count > 1,
                context.lineage.origins(of: account).contains(where: {
                    $0.pathEvents.contains(where: FrozenGoods.isFrozen)
                })
            else { return nil }
            return ColdChain(account: account, readings: readings)
        }
    }
}

/// Readings in the order of time.
struct TemperatureSeries {
    struct Stretch {
        let duration: Int64
        let entries: [UInt64]
    }

    private struct Point {
        let entry: UInt64
        let device: String
        let moment: Timestamp
        let highest: Temperature
    }

    private var points: [String: [Point]] = [:]

    init(_ events: [ResolvedEvent]) {
        for event in events {
            for reading in event.temperatureReadings {
                guard let highest = reading.highest else { continue }
                let (moment, until) = (reading.from.moment, reading.to.moment)
                let device = reading.deviceID ?? ""
                points[device, default: []].append(
                    Point(entry: event.entry, device: device, moment: moment, highest: highest))
                if until > moment {
                    points[device, default: []].append(
                        Point(entry: event.entry, device: device, moment: until, highest: highest))
                }
            }
        }
        for device in points.keys { points[device]?.sort { $0.moment < $1.moment } }
    }

    var count: Int { points.values.reduce(0) { $0 + $1.count } }

    /// The stretches in which the readings of a recorder are above a limit.
    func spans(above limit: Temperature) -> [Stretch] {
        points.values.flatMap { series -> [Stretch] in
            var found: [Stretch] = []
            var over: [Point] = []
            func close(at end: Timestamp) {
                if let first = over.first {
                    found.append(
                        Stretch(
                            duration: end.milliseconds - first.moment.milliseconds,
                            entries: Array(Set(over.map(\.entry)).sorted().prefix(100))))
                }
                over = []
            }
            for point in series {
                if point.highest > limit { over.append(point) } else { close(at: point.moment) }
            }
            if let last = series.last { close(at: last.moment) }
            return found
        }
    }

    var longestGap: Stretch? {
        points.values.flatMap { series in
            zip(series, series.dropFirst()).map { left, right in
                Stretch(
                    duration: right.moment.milliseconds - left.moment.milliseconds, entries: [left.entry, right.entry])
            }
        }.max { $0.duration < $1.duration }
    }
}
