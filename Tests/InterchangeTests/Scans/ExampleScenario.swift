import Foundation
import Interchange
import Profiles

/// One of the scenarios under `schema/examples`, read from the repository that this file stands in.
struct ExampleScenario {
    static let sound = ["yellow-croaker", "packaged-food", "imported-beef"]
    /// One short chain for each profile that the three above do not use.
    static let branches = ["pomelo", "cowpea", "pork", "rice", "bamboo-shoots", "oolong-tea", "cross-border"]
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "schema/examples")

    /// A line of operators.csv.
    struct Source {
        let uscc: String
        let file: String
        let profile: String
    }

    let name: String

    func bytes(of file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Self.folder.appending(path: name).appending(path: file)))
    }

    func records(of file: String) throws -> [CSVRecord] {
        try CSVReader.everything(in: try bytes(of: file))
    }

    func sources() throws -> [Source] {
        try records(of: "operators.csv").dropFirst().map { Source(uscc: $0[0], file: $0[3], profile: $0[4]) }
    }

    /// Every scan of a file, mapped.
    func scans(of source: Source) throws -> [MappedScan] {
        let records = try records(of: source.file)
        let profile = Profile.named(source.profile)!
        let mapper = try ScanMapper(profile: profile, operatorUSCC: source.uscc, header: records[0])
        return try records.dropFirst().map { try mapper.scan($0) }
    }
}

extension CSVReader {
    /// The records of a whole file, handed in at once.
    static func everything(in bytes: [UInt8], limits: Limits = Limits()) throws -> [CSVRecord] {
        var reader = CSVReader(limits: limits)
        reader.feed(bytes)
        reader.finish()
        var records: [CSVRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }
}
