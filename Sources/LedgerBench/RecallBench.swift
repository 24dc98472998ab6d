import ArgumentParser
import Codes
import DerivedState
import EPCIS
import Foundation
import FoundationNetworking
import Hosting
import Ledger
import LedgerQuery
import LedgerTesting
import Rules
import TransparencyLog
import Values

/// Measures the recall of one lot with many holders in a ledger: read from the store, walked and told, and over HTTP.
struct RecallBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall", abstract: "The recall of a lot with many holders (target: 2 s for 10,000).")

    @Option(help: "Shops that each have received some of the lot, and sold some of that.")
    var holders = 10_000

    @Option(help: "Times that it is asked for.")
    var rounds = 5

    @Option(help: "Events of other goods in the ledger beside it.")
    var others = 0

    @Option(help: "A directory on the disk to measure (default: a new one in /tmp).")
    var directory: String?

    func run() async throws {
        let bench = BenchDirectory(directory)
        defer { bench.remove() }
        var goods = try await RecalledGoods(bench.path("recall"), holders: holders, others: others)
        let ledger = goods.ledger
        try await goods.tell()
        await ledger.host.index.flush()
        let code = try CodeReader().read(RecalledGoods.lot)
        print("\(goods.eventCount) events: a lot of \(holders) holders, and \(others) events of other goods")
        var seconds: [Double] = []
        for _ in 0..<rounds {
            let started = ContinuousClock.now
            let published = ledger.host.sequencer.published
            let (chains, _) = try await ledger.host.reader.recallChains(
                of: code, treeSize: published.treeSize, registry: published.registry)
            let report = RecallReport(RecalledGoods.lot, chains: chains, now: ledger.host.identity.now())
            precondition(report.isComplete && report.holders.count == holders + 1)
            seconds.append((ContinuousClock.now - started).seconds)
        }
        Self.say("recall in the host", seconds)
        let count = rounds
        let overHTTP = try await ledger.serving { url in
            var seconds: [Double] = []
            for _ in 0..<count {
                let started = ContinuousClock.now
                let answer = try await URLSession.shared.data(
                    from: URL(string: "\(url)/recall?code=\(RecalledGoods.encodedLot)")!
                ).0
                seconds.append((ContinuousClock.now - started).seconds)
                precondition(answer.count > 1000 * count)
            }
            return seconds
        }
        Self.say("recall over HTTP", overHTTP)
        await ledger.host.shutDown()
    }

    private static func say(_ what: String, _ seconds: [Double]) {
        let sorted = seconds.sorted()
        print(
            "\(what): first \(seconds[0].ratio) s, median \(sorted[sorted.count / 2].ratio) s, worst \(sorted[sorted.count - 1].ratio) s"
        )
    }
}

/// A lot that a plant sends to many shops, each with a journal of its own.
private struct RecalledGoods {
    static let lot = "https://id.gs1.org/01/06901234567892/10/RECALLED"
    static let encodedLot = "https%3A%2F%2Fid.gs1.org%2F01%2F06901234567892%2F10%2FRECALLED"

    let ledger: BenchLedger
    private let holders: Int
    private let others: Int
    private(set) var eventCount = 0

    init(_ path: String, holders: Int, others: Int) async throws {
        ledger = try await BenchLedger.open(path, devices: 1)
        (self.holders, self.others) = (holders, others)
    }

    private static func shop(_ number: Int) -> String {
        let start = "91350502MA" + String(1_000_000 + number)
        return start + String(CheckCharacter.uscc(start)!)
    }

    mutating func tell() async throws {
        var plant = BenchEvents.device(0)
        try await push(&plant, [Self.event("ADD", "commissioning", kilograms: holders * 10, at: 0)])
        let filler = BenchEvents(seed: 7)
        try await push(others: others, filler, &plant)
        let numbers = Array(0..<holders)
        for part in stride(from: 0, to: holders, by: 256).map({ numbers[$0..<min($0 + 256, holders)] }) {
            try await push(
                &plant,
                part.map {
                    Self.event("OBSERVE", "shipping", kilograms: 5, at: 1 + $0 % 50, to: Self.shop($0))
                })
        }
        for number in numbers {
            let uscc = Self.shop(number)
            let name = "\(uscc)/pos"
            let seed = MerkleHash.leaf(name.utf8).bytes
            var device = BenchEvents.Device(
                journal: JournalName(name)!, key: try SignerKey(name: name, seed: seed))
            let now = ledger.host.identity.now()
            try await ledger.append(.operatorEnrolled(uscc: uscc, name: "shop \(number)", from: now))
            try await ledger.append(.deviceEnrolled(verifierKey: "\(device.key.verifierKey)", from: now))
            try await push(
                &device,
                [
                    Self.event("OBSERVE", "receiving", kilograms: 5, at: 100, from: "91350100M000100Y43"),
                    Self.event("DELETE", "retail_selling", kilograms: 1 + number % 4, at: 200),
                ])
        }
    }

    private mutating func push(
        others: Int, _ filler: BenchEvents, _ device: inout BenchEvents.Device
    ) async throws {
        var filler = filler
        for start in stride(from: 0, to: others, by: 256) {
            let count = min(256, others - start)
            _ = try await ledger.host.sequencer.push(filler.push(&device, events: count))
            eventCount += count
        }
    }

    private mutating func push(_ device: inout BenchEvents.Device, _ bodies: [[UInt8]]) async throws {
        _ = try await ledger.host.sequencer.push(device.push(bodies))
        eventCount += bodies.count
    }

    private static func event(
        _ action: String, _ step: String, kilograms: Int, at minute: Int, from: String? = nil, to: String? = nil
    ) -> [UInt8] {
        let time = "2026-11-02T\(10 + minute / 60):\(10 + minute % 50):00+08:00"
        var text =
            #"{"@context":\#(YimaContext.text),"type":"ObjectEvent","eventTime":"\#(time)","eventTimeZoneOffset":"+08:00","#
        text += #""quantityList":[{"epcClass":"\#(lot)","quantity":\#(kilograms),"uom":"KGM"}],"action":"\#(action)","#
        text += #""bizStep":"\#(step)","yima:profile":"food","yima:productName":"猪肉馅","#
        if let from { text += #""sourceList":[{"type":"owning_party","source":"urn:yima:uscc:\#(from)"}],"# }
        if let to { text += #""destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:\#(to)"}],"# }
        text += #""readPoint":{"id":"urn:yima:site:350502-S1"}}"#
        return Array(text.utf8)
    }
}
