import EPCIS
import Evidence
import Rules
import Statistics
import Testing
import Values

@testable import Supervision

/// Two plans with a sample S-1 each, and what laboratories found.
private struct SampleRoom {
    static let office = "11350304MB0X000011"
    static let lab = "91350505MA347T0R4N"
    static let again = "91350505MA347T0R6H"
    static let firm = "91350304MA31X0001H"

    var counted = CountedSamples(origin: "a.example/ledger")
    private var entry: UInt64 = 10

    static func code(_ lot: String) -> String { "https://id.gs1.org/01/06935377000251/10/\(lot)" }
    private static func name(_ plan: String) -> SamplingName { SamplingName(uscc: office, word: plan)! }
    private static func time(_ day: String) -> OffsetTime { OffsetTime(rfc3339: "\(day)T10:00:00+08:00")! }

    mutating func say(_ act: SamplingAct, by signer: String = office, on day: String = "2026-12-02") {
        entry += 1
        counted.add(Placed(entry: entry, signer: signer, time: Self.time(day), act: act))
    }

    /// A plan and its sample S-1 of a lot, received by its laboratory.
    mutating func sample(_ plan: String, lot: String, isIntact: Bool = true) {
        let name = Self.name(plan)
        say(
            .plan(
                SamplingPlan(
                    name: name, title: "t", matter: "m", district: "350304", from: WrittenTime.date("2026-12-01")!,
                    until: WrittenTime.date("2026-12-31")!,
                    quotas: [.init(profile: "food", stage: nil, district: "350304", count: 1)],
                    items: [
                        SampledItem(
                            name: "x", unit: "mg/kg", method: "m", least: nil, most: nil, limit: Amount("10"),
                            basis: "b"
                        )
                    ],
                    laboratories: [.init(uscc: Self.lab, items: nil)], retestLaboratories: [Self.again])))
        say(
            .order(
                SamplingOrder(
                    plan: name, number: "R-1", firm: Self.firm, code: nil, profile: "food", stage: "circulation",
                    district: "350304", laboratory: Self.lab, until: WrittenTime.date("2026-12-20")!)))
        say(
            .taking(
                SampleTaking(
                    plan: name, order: "R-1", number: "S-1", code: Self.code(lot), firm: Self.firm, producer: nil,
                    quantity: "1", seal: "F", reserveSeal: "B")))
        say(
            .receipt(SampleReceipt(plan: name, sample: "S-1", part: .sample, seal: "F", isIntact: isIntact)),
            by: Self.lab)
    }

    /// A re-test, asked for by the firm and accepted; what it is found to be comes next.
    mutating func retest(_ plan: String) {
        let name = Self.name(plan)
        say(
            .notice(
                SampleNotice(plan: name, sample: "S-1", party: Self.firm, received: WrittenTime.date("2026-12-14")!)))
        say(
            .objection(SampleObjection(plan: name, sample: "S-1", matter: .retest, ground: "g")), by: Self.firm,
            on: "2026-12-15")
        say(
            .decision(
                SampleDecision(
                    plan: name, sample: "S-1", objection: entry, outcome: .accepted, laboratory: Self.again, reason: "r"
                )))
        say(
            .receipt(SampleReceipt(plan: name, sample: "S-1", part: .reserve, seal: "B", isIntact: true)),
            by: Self.again)
    }

    mutating func found(
        _ value: String, _ isPassed: Bool, sample: String = "S-1", lot: String, by laboratory: String = lab
    ) {
        entry += 1
        var event = EPCISEvent(kind: .object, eventTime: Self.time("2026-12-10"))
        event.bizStep = "inspecting"
        event.disposition = isPassed ? "conformant" : "non_conformant"
        event.quantityList = [.init(epcClass: Self.code(lot))]
        event.eventID = "e\(entry)"
        event.dataElements = ["sampleNo": sample, "testItem": "x", "testValue": value, "profile": "food"]
        let key = MerkleKey.of("\(laboratory)/\(sample)")
        counted.add(
            SampleTable.Result(
                sample: key, laboratory: laboratory, firm: nil, profile: "food", stage: nil,
                day: WrittenTime.date("2026-12-10")!, isPassed: isPassed, isWithdrawal: false, entry: entry),
            SampleResult(entry: entry, laboratory: laboratory, event))
    }

    /// Samples, those that passed, and those of which nothing is settled.
    var figures: [Int] {
        let counted = counted.counted(
            roles: Roles { uscc, role, _ in
                switch role {
                case "authority": uscc == Self.office ? ["3503"] : []
                default: [Self.lab, Self.again].contains(uscc) ? ["35"] : []
                }
            })
        let rows = counted.samples.count(.init(), targets: .builtIn) { _, _, _ in true }.rows
        return [rows.reduce(0) { $0 + $1.rate.total }, rows.reduce(0) { $0 + $1.rate.passed }, counted.openCount]
    }
}

/// Samples of no plan are told apart as the ledger's reading tells them.
private enum MerkleKey {
    static func of(_ text: String) -> UInt64 { text.utf8.reduce(1_469_598_103) { ($0 &* 31) &+ UInt64($1) } }
}

@Suite("Each sample is counted once, as its plan's acts say")
struct CountedSamplesTests {
    @Test("samples of two plans under one number are two, by their goods")
    func twoPlans() {
        var room = SampleRoom()
        room.sample("a", lot: "A")
        room.sample("b", lot: "B")
        room.found("3 mg/kg", true, lot: "A")
        #expect(room.figures == [1, 1, 0])
        room.found("30 mg/kg", false, lot: "B")
        #expect(room.figures == [2, 1, 0])
        // What a laboratory finds besides, in a sample of no plan.
        room.found("3 mg/kg", true, lot: "C")
        room.found("3 mg/kg", true, sample: "own", lot: "C")
        #expect(room.figures == [4, 3, 0])
    }

    @Test("a re-test and the first test are one sample, with the final result; a re-test that nobody accepted is none")
    func retest() {
        var room = SampleRoom()
        room.sample("a", lot: "A")
        room.found("30 mg/kg", false, lot: "A")
        room.found("3 mg/kg", true, lot: "A", by: SampleRoom.again)
        #expect(room.figures == [1, 0, 0])
        room.retest("a")
        room.found("3 mg/kg", true, lot: "A", by: SampleRoom.again)
        #expect(room.figures == [1, 1, 0])
    }

    @Test("a sample that came with its seal broken is none, and neither is one of which results contradict each other")
    func broken() {
        var room = SampleRoom()
        room.sample("a", lot: "A", isIntact: false)
        room.found("3 mg/kg", true, lot: "A")
        #expect(room.figures == [0, 0, 1])
        var other = SampleRoom()
        other.sample("a", lot: "A")
        other.found("3 mg/kg", true, lot: "A")
        other.found("30 mg/kg", false, lot: "A")
        #expect(other.figures == [0, 0, 1])
    }

    @Test("what was caught is no farmed product, where the result says so")
    func captured() throws {
        var event = EPCISEvent(kind: .object, eventTime: OffsetTime(rfc3339: "2026-12-10T10:00:00+08:00")!)
        event.dataElements = ["profile": "aquatic", "productionMethod": "captured"]
        let targets = QualityTargets.builtIn
        func category(_ profile: String) -> String? {
            targets.place(ofProfile: profile).map { targets.categories[$0].id }
        }
        #expect(category(SampleReading.profile(of: event)) == "agricultural")
        event.dataElements["productionMethod"] = "farmed"
        #expect(category(SampleReading.profile(of: event)) == "farmed-aquatic")
        // Every profile that comes with the product is of a category.
        for profile in [
            "tea", "forest", "cowpea", "cross-border", "crops", "livestock", "grain", "imported-meat", "food",
        ] {
            #expect(category(profile) != nil, "\(profile)")
        }
    }
}
