public import Values

/// Why a workbook could not be written.
public enum WorkbookError: Error, Hashable, Sendable {
    /// The system's error number.
    case system(Int32)
    /// What the library says: a sheet's name, or more than a workbook can hold.
    case library(String)

    public var wording: Wording {
        switch self {
        case .system(let code):
            Wording(en: "cannot write the workbook (system error \(code))", zh: "无法写入工作簿（系统错误\(code)）")
        case .library(let message): Wording(en: message, zh: "无法生成工作簿：\(message)")
        }
    }
}
