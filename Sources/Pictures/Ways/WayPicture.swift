package import Chains
import Values

/// The way of goods from firm to firm as a small picture for a telephone: one stop below the other, in the order in which they come
/// in, with what was done there. Inline in a page, whose style sheet has its colours; bounded however long the chain is.
package struct WayPicture: Sendable {
    private let stops: [WayStop]
    private let rides: [WayRide]
    private let foldedCount: Int
    private let language: DrawingLanguage

    /// Stops that are drawn at most.
    package static let stopsMax = 12
    /// Movements that are drawn at most.
    private static let ridesMax = 24

    /// - Parameter stopsMax: stops that are drawn.
    package init(_ graph: TraceGraph, _ language: DrawingLanguage, stopsMax: Int = Self.stopsMax) {
        self.language = language
        let all = WayStop.stops(of: graph, language)
        stops = Array(all.prefix(min(stopsMax, Self.stopsMax)))
        foldedCount = all.count - stops.count
        let places = Dictionary(uniqueKeysWithValues: stops.enumerated().map { ($1.party, $0) })
        rides = WayRide.rides(of: graph, places: places, countMax: Self.ridesMax)
    }

    package var isEmpty: Bool { stops.isEmpty }

    /// `<svg …>` without a style of its own.
    package var svg: String {
        let pitch = 62.0
        // Where a stop is passed by, the line goes round it on the left.
        let left = 14.0 + 11 * Double(min(4, rides.map(\.level).max() ?? 0))
        let height = Double(stops.count) * pitch + (foldedCount > 0 ? 26 : 4)
        var text =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 340 \(height.plain)\" role=\"img\" aria-label=\""
        text += label.escapedForXML + "\">"
        for (style, shown) in [("line", rides.filter(\.isConfirmed)), ("line open", rides.filter { !$0.isConfirmed })]
        where !shown.isEmpty {
            let lines = shown.map { $0.line(x: left, pitch: pitch) }.joined()
            text += "<path class=\"\(style)\" d=\"\(lines)\"/>"
        }
        // Two rides may end at one tip.
        let tips = Set(rides.map { $0.tip(x: left, pitch: pitch) }).sorted()
        if !tips.isEmpty { text += "<path class=\"head\" d=\"\(tips.joined())\"/>" }
        for (place, stop) in stops.enumerated() {
            let y = 22 + Double(place) * pitch
            let (x, width) = (left + 20, 340 - left - 24)
            text +=
                "<circle class=\"stop\(stop.mark(isFirst: place == 0))\" cx=\"\(left.plain)\" cy=\"\(y.plain)\" r=\"7\"/>"
            text += "<text x=\"\(x.plain)\" y=\"\((y + 4).plain)\">" + Self.fitting(stop.name, width, size: 13)
            text += "<tspan x=\"\(x.plain)\" dy=\"17\">" + Self.fitting(stop.what, width, size: 11) + "</tspan></text>"
        }
        if foldedCount > 0 {
            let more = language == .zh ? "……另有 \(foldedCount) 家单位" : "… and \(foldedCount) more firms"
            text += "<text x=\"\((left + 20).plain)\" y=\"\((height - 4).plain)\">" + more.escapedForXML + "</text>"
        }
        return text + "</svg>"
    }

    /// From where to where; every firm between stands in the text of the picture.
    private var label: String {
        let ends = stops.count > 2 ? [stops[0].name, "…", stops[stops.count - 1].name] : stops.map(\.name)
        return (language == .zh ? "流转路线：" : "The way: ") + ends.joined(separator: " → ")
    }

    /// As much of a text as there is room for.
    private static func fitting(_ content: String, _ width: Double, size: Double) -> String {
        let measure = EstimatedTextMeasure()
        var shown = content
        while shown.count > 1, measure.width(of: shown, isBold: false) * size > width {
            shown = String(shown.dropLast(shown.hasSuffix("…") ? 2 : 1)) + "…"
        }
        return shown.escapedForXML
    }
}

/// A firm on the way, and what it did.
private struct WayStop {
    let party: String
    let name: String
    let what: String
    let isStopped: Bool
    let isEnd: Bool

    func mark(isFirst: Bool) -> String { isStopped ? " bad" : isFirst ? " first" : isEnd ? " end" : "" }

    private static let wordsMax = 4

    static func stops(of graph: TraceGraph, _ language: DrawingLanguage) -> [WayStop] {
        // What strangers say that they did is no part of the way.
        let heard = graph.events.filter(\.isHeard)
        var order: [String] = []
        var events: [String: [TraceGraph.Event]] = [:]
        for event in heard {
            if events[event.party] == nil { order.append(event.party) }
            events[event.party, default: []].append(event)
        }
        return order.map { party in
            let own = events[party] ?? []
            var words: [String] = []
            for event in own {
                let word = language.of(event.wording)
                if !words.contains(word) { words.append(word) }
            }
            let days = [own.first, own.last].compactMap { $0?.time.plainMinute.prefix(10) }.map(String.init)
            let span = days.first == days.last ? days.first ?? "" : days.joined(separator: " – ")
            let told = words.prefix(wordsMax).joined(separator: language == .zh ? "、" : ", ")
            let name = (graph.partyNames[party] ?? party).trimmed
            return WayStop(
                party: party, name: (name.isEmpty ? party : name).shown,
                what: "\(span) · \(told)\(words.count > wordsMax ? " …" : "")",
                isStopped: own.contains { $0.kind.tone == .stop }, isEnd: own.contains { $0.kind.tone == .end })
        }
    }
}

/// Goods that went from one stop to another.
private struct WayRide {
    let from: Int
    let to: Int
    let isConfirmed: Bool
    /// How far it keeps from the stops that it passes.
    let level: Int

    static func rides(of graph: TraceGraph, places: [String: Int], countMax: Int) -> [WayRide] {
        var confirmed: [[Int]: Bool] = [:]
        for movement in graph.movements {
            guard let from = movement.sender.flatMap({ places[$0] }),
                let to = movement.receiver.flatMap({ places[$0] }),
                from != to
            else { continue }
            confirmed[[from, to], default: false] = confirmed[[from, to], default: false] || movement.isConfirmed
        }
        let sorted = confirmed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.prefix(countMax)
        return sorted.map { ends, isConfirmed in
            let span = abs(ends[0] - ends[1])
            return WayRide(
                from: ends[0], to: ends[1], isConfirmed: isConfirmed,
                level: span == 1 && ends[0] < ends[1] ? 0 : min(4, span))
        }
    }

    private var isDown: Bool { to > from }

    private func end(pitch: Double) -> Double { 22 + Double(to) * pitch + (isDown ? -9 : 9) }

    /// The head of its arrow.
    func tip(x: Double, pitch: Double) -> String {
        "M\(x.plain) \(end(pitch: pitch).plain)l-4 \(isDown ? -8 : 8)h8z"
    }

    func line(x: Double, pitch: Double) -> String {
        let start = 22 + Double(from) * pitch + (isDown ? 8 : -8)
        let end = end(pitch: pitch)
        guard level > 0 else { return "M\(x.plain) \(start.plain)V\((end - 6).plain)" }
        let side = (x - 11 * Double(level)).plain
        let bend = isDown ? 12.0 : -12.0
        return "M\(x.plain) \(start.plain)C\(side) \((start + bend).plain) \(side) "
            + "\((start + bend).plain) \(side) \((start + 2 * bend).plain)V\((end - 2 * bend).plain)C\(side) "
            + "\((end - bend).plain) \(x.plain) \((end - 2 * bend).plain) \(x.plain) \((isDown ? end - 8 : end + 8).plain)"
    }
}

extension Double {
    /// At most one decimal.
    var plain: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
