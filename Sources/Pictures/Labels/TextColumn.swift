/// Lines under one another, from y = 0 downward.
struct TextColumn {
    private(set) var texts: [TextLine] = []
    private(set) var height = 0.0
    /// Lines with title and value whose value took more than one line.
    private(set) var brokenLines = 0

    let measure: any TextMeasure
    let x: Double
    let width: Double

    init(measure: any TextMeasure, x: Double, width: Double) {
        self.measure = measure
        self.x = x
        self.width = width
    }

    /// The name of the product and the lines below it; nil where they do not fit the width.
    init?(_ content: LabelContent, scale: TypeScale, x: Double, width: Double, measure: any TextMeasure) {
        self.init(measure: measure, x: x, width: width)
        if !content.productName.isEmpty {
            guard addHeading(content.productName, size: scale.productName) else { return nil }
            space(scale.line * 0.4)
        }
        guard add(content.lines, size: scale.line) else { return nil }
    }

    /// A bold text on one line if a little smaller type will do, else on lines of about equal length, two of them if a little smaller
    /// type will do.
    private mutating func addHeading(_ text: String, size: Double) -> Bool {
        let wrapping = TextWrapping(measure: measure, isBold: true)
        let natural = wrapping.width(text) * size
        if natural > width, natural * Self.headingShrinkMin <= width {
            return add(text, size: size * width / natural, isBold: true)
        }
        var best: (lines: [String], size: Double)?
        for shrink in stride(from: 1.0, through: Self.headingShrinkMin, by: -0.06) {
            guard let lines = wrapping.evenLines(text, width: width / (size * shrink)) else { continue }
            if let best, lines.count >= best.lines.count { continue }
            best = (lines, size * shrink)
            if lines.count <= 2 { break }
        }
        guard let best else { return false }
        add(best.lines, size: best.size, isBold: true, anchor: .start)
        return true
    }

    private static let headingShrinkMin = 0.74

    mutating func space(_ millimetres: Double) {
        if height > 0 { height += millimetres }
    }

    /// A text over the whole width, broken as needed. False where it does not fit.
    mutating func add(_ text: String, size: Double, isBold: Bool = false, anchor: TextLine.Anchor = .start) -> Bool {
        let wrapping = TextWrapping(measure: measure, isBold: isBold)
        guard let lines = wrapping.lines(text, width: width / size) else { return false }
        add(lines, size: size, isBold: isBold, anchor: anchor)
        return true
    }

    /// Pieces that are kept whole as long as one fits into a line.
    mutating func add(keeping pieces: [String], size: Double, anchor: TextLine.Anchor = .start) -> Bool {
        let wrapping = TextWrapping(measure: measure, isBold: false)
        guard let lines = wrapping.lines(keeping: pieces, width: width / size) else { return false }
        add(lines, size: size, isBold: false, anchor: anchor)
        return true
    }

    private mutating func add(_ lines: [String], size: Double, isBold: Bool, anchor: TextLine.Anchor) {
        for line in lines {
            place(
                line, x: anchor == .start ? x : x + width / 2, room: width, size: size, isBold: isBold, anchor: anchor)
            height += size * TypeScale.leading
        }
    }

    /// Titles at the left, values in a column of their own.
    mutating func add(_ lines: [LabelContent.Line], size: Double) -> Bool {
        let wrapping = TextWrapping(measure: measure, isBold: false)
        let titles = min(lines.map { wrapping.width($0.title) * size }.max() ?? 0, width * 0.5)
        let gap = titles > 0 ? size * 0.6 : 0
        let values = width - titles - gap
        guard values > size else { return false }
        for line in lines {
            guard let parts = wrapping.lines(line.value, width: values / size),
                let head = wrapping.lines(line.title, width: titles / size)
            else { return false }
            if max(parts.count, head.count) > 1 { brokenLines += 1 }
            for index in 0..<max(parts.count, head.count) {
                if index < head.count { place(head[index], x: x, room: titles, size: size) }
                if index < parts.count { place(parts[index], x: x + titles + gap, room: values, size: size) }
                height += size * TypeScale.leading
            }
        }
        return true
    }

    private mutating func place(
        _ text: String, x: Double, room: Double, size: Double, isBold: Bool = false, anchor: TextLine.Anchor = .start
    ) {
        guard !text.isEmpty else { return }
        // An em box has 0.88 of its height above the baseline in Chinese fonts.
        let baseline = height + size * ((TypeScale.leading - 1) / 2 + 0.88)
        texts.append(
            TextLine(
                text: text, x: x, baseline: baseline, size: size, isBold: isBold, anchor: anchor,
                width: measure.width(of: text, isBold: isBold) * size, room: room))
    }

    /// The lines moved down.
    func texts(from y: Double) -> [TextLine] {
        texts.map { line in
            var line = line
            line.baseline += y
            return line
        }
    }
}
