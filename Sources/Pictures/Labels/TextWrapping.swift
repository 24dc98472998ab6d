import Values

/// Breaks one text into lines of a width: between words where it can, else between characters; Chinese breaks anywhere but before
/// closing punctuation.
package struct TextWrapping {
    let measure: any TextMeasure
    let isBold: Bool

    package init(measure: any TextMeasure, isBold: Bool) { (self.measure, self.isBold) = (measure, isBold) }

    /// The lines, or nil where not even one character fits.
    ///
    /// - Parameter width: in ems.
    package func lines(_ text: String, width: Double) -> [String]? {
        pack(pieces(text), width: width, joining: trimmed)
    }

    /// As many lines as are needed, broken so that none is much shorter than the others.
    func evenLines(_ text: String, width: Double) -> [String]? {
        guard var best = lines(text, width: width), best.count > 1 else { return lines(text, width: width) }
        var (low, high) = (width / 2, width)
        for _ in 0..<8 {
            let middle = (low + high) / 2
            if let narrower = lines(text, width: middle), narrower.count <= best.count {
                (best, high) = (narrower, middle)
            } else {
                low = middle
            }
        }
        return best
    }

    /// The lines of pieces that are kept whole as long as they fit by themselves.
    func lines(keeping pieces: [String], width: Double) -> [String]? {
        pack(pieces, width: width) { $0 }
    }

    package func width(_ text: String) -> Double { measure.width(of: text, isBold: isBold) }

    /// A text exactly as wide as its room fits, whatever the last bit of the division says.
    private func fits(_ text: String, _ width: Double) -> Bool { self.width(text) <= width + 1e-6 }

    private func pack(_ pieces: [String], width: Double, joining finish: (String) -> String) -> [String]? {
        var lines: [String] = []
        var line = ""
        for piece in pieces {
            if fits(finish(line + piece), width) {
                line += piece
                continue
            }
            if !line.isEmpty { lines.append(finish(line)) }
            line = ""
            // A piece that is longer than a line by itself is broken between characters.
            for character in piece {
                if !fits(finish(line + String(character)), width) {
                    guard !line.isEmpty else { return nil }
                    lines.append(finish(line))
                    line = ""
                }
                line.append(character)
            }
        }
        if !finish(line).isEmpty { lines.append(finish(line)) }
        return lines
    }

    /// Words with the blank behind them, and Chinese characters one by one, with the brackets that open before them and the
    /// punctuation that closes behind them.
    package func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var joinsNext = false
        var isWord = false
        for character in text {
            let isWide = character.unicodeScalars.first.map { $0.value >= 0x2E80 } ?? false
            let joins = joinsNext || Self.closing.contains(character) || (isWord && !isWide)
            if joins, let last = pieces.indices.last {
                pieces[last].append(character)
            } else {
                pieces.append(String(character))
            }
            joinsNext = Self.opening.contains(character)
            isWord = !isWide && character != " "
        }
        return pieces
    }

    private func trimmed(_ line: String) -> String { line.trimmed }

    private static let opening: Set<Character> = ["（", "《", "“", "‘", "【", "("]
    private static let closing: Set<Character> = [
        "，", "。", "、", "；", "：", "！", "？", "）", "》", "”", "’", "】", "·", "%", "℃",
    ]
}
