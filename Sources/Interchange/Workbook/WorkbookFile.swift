import CXlsxWriter
package import Files
import Glibc
import SystemPackage
public import Values

/// A workbook of sheets, written as XLSX (ECMA-376) with libxlsxwriter.
public struct WorkbookFile: Sendable {
    public let sheets: [WorkbookSheet]

    public init(sheets: [WorkbookSheet]) {
        self.sheets = sheets
    }

    /// Writes a temporary file beside the target, makes it durable, and gives it its name: the workbook is there whole or not at all.
    ///
    /// Headings are bold and stay in sight; columns have drop-down lists in the rows below their notes.
    package func write(to path: String, existing: WholeFile.Existing) throws(WorkbookError) {
        let temporary = "\(path).\(getpid()).tmp"
        try Self.make(temporary)
        defer { WholeFile.remove(temporary) }
        let writer = try WorkbookWriter(path: temporary)
        for sheet in sheets { writer.add(sheet) }
        try writer.finish()
        try Self.give(temporary, name: path, existing: existing)
    }

    /// Made before the library writes: it would follow a link that somebody put there, and says nothing of a directory that is missing.
    static func make(_ temporary: String) throws(WorkbookError) {
        try files { () throws(PosixFile.Failure) in
            _ = try PosixFile(
                opening: temporary, .writeOnly, options: [.create, .exclusiveCreate],
                mode: FilePermissions(rawValue: 0o644))
        }
    }

    /// Makes a finished workbook durable and gives it its name.
    static func give(_ temporary: String, name path: String, existing: WholeFile.Existing) throws(WorkbookError) {
        try files { () throws(PosixFile.Failure) in
            try PosixFile(opening: temporary, .readOnly).sync()
            try WholeFile.give(temporary, name: path, existing: existing)
        }
    }

    private static func files(_ work: () throws(PosixFile.Failure) -> Void) throws(WorkbookError) {
        do throws(PosixFile.Failure) { try work() } catch { throw .system(error.code) }
    }
}

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
