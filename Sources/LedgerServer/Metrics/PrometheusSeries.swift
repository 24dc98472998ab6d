import CoreMetrics
import Synchronization

/// One line, or one histogram, of the exposition.
protocol Series: AnyObject, Sendable {
    var kind: String { get }
    func lines(name: String, labels: String) -> String
}

final class CounterSeries: CounterHandler, Series {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    var kind: String { "counter" }

    func lines(name: String, labels: String) -> String {
        "\(PrometheusText.sample(name, labels)) \(value.load(ordering: .relaxed))\n"
    }
}

final class FloatingPointCounterSeries: FloatingPointCounterHandler, Series {
    private let value = Mutex(0.0)

    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func reset() { value.withLock { $0 = 0 } }

    var kind: String { "counter" }

    func lines(name: String, labels: String) -> String {
        "\(PrometheusText.sample(name, labels)) \(PrometheusText.number(value.withLock { $0 }))\n"
    }
}

/// A value that goes up and down: a meter, or a recorder that does not aggregate.
final class GaugeSeries: MeterHandler, RecorderHandler, Series {
    private let value = Mutex(0.0)

    func set(_ new: Int64) { set(Double(new)) }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ new: Int64) { set(Double(new)) }
    func record(_ new: Double) { set(new) }

    var kind: String { "gauge" }

    func lines(name: String, labels: String) -> String {
        "\(PrometheusText.sample(name, labels)) \(PrometheusText.number(value.withLock { $0 }))\n"
    }
}

/// Counts of values up to each of a row of bounds; a timer counts in seconds.
final class HistogramSeries: RecorderHandler, TimerHandler, Series {
    /// From half a millisecond to ten seconds.
    static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    static let counts: [Double] = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536]

    private struct State {
        var counts: [UInt64]
        var count: UInt64 = 0
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 }
        state.withLock { state in
            if let bucket { state.counts[bucket] += 1 }
            state.count += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    var kind: String { "histogram" }

    func lines(name: String, labels: String) -> String {
        let state = state.withLock { $0 }
        var text = ""
        var below: UInt64 = 0
        for (bound, count) in zip(bounds, state.counts) {
            below += count
            let label = "le=\"\(PrometheusText.number(bound))\""
            text += "\(PrometheusText.sample(name + "_bucket", labels, label)) \(below)\n"
        }
        text += "\(PrometheusText.sample(name + "_bucket", labels, "le=\"+Inf\"")) \(state.count)\n"
        text += "\(PrometheusText.sample(name + "_sum", labels)) \(PrometheusText.number(state.sum))\n"
        return text + "\(PrometheusText.sample(name + "_count", labels)) \(state.count)\n"
    }
}
