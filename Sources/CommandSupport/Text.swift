/// How text stands on a terminal.
extension String {
    /// The columns that it takes on a terminal: East Asian wide characters take two, combining marks none.
    package var columns: Int {
        unicodeScalars.reduce(0) { $0 + $1.columns }
    }

    /// Filled up with blanks to so many columns.
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columns))
    }

    /// At most so many columns, the cut marked.
    package func cut(to width: Int) -> String {
        guard columns > width, width > 1 else { return self }
        var kept = ""
        var used = 0
        for character in self {
            let wide = String(character).columns
            guard used + wide < width else { break }
            used += wide
            kept.append(character)
        }
        return kept + "…"
    }
}

extension Unicode.Scalar {
    /// Unicode Standard Annex 11, wide and full-width ranges in use.
    fileprivate var columns: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

extension BinaryInteger {
    /// `1234567` → `1,234,567`.
    package var grouped: String {
        var text = ""
        for (index, digit) in String(self).reversed().enumerated() {
            if index > 0, index % 3 == 0, digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
