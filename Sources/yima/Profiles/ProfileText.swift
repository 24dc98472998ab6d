import CommandSupport
import Profiles
import Values

/// A profile as people read it on a terminal: its heading, then a row for each element.
struct ProfileText {
    let profile: Profile
    /// Only requirements that these steps have are shown; all where none is named.
    let steps: [EventStep]

    /// Words of a long list are worth less than the columns behind them.
    private static let formColumnsMax = 44
    /// Conditions go on in the next line, so that the days behind them can be found.
    private static let conditionColumnsMax = 60

    func lines(of elements: [DataElement]) -> [String] {
        var table = TextTable()
        table.add([
            said("element", "数据项"), said("label", "名称"), said("value", "格式"), said("required for", "必填环节（条件）"),
            said("from", "起始日期"),
        ])
        for element in elements { add(element, to: &table) }
        let lines = table.lines
        let head = lines.prefix(1).map { Terminal.paint($0, .bold) }
        return heading + [""] + head + lines.dropFirst()
    }

    private var heading: [String] {
        let since = said("from \(profile.validFrom)", "自 \(profile.validFrom) 起")
        let base = profile.base.map { said("; takes over \($0)", "；沿用 \($0)") } ?? ""
        return [
            Terminal.paint("\(profile.id)  \(said(profile.label))", .bold)
                + "  \(said("version \(profile.version), \(since)", "版本 \(profile.version)，\(since)"))\(base)",
            profile.source.printable,
        ]
    }

    /// The element, and under it a line for every further requirement.
    private func add(_ element: DataElement, to table: inout TextTable) {
        let asked = element.requirements.filter { requirement in
            steps.isEmpty || steps.contains { requirement.covers($0.stepKind) }
        }
        let form = said(element.form).printable.cut(to: Self.formColumnsMax)
        var cells = [element.name, said(element.label).printable, form + Self.mark(of: element)]
        guard !asked.isEmpty else { return table.add(cells + ["", ""]) }
        for requirement in asked {
            var days = Self.days(requirement)
            for line in said(profile.wording(of: requirement)).printable.wrapped(to: Self.conditionColumnsMax) {
                table.add(cells + [line, days])
                (cells, days) = (["", "", ""], "")
            }
        }
    }

    /// What else there is to know of an element: that it is private, or that another column says it.
    static func mark(of element: DataElement) -> String {
        if element.isPrivate { return said(" [private]", "【私密】") }
        let column = element.column
        return column == element.name ? "" : said(" [column \(column)]", "【列 \(column)】")
    }

    static func days(_ requirement: ElementRequirement) -> String {
        requirement.until.map { "\(requirement.from) – \($0)" } ?? "\(requirement.from)"
    }
}

/// Cells in columns as wide as their widest, East Asian characters counted as two.
struct TextTable {
    private var rows: [[String]] = []

    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The rows, two blanks between columns and none at the end.
    var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.lazy.filter { column < $0.count }.map { $0[column].columns }.max() ?? 0
        }
        return rows.map { cells in
            let line = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension String {
    /// In lines of at most so many columns, East Asian characters counted as two: parted behind blanks and Chinese commas, of which blanks
    /// are left out at the end of a line. A word that is longer has a line of its own.
    fileprivate func wrapped(to columnsMax: Int) -> [String] {
        var (lines, line, word) = ([String](), "", "")
        func end(_ text: String) -> String { String(text.reversed().drop { $0 == " " }.reversed()) }
        func take() {
            if !line.isEmpty, end(line + word).columns > columnsMax {
                lines.append(end(line))
                line = ""
            }
            line += word
            word = ""
        }
        for character in self {
            word.append(character)
            if " ，、；：（".contains(character) { take() }
        }
        take()
        return lines + [end(line)]
    }
}
