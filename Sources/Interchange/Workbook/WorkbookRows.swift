import CXlsxWriter
package import Files
import Glibc
import SystemPackage

/// A workbook that is written row after row, whatever their number, in bounded memory: what was written lies in a file beside it.
package final class WorkbookRows {
    private let path: String
    private let temporary: String
    /// Nil once it is written.
    private var writer: WorkbookWriter?
    private var page: UnsafeMutablePointer<lxw_worksheet>?
    private var numbers: Set<Int> = []
    private var rowCount = 0

    /// - Parameter path: what the workbook will be called once it is finished.
    package init(path: String) throws(WorkbookError) {
        self.path = path
        temporary = "\(path).\(getpid()).tmp"
        try WorkbookFile.make(temporary)
        do throws(WorkbookError) {
            writer = try WorkbookWriter(path: temporary, keepingRowsIn: PosixFile.directory(of: path))
        } catch {
            WholeFile.remove(temporary)
            throw error
        }
    }

    deinit {
        // It writes the file where it was not finished: first it, then the file.
        (page, writer) = (nil, nil)
        WholeFile.remove(temporary)
    }

    /// Begins a sheet; nothing more can be added to the one before.
    package func begin(_ name: String, _ columns: [WorkbookSheet.Column]) throws(WorkbookError) {
        page = writer?.begin(name, columns)
        numbers = Set(columns.indices.filter { columns[$0].form == .number })
        rowCount = 0
    }

    /// Adds a row to the sheet that was begun last. What the library refuses is said at the end.
    package func add(_ row: [String]) {
        guard let page else { return }
        rowCount += 1
        writer?.add(row, to: page, at: rowCount, numbers: numbers)
    }

    /// Writes the workbook, durably, and gives it its name.
    package func finish(existing: WholeFile.Existing) throws(WorkbookError) {
        page = nil
        try writer?.finish()
        writer = nil
        try WorkbookFile.give(temporary, name: path, existing: existing)
    }
}
