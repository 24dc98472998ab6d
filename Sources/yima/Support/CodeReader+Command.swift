import Codes
import CommandSupport

extension CodeReader {
    /// The reader that knows the schemes which the user has settled: by an option, `YIMA_DEFINITIONS` or the configuration file.
    static func settled(_ option: String? = nil) throws(CommandError) -> CodeReader {
        try Definitions.codes(try Settings().definitions(option))
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
