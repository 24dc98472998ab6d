import CommandSupport
import Profiles
import Values

/// Rows below a table that were passed over as none of scans, told once at its end.
struct PassedRows {
    private var first: (line: Int, text: String)?
    private var count = 0

    /// Notes a row that the mapper takes for none of scans; sums and blank rows are nothing to tell.
    mutating func take(_ record: CSVRecord, _ mapper: ScanMapper) {
        guard mapper.isFooter(record) else { return }
        let text = (0..<record.count).lazy.map { record[$0].trimmed }.first { !$0.isEmpty }
        first = first ?? (record.line, text ?? "")
        count += 1
    }

    /// What is said of them, once; nil where there is nothing to say.
    mutating func notice(sheet: String?) -> SourceItem? {
        guard let (line, text) = first else { return nil }
        first = nil
        return .notice(
            SourceProblem(
                line: line, column: 1,
                wording: Wording(
                    en: "passed over as no scan: “\(text.shown)”"
                        + (count > 1 ? " and \((count - 1).grouped) more" : ""),
                    zh: "此行不是扫码记录，已跳过：“\(text.shown)”" + (count > 1 ? "，另有 \((count - 1).grouped) 行" : "")),
                sheet: sheet))
    }
}
