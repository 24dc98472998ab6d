import CXlsxWriter
import Glibc

/// A workbook of sheets, written as XLSX (ECMA-376) with libxlsxwriter.
public struct WorkbookFile: Sendable {
    /// What happens where the file is there already.
    public enum Existing: Sendable {
        case replaced, refused
    }

    public let sheets: [WorkbookSheet]

    public init(sheets: [WorkbookSheet]) {
        self.sheets = sheets
    }

    /// Writes a temporary file beside the target, makes it durable, and gives it its name: the workbook is there whole or not at all.
    ///
    /// Headings are bold and stay in sight; columns have drop-down lists in the rows below their notes.
    public func write(to path: String, existing: Existing) throws(WorkbookError) {
        let temporary = "\(path).\(getpid()).tmp"
        // Made here first: the library would follow a link that somebody put there, and says nothing of a directory that is missing.
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(errno) }
        close(descriptor)
        defer { unlink(temporary) }
        let writer = try WorkbookWriter(path: temporary)
        for sheet in sheets { writer.add(sheet) }
        try writer.finish()
        try Self.sync(temporary)
        switch existing {
        case .replaced: guard rename(temporary, path) == 0 else { throw .system(errno) }
        case .refused: guard link(temporary, path) == 0 else { throw .system(errno) }
        }
    }

    private static func sync(_ path: String) throws(WorkbookError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(errno) }
    }
}
