/// Sizes of the type of one attempt at a layout, in millimetres.
struct TypeScale {
    /// Multiplies all sizes.
    let factor: Double

    var productName: Double { 4.2 * factor }
    var line: Double { 2.6 * factor }
    var interpretation: Double { 2.1 * factor }
    var note: Double { 1.9 * factor }

    /// Height of a line, by the size of its type.
    static let leading = 1.32

    /// From what a label of this size is given down to the smallest that is printed: lines of 1.8 mm (GB 7718 for labels of
    /// more than 35 cm² asks for characters of at least that height), a little less on labels too small for it.
    static func attempts(width: Double, height: Double) -> [TypeScale] {
        let first = min(2, max(1, min(width / 60, height / 40)))
        let last = min(width, height) < 30 ? 0.55 : 0.68
        return stride(from: first, through: last, by: -0.06).map(TypeScale.init)
    }
}

/// Lines under one another, from y = 0 downward.
struct TextColumn {
    private(set) var texts: [TextLine] = []
    private(set) var height = 0.0

    let measure: any TextMeasure
    let x: Double
    let width: Double

    init(measure: any TextMeasure, x: Double, width: Double) {
        self.measure = measure
        self.x = x
        self.width = width
    }

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
