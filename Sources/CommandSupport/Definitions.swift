package import Codes
import Glibc
package import Profiles
package import Rules
import StrictJSON
import Values

/// What "right" means to this run: the built-in code schemes, profiles and rules, with what a directory of files puts in their
/// place.
package struct Definitions: Sendable {
    package private(set) var rules = RuleDefinitions.builtIn
    package private(set) var profiles = ProfileLibrary.builtIn
    /// Knows the schemes, and reads two-digit years around this one.
    package private(set) var codes = CodeReader.thisYear(schemes: .builtIn)

    private static let fileBytesMax = 4 << 20
    private static let filesMax = 256

    /// - Parameter directory: holds `rules.json` (changes to the rules), `steps.json` and profile files, and in `schemes/` the
    ///   code schemes; nil for the built-in definitions.
    package static func load(_ directory: String?) throws(CommandError) -> Definitions {
        var definitions = Definitions()
        guard let directory else { return definitions }
        definitions.codes = try codes(directory)
        var overrides: [String: [UInt8]] = [:]
        for name in try names(in: directory) { overrides[name] = try read("\(directory)/\(name)") }
        let rules = overrides.removeValue(forKey: "rules.json")
        do {
            if let rules { definitions.rules = try definitions.rules.overridden(byJSON: rules) }
            definitions.profiles = try ProfileLibrary(overrides: overrides, codes: definitions.codes)
        } catch {
            throw unusable(error, in: directory)
        }
        return definitions
    }

    /// The reader of codes alone, for commands that judge nothing.
    package static func codes(_ directory: String?) throws(CommandError) -> CodeReader {
        guard let directory = directory.map({ $0 + "/schemes" }), access(directory, F_OK) == 0 else {
            return .thisYear(schemes: .builtIn)
        }
        var overrides: [String: [UInt8]] = [:]
        for name in try names(in: directory) { overrides[name] = try read("\(directory)/\(name)") }
        do {
            return .thisYear(schemes: try CodeSchemeLibrary(overrides: overrides))
        } catch {
            throw unusable(error, in: directory)
        }
    }

    private static func unusable(_ error: LocatedError, in directory: String) -> CommandError {
        CommandError(
            .cannotRead, at: Wording("\(directory)/\(error.file):\(error.line):\(error.column)"), error.wording)
    }

    /// The names of the directory's JSON files.
    private static func names(in directory: String) throws(CommandError) -> [String] {
        guard let stream = opendir(directory) else { throw .cannotRead(directory, errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".json"), !name.hasPrefix(".") { names.append(name) }
            guard names.count <= filesMax else {
                throw CommandError(.cannotRead, at: Wording(directory), en: "too many files", zh: "文件过多")
            }
        }
        return names.sorted()
    }

    private static func read(_ path: String) throws(CommandError) -> [UInt8] {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: fileBytesMax) else {
            throw CommandError(.cannotRead, at: Wording(path), en: "too large", zh: "文件过大")
        }
        return bytes
    }
}

extension CodeReader {
    fileprivate static func thisYear(schemes: CodeSchemeLibrary) -> CodeReader {
        CodeReader(currentYear: Int(Timestamp.now.description.prefix(4)) ?? 2026, schemes: schemes)
    }
}
