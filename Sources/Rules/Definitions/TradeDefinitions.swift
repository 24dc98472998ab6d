package import Chains
public import Codes
import Crypto
import EPCIS
public import Profiles
public import Values

/// Everything that a chain is judged by beside its events: rules, profiles, lists and registers, with the SHA-256 of each file, so
/// that a judgement can say what it was made with.
public struct TradeDefinitions: Sendable {
    public let rules: RuleDefinitions
    public let profiles: ProfileLibrary
    public let lists: ReferenceLists
    public let registers: Registers
    /// By which a seller's lots go; nobody is judged by it.
    public let allocation: AllocationDefinitions
    /// What a port sheet looks for; nobody is judged by it.
    public let port: PortDefinitions
    /// SHA-256 of the files, in small hexadecimal digits, by name: `rules.json`, `aquatic.json`, `schemes/sc.json`.
    public let digests: [String: String]

    /// The names of files that whoever judges has chosen himself: they go before those of a ledger.
    public let chosen: Set<String>

    static let rulesFile = "rules.json"
    static let listsFile = "lists.json"
    package static let registersFile = "registers.json"
    /// Before the names of code schemes.
    public static let schemesPrefix = "schemes/"

    /// What the product ships with.
    public static let builtIn: TradeDefinitions = {
        do throws(LocatedError) {
            return try TradeDefinitions(overrides: [:], codes: CodeReader())
        } catch {
            preconditionFailure("built-in \(error.file):\(error.line):\(error.column): \(error.wording.en)")
        }
    }()

    /// The built-in files, with these in the place of those of the same name, or beside them: another name is a profile. Those of code
    /// schemes are only counted: `codes` reads by them.
    ///
    /// Throws the first place of a file that cannot be used.
    /// - Parameter chosen: the names of those that whoever judges has chosen himself.
    public init(
        overrides: [String: [UInt8]], codes: CodeReader, chosen: Set<String> = []
    ) throws(LocatedError) {
        self.chosen = chosen
        func file(_ name: String) -> [UInt8]? { overrides[name] }
        let own = [
            Self.rulesFile, Self.listsFile, Self.registersFile, AllocationDefinitions.fileName,
            PortDefinitions.fileName,
        ]
        rules =
            try file(Self.rulesFile).map { bytes throws(LocatedError) in
                try RuleDefinitions.builtIn.overridden(byJSON: bytes)
            } ?? .builtIn
        lists =
            try file(Self.listsFile).map { bytes throws(LocatedError) in try ReferenceLists(json: bytes) } ?? .builtIn
        registers =
            try file(Self.registersFile).map { bytes throws(LocatedError) in try Registers(json: bytes) }
            ?? Registers()
        allocation =
            try file(AllocationDefinitions.fileName).map { bytes throws(LocatedError) in
                try AllocationDefinitions(json: bytes, codes: codes)
            } ?? .builtIn
        port =
            try file(PortDefinitions.fileName).map { bytes throws(LocatedError) in try PortDefinitions(json: bytes) }
            ?? .builtIn
        profiles = try ProfileLibrary(
            overrides: overrides.filter { !own.contains($0.key) && !$0.key.hasPrefix(Self.schemesPrefix) }, codes: codes
        )
        var files = ProfileLibrary.builtInFiles
        files[Self.rulesFile] = RuleDefinitions.builtInFile
        files[Self.listsFile] = ReferenceLists.builtInFile
        for (name, bytes) in CodeSchemeLibrary.builtInFiles { files[Self.schemesPrefix + name] = bytes }
        digests = files.merging(overrides) { $1 }.mapValues { Hexadecimal.text(SHA256.hash(data: $0)) }
    }

    /// The files of a ledger that a chain should be judged by and is not, though nobody has chosen others.
    package func overlooked(in chain: Chain, adopted: [String: String]) -> [String] {
        adopted.keys.filter { isConcerned($0, chain) && adopted[$0] != digests[$0] && !chosen.contains($0) }.sorted()
    }

    private func isConcerned(_ name: String, _ chain: Chain) -> Bool {
        [Self.rulesFile, Self.listsFile, Self.registersFile, ProfileLibrary.stepsFile].contains(name)
            || chain.events.contains { $0.event.dataElements["profile"].map { "\($0).json" } == name }
    }

    /// SHA-256 of the files that goods are judged by, by name: schemes say how codes are read, and the index names them.
    public var judging: [String: String] { digests.filter { !$0.key.hasPrefix(Self.schemesPrefix) } }

    /// The files that a chain is judged by, in the order of their names, with their digests.
    package func files(in chain: Chain) -> [(name: String, digest: String)] {
        let own = [Self.rulesFile, Self.listsFile, Self.registersFile, ProfileLibrary.stepsFile]
        let profiles = Set(chain.events.compactMap { $0.event.dataElements["profile"] }.map { "\($0).json" })
        return digests.filter { own.contains($0.key) || profiles.contains($0.key) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}
