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

    package init(_ graph: TraceGraph, _ language: DrawingLanguage) {
        self.language = language
        let all = WayStop.stops(of: graph, language)
        stops = Array(all.prefix(Self.stopsMax))
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
        for ride in rides { text += ride.svg(x: left, pitch: pitch) }
        for (place, stop) in stops.enumerated() {
            let y = 22 + Double(place) * pitch
            text +=
                "<circle class=\"stop\(stop.mark(isFirst: place == 0))\" cx=\"\(left.plain)\" cy=\"\(y.plain)\" r=\"7\"/>"
            text += Self.text(stop.name, x: left + 20, y: y, width: 340 - left - 24, size: 13, style: nil)
            text += Self.text(stop.what, x: left + 20, y: y + 17, width: 340 - left - 24, size: 11, style: "sub")
        }
        if foldedCount > 0 {
            let more = language == .zh ? "……另有 \(foldedCount) 家单位" : "… and \(foldedCount) more firms"
            text += Self.text(more, x: left + 20, y: height - 8, width: 300, size: 11, style: "sub")
        }
        return text + "</svg>"
    }

    private var label: String {
        (language == .zh ? "流转路线：" : "The way: ") + stops.map(\.name).joined(separator: " → ")
    }

    private static func text(
        _ content: String, x: Double, y: Double, width: Double, size: Double, style: String?
    ) -> String {
        let measure = EstimatedTextMeasure()
        var shown = content
        while shown.count > 1, measure.width(of: shown, isBold: false) * size > width {
            shown = String(shown.dropLast(shown.hasSuffix("…") ? 2 : 1)) + "…"
        }
        let attribute = style.map { " class=\"\($0)\"" } ?? ""
        return "<text\(attribute) x=\"\(x.plain)\" y=\"\((y + 4).plain)\">\(shown.escapedForXML)</text>"
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

    func svg(x: Double, pitch: Double) -> String {
        let down = to > from
        let start = 22 + Double(from) * pitch + (down ? 8 : -8)
        let end = 22 + Double(to) * pitch + (down ? -9 : 9)
        let style = isConfirmed ? "line" : "line open"
        let tip = "\(x.plain) \(end.plain)"
        let back = down ? end - 8 : end + 8
        let head = "<path class=\"head\" d=\"M\(tip)L\((x - 4).plain) \(back.plain)L\((x + 4).plain) \(back.plain)z\"/>"
        guard level > 0 else {
            return "<path class=\"\(style)\" d=\"M\(x.plain) \(start.plain)V\((end - 6).plain)\"/>\(head)"
        }
        let side = (x - 11 * Double(level)).plain
        let bend = down ? 12.0 : -12.0
        return "<path class=\"\(style)\" d=\"M\(x.plain) \(start.plain)C\(side) \((start + bend).plain) \(side) "
            + "\((start + bend).plain) \(side) \((start + 2 * bend).plain)V\((end - 2 * bend).plain)C\(side) "
            + "\((end - bend).plain) \(x.plain) \((end - 2 * bend).plain) \(x.plain) \(back.plain)\"/>\(head)"
    }
}

extension Double {
    /// At most one decimal.
    var plain: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
