import CommandSupport
import Traceability

extension CodeReader {
    /// A reader of this year: two-digit years are read around it.
    static var thisYear: CodeReader { thisYear(schemes: .builtIn) }

    static func thisYear(schemes: CodeSchemeLibrary) -> CodeReader {
        CodeReader(currentYear: Int(Timestamp.now.description.prefix(4)) ?? 2026, schemes: schemes)
    }

    /// A reader of this year that knows the schemes that the user has settled: `YIMA_DEFINITIONS` or the configuration file.
    static func settled() throws(CommandError) -> CodeReader {
        thisYear(schemes: try Definitions.schemes(try Settings().definitions(nil)))
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
