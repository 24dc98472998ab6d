import Codes
import EPCIS
import Foundation
import Interchange
import Profiles
import Values

@testable import Chains

/// One of the scenarios of `schema/examples`, read as a host would hold it.
struct Scenario {
    /// A deliberate fault of `faults.md`: the rule that must find it, and the entry it stands in.
    struct Fault: Hashable {
        let rule: String
        let entry: UInt64
    }

    let name: String
    private(set) var records: [ChainEvent] = []
    private(set) var operatorNames: [String: String] = [:]
    private(set) var faults: Set<Fault> = []
    /// file:line → entry.
    private var entries: [String: UInt64] = [:]

    /// - Parameter replayedAt: when everything was pushed at once; nil where every event reached the ledger ten minutes after
    ///   it happened.
    init(_ name: String, replayedAt: Timestamp? = nil) throws {
        self.name = name
        for row in try Self.rows(name, "operators.csv").dropFirst() {
            let cells = row.cells
            operatorNames[cells[0]] = cells[1]
            try read(file: cells[3], operatorUSCC: cells[0], device: cells[2], profile: cells[4], replayedAt)
        }
        if name.hasSuffix("-faults") { try readFaults() }
    }

    private mutating func read(
        file: String, operatorUSCC: String, device: String, profile: String, _ replayedAt: Timestamp?
    ) throws {
        let rows = try Self.rows(name, file)
        let mapper = try ScanMapper(profile: Profile.named(profile)!, operatorUSCC: operatorUSCC, header: rows[0])
        for row in rows.dropFirst() {
            let event = try EPCISEvent(json: try mapper.event(row))
            let soon = Timestamp(milliseconds: event.eventTime.moment.milliseconds + 600_000)
            let entry = UInt64(records.count)
            entries["\(file):\(row.location(of: 0).line)"] = entry
            records.append(
                ChainEvent(
                    entry: entry, recordTime: replayedAt ?? soon, operatorUSCC: operatorUSCC,
                    journal: "\(operatorUSCC)/\(device)", event: event))
        }
    }

    private mutating func readFaults() throws {
        let text = String(decoding: try Data(contentsOf: Self.file(name, "faults.md")), as: UTF8.self)
        for line in text.split(separator: "\n") where line.contains(".csv:") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let entry = entries[cells[1]] else { throw CocoaError(.fileReadCorruptFile) }
            faults.insert(Fault(rule: cells[0], entry: entry))
        }
    }

    /// Every lot, item and logistic unit that the events name.
    var codes: [CanonicalCode] {
        var found: [String: CanonicalCode] = [:]
        let reader = CodeReader()
        for thing in records.flatMap({ ResolvedEvent($0, reader: reader).things }) {
            found[thing.code.key] = thing.code
        }
        return found.values.sorted { $0.key < $1.key }
    }

    /// Chains of all codes, looked up as the ledger's index answers.
    func chains() -> [Chain] {
        let index = EventIndex(records)
        return codes.map { index.chain(of: $0) }
    }

    private static func rows(_ name: String, _ file: String) throws -> [CSVRecord] {
        var reader = CSVReader()
        reader.feed([UInt8](try Data(contentsOf: Self.file(name, file))))
        reader.finish()
        var rows: [CSVRecord] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    static func file(_ name: String, _ file: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../schema/examples/\(name)/\(file)")
    }
}

extension CSVRecord {
    fileprivate var cells: [String] {
        (0..<count).map { String(decoding: utf8(of: $0), as: UTF8.self) }
    }
}
