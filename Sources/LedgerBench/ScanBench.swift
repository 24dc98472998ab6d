import ArgumentParser
import Evidence
import Interchange
import Journals
import Ledger
import Profiles
import SQLiteStore
import TransparencyLog

/// Measures what `yima ingest` does with a CSV of scans: read, map, validate, append to a journal, sign, and make durable. The
/// floor is SQLite's own C interface writing the same entries and their digests in one transaction.
struct ScanBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scans", abstract: "Rows of a CSV ingested into a journal, durably (target: 20,000 a second).")

    @Option(help: "Rows of the file.")
    var rows = 100_000

    @Option(help: "Rounds; sides alternate, and the median counts.")
    var rounds = 3

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    private static let uscc = "91350100M000100Y43"

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        let file = Self.file(rows: rows)
        guard let profile = Profile.named("aquatic") else { preconditionFailure("there is a profile aquatic") }
        var results: [(rate: Double, ratio: Double)] = []
        for round in 1...rounds {
            var started = ContinuousClock.now
            let entries = try await ingest(file, profile, bench.path("journal-\(round)"))
            let rate = Double(rows) / (ContinuousClock.now - started).seconds
            let keys = entries.map { [EventIdentities.indexKey(String(decoding: $0.suffix(64), as: UTF8.self))][...] }
            var floor = SQLiteFloor(path: bench.path("floor-\(round)"))
            started = ContinuousClock.now
            floor.write(entries, keys: keys, first: 0)
            floor.close()
            let floorRate = Double(rows) / (ContinuousClock.now - started).seconds
            results.append((rate, rate / floorRate))
        }
        let median = results.sorted { $0.rate < $1.rate }[rounds / 2]
        print(
            "CSV of \(file.count / rows) bytes a row into a journal, durable, wall clock: \(median.rate.rate) rows/s, "
                + "\(results.map(\.ratio).sorted()[rounds / 2].ratio) of the SQLite floor   (target: 20000 rows/s)")
    }

    /// Everything that happens to a row; gives the journal's entries.
    private func ingest(_ file: [UInt8], _ profile: Profile, _ path: String) async throws -> [[UInt8]] {
        guard let name = JournalName("\(Self.uscc)/bench") else { preconditionFailure("a journal's name") }
        let signer = try SignerKey(name: name.description, seed: [UInt8](repeating: 9, count: 32))
        let store = try SQLiteJournalStore.open(directory: path, mode: .create)
        let journal = DeviceJournal(name: name, signer: signer, store: store)
        let appender = try await journal.beginImport()
        var reader = CSVReader()
        var mapper: ScanMapper?
        for start in stride(from: 0, to: file.count, by: 1 << 16) {
            reader.feed(file[start..<min(start + 1 << 16, file.count)])
            while let record = try reader.next() {
                guard let mapper else {
                    mapper = try ScanMapper(profile: profile, operatorUSCC: Self.uscc, header: record)
                    continue
                }
                let scan = try mapper.scan(record)
                precondition(!scan.hasPrivateElements)
                _ = try await appender.append(scan.event)
            }
        }
        let head = try await appender.commit()
        precondition(head.size == UInt64(rows), "every row is an event of its own")
        return try await store.entries(0..<head.size)
    }

    private static func file(rows: Int) -> [UInt8] {
        var text = Array(
            "time,step,code,quantity,uom,site,productName,spec,productionDate,shelfLifeDays,producerName,speciesLatin,fao3\n"
                .utf8)
        for row in 0..<rows {
            let lot = String(1_000_000 + row).dropFirst()
            text += Array(
                "2026-11-01 08:30,commission,(01)06901234567892(10)L\(lot),\(1 + row % 90).5,kg,350521-FARM-1,大黄鱼,500g,2026-11-01,30,惠安渔场,Larimichthys crocea,LYC\n"
                    .utf8)
        }
        return text
    }
}
