import ArgumentParser
import Traceability

/// Tells people why a command ended, and the shell.
struct CommandReport {
    let status: Int32

    init(_ error: any Error, root: any ParsableCommand.Type) {
        switch error {
        case let error as CommandError:
            Console.message(error.lines(command: nil))
            status = error.status.rawValue
        case let code as ExitCode:
            status = code.rawValue
        default:
            let code = root.exitCode(for: error)
            status = code.rawValue
            if code.isSuccess {
                try? Console.print(root.fullMessage(for: error))
            } else {
                Console.message(root.fullMessage(for: error))
            }
        }
    }
}

extension ArgumentHelp {
    /// Help in the user's language.
    static func said(_ en: String, _ zh: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp(yimad.said(en, zh), valueName: valueName)
    }
}
