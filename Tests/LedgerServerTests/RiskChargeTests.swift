import DerivedState
import EPCIS
import Evidence
import Foundation
import Hosting
import Ledger
import LedgerTesting
import Logging
import Risk
import Rules
import SQLiteStore
import StrictJSON
import Supervision
import Testing
import Values

@testable import LedgerServer

/// A ledger of a maker (operator 1), a shop (2), a laboratory (3), an authority (4), a laboratory that tests again (5), all of district 350100,
/// and a laboratory of another district (6).
private struct ChargeRoom {
    let server: TestServer
    let store: SQLiteRiskStore
    let desk: RiskDesk
    var devices: [Int: DeviceFixture] = [:]

    static let lot = "https://id.gs1.org/01/06901234567892/10/A1"

    var maker: String { server.fixture.uscc(1) }
    var shop: String { server.fixture.uscc(2) }
    var laboratory: String { server.fixture.uscc(3) }
    var office: String { server.fixture.uscc(4) }
    var again: String { server.fixture.uscc(5) }
    var plan: SamplingName { SamplingName(uscc: office, word: "p")! }

    static func with(_ body: @Sendable @escaping (inout ChargeRoom) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("charge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try SQLiteRiskStore.open(directory: directory.path)
        let desk = RiskDesk(store)
        try await TestServer.with(
            preparing: { host, fixture in
                host.risk = desk
                let roles = [
                    3: ("laboratory", "3501"), 4: ("authority", "3501"), 5: ("laboratory", "3501"),
                    6: ("laboratory", "11"),
                ]
                for number in 2...6 {
                    for note in fixture.enrolment(of: fixture.device(1, operator: number)) {
                        _ = try await host.sequencer.append(adminNote: note)
                    }
                    guard let (role, scope) = roles[number] else { continue }
                    let act = AdminAct.roleGranted(
                        uscc: fixture.uscc(number), role: GrantedRole(role, scope: scope)!, from: fixture.enrolledFrom)
                    _ = try await host.sequencer.append(adminNote: fixture.note(act))
                }
            },
            { server in
                var room = ChargeRoom(server: server, store: store, desk: desk)
                for number in 1...6 { room.devices[number] = server.fixture.device(1, operator: number) }
                try await body(&room)
            })
    }

    /// Somebody signs something, and the ledger has it; gives its entry.
    @discardableResult
    mutating func say(_ number: Int, _ body: [UInt8]) async throws -> UInt64 {
        guard var device = devices[number] else { preconditionFailure("an operator of the room") }
        device.record(body: body)
        devices[number] = device
        let before = server.services.published.treeSize
        _ = try await server.host.sequencer.push(device.push(from: device.entries.count - 1))
        return before
    }

    @discardableResult
    mutating func event(
        _ number: Int, _ action: String, _ step: String, _ more: String = "", lot: String = Self.lot,
        on time: String = "2026-02-28T10:00:00+08:00"
    ) async throws -> UInt64 {
        try await say(
            number,
            Array(
                """
                {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"\(time)",\
                "eventTimeZoneOffset":"+08:00","action":"\(action)","bizStep":"\(step)","epcList":[],\
                "quantityList":[{"epcClass":"\(lot)","quantity":10,"uom":"KGM"}],\
                "yima:profile":"food"\(more)}
                """.utf8))
    }

    /// What a laboratory found in a sample that it took at the shop.
    @discardableResult
    mutating func found(
        _ number: Int, _ value: String, isPassed: Bool, sample: String, id: Int
    ) async throws -> UInt64 {
        try await event(
            number, "OBSERVE", "inspecting",
            ",\"eventID\":\"urn:uuid:00000000-0000-4000-8000-00000000000\(id)\","
                + "\"disposition\":\"\(isPassed ? "conformant" : "non_conformant")\","
                + "\"sourceList\":[{\"type\":\"owning_party\",\"source\":\"urn:yima:uscc:\(shop)\"}],"
                + "\"yima:testItem\":\"x\",\"yima:testValue\":\"\(value)\",\"yima:sampleNo\":\"\(sample)\"")
    }

    mutating func act(_ number: Int, _ act: SamplingAct) async throws -> UInt64 {
        try await say(number, act.event(at: OffsetTime(rfc3339: "2026-02-28T10:00:00+08:00")!).event)
    }

    func catchUp() async throws {
        try await desk.keeper(of: server.host, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            .catchUp()
    }

    /// Whom the host tells that he has some of what failed.
    func told() async throws -> [String] {
        try await catchUp()
        var question = WarningQuestion()
        question.kinds = [.held]
        return try await store.warnings(question).compactMap(\.subject?.name)
    }

    func lateCount(_ firm: String) async throws -> Int {
        try await store.facts(about: .firm(firm)).count { $0.key.source == .late }
    }

    func samples(_ firm: String) async throws -> [RiskFact] {
        try await store.facts(about: .firm(firm)).filter { $0.key.source == .sample }
    }

    /// A plan, and a sample of it that the laboratory has.
    mutating func sample() async throws {
        let (day, last) = (WrittenTime.date("2026-02-01")!, WrittenTime.date("2026-12-31")!)
        _ = try await act(
            4,
            .plan(
                SamplingPlan(
                    name: plan, title: "t", matter: "m", district: "350100", from: day, until: last,
                    quotas: [.init(profile: "food", stage: nil, district: "350100", count: 1)],
                    items: [
                        SampledItem(
                            name: "x", unit: "mg/kg", method: "m", least: nil, most: nil, limit: Amount("10"),
                            basis: "b")
                    ], laboratories: [.init(uscc: laboratory, items: nil)], retestLaboratories: [again])))
        _ = try await act(
            4,
            .order(
                SamplingOrder(
                    plan: plan, number: "R-1", firm: shop, code: nil, profile: "food", stage: "circulation",
                    district: "350100", laboratory: laboratory, until: last)))
        _ = try await act(
            4,
            .taking(
                SampleTaking(
                    plan: plan, order: "R-1", number: "S-1", code: Self.lot, firm: shop, producer: nil, quantity: "1",
                    seal: "F", reserveSeal: "B")))
        _ = try await act(
            3, .receipt(SampleReceipt(plan: plan, sample: "S-1", part: .sample, seal: "F", isIntact: true)))
    }
}

@Suite("Whom risk is charged to") struct RiskChargeTests {
    @Test(
        "A sample that failed at a shop is its maker's, who issued the lot on the ledger; rates go on counting it where it was taken"
    )
    func maker() async throws {
        try await ChargeRoom.with { room in
            try await room.event(1, "ADD", "commissioning")
            // Who writes the lot afterwards, even as its issuer, is not who made it.
            try await room.event(2, "ADD", "commissioning")
            try await room.found(3, "20 mg/kg", isPassed: false, sample: "Q-1", id: 1)
            try await room.catchUp()
            let failed = try await room.samples(room.maker)
            #expect(failed.map(\.word) == ["failed"] && failed.first?.place == "350100")
            #expect(try await room.samples(room.shop).isEmpty)
            // Of what passed nobody need answer: it counts where it was taken.
            try await room.found(3, "2 mg/kg", isPassed: true, sample: "Q-2", id: 2)
            try await room.catchUp()
            #expect(try await room.samples(room.shop).map(\.word) == ["passed"])
        }
    }

    @Test("Where the ledger does not show who made it, the firm answers of whom it was taken")
    func unknownMaker() async throws {
        try await ChargeRoom.with { room in
            try await room.found(3, "20 mg/kg", isPassed: false, sample: "Q-1", id: 1)
            try await room.catchUp()
            #expect(try await room.samples(room.shop).map(\.word) == ["failed"])
        }
    }

    @Test("A laboratory of another district counts for nothing here, and no office is a firm in the list")
    func offices() async throws {
        try await ChargeRoom.with { room in
            try await room.event(1, "ADD", "commissioning")
            try await room.event(4, "OBSERVE", "holding")
            try await room.event(3, "OBSERVE", "storing")
            try await room.found(6, "20 mg/kg", isPassed: false, sample: "Q-1", id: 1)
            try await room.catchUp()
            #expect(try await room.samples(room.maker).isEmpty)
            #expect(try await room.store.facts(about: .product("https://id.gs1.org/01/06901234567892")).isEmpty)
            for office in [room.office, room.laboratory] {
                #expect(try await room.store.facts(about: .firm(office)).isEmpty)
            }
            let listed = try await room.server.get("/risk/firms").json["firms"]?.elements.compactMap {
                $0["firm"]?.string
            }
            #expect(listed == [room.maker])
        }
    }

    @Test(
        "That nobody recalled what failed is its maker's; who holds goods back is charged with nothing, who sold them is"
    )
    func findings() async throws {
        try await ChargeRoom.with { room in
            let ledger = HostRisk(host: room.server.host, store: room.store)
            try await room.event(1, "ADD", "commissioning")
            let failure = try await room.found(3, "20 mg/kg", isPassed: false, sample: "Q-1", id: 1)
            let hold = try await room.event(2, "OBSERVE", "holding")
            let sale = try await room.event(2, "OBSERVE", "retail_selling")
            let recall = try await room.event(4, "OBSERVE", "inspecting", ",\"disposition\":\"recalled\"")
            func charged(_ rule: String, _ entries: [UInt64], _ signers: [String]) async throws -> String? {
                let finding = Finding(
                    rule: rule, severity: .violation, message: Wording(en: "m", zh: "m"), entries: entries, source: "s")
                return try await ledger.fact(
                    of: MonitoredFinding(
                        finding: finding, code: ChargeRoom.lot, operators: signers, since: Timestamp(milliseconds: 0))
                ).firm
            }
            let (maker, shop, laboratory, office) = (room.maker, room.shop, room.laboratory, room.office)
            #expect(try await charged("STATE-3", [failure], [laboratory]) == maker)
            #expect(try await charged("STATE-3", [failure, recall], [laboratory, office]) == maker)
            #expect(try await charged("STATE-3", [recall], [office]) == maker)
            #expect(try await charged("STATE-1", [failure], [laboratory]) == nil)
            #expect(try await charged("STATE-1", [hold], [shop]) == nil)
            #expect(try await charged("STATE-1", [failure, hold], [laboratory, shop]) == nil)
            #expect(try await charged("STATE-1", [failure, sale], [laboratory, shop]) == shop)
        }
    }

    @Test("What takes the place of a record is not late for that, in one import or in two")
    func corrected() async throws {
        try await ChargeRoom.with { room in
            let maker = room.maker
            let id = "urn:uuid:00000000-0000-4000-8000-000000000009"
            let declaration =
                ",\"eventID\":\"urn:yima:event:\(maker)/dock-1:0\",\"errorDeclaration\":{\"declarationTime\":"
                + "\"2026-02-28T11:00:00Z\",\"reason\":\"incorrect_data\",\"correctiveEventIDs\":[\"\(id)\"]}"
            try await room.event(1, "ADD", "commissioning", on: "2026-02-28T10:00:00+08:00")
            try await room.event(1, "ADD", "commissioning", ",\"eventID\":\"\(id)\"", on: "2026-02-27T10:30:00+08:00")
            try await room.catchUp()
            #expect(try await room.lateCount(maker) == 1)
            try await room.event(1, "ADD", "commissioning", declaration, on: "2026-02-28T10:00:00+08:00")
            try await room.catchUp()
            #expect(try await room.lateCount(maker) == 0)
            try await room.store.clear()
            try await room.catchUp()
            #expect(try await room.lateCount(maker) == 0)
        }
    }

    @Test("Whoever has some of what failed is told so, until an authority lets it go or the failure is taken away")
    func held() async throws {
        try await ChargeRoom.with { room in
            let (maker, shop) = (room.maker, room.shop)
            func party(_ list: String, _ member: String, _ uscc: String) -> String {
                ",\"\(list)\":[{\"type\":\"owning_party\",\"\(member)\":\"urn:yima:uscc:\(uscc)\"}]"
            }
            let (to, from) = (party("destinationList", "destination", shop), party("sourceList", "source", maker))
            try await room.event(1, "ADD", "commissioning", on: "2026-02-28T07:00:00+08:00")
            try await room.event(1, "OBSERVE", "shipping", to, on: "2026-02-28T08:00:00+08:00")
            try await room.event(2, "OBSERVE", "receiving", from, on: "2026-02-28T09:00:00+08:00")
            #expect(try await room.told().isEmpty)
            try await room.found(3, "20 mg/kg", isPassed: false, sample: "Q-1", id: 1)
            #expect(try await room.told() == [shop])
            // Who has some is not graded for it.
            #expect(
                try await room.store.totals(.builtIn, asOf: WrittenTime.date("2026-03-01")!).map(\.firm) == [
                    maker, shop,
                ])
            #expect(try await room.samples(shop).isEmpty)
            try await room.event(2, "OBSERVE", "urn:yima:bizstep:releasing", ",\"disposition\":\"conformant\"")
            #expect(try await room.told() == [shop])
            try await room.event(4, "OBSERVE", "urn:yima:bizstep:releasing", ",\"disposition\":\"conformant\"")
            #expect(try await room.told().isEmpty)
            try await room.found(3, "30 mg/kg", isPassed: false, sample: "Q-2", id: 2)
            #expect(try await room.told() == [shop])
            try await room.store.clear()
            #expect(try await room.told() == [shop])
        }
    }

    @Test(
        "A sample of a plan counts as the plan's acts say: a re-test that passed takes the failure away, taken in bit by bit or anew"
    )
    func retest() async throws {
        try await ChargeRoom.with { room in
            try await room.event(1, "ADD", "commissioning")
            try await room.sample()
            try await room.found(3, "20 mg/kg", isPassed: false, sample: "S-1", id: 1)
            try await room.catchUp()
            #expect(try await room.samples(room.maker).map(\.key.name) == ["\(room.plan)/S-1"])
            // The same number elsewhere is another sample.
            try await room.found(5, "20 mg/kg", isPassed: false, sample: "S-2", id: 2)
            _ = try await room.act(
                4,
                .notice(
                    SampleNotice(
                        plan: room.plan, sample: "S-1", party: room.shop, received: WrittenTime.date("2026-02-27")!)))
            let objection = try await room.act(
                2, .objection(SampleObjection(plan: room.plan, sample: "S-1", matter: .retest, ground: "g")))
            _ = try await room.act(
                4,
                .decision(
                    SampleDecision(
                        plan: room.plan, sample: "S-1", objection: objection, outcome: .accepted,
                        laboratory: room.again,
                        reason: "r")))
            _ = try await room.act(
                5, .receipt(SampleReceipt(plan: room.plan, sample: "S-1", part: .reserve, seal: "B", isIntact: true)))
            try await room.catchUp()
            #expect(try await room.samples(room.maker).count == 2)
            try await room.found(5, "2 mg/kg", isPassed: true, sample: "S-1", id: 3)
            try await room.catchUp()
            let (own, others) = (try await room.samples(room.maker), try await room.samples(room.shop))
            #expect(own.map(\.group) == ["\(room.again)/S-2"])
            #expect(others.map(\.word) == ["passed"] && others.map(\.key.name) == ["\(room.plan)/S-1"])
            try await room.store.clear()
            try await room.catchUp()
            #expect(try await room.samples(room.maker) == own)
            #expect(try await room.samples(room.shop) == others)
        }
    }
}
