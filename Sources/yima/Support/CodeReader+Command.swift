import CommandSupport
import Traceability

extension CodeReader {
    /// A reader of this year: two-digit years are read around it.
    static var thisYear: CodeReader {
        CodeReader(currentYear: Int(Timestamp.now.description.prefix(4)) ?? 2026)
    }

    /// The code, or the error that a command ends with.
    func code(_ written: String) throws(CommandError) -> CanonicalCode {
        do {
            return try read(written)
        } catch {
            throw CommandError(error, code: written)
        }
    }
}
