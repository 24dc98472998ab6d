import Complaints
import EPCIS
import Evidence
import Foundation
import FoundationNetworking
import Glibc
import Ledger
import SQLiteStore
import Testing
import TransparencyLog

@Suite("The daemon killed while shoppers report", .timeLimit(.minutes(5)))
struct CustodyKillTests {
    static let kills = 8

    @Test("every report for which a number was given stands in the ledger once, with its words, and fsck is clean")
    func killed() async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/yima-custody-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for step in [
            ["init", "--data", directory, "--origin", "test.example/custody"],
            ["operator", "add", "--data", directory, "--uscc", PushingDevice.uscc, "--name", "市场监督管理局"],
            ["custodial", "enable", "--data", directory, "--uscc", PushingDevice.uscc, "--district", "350102"],
        ] {
            let (status, output) = try await DaemonProcess.run("yimad", step)
            try #require(status == 0, "\(step): \(output)")
        }
        let daemon = DaemonProcess(directory: directory)
        var receipts: Set<ReceiptNumber> = []
        var lot = 0
        for _ in 0..<Self.kills {
            let url = try #require(await daemon.start(), "the daemon does not start")
            let first = lot
            let (given, giving) = AsyncStream<ReceiptNumber>.makeStream()
            let reporting = Task {
                defer { giving.finish() }
                var number = first
                // Each from an address of its own: the limits are another test's.
                while let receipt = try await Self.report(url, lot: number) {
                    giving.yield(receipt)
                    number += 1
                }
                return number
            }
            var receiving = given.makeAsyncIterator()
            for _ in 0..<Int.random(in: 2...6) {
                if let receipt = await receiving.next() { receipts.insert(receipt) }
            }
            // A moment that has nothing to do with what the daemon is doing: that is the point here.
            try await Task.sleep(for: .microseconds(Int.random(in: 0...20_000)))
            #expect(try await daemon.end(SIGKILL) == SIGKILL)
            while let receipt = await receiving.next() { receipts.insert(receipt) }
            // What was on its way when it was killed may stand there too.
            lot = try await reporting.value + 1
        }
        _ = try #require(await daemon.start())
        // What waited was brought before it said that it serves.
        #expect(try await daemon.end(SIGTERM) == 0)
        let fsck = try await DaemonProcess.run("yimad", ["fsck", "--data", directory, "--json"])
        #expect(fsck.status == 0, "\(fsck.output)")
        try await Self.check(directory, receipts)
        #expect(receipts.count > Self.kills)
    }

    /// Nil once the daemon is gone.
    static func report(_ url: String, lot: Int) async throws -> ReceiptNumber? {
        var request = URLRequest(url: try #require(URL(string: "\(url)/01/06901234567892/10/L\(lot)?lang=en")))
        request.httpMethod = "POST"
        request.timeoutInterval = 10
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "content-type")
        request.setValue("10.0.\(lot / 250).\(lot % 250)", forHTTPHeaderField: "x-forwarded-for")
        request.httpBody = Data("class=report&kind=other&district=350102&text=lot+\(lot)".utf8)
        // The limit in all is reached only by a machine that is very fast.
        guard let (body, response) = try? await URLSession.shared.data(for: request),
            (response as? HTTPURLResponse)?.statusCode == 201
        else { return nil }
        let text = String(decoding: body, as: UTF8.self)
        let start = try #require(text.range(of: "<p class=\"receipt\"><code>"))
        return ReceiptNumber(String(text[start.upperBound...].prefix { $0 != "<" }))
    }

    static func check(_ directory: String, _ receipts: Set<ReceiptNumber>) async throws {
        let store = try SQLiteLedgerStore.open(directory: directory, mode: .readOnly)
        let disclosures = try SQLiteDisclosureStore.open(directory: directory, mode: .readOnly)
        let size = try #require(try await store.head()).treeSize
        var openings: [ComplaintName: [UInt64]] = [:]
        for (index, bytes) in try await store.entries(0..<size).enumerated() {
            guard case .event(let event) = try LedgerEntry(parsing: bytes),
                let act = EPCISEvent.reading(event.body).event.flatMap({ ComplaintAct($0) })
            else { continue }
            openings[act.name, default: []].append(UInt64(index))
        }
        #expect(openings.values.allSatisfy { $0.count == 1 })
        for receipt in receipts {
            let entry = try #require(openings[receipt.complaint]?.first, "\(receipt) is lost")
            #expect(try await disclosures.disclosures(of: [entry]).map(\.disclosure.name) == ["text"])
        }
    }
}
