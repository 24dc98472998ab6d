import EPCIS
import Rules
import Testing
import Values

@testable import Supervision

@Suite("What the ledger says of a plan of sampling")
struct SamplingRecordTests {
    fileprivate static let code = "https://id.gs1.org/01/06935377000251/10/S1"

    /// A plan in which everybody may do what he does, and a ledger that is made act by act.
    private struct Room {
        static let office = "11350304MB0X000011"
        static let lab = "91350505MA347T0R4N"
        static let second = "91350505MA347T0R5K"
        static let again = "91350505MA347T0R6H"
        static let firm = "91350304MA31X0001H"
        static let maker = "91350304MA31X0002L"

        let name = SamplingName(uscc: Room.office, word: "2026-12")!
        var record: SamplingRecord
        private var entry: UInt64 = 100

        /// - Parameter until: the last entry for which the roles stood.
        init(
            lists: ReferenceLists = .builtIn, scopes: [String: [String: String]] = Room.scopes, until: UInt64 = .max
        ) {
            record = SamplingRecord(
                name,
                roles: Roles { uscc, role, entry in
                    entry <= until ? scopes[role]?[uscc].map { [$0] } ?? [] : []
                }, lists: lists)
        }

        static let scopes = [
            "authority": [office: "3503"],
            "laboratory": [lab: "3503", second: "3503", again: ""],
        ]

        static func time(_ day: String) -> OffsetTime { OffsetTime(rfc3339: "\(day)T10:00:00+08:00")! }

        var plan: SamplingPlan {
            SamplingPlan(
                name: name, title: "12 月水产品监督抽检", matter: "监督抽检", district: "350304",
                from: WrittenTime.date("2026-12-01")!, until: WrittenTime.date("2026-12-31")!,
                quotas: [
                    .init(profile: "aquatic", stage: "circulation", district: "350304", count: 2),
                    .init(profile: "food", stage: nil, district: "350304", count: 1),
                ],
                items: [
                    SampledItem(
                        name: "恩诺沙星", unit: "µg/kg", method: "GB 31656.3-2021", least: Amount("1"),
                        most: Amount("2000"), limit: nil, basis: nil),
                    SampledItem(
                        name: "菌落总数", unit: "CFU/g", method: "GB 4789.2-2022", least: Amount("10"), most: nil,
                        limit: Amount("10000"), basis: "GB 10136-2015"),
                ],
                laboratories: [.init(uscc: Room.lab, items: nil), .init(uscc: Room.second, items: [2])],
                retestLaboratories: [Room.again])
        }

        /// Why it counts for nothing; nil where it counts.
        @discardableResult
        mutating func take(
            _ act: SamplingAct, by signer: String = Room.office, on day: String = "2026-12-02", came: String? = nil
        ) -> SampleRefusal? {
            entry += 1
            let count = record.refused.count
            record.take(
                Placed(
                    entry: entry, signer: signer, time: Room.time(day), act: act,
                    arrival: came.map { Room.time($0).moment }))
            return record.refused.count > count ? record.refused.last?.why : nil
        }

        @discardableResult
        mutating func result(
            _ value: String, _ isPassed: Bool, item: String = "恩诺沙星", sample: String = "S-1",
            by laboratory: String = Room.lab, on day: String = "2026-12-10", code: String = SamplingRecordTests.code,
            method: String? = nil, withdraws name: String? = nil
        ) -> SampleRefusal? {
            entry += 1
            var event = EPCISEvent(kind: .object, eventTime: Room.time(day))
            event.bizStep = "inspecting"
            event.disposition = isPassed ? "conformant" : "non_conformant"
            event.quantityList = [.init(epcClass: code)]
            event.eventID = name ?? "e\(entry)"
            event.dataElements = ["sampleNo": sample, "testItem": item, "testValue": value]
            event.dataElements["testMethod"] = method
            if name != nil {
                event.errorDeclaration = .init(
                    declarationTime: .init(milliseconds: 0), reason: nil, correctiveEventIDs: [])
            }
            let count = record.refused.count
            record.take(SampleResult(entry: entry, laboratory: laboratory, event)!)
            return record.refused.count > count ? record.refused.last?.why : nil
        }

        func order(
            _ number: String = "R-1", profile: String = "aquatic", stage: String = "circulation",
            district: String = "350304", laboratory: String = Room.lab, code: String? = nil,
            until: String = "2026-12-20"
        ) -> SamplingAct {
            .order(
                SamplingOrder(
                    plan: name, number: number, firm: Room.firm, code: code, profile: profile, stage: stage,
                    district: district, laboratory: laboratory, until: WrittenTime.date(until)!))
        }

        func taking(
            _ number: String = "S-1", order: String = "R-1", firm: String = Room.firm,
            code: String = SamplingRecordTests.code, reserve: String? = "B-1"
        ) -> SamplingAct {
            .taking(
                SampleTaking(
                    plan: name, order: order, number: number, code: code, firm: firm, producer: Room.maker,
                    quantity: "2 kg", seal: "F-1", reserveSeal: reserve))
        }

        func receipt(
            _ sample: String = "S-1", seal: String = "F-1", isIntact: Bool = true, part: SamplePart = .sample
        ) -> SamplingAct {
            .receipt(SampleReceipt(plan: name, sample: sample, part: part, seal: seal, isIntact: isIntact))
        }

        /// Planned, ordered, taken and received.
        static func received() throws -> Room {
            var room = Room()
            let acts: [(SamplingAct, String)] = [
                (.plan(room.plan), office), (room.order(), office), (room.taking(), office), (room.receipt(), lab),
            ]
            for (act, signer) in acts { try #require(room.take(act, by: signer) == nil) }
            return room
        }

        func notice(_ party: String = Room.firm, on day: String = "2026-12-14") -> SamplingAct {
            .notice(SampleNotice(plan: name, sample: "S-1", party: party, received: WrittenTime.date(day)!))
        }

        func objection(_ matter: SampleObjection.Matter = .retest) -> SamplingAct {
            .objection(SampleObjection(plan: name, sample: "S-1", matter: matter, ground: "样品存放不当"))
        }

        func decision(
            _ outcome: SampleDecision.Outcome, _ laboratory: String? = nil, of entry: UInt64? = nil
        ) -> SamplingAct {
            let objection = entry ?? record.sample("S-1")?.objections.last?.placed.entry ?? 0
            return .decision(
                SampleDecision(
                    plan: name, sample: "S-1", objection: objection, outcome: outcome, laboratory: laboratory,
                    reason: "符合条件"))
        }
    }

    @Test("a sample passes where every item that its laboratory tests passed, and fails where one failed")
    func outcome() throws {
        var room = try Room.received()
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .pending)
        #expect(room.result("12.5 µg/kg", true) == nil)
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .pending)
        #expect(room.result("<10 CFU/g", true, item: "菌落总数") == nil)
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .passed)
        #expect(room.record.refused.isEmpty)

        var other = try Room.received()
        #expect(other.result("120 µg/kg", false) == nil)
        let sample = try #require(other.record.sample("S-1"))
        #expect(other.record.outcome(of: sample) == .failed)
        #expect(sample.failure?.value == "120 µg/kg")
    }

    @Test(
        "a laboratory is heard only enrolled, in its district, for its items, about the sample that it received sealed")
    func laboratories() throws {
        // Never enrolled; enrolled elsewhere; no more enrolled when it had tested.
        var strangers = Room(scopes: ["authority": [Room.office: "3503"]])
        for act in [.plan(strangers.plan), strangers.order(), strangers.taking()] { strangers.take(act) }
        #expect(strangers.take(strangers.receipt(), by: Room.lab) == .notLaboratory(Room.lab))
        #expect(strangers.result("12 µg/kg", true) == .notReceived)
        var elsewhere = Room(scopes: ["authority": [Room.office: "3503"], "laboratory": [Room.lab: "3502"]])
        for act in [.plan(elsewhere.plan), elsewhere.order(), elsewhere.taking()] { elsewhere.take(act) }
        #expect(
            elsewhere.take(elsewhere.receipt(), by: Room.lab)
                == .laboratoryElsewhere(Room.lab, scopes: ["3502"], district: "350304"))
        var revoked = Room(until: 104)
        for act in [.plan(revoked.plan), revoked.order(), revoked.taking()] { revoked.take(act) }
        #expect(revoked.take(revoked.receipt(), by: Room.lab) == nil)
        #expect(revoked.result("12 µg/kg", true) == .notLaboratory(Room.lab))

        var room = try Room.received()
        // Another laboratory of the plan, and one of no plan.
        #expect(room.result("12 µg/kg", true, by: Room.second) == .otherLaboratory(Room.second))
        #expect(room.result("12 µg/kg", true, by: Room.again) == .otherLaboratory(Room.again))
        #expect(room.result("12 mg", true, item: "铅") == .itemNotPlanned("铅"))
        #expect(
            room.result("12 µg/kg", true, method: "SN/T 1751") == .otherMethod("SN/T 1751", planned: "GB 31656.3-2021"))
        let others = "https://id.gs1.org/01/06935377000251/10/OTHER"
        #expect(room.result("12 µg/kg", true, code: others) == .otherGoods(others))
        // Of a sample that nobody took.
        #expect(room.result("12 µg/kg", true, sample: "S-9") == .noSuchSample("S-9"))
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .pending)

        // It tests only the second item.
        var narrow = Room()
        narrow.take(.plan(narrow.plan))
        narrow.take(narrow.order(laboratory: Room.second))
        narrow.take(narrow.taking())
        #expect(narrow.result("12 µg/kg", true, by: Room.second) == .notReceived)
        narrow.take(narrow.receipt(), by: Room.second)
        #expect(narrow.result("12 µg/kg", true, by: Room.second) == .itemOutOfScope("恩诺沙星"))
        #expect(narrow.result("200 CFU/g", true, item: "菌落总数", by: Room.second) == nil)
        #expect(narrow.record.outcome(of: try #require(narrow.record.sample("S-1"))) == .passed)
    }

    @Test("a seal that is not the one put on is no intact seal, and of a broken one no result counts")
    func seals() throws {
        var room = Room()
        for act in [.plan(room.plan), room.order(), room.taking()] { #expect(room.take(act) == nil) }
        #expect(room.take(room.receipt(seal: "F-2"), by: Room.lab) == .otherSeal("F-2", taken: "F-1"))
        #expect(room.result("12 µg/kg", true) == .notReceived)
        #expect(room.take(room.receipt(seal: "F-2", isIntact: false), by: Room.lab) == nil)
        #expect(room.result("12 µg/kg", true) == .sealBroken)
        let handover = SampleHandover(plan: room.name, sample: "S-1", part: .sample, seal: "F-9", to: Room.lab)
        #expect(room.take(.handover(handover)) == .otherSeal("F-9", taken: "F-1"))
    }

    @Test(
        "a value outside of what its method can say is no result",
        arguments: [
            ("0.5 µg/kg", true, "below"), ("2500 µg/kg", false, "above"), ("<5 µg/kg", true, "below"),
            ("12 mg/kg", true, "unreadable"), ("twelve", true, "unreadable"), ("-3 µg/kg", true, "unreadable"),
            ("<1 µg/kg", true, ""), ("未检出", true, ""), ("1 µg/kg", true, ""), ("2000 µg/kg", false, ""),
            ("12.5 μg/kg", true, ""),
        ])
    func ranges(_ value: String, _ isPassed: Bool, _ why: String) throws {
        var room = try Room.received()
        let refusal = room.result(value, isPassed)
        switch refusal {
        case nil: #expect(why == "")
        case .belowRange: #expect(why == "below")
        case .aboveRange: #expect(why == "above")
        case .unreadableValue: #expect(why == "unreadable")
        default: Issue.record("\(String(describing: refusal))")
        }
    }

    @Test("a verdict that its value denies is none, by the limit of that day: the rule set's before the plan's")
    func limits() throws {
        var room = try Room.received()
        guard case .contradictsLimit = room.result("120 µg/kg", true) else {
            Issue.record("passed over the limit")
            return
        }
        guard case .contradictsLimit = room.result("90 µg/kg", false) else {
            Issue.record("failed below it")
            return
        }
        #expect(room.result("100 µg/kg", true) == nil)
        guard case .contradictsLimit = room.result("20000 CFU/g", true, item: "菌落总数") else {
            Issue.record("passed over the plan's limit")
            return
        }
        // Banned: whatever is found.
        let banned = SampledItem(
            name: "孔雀石绿", unit: "µg/kg", method: "m", least: nil, most: nil, limit: Amount("5"), basis: "x")
        #expect(banned.isBroken(by: "0.6 µg/kg", on: WrittenTime.date("2026-12-01")!, .builtIn) == true)
        #expect(banned.isBroken(by: "未检出", on: WrittenTime.date("2026-12-01")!, .builtIn) == false)
        // Before the ban only the plan says something.
        #expect(banned.isBroken(by: "0.6 µg/kg", on: WrittenTime.date("2019-12-01")!, .builtIn) == false)
        #expect(banned.isBroken(by: "6 µg/kg", on: WrittenTime.date("2019-12-01")!, .builtIn) == true)
    }

    @Test("two results of one item that contradict each other decide nothing until one is taken back")
    func conflict() throws {
        var room = try Room.received()
        #expect(room.result("50 µg/kg", true) == nil)
        #expect(room.result("150 µg/kg", false) == nil)
        let sample = try #require(room.record.sample("S-1"))
        #expect(room.record.outcome(of: sample) == .conflict)
        let name = try #require(sample.results.last?.eventID)
        // By nobody else.
        room.result("150 µg/kg", false, by: Room.second, withdraws: name)
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .conflict)
        room.result("150 µg/kg", false, withdraws: name)
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .pending)
        #expect(room.record.sample("S-1")?.results.count == 1)
    }

    @Test("only the office of the plan orders, in its districts, within the plan, each number once")
    func orders() throws {
        var room = Room()
        #expect(room.take(room.order()) == .notPlanned)
        #expect(room.take(.plan(room.plan), by: Room.lab) == .notTheirs(uscc: Room.lab))
        #expect(room.take(.plan(room.plan)) == nil)
        #expect(room.take(.plan(room.plan)) == .plannedBefore(entry: 103))
        #expect(room.take(room.order(), by: Room.lab) == .notTheirs(uscc: Room.lab))
        #expect(
            room.take(room.order(district: "350102")) == .otherDistrict(scopes: ["3503"], district: "350102"))
        guard case .outsidePlan = room.take(room.order(stage: "catering")) else {
            Issue.record("other stage")
            return
        }
        guard case .outsidePlan = room.take(room.order(district: "350303")) else {
            Issue.record("other district")
            return
        }
        guard case .outsidePlan = room.take(room.order(until: "2027-01-05")) else {
            Issue.record("too late")
            return
        }
        #expect(room.take(room.order(laboratory: Room.again)) == .laboratoryNotPlanned(Room.again))
        #expect(room.take(room.order()) == nil)
        guard case .numberTaken = room.take(room.order()) else {
            Issue.record("ordered twice")
            return
        }
        #expect(room.take(room.taking(order: "R-9")) == .noSuchOrder("R-9"))
        #expect(room.take(room.taking(firm: Room.maker)) == .otherFirm(Room.maker))
        #expect(room.take(room.taking(), by: Room.second) == .otherLaboratory(Room.second))
        #expect(room.take(room.order("R-2", code: Self.code)) == nil)
        let others = "https://id.gs1.org/01/06935377000251/10/OTHER"
        #expect(room.take(room.taking(order: "R-2", code: others)) == .otherGoods(others))
        // An authority of another district has no plan here.
        var elsewhere = Room(scopes: ["authority": [Room.office: "3501"]])
        #expect(
            elsewhere.take(.plan(elsewhere.plan)) == .otherDistrict(scopes: ["3501"], district: "350304"))
        var nobody = Room(scopes: [:])
        #expect(nobody.take(.plan(nobody.plan)) == .notAuthority)
    }

    @Test("a re-test within seven working days, by another laboratory from the reserve sample, is what counts")
    func retest() throws {
        var room = try Room.received()
        #expect(room.result("120 µg/kg", false) == nil)
        #expect(room.result("<10 CFU/g", true, item: "菌落总数") == nil)
        #expect(room.take(room.objection(), by: Room.firm, on: "2026-12-14") == .notNotified(Room.firm))
        #expect(room.take(room.notice(Room.lab)) == .otherFirm(Room.lab))
        #expect(room.take(room.notice()) == nil)
        #expect(room.take(room.objection(), by: Room.second, on: "2026-12-15") == .notTheirs(uscc: Room.second))
        // Received on Monday the 14th: the term ends on Wednesday the 23rd.
        #expect(
            room.take(room.objection(), by: Room.firm, on: "2026-12-24") == .afterTerm(WrittenTime.date("2026-12-23")!))
        #expect(room.take(room.objection(), by: Room.firm, on: "2026-12-23") == nil)
        #expect(room.take(room.decision(.accepted, Room.second)) == .laboratoryNotPlanned(Room.second))
        #expect(room.take(room.decision(.accepted, Room.again, of: 7)) == .noObjection(entry: 7))
        #expect(room.take(room.decision(.accepted, Room.again), by: Room.firm) == .notTheirs(uscc: Room.firm))
        #expect(room.take(room.decision(.accepted, Room.again), on: "2026-12-25") == nil)
        guard case .decidedBefore = room.take(room.decision(.refused)) else {
            Issue.record("decided twice")
            return
        }
        #expect(room.take(room.receipt(seal: "B-1", part: .reserve), by: Room.lab) == .otherLaboratory(Room.lab))
        #expect(room.take(room.receipt(seal: "B-1", part: .reserve), by: Room.again, on: "2026-12-28") == nil)
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .failed)
        #expect(room.result("80 µg/kg", true, by: Room.again, on: "2026-12-30") == nil)
        let sample = try #require(room.record.sample("S-1"))
        #expect(room.record.outcome(of: sample) == .passed)
        // What was done is done, and in time; nothing is open but the applications that nobody must make.
        let deadlines = room.record.deadlines(of: sample, on: WrittenTime.date("2027-03-01")!)
        #expect(deadlines.filter(\.isOverdue).isEmpty)
        #expect(deadlines.contains { $0.term == .retestReport && $0.doneOn == WrittenTime.date("2026-12-30") })
    }

    @Test("what had passed is not tested again, and what is decided is one of what can be")
    func retestOfWhatPassed() throws {
        var room = try Room.received()
        #expect(room.result("12 µg/kg", true) == nil)
        #expect(room.result("<10 CFU/g", true, item: "菌落总数") == nil)
        #expect(room.take(room.notice()) == nil)
        #expect(room.take(room.objection(), by: Room.firm, on: "2026-12-15") == nil)
        #expect(room.take(room.decision(.upheld)) == .notOfMatter(.retest, .upheld))
        #expect(room.take(room.decision(.dismissed)) == .notOfMatter(.retest, .dismissed))
        #expect(room.take(room.decision(.refused, Room.again)) == nil, "a laboratory says nothing there")
        #expect(room.take(room.objection(), by: Room.firm, on: "2026-12-16") == nil)
        #expect(room.take(room.decision(.accepted, Room.again)) == nil)
        #expect(room.take(room.receipt(seal: "B-1", part: .reserve), by: Room.again) == nil)
        #expect(room.result("120 µg/kg", false, by: Room.again) == .notFailed)
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .passed)
        #expect(room.take(room.objection(.authenticity), by: Room.firm, on: "2026-12-16") == nil)
        #expect(room.take(room.decision(.accepted, Room.again)) == .notOfMatter(.authenticity, .accepted))

        // One item failed: another that had passed keeps its result.
        var half = try Room.received()
        #expect(half.result("120 µg/kg", false) == nil)
        #expect(half.result("<10 CFU/g", true, item: "菌落总数") == nil)
        half.take(half.notice())
        half.take(half.objection(), by: Room.firm, on: "2026-12-15")
        half.take(half.decision(.accepted, Room.again))
        half.take(half.receipt(seal: "B-1", part: .reserve), by: Room.again)
        #expect(half.result("20000 CFU/g", false, item: "菌落总数", by: Room.again) == nil)
        #expect(half.result("12 µg/kg", true, by: Room.again) == nil)
        #expect(half.record.outcome(of: try #require(half.record.sample("S-1"))) == .passed)
    }

    @Test("a result that is brought again is no second one, and another value of the same item is")
    func twice() throws {
        var room = try Room.received()
        #expect(room.result("120 µg/kg", false) == nil)
        guard case .saidBefore = room.result("120 µg/kg", false) else {
            Issue.record("taken twice")
            return
        }
        #expect(room.result("130 µg/kg", false) == nil)
        #expect(room.record.sample("S-1")?.results.count == 2)
    }

    @Test(
        "a notice that is dated back takes no day from whoever may object: his term begins when it came to the ledger")
    func datedBack() throws {
        var room = try Room.received()
        #expect(room.result("120 µg/kg", false) == nil)
        // Said to be received on Monday the 14th, on the ledger on Wednesday the 16th: until Friday the 25th.
        #expect(room.take(room.notice(), came: "2026-12-16") == nil)
        #expect(
            room.take(room.objection(), by: Room.firm, on: "2026-12-28") == .afterTerm(WrittenTime.date("2026-12-25")!))
        #expect(room.take(room.objection(), by: Room.firm, on: "2026-12-25") == nil)
        // Who received it later than the office said so has his days from then.
        var later = try Room.received()
        #expect(later.result("120 µg/kg", false) == nil)
        #expect(later.take(later.notice(), came: "2026-12-11") == nil)
        #expect(later.take(later.objection(), by: Room.firm, on: "2026-12-23") == nil)
    }

    @Test("an objection that is upheld sets the result aside, one that is dismissed does not")
    func objections() throws {
        var room = try Room.received()
        #expect(room.result("120 µg/kg", false) == nil)
        // Against how it was taken, from the taking on: nobody need have the report.
        #expect(room.take(room.objection(.taking), by: Room.maker, on: "2026-12-11") == nil)
        #expect(room.take(room.decision(.accepted)) == nil)
        #expect(room.take(room.decision(.dismissed)) == nil)
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .failed)
        #expect(
            room.take(room.objection(.taking), by: Room.maker, on: "2026-12-14")
                == .afterTerm(WrittenTime.date("2026-12-11")!))
        #expect(room.take(room.notice(Room.maker)) == nil)
        #expect(room.take(room.objection(.authenticity), by: Room.maker, on: "2026-12-16") == nil)
        #expect(room.take(room.decision(.upheld)) == nil)
        #expect(room.record.outcome(of: try #require(room.record.sample("S-1"))) == .setAside)
    }

    @Test("what is not done in time is overdue, by working days")
    func deadlines() throws {
        var room = Room()
        for act in [.plan(room.plan), room.order(), room.taking()] { #expect(room.take(act) == nil) }
        let taken = try #require(room.record.sample("S-1"))
        // Taken on Wednesday the 2nd: delivered by the 9th.
        func overdue(_ day: String, _ sample: SampleFile) -> [SamplingTerms.Term] {
            room.record.deadlines(of: sample, on: WrittenTime.date(day)!).filter(\.isOverdue).map(\.term)
        }
        #expect(overdue("2026-12-09", taken).isEmpty)
        #expect(overdue("2026-12-10", taken) == [.deliver])
        var late = room
        room.take(room.receipt(), by: Room.lab, on: "2026-12-03", came: "2026-12-09")
        let received = try #require(room.record.sample("S-1"))
        #expect(
            room.record.deadlines(of: received, on: WrittenTime.date("2026-12-09")!).allSatisfy { $0.cameLate == nil })
        // What says to have been in time, and came when the term was over, is told.
        late.take(late.receipt(), by: Room.lab, on: "2026-12-03", came: "2026-12-10")
        let told = late.record.deadlines(
            of: try #require(late.record.sample("S-1")), on: WrittenTime.date("2026-12-10")!)
        #expect(told.first?.cameLate == WrittenTime.date("2026-12-10")! && told.first?.isOverdue == false)
        #expect(overdue("2026-12-31", received).isEmpty)
        #expect(overdue("2027-01-15", received) == [.report])
    }

    @Test("a plan's progress counts each order in one quota, and names its entries")
    func progress() throws {
        var room = try Room.received()
        room.take(room.order("R-2", until: "2026-12-05"))
        room.take(room.order("R-3", profile: "food", stage: "catering"))
        #expect(room.result("120 µg/kg", false) == nil)
        let progress = PlanProgress(room.record, on: WrittenTime.date("2026-12-06")!)
        let row = progress.rows[0]
        #expect((row.planned, row.ordered, row.taken, row.tested, row.failed, row.overdue) == (2, 2, 1, 1, 1, 1))
        #expect(row.entries.count == 4)
        #expect((progress.rows[1].planned, progress.rows[1].ordered, progress.rows[1].taken) == (1, 1, 0))
        #expect(PlanProgress(room.record, on: WrittenTime.date("2026-12-06")!, district: "3501").rows.isEmpty)
        // What a plan asked for and nobody ordered is overdue when its days are over.
        var idle = Room()
        idle.take(.plan(idle.plan))
        #expect(PlanProgress(idle.record, on: WrittenTime.date("2026-12-31")!).rows.map(\.overdue) == [0, 0])
        #expect(PlanProgress(idle.record, on: WrittenTime.date("2027-01-01")!).rows.map(\.overdue) == [2, 1])
    }

    @Test("every act is read from its own text, and from no other")
    func texts() throws {
        let room = Room()
        let acts: [SamplingAct] = [
            .plan(room.plan), room.order(), room.order(code: Self.code), room.taking(), room.taking(reserve: nil),
            .handover(SampleHandover(plan: room.name, sample: "S-1", part: .reserve, seal: "B-1", to: Room.again)),
            room.receipt(), room.receipt(isIntact: false), room.notice(), room.objection(.method),
            room.decision(.accepted, Room.again), room.decision(.refused),
        ]
        for act in acts {
            #expect(try SamplingAct(text: act.text) == act)
            let event = try EPCISEvent(json: act.event(at: Room.time("2026-12-02")).event)
            #expect(SamplingAct(event) == act)
            let bytes = Array(act.text.utf8)
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= 1
                guard let text = String(validating: changed, as: UTF8.self) else { continue }
                // Another text is another act, or none.
                if let read = try? SamplingAct(text: text) { #expect(read != act && read.text == text) }
                let shorter = String(decoding: bytes[..<place] + bytes[(place + 1)...], as: UTF8.self)
                if let read = try? SamplingAct(text: shorter) { #expect(read != act && read.text == shorter) }
            }
        }
        // What cannot stand on a line is no act.
        let broken = SampleObjection(plan: room.name, sample: "S-1", matter: .retest, ground: "a\nground: b")
        #expect(!SamplingAct.objection(broken).isSound)
    }

    @Test("the terms are those of the file, each there once")
    func terms() throws {
        let terms = SamplingTerms.builtIn
        #expect(terms.source.contains("第15号"))
        for term in SamplingTerms.Term.allCases { #expect(terms.wording(of: term).zh.contains("条")) }
        let calendar = ReferenceLists.builtIn.workingDays
        let day = try #require(WrittenTime.date("2026-09-28"))
        // National Day lies between.
        #expect("\(terms.lastDay(of: .retestApplication, after: day, calendar))" > "2026-10-09")
        let file = Array(#"{"version":1,"validFrom":"2019-10-01","source":"x","terms":[]}"#.utf8)
        #expect(throws: LocatedError.self) { try SamplingTerms(file: "t.json", bytes: file) }
    }
}
