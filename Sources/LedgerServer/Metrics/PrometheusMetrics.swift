public import CoreMetrics
import Synchronization

/// Counters, gauges and histograms that are read as Prometheus text (exposition format 0.0.4).
///
/// Series are told apart by name and labels and are kept for the life of the process. There are at most `seriesCountMax` of
/// them: a label made of something unbounded fills the table and is then counted nowhere, instead of filling the memory.
public final class PrometheusMetrics: MetricsFactory {
    public static let seriesCountMax = 2048

    private struct Key: Hashable {
        let name: String
        let labels: String
    }

    private struct Table: Sendable {
        var series: [Key: any Series] = [:]
        var droppedCount = 0
    }

    private let table = Mutex(Table())

    public init() {}

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) { CounterSeries() }
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions) { FloatingPointCounterSeries() }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) { GaugeSeries() }
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { return series(label, dimensions) { HistogramSeries(bounds: HistogramSeries.counts) } }
        return series(label, dimensions) { GaugeSeries() }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions) { HistogramSeries(bounds: HistogramSeries.seconds) }
    }

    // Counts outlive whoever counted: Prometheus takes a counter that is gone for one that was reset.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// The series of that name and labels, made where there is none yet. One that the table has no room for, or whose name
    /// already stands for another kind, counts for nobody.
    private func series<Made: Series>(
        _ label: String, _ dimensions: [(String, String)], make: () -> Made
    ) -> Made {
        let key = Key(
            name: PrometheusText.name(label), labels: PrometheusText.labels(dimensions))
        return table.withLock { table in
            if let held = table.series[key] as? Made { return held }
            let made = make()
            guard table.series[key] == nil, table.series.count < Self.seriesCountMax else {
                table.droppedCount += 1
                return made
            }
            table.series[key] = made
            return made
        }
    }

    /// Every series as text, sorted by name and labels.
    public func exposition() -> String {
        let (series, dropped) = table.withLock { ($0.series, $0.droppedCount) }
        var text = ""
        var family = ""
        let sorted = series.sorted { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) }
        for (key, value) in sorted {
            if key.name != family {
                family = key.name
                text += "# TYPE \(key.name) \(value.kind)\n"
            }
            text += value.lines(name: key.name, labels: key.labels)
        }
        return text + "# TYPE yima_metrics_dropped_total counter\nyima_metrics_dropped_total \(dropped)\n"
    }
}

/// The spelling of names, labels and numbers.
enum PrometheusText {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`; anything else becomes an underscore.
    static func name(_ label: String) -> String {
        var bytes = label.utf8.map { isNameByte($0) ? $0 : UInt8(ascii: "_") }
        if let first = bytes.first, (0x30...0x39).contains(first) { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }

    /// `name="value",…` sorted by name, without braces.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.sorted { $0.0 < $1.0 }.map { "\(name($0.0))=\"\(escaped($0.1))\"" }.joined(separator: ",")
    }

    /// A sample's name with its labels and one more.
    static func sample(_ name: String, _ labels: String, _ further: String = "") -> String {
        let all = [labels, further].filter { !$0.isEmpty }.joined(separator: ",")
        return all.isEmpty ? name : "\(name){\(all)}"
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: ":"): true
        default: false
        }
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars.prefix(128) {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
