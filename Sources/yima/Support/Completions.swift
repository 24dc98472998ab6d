import ArgumentParser
import Codes
import CommandSupport
import Glibc
import Profiles

/// What a shell offers where a value stands, beside the names of files.
///
/// Completion must never fail or write: where the user's own definitions cannot be read, the built-in ones are offered.
extension CompletionKind {
    /// Codes that were asked about lately.
    static var recentCodes: CompletionKind { .custom { _, _, _ in RecentCodes.all() } }

    /// Codes that were asked about lately; behind `--batch` the names of files.
    static var recentCodesOrFiles: CompletionKind {
        .custom { words, _, begun in words.contains("--batch") ? fileNames(beginning: begun) : RecentCodes.all() }
    }

    /// What begins so in its folder; folders with a slash behind them.
    private static func fileNames(beginning begun: String) -> [String] {
        let slash = begun.lastIndex(of: "/").map { begun.index(after: $0) } ?? begun.startIndex
        let (folder, name) = (String(begun[..<slash]), begun[slash...])
        guard let handle = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(handle) }
        var found: [String] = []
        while let entry = readdir(handle), found.count < fileNamesMax {
            let type = entry.pointee.d_type
            let text = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            // Hidden files are offered to those who ask for them.
            guard text.hasPrefix(name), name.isEmpty ? !text.hasPrefix(".") : true, text != ".", text != ".." else {
                continue
            }
            found.append(folder + text + (type == DT_DIR ? "/" : ""))
        }
        return found.sorted()
    }

    private static let fileNamesMax = 10_000

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
