import StrictJSON
import Values

/// All application identifiers, as the definition file `schema/schemes/application-identifiers.txt` lists them.
///
/// A class, because every element looks into it.
final class ApplicationIdentifierTable: Sendable {
    private let identifiers: [ApplicationIdentifier]
    /// AI number → index into `identifiers`, or −1.
    private let indexes: [Int16]
    /// First two digits → how many digits such AIs have, 0 where there are none.
    private let codeLengths: [Int]
    /// Part name → index into `identifiers`.
    private let indexByName: [String: Int]
    /// Members of the code lists (`iso3166`, …) that components refer to.
    let lists: [String: Set<String>]

    /// The table that is compiled in.
    static let standard: ApplicationIdentifierTable = {
        do throws(LocatedError) {
            return try ApplicationIdentifierTable(definition: PackageResources.application_identifiers_txt)
        } catch {
            preconditionFailure("\(error.file):\(error.line): \(error.wording.en)")
        }
    }()

    /// What is wrong with a line of the definition file, which only its maintainers read.
    static func error(_ line: Int, _ problem: String) -> LocatedError {
        LocatedError(
            file: "application-identifiers.txt", line: line, column: 1, wording: Wording(en: problem, zh: problem))
    }

    init(definition: [UInt8]) throws(LocatedError) {
        var parser = ApplicationIdentifierDefinition()
        var line = 0
        for text in definition.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            do throws(ApplicationIdentifierDefinition.Problem) {
                try parser.take(String(decoding: text, as: UTF8.self))
            } catch {
                throw Self.error(line, error.text)
            }
        }
        identifiers = parser.identifiers
        lists = parser.lists
        var indexes = [Int16](repeating: -1, count: 10_000)
        var codeLengths = [Int](repeating: 0, count: 100)
        for (index, identifier) in identifiers.enumerated() {
            let prefix = identifier.number / 100
            guard indexes[identifier.number] < 0, [0, identifier.code.count].contains(codeLengths[prefix]) else {
                throw Self.error(line, "(\(identifier.name)) is listed twice or differs in length")
            }
            indexes[identifier.number] = Int16(index)
            codeLengths[prefix] = identifier.code.count
        }
        indexByName = Dictionary(
            zip(identifiers.map(\.name), identifiers.indices), uniquingKeysWith: { first, _ in first })
        self.indexes = indexes
        self.codeLengths = codeLengths
    }

    subscript(number: Int) -> ApplicationIdentifier? {
        guard indexes.indices.contains(number), indexes[number] >= 0 else { return nil }
        return identifiers[Int(indexes[number])]
    }

    /// The AI that these digits are, exactly.
    func identifier(_ code: ArraySlice<UInt8>) -> ApplicationIdentifier? {
        guard let number = ApplicationIdentifier.number(of: code), let found = self[number],
            found.code.count == code.count
        else { return nil }
        return found
    }

    /// The AI with which this text begins.
    func identifier(startOf text: ArraySlice<UInt8>) -> ApplicationIdentifier? {
        guard text.count >= 2, let prefix = CodeByte.number(text.prefix(2)), codeLengths[prefix] > 0 else { return nil }
        return identifier(text.prefix(codeLengths[prefix]))
    }

    /// The Digital Link primary key whose part has that name: `gln` → (414).
    func primaryKey(named name: String) -> ApplicationIdentifier? {
        indexByName[name].map { identifiers[$0] }.flatMap { $0.qualifiers == nil ? nil : $0 }
    }

    /// The names of all Digital Link primary keys.
    var primaryKeyNames: [String] { indexByName.keys.filter { primaryKey(named: $0) != nil } }

    /// What the data of that name are called.
    func label(ofPart name: String) -> Wording? {
        indexByName[name].map { identifiers[$0].label }
    }

    var all: [ApplicationIdentifier] { identifiers }
}
