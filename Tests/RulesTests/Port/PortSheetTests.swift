import Chains
import Codes
import EPCIS
import StrictJSON
import Testing
import Values

@testable import Rules

/// The sheet of a port, of the two containers of the example.
@Suite struct `A port sheet` {
    private static let now = Timestamp(rfc3339: "2026-11-30T00:00:00Z")!
    private static let registers: Registers = {
        var registers = Registers()
        registers.permits = ["AJ262611005821": Amount("30000")!, "AJ262611006634": Amount("24500")!]
        registers.establishments = ["CURY01032401010047": [.init(from: WrittenTime.date("2024-01-01"), to: nil)]]
        return registers
    }()

    private func sheet(
        _ scenario: String = "imported-beef", of box: String, registers: Registers = registers, now: Timestamp = now,
        upTo last: Timestamp? = nil
    ) throws -> PortSheet {
        let scenario = try Scenario(scenario)
        let records = scenario.records.filter { record in last.map { record.event.eventTime.moment <= $0 } ?? true }
        let code = try CodeReader().read(box)
        let chain = EventIndex(records).chain(of: code)
        let judge = Judge(registers: registers, now: now, operatorNames: scenario.operatorNames)
        return PortSheet(box, container: code, chains: [chain], judge: judge)
    }

    private func states(_ lines: [PortSheet.Line]) -> [String: PortSheet.State] {
        Dictionary(lines.map { ($0.topic, $0.state) }, uniquingKeysWith: { first, _ in first })
    }

    private static let boxes: [String] = {
        let scenario = try? Scenario("imported-beef")
        return (scenario?.codes ?? []).compactMap { $0.part("container") }
    }()

    @Test func `of a sound container is met in every line`() throws {
        #expect(Self.boxes.count == 2)
        for box in Self.boxes {
            let sheet = try self.sheet(of: box)
            #expect(sheet.state == .met && sheet.isComplete && sheet.others == [], "\(sheet.lines)")
            #expect(sheet.goods.count == 2)
            #expect(
                Set(sheet.lines.map(\.topic)).isSuperset(of: [
                    "container", "seal", "certificate", "permit", "establishment", "contents", "paper:blNo",
                    "paper:customsDeclNo", "paper:inspectionCertNo",
                ]))
            for goods in sheet.goods {
                #expect(goods.lines.map(\.topic) == ["release", "arrival", "inspection", "temperature"])
                #expect(goods.lines.allSatisfy { $0.state == .met && !$0.entries.isEmpty }, "\(goods.lines)")
            }
        }
    }

    @Test func `says what a permit has left`() throws {
        let said = try Self.boxes.flatMap { try sheet(of: $0).lines.filter { $0.topic == "permit" }.flatMap(\.said) }
        #expect(
            Set(said.map(\.en)) == [
                "AJ262611005821: 24500 of 30000 kg released, 5500 kg left",
                "AJ262611006634: 24500 of 24500 kg released, 0 kg left",
            ])
    }

    @Test func `leaves open what no register at hand tells`() throws {
        let sheet = try self.sheet(of: Self.boxes[0], registers: Registers())
        #expect(sheet.state == .open)
        let states = states(sheet.lines)
        #expect(states["permit"] == .open && states["establishment"] == .open)
    }

    @Test func `finds an establishment that was not registered, and a permit that is used up`() throws {
        var registers = Self.registers
        registers.establishments = ["CURY01032401010047": [.init(from: WrittenTime.date("2026-09-01"), to: nil)]]
        registers.permits = ["AJ262611005821": Amount("20000")!, "AJ262611006634": Amount("20000")!]
        let sheet = try self.sheet(of: Self.boxes[0], registers: registers)
        let states = states(sheet.lines)
        #expect(states["permit"] == .wrong && states["establishment"] == .wrong && sheet.state == .wrong)
        #expect(sheet.lines.first { $0.topic == "permit" }?.rules == ["MEAT-2"])
    }

    /// Before the release: what comes with it is awaited, and nothing is amiss.
    @Test func `of goods that wait for their release is open`() throws {
        let before = try #require(Timestamp(rfc3339: "2026-07-31T00:00:00+08:00"))
        let early = try Self.boxes.map { try self.sheet(of: $0, now: before, upTo: before) }
        // The other container is still at sea.
        for sheet in early {
            let wrong = (sheet.lines + sheet.goods.flatMap(\.lines)).filter { $0.state != .open && $0.state != .met }
            #expect(
                sheet.state == .open && sheet.goods.count == 2,
                "\(sheet.written) \(wrong) \(sheet.others)")
        }
        let sheet = try #require(early.first { $0.lines.contains { $0.topic == "seal" && $0.state == .met } })
        #expect(sheet.state == .open, "\(sheet.others) \(sheet.lines)")
        #expect(states(sheet.lines)["paper:inspectionCertNo"] == .open)
        for goods in sheet.goods {
            let states = states(goods.lines)
            #expect(states["release"] == .open && states["arrival"] == .open && states["inspection"] == .met)
        }
    }

    /// At the border: 24 hours after the release to the second, one second later, and never.
    @Test(arguments: [(86_400, PortSheet.State.met), (86_401, .wrong)])
    func `counts the hours from the release to the arrival`(seconds: Int, expected: PortSheet.State) throws {
        let scenario = try Scenario("imported-beef")
        let box = Self.boxes[0]
        let code = try CodeReader().read(box)
        let chain = EventIndex(scenario.records).chain(of: code)
        let sound = PortSheet(
            box, container: code, chains: [chain], judge: Judge(registers: Self.registers, now: Self.now))
        let goods = try #require(sound.goods.first)
        let arrival = try #require(goods.lines.first { $0.topic == "arrival" })
        let (release, receipt) = (try #require(arrival.entries.first), try #require(arrival.entries.last))
        var records = scenario.records
        let released = records[Int(release)].event.eventTime.moment
        let late = OffsetTime(
            moment: Timestamp(milliseconds: released.milliseconds + Int64(seconds) * 1000), offsetMinutes: 480)
        var event = records[Int(receipt)].event
        event.eventTime = late
        records[Int(receipt)] = ChainEvent(
            entry: receipt, recordTime: records[Int(receipt)].recordTime,
            operatorUSCC: records[Int(receipt)].operatorUSCC, journal: records[Int(receipt)].journal, event: event)
        // What the store did with it before it had come is left out.
        let stored = records.filter { record in
            record.entry == receipt || record.operatorUSCC != records[Int(receipt)].operatorUSCC
        }
        let sheet = PortSheet(
            box, container: code, chains: [EventIndex(stored).chain(of: code)],
            judge: Judge(registers: Self.registers, now: Self.now))
        let moved = try #require(sheet.goods.first { $0.code.key == goods.code.key })
        #expect(states(moved.lines)["arrival"] == expected)
        let never = PortSheet(
            box, container: code, chains: [EventIndex(stored.filter { $0.entry != receipt }).chain(of: code)],
            judge: Judge(registers: Self.registers, now: Self.now))
        let lost = try #require(never.goods.first { $0.code.key == goods.code.key })
        #expect(states(lost.lines)["arrival"] == .missing)
    }

    /// Each of the three identities: another value at the inspection site is found in its own line only.
    @Test(arguments: [("containerNo", "container"), ("sealNo", "seal"), ("healthCertNo", "certificate")])
    func `tells which of the three differs`(element: String, topic: String) throws {
        let scenario = try Scenario("imported-beef")
        let box = Self.boxes[0]
        let code = try CodeReader().read(box)
        var records = scenario.records
        for (index, record) in records.enumerated()
        where record.event.bizStep == "inspecting" && record.event.dataElements[element] != nil
            && record.event.dataElements["containerNo"] == box
        {
            var event = record.event
            event.dataElements[element] = element == "containerNo" ? "TGHU7654320" : "OTHER99"
            records[index] = ChainEvent(
                entry: record.entry, recordTime: record.recordTime, operatorUSCC: record.operatorUSCC,
                journal: record.journal, event: event)
        }
        let sheet = PortSheet(
            box, container: code, chains: [EventIndex(records).chain(of: code)],
            judge: Judge(registers: Self.registers, now: Self.now))
        let wrong = sheet.lines.filter { $0.state == .wrong }
        #expect(wrong.map(\.topic) == [topic] && wrong.first?.rules == ["MEAT-1"], "\(wrong)")
    }

    @Test func `of a container that nobody names is empty`() throws {
        let sheet = try self.sheet(of: "TGHU7654320")
        #expect(sheet.isEmpty && sheet.lines.isEmpty)
    }

    /// Goods of cross-border e-commerce, asked for by their lot.
    @Test func `of parcels asks for the filing, the list, the risk and the trustee`() throws {
        let scenario = try Scenario("cross-border")
        let lot = try #require(scenario.codes.first { $0.part("lot") == "NZ2601A" })
        let judge = Judge(now: Self.now, operatorNames: scenario.operatorNames)
        let sheet = PortSheet(
            lot.uri, container: nil, chains: [EventIndex(scenario.records).chain(of: lot)], judge: judge)
        let states = states(sheet.lines)
        for paper in ["filingNo", "listCategory", "riskLevel", "recallTrusteeUscc", "customsListNo"] {
            #expect(states["paper:" + paper] == .met, "\(paper)")
        }
    }

    @Test func `is written as JSON with both languages`() throws {
        let document = try sheet(of: Self.boxes[0]).document(proven: true, checkpoint: nil)
        let text = String(decoding: document.formatted(), as: UTF8.self)
        #expect(text.contains(#""topic":"seal","label":"seal","labelZh":"封识号","state":"met""#))
    }
}
