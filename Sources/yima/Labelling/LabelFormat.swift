import CommandSupport
import Pictures
import Values

/// The kind of file that labels are written to, told by the end of its name.
enum LabelFormat: String, CaseIterable {
    case svg, png, pdf

    init(path: String) throws(CommandError) {
        let name = path.split(separator: "/").last ?? ""
        let end = name.contains(".") ? name.split(separator: ".").last?.lowercased() ?? "" : ""
        guard let format = LabelFormat(rawValue: end), name.utf8.count > end.utf8.count + 1 else {
            throw CommandError(
                .usage, at: Wording(path), en: "the name must end in .svg, .png or .pdf",
                zh: "文件名应以 .svg、.png 或 .pdf 结尾")
        }
        self = format
    }

    /// `labels.svg` → `labels-2.svg`; a PDF holds all pages in one file.
    func path(_ path: String, page: Int, of count: Int) -> String {
        guard count > 1, self != .pdf else { return path }
        return "\(path.dropLast(rawValue.utf8.count + 1))-\(page).\(path.suffix(rawValue.utf8.count))"
    }
}

extension CommandError {
    /// A label that cannot be drawn.
    init(_ error: LabelError, at place: Wording?) {
        let status: ExitStatus =
            switch error.reason {
            case .unusableModule, .unusableSize: .usage
            case .symbolCannotCarry, .dataTooLong, .symbolDoesNotFit, .textDoesNotFit: .badInput
            case .missingGlyph: .cannotWrite
            case .drawing: .software
            }
        self.init(status, at: place, error.wording, hint: error.hint)
    }
}
