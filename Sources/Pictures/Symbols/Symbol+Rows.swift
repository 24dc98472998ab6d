extension Symbol {
    /// The symbol as lines of text, two rows of modules in each, with the white space that scanners need: light modules are blocks, dark
    /// ones are what is behind the text, as a terminal of light letters on a dark ground shows them.
    public var halfBlocks: [String] {
        let zone = kind.quietZone
        let rows = -zone.vertical..<(height + zone.vertical)
        return stride(from: rows.lowerBound, to: rows.upperBound, by: 2).map { row in
            String(
                (-zone.left..<(width + zone.right)).map { column -> Character in
                    // Below the last row there is nothing, which is neither.
                    let lower = row + 1 < rows.upperBound ? isDark(row: row + 1, column: column) : true
                    switch (isDark(row: row, column: column), lower) {
                    case (false, false): return "█"
                    case (false, true): return "▀"
                    case (true, false): return "▄"
                    case (true, true): return " "
                    }
                })
        }
    }

    /// An SVG picture of the symbol alone, black on white, with the white space that scanners need.
    /// - Parameter module: the side of a module in pixels.
    public func svg(module: Int = 4) -> String {
        let zone = kind.quietZone
        let (columns, rows) = (width + zone.left + zone.right, height + 2 * zone.vertical)
        let path = rectangles.map { part in
            "M\(Int(part.x) + zone.left) \(Int(part.y) + zone.vertical)h\(part.width)v\(part.height)h-\(part.width)z"
        }.joined()
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(columns * module)" height="\(rows * module)" \
            viewBox="0 0 \(columns) \(rows)" shape-rendering="crispEdges">\
            <rect width="\(columns)" height="\(rows)" fill="#fff"/><path d="\(path)"/></svg>

            """
    }
}
