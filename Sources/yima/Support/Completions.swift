import ArgumentParser
import Codes
import CommandSupport
import Profiles

/// What a shell offers where a value stands, beside the names of files.
///
/// Completion must never fail or write: where the user's own definitions cannot be read, the built-in ones are offered.
extension CompletionKind {
    /// Codes that were asked about lately.
    static var recentCodes: CompletionKind { .custom { _, _, _ in RecentCodes.all() } }

    /// Profiles by name, those of the user's own definitions among them.
    static var profiles: CompletionKind {
        .custom { _, _, _ in definitions.profiles.profiles.map(\.id).sorted() }
    }

    /// The words of steps.
    static var steps: CompletionKind {
        .custom { _, _, _ in
            definitions.profiles.steps.steps.map { step in
                Language.current == .zh ? step.aliases.first ?? step.name : step.name
            }
        }
    }

    /// Schemes of codes.
    static var schemes: CompletionKind {
        .custom { _, _, _ in ((try? CodeReader.settled()) ?? CodeReader()).knownSchemes }
    }

    private static var definitions: Definitions {
        let own = (try? Settings())?.definitions(nil)
        if let settled = try? Definitions.load(own) { return settled }
        guard let builtIn = try? Definitions.load(nil) else {
            preconditionFailure("the built-in definitions are sound")
        }
        return builtIn
    }
}
