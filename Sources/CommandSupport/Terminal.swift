import Glibc

/// What is known about the terminal, if there is one.
package enum Terminal {
    package static let isOutput = isatty(STDOUT_FILENO) == 1
    package static let isError = isatty(STDERR_FILENO) == 1
    package static let isInput = isatty(STDIN_FILENO) == 1

    /// Columns of standard error's terminal.
    package static var errorWidth: Int { width(of: STDERR_FILENO) }
    /// Columns of standard output's terminal; nil where it is none, and lines need no cutting.
    package static var outputWidth: Int? { isOutput ? width(of: STDOUT_FILENO) : nil }

    private static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether standard output may be coloured: a terminal, and nobody has asked for none (no-color.org).
    package static let isColoured = isOutput && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)

    package enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case grey = "90"
        case bold = "1"
    }

    /// The text in colour, where there is colour.
    package static func paint(_ text: String, _ colours: Colour...) -> String {
        guard isColoured else { return text }
        return "\u{1B}[\(colours.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
    }
}
