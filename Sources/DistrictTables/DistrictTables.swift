import Foundation
import LedgerTesting
import Values

/// Writes a month of a district as the files that `scripts/demo --district` records: who is enrolled, what each device's journal has, and the
/// tables of a laboratory and of offices. The same arguments write the same files.
///
///     DistrictTables DIRECTORY LAST-DAY [SEED]
@main
enum DistrictTables {
    private static let samplesMax = 240

    static func main() throws {
        let arguments = CommandLine.arguments
        guard (3...4).contains(arguments.count), let last = WrittenTime.date(arguments[2]),
            let seed = arguments.count == 4 ? UInt64(arguments[3]) : 1
        else {
            FileHandle.standardError.write(Data("DistrictTables DIRECTORY LAST-DAY [SEED]\n".utf8))
            exit(64)
        }
        let files = TableFolder(arguments[1])
        let district = District(seed: seed, last: last, rounds: 4)
        let offices = try Offices(district)
        try files.write(
            "operators", ["uscc", "name"],
            district.enrolled.map { [$0.uscc, $0.name] } + offices.all.map { [$0.uscc, $0.name] })
        try files.write(
            "roles", ["uscc", "role", "scope"], (district.grants + offices.grants).map { [$0.uscc, $0.role, $0.scope] })
        try files.write("prefixes", ["prefix", "uscc"], district.prefixes.map { [$0.prefix, $0.uscc] })
        try writeJournals(district, files)
        try offices.writeResults(files, samplesMax: samplesMax)
        try offices.writePlan(files)
        try offices.writeDraw(files, seed: seed)
        try files.write(text: offices.names, to: "names.sh")
    }

    /// What each device recorded, a line an event; `journals.csv` has them in the order in which they came to the ledger first.
    private static func writeJournals(_ district: District, _ files: TableFolder) throws {
        var lines: [String: [[UInt8]]] = [:]
        var order: [(uscc: String, device: String)] = []
        for told in district.events {
            let name = "\(told.operatorUSCC).\(told.device)"
            if lines[name] == nil { order.append((told.operatorUSCC, told.device)) }
            lines[name, default: []].append(told.json)
        }
        for (name, events) in lines {
            let text = events.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
            try files.write(text: text, to: "\(name).ndjson")
        }
        try files.write("journals", ["uscc", "device"], order.map { [$0.uscc, $0.device] })
    }
}

/// A directory of tables.
struct TableFolder {
    private let url: URL

    init(_ path: String) { url = URL(filePath: path, directoryHint: .isDirectory) }

    func write(_ name: String, _ header: [String], _ rows: [[String]]) throws {
        func line(_ fields: [String]) -> String {
            fields.map { $0.contains { ",\"\n".contains($0) } ? "\"\($0.replacing("\"", with: "\"\""))\"" : $0 }
                .joined(separator: ",") + "\n"
        }
        try write(text: ([header] + rows).map(line).joined(), to: "\(name).csv")
    }

    func write(text: String, to name: String) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url.appending(path: name))
    }
}
