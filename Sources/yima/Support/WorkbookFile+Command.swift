import CommandSupport
import Files
import Interchange
import Values

extension CommandError {
    /// Why a workbook could not be written to a path.
    init(_ error: WorkbookError, writing path: String) {
        switch error {
        case .system(let code): self = .cannotWrite(path, code)
        case .library: self.init(.cannotWrite, at: Wording(path), error.wording)
        }
    }
}

extension WorkbookFile {
    /// Writes it, and says in the user's words why it cannot be.
    func save(to path: String, existing: WholeFile.Existing) throws(CommandError) {
        do throws(WorkbookError) { try write(to: path, existing: existing) } catch {
            throw CommandError(error, writing: path)
        }
    }
}
