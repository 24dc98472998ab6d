/// A matrix symbol beside or above the text, at one size of type.
struct MatrixArrangement: LabelArrangement {
    let layout: LabelLayout
    let content: LabelContent
    let symbol: Symbol
    let scale: TypeScale

    func attempt(_ module: Double) -> LabelLayout.Attempt {
        isWide ? beside(module) : above(module)
    }

    private var size: LabelSize { layout.size }
    private var margin: Double { layout.margin }
    private var isWide: Bool { size.width >= size.height * 1.15 }
    private var hasText: Bool { !content.productName.isEmpty || !content.lines.isEmpty }

    /// The symbol with its quiet zone, which may reach into the label's margin.
    private struct Extent {
        let side: Double
        /// From the label's edge to the symbol.
        let edge: Double
        /// From the symbol to whatever is printed next.
        let quiet: Double

        init(_ symbol: Symbol, module: Double, margin: Double) {
            side = Double(max(symbol.width, symbol.height)) * module
            quiet = Double(symbol.kind.quietZone.vertical) * module
            edge = max(margin, quiet)
        }
    }

    // MARK: Text at the left

    private func beside(_ module: Double) -> LabelLayout.Attempt {
        let extent = Extent(symbol, module: module, margin: margin)
        guard let footer = footer() else { return .tooSmall(.text) }
        let note = note(
            width: extent.side + 2 * (extent.edge - margin), center: size.width - extent.edge - extent.side / 2)
        let bottom = size.height - margin - footer.height - scale.note * 0.4
        let x = layout.snapped(size.width - extent.edge - extent.side)
        let column = x - extent.quiet - margin
        // Text beside the symbol needs a third of the label to be read with ease.
        let columnMin = hasText ? max(12, size.width * 0.36) : 0
        let below = note.height > 0 ? extent.quiet + note.height : extent.quiet
        guard extent.edge + extent.side + below <= bottom, column >= columnMin else {
            return .tooSmall(
                .symbol(
                    needs: LabelSize(
                        roomFor: margin + columnMin + extent.quiet + extent.side + extent.edge,
                        extent.edge + extent.side + below + size.height - bottom)))
        }
        guard let text = textColumn(x: margin, width: column), margin + text.height <= bottom else {
            return .tooSmall(.text)
        }
        let y = layout.snapped(extent.edge)
        let texts =
            text.texts(from: margin) + note.texts(from: y + extent.side + extent.quiet)
            + footer.texts(from: size.height - margin - footer.height)
        return .fits(drawing(module: module, x: x, y: y, texts: texts), brokenLines: text.brokenLines)
    }

    // MARK: Text below

    private func above(_ module: Double) -> LabelLayout.Attempt {
        let extent = Extent(symbol, module: module, margin: margin)
        guard let footer = footer() else { return .tooSmall(.text) }
        let note = note(width: size.width - 2 * margin, center: size.width / 2)
        guard let text = textColumn(x: margin, width: size.width - 2 * margin) else { return .tooSmall(.text) }
        let gap = scale.line * 0.5
        let needed =
            extent.edge + extent.side + extent.quiet + note.height + gap + text.height + gap + footer.height + margin
        guard extent.side + 2 * extent.edge <= size.width, needed <= size.height else {
            let isWideEnough = extent.side + 2 * extent.edge <= size.width
            let needs = LabelSize(roomFor: extent.side + 2 * extent.edge, needed)
            return .tooSmall(isWideEnough && hasText ? .text : .symbol(needs: needs))
        }
        let free = size.height - needed
        let x = layout.snapped((size.width - extent.side) / 2)
        let y = layout.snapped(extent.edge + free * 0.3)
        let noteY = y + extent.side + extent.quiet
        let texts =
            note.texts(from: noteY) + text.texts(from: noteY + note.height + gap + free * 0.3)
            + footer.texts(from: size.height - margin - footer.height)
        return .fits(drawing(module: module, x: x, y: y, texts: texts), brokenLines: text.brokenLines)
    }

    // MARK: Parts

    private func textColumn(x: Double, width: Double) -> TextColumn? {
        TextColumn(content, scale: scale, x: x, width: width, measure: layout.measure)
    }

    /// The interpretation of the code, at most a third of the label.
    private func footer() -> TextColumn? {
        var column = TextColumn(measure: layout.measure, x: margin, width: size.width - 2 * margin)
        let title = layout.language.of(LabelWords.code) + " "
        var pieces = content.interpretationPieces
        if let first = pieces.first { pieces[0] = title + first }
        guard column.add(keeping: pieces, size: scale.interpretation),
            column.height <= size.height * (isWide ? 0.34 : 0.4)
        else { return nil }
        return column
    }

    /// What the symbol is for, under it; left out where the symbol is too small to have words under it.
    private func note(width: Double, center: Double) -> TextColumn {
        let text = layout.language.of(LabelWords.note)
        let size = min(scale.note, width / max(1, layout.measure.width(of: text, isBold: false)))
        var column = TextColumn(measure: layout.measure, x: center - width / 2, width: width)
        if size >= 1.3 { _ = column.add(text, size: size, anchor: .middle) }
        return column
    }

    private func drawing(module: Double, x: Double, y: Double, texts: [TextLine]) -> LabelDrawing {
        LabelDrawing(
            width: size.width, height: size.height, module: module, description: content.description,
            bars: [Bars(x: x, y: y, cellWidth: module, cellHeight: module, rectangles: symbol.rectangles)],
            texts: texts)
    }
}
