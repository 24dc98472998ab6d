/// Text from outside on its way to a terminal.
extension String {
    /// Without control characters, which could command the terminal: each becomes a visible `\u{1D}`.
    package var printable: String {
        guard unicodeScalars.contains(where: { $0.isCommanding }) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            if scalar.isCommanding {
                shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Printable and no longer than a line can bear.
    package var shown: String {
        count > 80 ? String(prefix(80)).printable + "…" : printable
    }

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
    /// Control and format characters other than the joiners of scripts: C0, C1, bidirectional overrides.
    fileprivate var isCommanding: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: value != 0x0A
        case .format: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
        default: false
        }
    }

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
