/// A rectangle, in the units of the picture.
struct Box: Hashable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var right: Double { x + width }
    var bottom: Double { y + height }
    var middle: Double { x + width / 2 }

    func inset(_ distance: Double) -> Box {
        Box(x: x + distance, y: y + distance, width: width - 2 * distance, height: height - 2 * distance)
    }
}

/// A mark with all its text in its box, the upper left corner of which is at 0, 0.
struct MarkBox: Hashable, Sendable {
    struct CalloutBox: Hashable, Sendable {
        let grade: LaneChart.Grade
        var box: Box
        var texts: [TextLine]
    }

    private(set) var box: Box
    private(set) var texts: [TextLine] = []
    private(set) var callouts: [CalloutBox] = []
    /// With the callouts.
    var height: Double { (callouts.last?.box.bottom ?? box.bottom) - box.y }

    init(_ mark: LaneChart.Mark, width: Double) {
        var column = TextStack(x: Self.padding, y: Self.padding - 1, room: width - 2 * Self.padding)
        let isBeside = column.add(mark.heading, beside: mark.time, indent: Self.glyphRoom)
        if !isBeside { column.add(mark.heading, .heading, indent: Self.glyphRoom, atMost: 2) }
        for line in mark.lines { column.add(line, .body, atMost: 3) }
        if !isBeside { column.add(mark.time, .small, atMost: 2) }
        texts = column.texts
        box = Box(x: 0, y: 0, width: width, height: column.y + Self.padding - 2)
        var y = box.bottom
        for callout in mark.callouts {
            y += Self.calloutGap
            var column = TextStack(
                x: Self.padding + Self.gradeRoom, y: y + 3, room: width - 2 * Self.padding - Self.gradeRoom)
            column.add(callout.text, .remark, atMost: 5, keepsEnd: false)
            let box = Box(x: 0, y: y, width: width, height: column.y + 3 - y)
            callouts.append(CalloutBox(grade: callout.grade, box: box, texts: column.texts))
            y = box.bottom
        }
    }

    static let padding = 6.0
    static let glyphRoom = 17.0
    static let gradeRoom = 14.0
    private static let calloutGap = 3.0

    func moved(x: Double, y: Double) -> MarkBox {
        var copy = self
        copy.box.x += x
        copy.box.y += y
        copy.texts = texts.map { $0.moved(x: x, y: y) }
        copy.callouts = callouts.map { callout in
            var callout = callout
            callout.box.x += x
            callout.box.y += y
            callout.texts = callout.texts.map { $0.moved(x: x, y: y) }
            return callout
        }
        return copy
    }
}

/// Sizes of type in the picture.
enum TypeStyle: Hashable, Sendable {
    case title, lane, heading, body, remark, small

    var size: Double {
        switch self {
        case .title: 18
        case .lane: 12
        case .heading: 11.5
        case .body: 11
        case .remark: 10.5
        case .small: 10
        }
    }

    var isBold: Bool { self == .title || self == .lane || self == .heading }
    var leading: Double { size * 1.28 }
}

/// Lines under one another, each within its room.
struct TextStack {
    let x: Double
    private(set) var y: Double
    let room: Double
    private(set) var texts: [TextLine] = []

    init(x: Double, y: Double, room: Double) {
        (self.x, self.y, self.room) = (x, y, room)
    }

    mutating func add(
        _ text: String, _ style: TypeStyle, indent: Double = 0, atMost limit: Int, isCentred: Bool = false,
        keepsEnd: Bool = true
    ) {
        let fitted = FittedText(style.size, isBold: style.isBold)
        for line in fitted.lines(text, room: room - indent, atMost: limit, keepsEnd: keepsEnd) {
            texts.append(
                TextLine(
                    text: line, x: isCentred ? x + room / 2 : x + indent, baseline: y + style.size * 0.98,
                    size: style.size,
                    isBold: style.isBold, anchor: isCentred ? .middle : .start, width: fitted.width(line),
                    room: room - indent))
            y += style.leading
        }
    }

    /// A heading with a short text at the right of the same line. False, and nothing added, where there is no room for both.
    mutating func add(_ heading: String, beside text: String, indent: Double) -> Bool {
        let (bold, small) = (FittedText(TypeStyle.heading.size, isBold: true), FittedText(TypeStyle.small.size))
        let (head, tail) = (heading.calm, text.calm)
        let (headWidth, tailWidth) = (bold.width(head), small.width(tail))
        guard !tail.isEmpty, indent + headWidth + Self.besideGap + tailWidth <= room else { return false }
        let baseline = y + TypeStyle.heading.size * 0.98
        texts.append(
            TextLine(
                text: head, x: x + indent, baseline: baseline, size: TypeStyle.heading.size, isBold: true,
                anchor: .start, width: headWidth, room: room - indent))
        texts.append(
            TextLine(
                text: tail, x: x + room - tailWidth, baseline: baseline, size: TypeStyle.small.size, isBold: false,
                anchor: .start, width: tailWidth, room: tailWidth))
        y += TypeStyle.heading.leading
        return true
    }

    private static let besideGap = 6.0
}

extension TextLine {
    func moved(x: Double, y: Double) -> TextLine {
        var copy = self
        copy.x += x
        copy.baseline += y
        return copy
    }
}
