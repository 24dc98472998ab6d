import CommandSupport
import Traceability

extension CodeReader {
    /// The reader that knows the schemes which the user has settled: `YIMA_DEFINITIONS` or the configuration file.
    static func settled() throws(CommandError) -> CodeReader {
        try Definitions.codes(try Settings().definitions(nil))
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
