/// HTML as text: every text from outside is escaped, and no script is ever written.
struct HTMLWriter {
    private(set) var text = ""

    /// Markup that is ours.
    mutating func raw(_ markup: String) { text += markup }

    /// `<tag class="…">text</tag>`.
    mutating func element(_ tag: String, _ content: String, class name: String? = nil) {
        text += name.map { "<\(tag) class=\"\($0)\">" } ?? "<\(tag)>"
        text += Self.escaped(content)
        text += "</\(tag)>"
    }

    mutating func row(_ cells: [String], _ tag: String = "td", numbers: Set<Int> = []) {
        text += "<tr>"
        for (index, cell) in cells.enumerated() { element(tag, cell, class: numbers.contains(index) ? "n" : nil) }
        text += "</tr>\n"
    }

    /// Characters that a page may not hold (HTML §13.1) are left out; those that order text anew are shown as nothing.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n": escaped += " "
            default:
                switch scalar.properties.generalCategory {
                case .control, .surrogate, .format: break
                default: escaped.unicodeScalars.append(scalar)
                }
            }
        }
        return escaped
    }
}
