import Chains
import CommandSupport
import Files
import Interchange
import Risk
import StrictJSON
import Values

/// Firms by their risk, for people, office programs, programs, and a draw of inspections.
struct RiskSheet {
    struct Row {
        let firm: String
        let name: String
        let grade: RiskGrade
        let district: String
        let points: Int
    }

    private(set) var rows: [Row] = []
    private(set) var total = 0
    private(set) var hasMore = false
    private var (asOf, upTo) = ("", "0")

    /// Takes a page of `GET /risk/firms`; false where it is none.
    mutating func take(_ root: JSONValue) -> Bool {
        guard let list = root["firms"], list.kind == .array, let total = root.integer("total"),
            let day = root["asOf"]?.string
        else { return false }
        let before = rows.count
        for one in list.elements {
            guard let firm = one["firm"]?.string, let name = one["name"]?.string, let points = one.integer("points"),
                let grade = one["grade"]?.string.flatMap({ RiskGrade(rawValue: $0) }),
                let district = one["district"]?.string
            else { return false }
            rows.append(Row(firm: firm, name: name, grade: grade, district: district, points: points))
        }
        (self.total, asOf, upTo) = (total, day, root["upTo"]?.numberText ?? "0")
        // A host that gives nothing and says that there is more is not asked for ever.
        hasMore = root["next"]?.numberText != nil && rows.count > before
        return true
    }

    /// Those that `yima draw prepare` reads, in either language, then what it passes by.
    private var headings: [String] {
        [
            said("uscc", "统一社会信用代码"), said("name", "名称"), said("class", "风险类别"), said("district", "行政区划"),
            said("points", "分值"), said("as of", "截至"),
        ]
    }

    private var cells: [[String]] {
        rows.map {
            [
                $0.firm, $0.name.isEmpty ? $0.firm : $0.name, $0.grade.rawValue, $0.district,
                RiskScore.text(ofPoints: $0.points), asOf,
            ].map { String($0.printable) }
        }
    }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(headings)
        for row in cells { writer.add(row) }
        return writer.bytes
    }

    var text: String {
        let table = [headings] + cells
        let widths = headings.indices.map { column in table.map { $0[column].columns }.max() ?? 0 }
        let lines = table.map { row in
            var line = row.indices.map { column in
                row[column] + String(repeating: " ", count: widths[column] - row[column].columns)
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }
        return lines.joined()
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        let columns = headings.enumerated().map { place, heading in
            WorkbookSheet.Column(heading: heading, form: place == 4 ? .number : .text, width: place == 1 ? 40 : 20)
        }
        let sheet = WorkbookSheet(name: said("risk", "风险分级"), columns: columns, rows: cells)
        try WorkbookFile(sheets: [sheet]).save(to: path, existing: isReplacing ? .replaced : .refused)
    }

    var json: JSONNode {
        .object([
            (
                "firms",
                .array(
                    rows.map {
                        .object([
                            ("firm", .string($0.firm)), ("name", .string($0.name)),
                            ("grade", .string($0.grade.rawValue)),
                            ("district", .string($0.district)), ("points", .integer($0.points)),
                        ])
                    })
            ), ("total", .integer(total)), ("asOf", .string(asOf)), ("upTo", .number(upTo)),
        ])
    }
}
