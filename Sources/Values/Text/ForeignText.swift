/// Text from outside on its way to a person: into a message, a drawing, a terminal.
extension String {
    /// Without characters that could command a terminal or turn the direction of the text: each becomes a visible `\u{1D}`.
    /// A line feed stays.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isCommanding) else { return self }
        return String.UnicodeScalarView.printable(unicodeScalars)
    }

    /// Printable, and never repeated at its full length: at most 80 Unicode scalars and an ellipsis. Not characters: a single one
    /// may be a letter under a million accents.
    package var shown: String {
        let limit = unicodeScalars.index(startIndex, offsetBy: 80, limitedBy: endIndex)
        guard let limit, limit < endIndex else { return printable }
        return String(self[..<limit]).printable + "…"
    }
}

extension String.UnicodeScalarView {
    fileprivate static func printable(_ text: String.UnicodeScalarView) -> String {
        var shown = ""
        for scalar in text {
            if scalar.isCommanding {
                shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

extension Unicode.Scalar {
    /// Control characters, separators of lines and paragraphs, what shows nothing itself (zero-width space, marks and overrides of
    /// direction, byte-order mark). The joiners of scripts stay.
    fileprivate var isCommanding: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: value != 0x0A
        case .format:
            switch value {
            case 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
            default: false
            }
        default: false
        }
    }
}
