import Codes
import EPCIS
import Values

/// The unified social credit code that an option gives.
package enum OperatorCode {
    /// Its 18 characters, however they were written; its check character is right.
    /// - Parameter status: with which a command ends that is given another thing.
    package static func checked(
        _ written: String, option: String, status: ExitStatus = .usage
    ) throws(CommandError) -> String {
        do throws(CodeError) {
            let code = try CodeReader().read(written, as: "uscc")
            guard let uscc = code.part("uscc") else { preconditionFailure("a USCC has itself for a part") }
            return uscc
        } catch {
            // A person's number is repeated nowhere: what is said may be kept.
            let isPersonal = error.reason == .personalNumber || PersonalNumber.first(in: written) == .identity
            let wording = isPersonal ? PersonalNumber.identity.wording : error.wording
            throw CommandError(
                status, at: Wording(isPersonal ? option : "\(option) \(written.shown)"), wording, hint: error.hint)
        }
    }
}
