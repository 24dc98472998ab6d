/// Bars under the text, with their interpretation under them, at one size of type.
struct LinearArrangement: LabelArrangement {
    let layout: LabelLayout
    let content: LabelContent
    let symbol: Symbol
    let scale: TypeScale

    private var size: LabelSize { layout.size }
    private var margin: Double { layout.margin }

    func attempt(_ module: Double) -> LabelLayout.Attempt {
        let quiet = symbol.kind.quietZone
        let width = Double(quiet.left + symbol.width + quiet.right) * module
        let heights = symbol.kind.barHeights(module: module)
        guard let text = text() else { return .tooSmall(.text) }
        guard let interpretation = interpretation(module) else { return .tooSmall(.text) }
        let gap = text.height > 0 ? scale.line * 0.6 : 0
        let others = margin + text.height + gap + interpretation.height + margin
        guard width <= size.width, others + heights.lowerBound <= size.height else {
            return .tooSmall(.symbol(needs: LabelSize(roomFor: width, others + heights.lowerBound)))
        }
        let height = layout.snapped(min(heights.upperBound, size.height - others))
        // What is left over stands above and below the bars, more of it above.
        let free = size.height - others - height
        let x = layout.snapped((size.width - width) / 2 + Double(quiet.left) * module)
        let y = layout.snapped(margin + text.height + gap + free * 0.6)
        let bars = bars(x: x, y: y, module: module, height: height)
        let texts = text.texts(from: margin) + interpretation.texts(below: y + height, x: x)
        return .fits(
            LabelDrawing(
                width: size.width, height: size.height, module: module, description: content.description, bars: bars,
                texts: texts), brokenLines: text.brokenLines)
    }

    private func text() -> TextColumn? {
        TextColumn(content, scale: scale, x: margin, width: size.width - 2 * margin, measure: layout.measure)
    }

    // MARK: Bars

    private func bars(x: Double, y: Double, module: Double, height: Double) -> [Bars] {
        let rectangles = symbol.rectangles
        var bars = [Bars(x: x, y: y, cellWidth: module, cellHeight: height, rectangles: rectangles)]
        if symbol.kind == .ean13 {
            // The guard bars reach down between the digits (General Specifications 5.2.1.4.3).
            let guards = rectangles.filter { EANDigits.isGuard($0.x) }
            bars.append(
                Bars(
                    x: x, y: y + height, cellWidth: module, cellHeight: layout.snapped(EANDigits.guardDescent * module),
                    rectangles: guards))
        }
        return bars
    }

    // MARK: Interpretation

    private enum Interpretation {
        case digits(EANDigits)
        case column(TextColumn)

        var height: Double {
            switch self {
            case .digits(let digits): digits.height
            case .column(let column): column.height + Self.gap
            }
        }

        func texts(below y: Double, x: Double) -> [TextLine] {
            switch self {
            case .digits(let digits): digits.texts(below: y, x: x)
            case .column(let column): column.texts(from: y + Self.gap)
            }
        }

        private static let gap = 0.6
    }

    private func interpretation(_ module: Double) -> Interpretation? {
        if symbol.kind == .ean13 {
            return .digits(EANDigits(content.data.text, module: module, measure: layout.measure))
        }
        var column = TextColumn(measure: layout.measure, x: margin, width: size.width - 2 * margin)
        guard column.add(keeping: content.interpretationPieces, size: scale.interpretation, anchor: .middle) else {
            return nil
        }
        return .column(column)
    }
}

/// The digits under an EAN-13: the first at the left of the bars, six under each half.
struct EANDigits {
    let digits: [Character]
    let module: Double
    let measure: any TextMeasure

    /// By how many modules the guard bars are longer.
    static let guardDescent = 5.0

    init(_ digits: String, module: Double, measure: any TextMeasure) {
        self.digits = Array(digits)
        self.module = module
        self.measure = measure
    }

    /// Whether a bar that begins at this module is one of the guards: 3 modules, 42, 5, 42, 3.
    static func isGuard(_ column: UInt16) -> Bool {
        column < 3 || (45..<50).contains(column) || column >= 92
    }

    private var size: Double { 9 * module }

    /// Below the bars, in millimetres.
    var height: Double { size * 1.05 }

    func texts(below y: Double, x: Double) -> [TextLine] {
        guard digits.count == 13 else { return [] }
        let halves = [(1..<7, 24.0), (7..<13, 70.5)]
        let first = line(String(digits[0]), center: x - 6 * module, room: 8 * module, below: y)
        return [first]
            + halves.map { range, middle in
                line(String(digits[range]), center: x + middle * module, room: 41 * module, below: y)
            }
    }

    private func line(_ text: String, center: Double, room: Double, below y: Double) -> TextLine {
        TextLine(
            text: text, x: center, baseline: y + size * 0.88, size: size, isBold: false, anchor: .middle,
            width: measure.width(of: text, isBold: false) * size, room: room)
    }
}
