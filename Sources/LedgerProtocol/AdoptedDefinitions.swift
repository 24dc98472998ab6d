public import Ledger
public import StrictJSON

/// The answer of `GET /definitions`: which definition files count on a ledger now.
public struct AdoptedDefinitions: Hashable, Sendable {
    public struct File: Hashable, Sendable {
        public let name: DefinitionName
        public let sha256: DefinitionDigest
        /// Ledger index of the admin entry that adopts it.
        public let entry: UInt64
    }

    /// In the order of their names.
    public let files: [File]

    /// A ledger that adopts more is none that this reads.
    private static let countMax = 1000

    public init(files: [File]) { self.files = files }

    public init(_ registry: Registry) {
        files = registry.definitions.compactMap { name, adoptions in
            adoptions.last.map { File(name: name, sha256: $0.sha256, entry: $0.entry) }
        }.sorted { $0.name.description < $1.name.description }
    }

    public var json: JSONNode {
        .object([
            (
                "definitions",
                .array(
                    files.map {
                        .object([
                            ("name", .string($0.name.description)), ("sha256", .string($0.sha256.description)),
                            ("entry", .unsigned($0.entry)),
                        ])
                    })
            )
        ])
    }

    /// Nil where it is no such answer.
    public init?(parsing bytes: [UInt8]) {
        guard let document = try? JSONDocument(bytes), let list = document.root["definitions"], list.kind == .array
        else {
            return nil
        }
        var files: [File] = []
        for element in list.elements {
            guard files.count < Self.countMax else { return nil }
            guard let name = element["name"]?.string.flatMap({ DefinitionName($0) }),
                let sha256 = element["sha256"]?.string.flatMap({ DefinitionDigest($0) }),
                let entry = element["entry"]?.numberText.flatMap({ UInt64($0) })
            else { return nil }
            files.append(File(name: name, sha256: sha256, entry: entry))
        }
        self.files = files
    }
}
