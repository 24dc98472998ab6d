/// The dark and light modules of a symbol, without quiet zone. A linear symbol has one row.
public struct Symbol: Hashable, Sendable {
    public let kind: SymbolKind
    /// Modules in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    private let modules: [Bool]

    /// - Parameter modules: row by row; `width × height` of them.
    package init(kind: SymbolKind, width: Int, height: Int, modules: [Bool]) {
        precondition(modules.count == width * height, "modules do not fill the symbol")
        self.kind = kind
        self.width = width
        self.height = height
        self.modules = modules
    }

    /// Whether the module is dark; false outside of the symbol.
    public func isDark(row: Int, column: Int) -> Bool {
        guard (0..<height).contains(row), (0..<width).contains(column) else { return false }
        return modules[row * width + column]
    }

    /// The dark modules as few rectangles that do not overlap: runs within a row, joined with equal runs below.
    public var rectangles: [CellRectangle] {
        var rectangles: [CellRectangle] = []
        // Runs that end at the row before, by where they begin.
        var open: [UInt16: Int] = [:]
        for row in 0..<height {
            var stillOpen: [UInt16: Int] = [:]
            for run in runs(in: row) {
                if let index = open[run.x], rectangles[index].width == run.width {
                    rectangles[index].height += 1
                    stillOpen[run.x] = index
                } else {
                    stillOpen[run.x] = rectangles.count
                    rectangles.append(run)
                }
            }
            open = stillOpen
        }
        return rectangles
    }

    private func runs(in row: Int) -> [CellRectangle] {
        var runs: [CellRectangle] = []
        var column = 0
        while column < width {
            let start = column
            while column < width, isDark(row: row, column: column) { column += 1 }
            if column > start {
                runs.append(
                    CellRectangle(x: UInt16(start), y: UInt16(row), width: UInt16(column - start), height: 1))
            }
            column += 1
        }
        return runs
    }
}

/// A rectangle in whole modules. A sheet may hold hundreds of thousands, so it is small.
public struct CellRectangle: Hashable, Sendable {
    public var x: UInt16
    public var y: UInt16
    public var width: UInt16
    public var height: UInt16
}
