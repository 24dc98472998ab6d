package import Codes
import Glibc
package import Profiles
package import Rules
package import Values

/// What "right" means to this run: the built-in code schemes, profiles and rules, with what a directory of files puts in their
/// place.
package struct Definitions: Sendable {
    package let trade: TradeDefinitions
    /// Knows the schemes, and reads two-digit years around this one.
    package let codes: CodeReader
    /// The scheme files by which `codes` reads in the place of built-in ones, or beside them, by name.
    package let schemes: [String: [UInt8]]

    package var profiles: ProfileLibrary { trade.profiles }

    private static let fileBytesMax = 4 << 20
    private static let filesMax = 256

    /// - Parameters:
    ///   - directory: holds `rules.json` (changes to the rules), `lists.json`, `registers.json`, `steps.json` and profile files, and
    ///     in `schemes/` the code schemes; nil for none of one's own.
    ///   - adopted: the files that a ledger has adopted, by name; those of the directory go before them.
    package static func load(
        _ directory: String?, adopted: [String: [UInt8]] = [:]
    ) throws(CommandError) -> Definitions {
        let own = try files(directory)
        do throws(LocatedError) {
            return try Definitions(files: adopted.merging(own) { $1 }, chosen: Set(own.keys))
        } catch {
            throw unusable(error, own, in: directory)
        }
    }

    /// - Parameter files: in the place of the built-in ones of the same name, or beside them.
    ///   `chosen` names those that are one's own, not a ledger's.
    package init(files: [String: [UInt8]], chosen: Set<String> = []) throws(LocatedError) {
        let prefix = TradeDefinitions.schemesPrefix
        let schemes = files.filter { $0.key.hasPrefix(prefix) }
        self.schemes = schemes
        codes = .thisYear(
            schemes: schemes.isEmpty
                ? .builtIn
                : try CodeSchemeLibrary(
                    overrides: Dictionary(
                        uniqueKeysWithValues: schemes.map { (String($0.key.dropFirst(prefix.count)), $0.value) })))
        trade = files.isEmpty ? .builtIn : try TradeDefinitions(overrides: files, codes: codes, chosen: chosen)
    }

    /// The reader of codes alone, for commands that judge nothing.
    package static func codes(_ directory: String?) throws(CommandError) -> CodeReader {
        let schemes = try files(directory).filter { $0.key.hasPrefix(TradeDefinitions.schemesPrefix) }
        do throws(LocatedError) {
            return try Definitions(files: schemes).codes
        } catch {
            throw unusable(error, schemes, in: directory)
        }
    }

    /// The files of a directory and of `schemes` in it, by name.
    private static func files(_ directory: String?) throws(CommandError) -> [String: [UInt8]] {
        guard let directory else { return [:] }
        var files: [String: [UInt8]] = [:]
        for name in try names(in: directory) { files[name] = try read("\(directory)/\(name)") }
        let schemes = directory + "/schemes"
        guard access(schemes, F_OK) == 0 else { return files }
        for name in try names(in: schemes) {
            files[TradeDefinitions.schemesPrefix + name] = try read("\(schemes)/\(name)")
        }
        return files
    }

    /// - Parameter own: the files of the directory; any other is one that the ledger has adopted.
    private static func unusable(
        _ error: LocatedError, _ own: [String: [UInt8]], in directory: String?
    ) -> CommandError {
        let names = [error.file, TradeDefinitions.schemesPrefix + error.file]
        let file = names.first { own[$0] != nil }.map { "\(directory ?? "")/\($0)" } ?? error.file
        return CommandError(.cannotRead, at: Wording("\(file):\(error.line):\(error.column)"), error.wording)
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
