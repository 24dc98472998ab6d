import Codes
import EPCIS
import Foundation
import StrictJSON
import Testing
import Values

@testable import Chains
@testable import Rules

private let office = uscc("11350500M000900Y4")
private let names = [farm: "闽海养殖场", plant: "闽味食品", shop: "西湖超市", store: "城东冷库"]

extension Story {
    fileprivate func report(
        _ code: String, offices: Offices = Offices(), now: Timestamp = Self.end
    ) -> RecallReport {
        RecallReport(code, chains: [walk(code).chain(offices: offices)], now: now, operatorNames: names)
    }

    fileprivate mutating func recall(
        _ portion: Portion, by firm: String, at hour: Double, grade: Int? = nil
    ) {
        add(.object, .observe, "holding", by: firm, at: hour) {
            $0.list([portion])
            $0.disposition = "recalled"
            if let grade { $0.dataElements["recallLevel"] = String(grade) }
        }
    }

    fileprivate mutating func tell(_ portion: Portion, by firm: String, to other: String, at hour: Double) {
        add(.object, .observe, RecallCase.notifyingStep, by: firm, at: hour) {
            $0.list([portion])
            $0.destinationList = [.init(type: "possessing_party", id: "urn:yima:uscc:\(other)")]
        }
    }

    fileprivate mutating func close(_ portion: Portion, by firm: String, at hour: Double) {
        add(.object, .observe, RecallCase.closingStep, by: firm, at: hour) { $0.list([portion]) }
    }

    fileprivate mutating func fail(_ portion: Portion, by firm: String, at hour: Double) {
        add(.object, .observe, "inspecting", by: firm, at: hour) {
            $0.list([portion])
            $0.disposition = "non_conformant"
        }
    }

    fileprivate mutating func sendBack(_ portion: Portion, from sender: String, to receiver: String, at hour: Double) {
        ship(portion, from: sender, to: receiver, at: hour)
        amendLast { $0.disposition = "returned" }
        receive(portion, by: receiver, from: sender, at: hour + 2)
        amendLast { $0.disposition = "returned" }
    }
}

extension RecallReport {
    fileprivate var told: Set<String> {
        Set(
            holders.map { holder in
                let amounts: [(String, HeldAmount)] = [
                    ("has", holder.holding.onHand), ("coming", holder.holding.inTransit), ("sold", holder.holding.sold),
                    ("used", holder.holding.used), ("destroyed", holder.holding.destroyed),
                    ("missing", holder.holding.unaccounted),
                ]
                let shown = amounts.filter { $0.0 == "has" || !$0.1.isNone }.map { "\($0.0) \($0.1.figures)" }
                return "\(holder.name ?? holder.holding.holder) \(holder.holding.goods.part("lot") ?? "?") "
                    + shown.joined(separator: ", ")
            })
    }

    fileprivate func holder(_ uscc: String, _ code: String) -> Holder? {
        holders.first { $0.holding.holder == uscc && $0.holding.goods.key == identity(code).key }
    }
}

/// 300 kg of meat, of which the plant makes sausages of 100 kg and the shop has 80 kg.
private func meat(_ more: (inout Story) -> Void = { _ in }) -> Story {
    var story = Story()
    story.issue(kg("300", lot("M1")), at: 0, elements: ["productName": "猪肉"])
    story.move(kg("100", lot("M1")), from: farm, to: plant, at: 5)
    story.move(kg("80", lot("M1")), from: farm, to: shop, at: 6)
    story.make([kg("130", lot("W1"))], from: [kg("100", lot("M1")), kg("40", lot("F9"))], by: plant, at: 10)
    story.amendLast { $0.dataElements["productName"] = "香肠" }
    story.move(kg("50", lot("W1")), from: plant, to: shop, at: 12)
    more(&story)
    return story
}

@Suite("A recall") struct RecallTests {
    @Test func reachesWhatWasMadeOfTheGoodsAndEverybodyWhoHasSome() {
        let report = meat { $0.sell(kg("20", lot("M1")), by: shop, at: 20) }.report(lot("M1"))
        #expect(
            report.told == [
                "闽海养殖场 M1 has 120", "闽味食品 M1 has 0, used 100", "西湖超市 M1 has 60, sold 20", "闽味食品 W1 has 80",
                "西湖超市 W1 has 50",
            ])
        #expect(report.affected.map { $0.code.part("lot") } == ["M1", "W1"])
        #expect(report.affected[0].isAskedFor && !report.affected[1].isAskedFor)
        #expect(report.affected[1].madeOf.map(\.key) == [identity(lot("M1")).key])
        #expect(report.affected[1].product == "香肠")
        #expect(report.state == .none && report.cases.isEmpty && report.isComplete)
    }

    @Test func ofWhatWasMadeLeavesItsIngredientsToThoseWhoAskForThem() {
        let report = meat().report(lot("W1"))
        #expect(report.told == ["闽味食品 W1 has 80", "西湖超市 W1 has 50"])
        #expect(report.suspects.map { $0.code.part("lot") } == ["F9", "M1"])
        let pork = report.suspects.first { $0.code.part("lot") == "M1" }
        #expect(pork?.makers == [farm] && pork?.users == [plant] && pork?.suppliers == [farm])
        #expect(pork?.used.figures == "100" && pork?.depth == 1)
        // The shop's meat is a part of the same lot that never went into the sausages.
        #expect(report.holder(shop, lot("M1")) == nil)
    }

    @Test func namesWhatElseWasMadeOfTheSame() {
        let story = meat {
            $0.make([kg("30", lot("W2"))], from: [kg("30", lot("F9"))], by: plant, at: 14)
            $0.make([kg("90", lot("W3"))], from: [kg("80", lot("M1"))], by: shop, at: 15)
            $0.make([kg("5", lot("X1"))], from: [kg("5", lot("Z1"))], by: plant, at: 16)
        }
        let report = story.report(lot("W1"))
        #expect(report.siblings.map { $0.code.part("lot") } == ["W2", "W3"])
        #expect(report.siblings.map(\.maker) == [plant, shop])
        #expect(report.siblings[0].inputs.map { $0.part("lot") } == ["F9"])
        #expect(report.siblingCount == 2)
    }

    @Test func ofADiamondCountsEachThingOnce() {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.make([kg("40", lot("B1"))], from: [kg("40", lot("A1"))], by: farm, at: 2)
        story.make([kg("60", lot("B2"))], from: [kg("60", lot("A1"))], by: farm, at: 3)
        story.make([kg("100", lot("C1"))], from: [kg("40", lot("B1")), kg("60", lot("B2"))], by: farm, at: 4)
        story.move(kg("30", lot("C1")), from: farm, to: shop, at: 5)
        let report = story.report(lot("A1"))
        #expect(
            report.told == [
                "闽海养殖场 A1 has 0, used 100", "闽海养殖场 B1 has 0, used 40", "闽海养殖场 B2 has 0, used 60",
                "闽海养殖场 C1 has 70", "西湖超市 C1 has 30",
            ])
        #expect(
            report.affected.first { $0.code.part("lot") == "C1" }?.madeOf.map { $0.part("lot") } == ["B1", "B2"])
        let up = story.report(lot("C1"))
        #expect(up.suspects.map { "\($0.code.part("lot") ?? "") \($0.depth)" } == ["B1 1", "B2 1", "A1 2"])
        #expect(up.siblings.isEmpty)
    }

    @Test func doesNotFollowACrateToItsNextLoad() {
        var story = Story()
        story.issue(kg("50", lot("A1")), at: 0)
        story.issue(kg("60", lot("B1")), at: 0)
        story.pack([kg("50", lot("A1"))], in: pallet, by: farm, at: 1)
        story.ship(one(pallet), from: farm, to: shop, at: 2)
        story.receive(one(pallet), by: shop, from: farm, at: 4)
        story.unpack([kg("50", lot("A1"))], from: pallet, by: shop, at: 5)
        // The crate comes back and carries another lot to another firm.
        story.pack([kg("60", lot("B1"))], in: pallet, by: farm, at: 20)
        story.ship(one(pallet), from: farm, to: store, at: 22)
        story.receive(one(pallet), by: store, from: farm, at: 24)
        #expect(story.report(lot("A1")).told == ["闽海养殖场 A1 has 0", "西湖超市 A1 has 50"])
        #expect(story.report(lot("B1")).told == ["闽海养殖场 B1 has 0", "城东冷库 B1 has 60"])
    }

    @Test func isOpenedToldAnsweredAndClosed() {
        var story = meat()
        #expect(story.report(lot("M1")).state == .none)
        story.recall(kg("300", lot("M1")), by: farm, at: 30, grade: 1)
        var report = story.report(lot("M1"))
        #expect(report.state == .opened && report.cases.count == 1)
        #expect(report.cases[0].recall.standing == .maker && report.cases[0].grade == 1)
        // A status runs down.
        #expect(story.report(lot("W1")).state == .opened)

        story.tell(kg("80", lot("M1")), by: farm, to: shop, at: 31)
        report = story.report(lot("M1"))
        #expect(report.state == .notified)
        #expect(report.holder(shop, lot("M1"))?.notified?.entry == story.records.last?.entry)
        #expect(report.holder(plant, lot("M1"))?.notified == nil)
        #expect(report.holder(shop, lot("M1"))?.hasAnswered == false)

        story.sendBack(kg("80", lot("M1")), from: shop, to: farm, at: 33)
        report = story.report(lot("M1"))
        #expect(report.state == .returning)
        #expect(report.holder(shop, lot("M1"))?.hasAnswered == true)
        #expect(report.holder(shop, lot("M1"))?.holding.returned.figures == "80")
        #expect(report.holder(farm, lot("M1"))?.holding.onHand.figures == "200")

        story.destroy(kg("200", lot("M1")), by: farm, at: 40)
        story.close(kg("300", lot("M1")), by: farm, at: 41)
        report = story.report(lot("M1"))
        #expect(report.state == .closed && report.cases[0].recall.closing?.entry == story.records.last?.entry)
        // What is left outside is told even of a recall that its own maker calls closed.
        #expect(report.holder(shop, lot("W1"))?.holding.onHand.figures == "50")

        story.recall(kg("300", lot("M1")), by: farm, at: 60, grade: 2)
        report = story.report(lot("M1"))
        #expect(report.state == .opened && report.cases.map(\.state) == [.closed, .opened])
    }

    @Test func isCalledOffByWhoeverOpenedItOrAnAuthority() {
        let offices = Offices(everywhere: [office: [.authority]])
        func story(_ firm: String) -> Story {
            meat {
                $0.recall(kg("300", lot("M1")), by: farm, at: 30)
                $0.add(.object, .observe, "urn:yima:bizstep:releasing", by: firm, at: 40) {
                    $0.list([kg("300", lot("M1"))])
                    $0.persistentDisposition = .init(set: [], unset: ["recalled"])
                }
            }
        }
        #expect(story(farm).report(lot("M1"), offices: offices).state == .calledOff)
        #expect(story(office).report(lot("M1"), offices: offices).state == .calledOff)
        #expect(story(office).report(lot("M1")).state == .opened)
        #expect(story(shop).report(lot("M1"), offices: offices).state == .opened)
    }

    @Test func byAnAuthorityIsOfAllAndByAHolderOfHisPart() {
        let offices = Offices(everywhere: [office: [.authority]])
        let official = meat { $0.recall(kg("300", lot("M1")), by: office, at: 30, grade: 3) }
        let report = official.report(lot("M1"), offices: offices)
        #expect(report.state == .opened && report.cases[0].recall.standing == .authority && report.notes.isEmpty)
        let own = meat { $0.recall(kg("80", lot("M1")), by: shop, at: 30) }
        #expect(own.report(lot("M1")).cases.map(\.recall.standing) == [.holder])
        #expect(own.report(lot("M1")).cases[0].grade == 3 && own.report(lot("M1")).cases[0].recall.statedGrade == nil)
    }

    @Test func byAStrangerIsANoteAboutHimAndNoRecall() {
        let story = meat { $0.recall(kg("300", lot("M1")), by: office, at: 30, grade: 1) }
        let report = story.report(lot("M1"))
        #expect(report.state == .none && report.cases.isEmpty)
        #expect(report.notes.map(\.operatorUSCC) == [office])
        #expect(report.told == meat().report(lot("M1")).told)
        let closed = meat {
            $0.recall(kg("300", lot("M1")), by: farm, at: 30)
            $0.close(kg("300", lot("M1")), by: office, at: 31)
            $0.tell(kg("300", lot("M1")), by: office, to: shop, at: 31)
        }
        #expect(closed.report(lot("M1")).state == .opened)
        #expect(closed.report(lot("M1")).holder(shop, lot("M1"))?.notified == nil)
    }

    @Test func overATruncatedChainSaysWhatIsMissing() {
        let story = meat()
        let walk = story.walk(lot("M1"), limits: TraceLimits(eventCountMax: 5))
        let report = RecallReport(lot("M1"), chains: [walk.chain()], now: Story.end)
        #expect(!report.isComplete)
        #expect(report.omissions.contains { $0.cause == .events && $0.count > 0 })
        let json = String(decoding: report.json.formatted(), as: UTF8.self)
        #expect(json.contains(#""complete":false,"missing":[{"cause":"events""#))
        #expect(story.report(lot("M1")).isComplete)
    }

    @Test func ofAWholeProductIsThatOfEachOfItsLots() {
        let story = meat()
        let chains = ["M1", "W1"].map { story.walk(lot($0)).chain() }
        let report = RecallReport("(01)06901234567892", chains: chains, now: Story.end, operatorNames: names)
        #expect(
            report.told == [
                "闽海养殖场 M1 has 120", "闽味食品 M1 has 0, used 100", "西湖超市 M1 has 80", "闽味食品 W1 has 80",
                "西湖超市 W1 has 50",
            ])
        #expect(report.affected.allSatisfy { $0.isAskedFor })
    }

    @Test func isADocumentOfItsSchema() throws {
        var story = meat { $0.fail(kg("300", lot("M1")), by: farm, at: 20) }
        story.recall(kg("300", lot("M1")), by: farm, at: 30, grade: 1)
        story.tell(kg("80", lot("M1")), by: farm, to: shop, at: 31)
        story.sell(.init(code: lot("M1"), amount: nil, uom: nil), by: shop, at: 32)
        let schema = try JSONSchemaShape("recall")
        for report in [story.report(lot("M1")), story.report(lot("W1")), Story().report(lot("M1"))] {
            let document = try JSONDocument(report.json.formatted()).root
            #expect(schema.faults(of: document) == [])
        }
        let broken = Array(
            String(decoding: story.report(lot("M1")).json.formatted(), as: UTF8.self)
                .replacingOccurrences(of: #""state":"notified""#, with: #""state":"over""#).utf8)
        #expect(!schema.faults(of: try JSONDocument(broken).root).isEmpty)
    }
}

@Suite("The clocks of a recall") struct RecallClockTests {
    /// Sunday 2026-03-01 08:00 is the start of a story.
    private func report(_ story: Story, on day: String) -> RecallReport {
        story.report(lot("M1"), now: Timestamp(rfc3339: "\(day)T12:00:00+08:00")!)
    }

    private func recalled(grade: Int?, failedAt failure: Double? = nil, at hour: Double = 24) -> Story {
        meat {
            if let failure { $0.fail(kg("300", lot("M1")), by: farm, at: failure) }
            $0.recall(kg("300", lot("M1")), by: farm, at: hour, grade: grade)
        }
    }

    @Test(arguments: [(1, "2026-03-16"), (2, "2026-03-30"), (3, "2026-04-14")])
    func endByWorkingDaysWithTheHolidays(grade: Int, last: String) {
        // Recalled on Monday, March 2; Tomb-sweeping is April 4 to 6 of 2026, of which the 6th is a Monday.
        let one = report(recalled(grade: grade), on: "2026-03-04").cases[0]
        #expect(one.completeBy.description == last && one.isCalendarKnown)
        #expect(one.workingDaysUsed == 2 && !one.isOverdue)
        #expect(!report(recalled(grade: grade), on: last).cases[0].isOverdue)
        let next = CalendarDate(daysSinceEpoch: one.completeBy.daysSinceEpoch + 1).description
        #expect(report(recalled(grade: grade), on: next).cases[0].isOverdue)
    }

    @Test func withoutAGradeTheThirdCounts() {
        #expect(report(recalled(grade: nil), on: "2026-03-04").cases[0].workingDaysMax == 30)
    }

    @Test(arguments: [(1, 24.0), (2, 48.0), (3, 72.0)])
    func beginWithTheFailedTest(grade: Int, hours: Double) {
        let just = report(recalled(grade: grade, failedAt: 20, at: 20 + hours), on: "2026-03-10").cases[0]
        #expect(!just.isStartLate && just.startBy == just.recall.moment)
        let late = report(recalled(grade: grade, failedAt: 20, at: 20 + hours + 0.1), on: "2026-03-10").cases[0]
        #expect(late.isStartLate)
        #expect(report(recalled(grade: grade), on: "2026-03-10").cases[0].startBy == nil)
    }

    @Test func standStillWhenTheRecallIsClosed() {
        var story = recalled(grade: 1)
        story.close(kg("300", lot("M1")), by: farm, at: 24 * 8)
        let one = report(story, on: "2026-06-30").cases[0]
        #expect(one.state == .closed && one.workingDaysUsed == 5 && !one.isOverdue)
    }

    @Test func areTheRulesToo() throws {
        let story = recalled(grade: 1)
        func rules(_ day: String, _ story: Story, _ offices: Offices = Offices()) -> [String] {
            Judge(now: Timestamp(rfc3339: "\(day)T12:00:00+08:00")!)
                .findings(in: story.walk(lot("M1")).chain(offices: offices)).map(\.rule)
        }
        #expect(!rules("2026-03-16", story).contains("STATE-3"))
        #expect(rules("2026-03-17", story).contains("STATE-3"))
        // Its maker's word that it is done does not help while the shop has some; an authority's does.
        var closed = story
        closed.close(kg("300", lot("M1")), by: farm, at: 48)
        #expect(rules("2026-03-17", closed).contains("STATE-3"))
        var found = story
        found.close(kg("300", lot("M1")), by: office, at: 48)
        #expect(!rules("2026-03-17", found, Offices(everywhere: [office: [.authority]])).contains("STATE-3"))
        #expect(rules("2026-03-17", found).contains("STATE-3"))
        // The figures are the definition's.
        let slower = try RuleDefinitions.builtIn.overridden(
            byJSON: Array(#"{"rules": {"STATE-3": {"grade1CompletionDays": 11}}}"#.utf8))
        let judge = Judge(definitions: slower, now: Timestamp(rfc3339: "2026-03-17T12:00:00+08:00")!)
        #expect(!judge.findings(in: story.chain(lot("M1"))).map(\.rule).contains("STATE-3"))
    }
}

@Suite("The calendar of working days") struct WorkingDayTests {
    private let calendar = ReferenceLists.builtIn.workingDays

    private func day(_ text: String) -> CalendarDate {
        let parts = text.split(separator: "-").map { Int($0)! }
        return CalendarDate(year: parts[0], month: parts[1], day: parts[2])!
    }

    @Test(arguments: [
        ("2026-02-13", true), ("2026-02-14", true), ("2026-02-15", false), ("2026-02-16", false), ("2026-02-23", false),
        ("2026-02-24", true), ("2026-02-28", true), ("2026-03-01", false), ("2026-10-07", false), ("2026-10-08", true),
        ("2026-10-10", true), ("2026-10-11", false), ("2025-10-06", false), ("2024-02-18", true), ("1969-12-31", true),
        ("1970-01-03", false),
    ])
    func knowsHolidaysAndTheDaysWorkedForThem(text: String, isWorked: Bool) {
        #expect(calendar.isWorkingDay(day(text)) == isWorked)
    }

    @Test func countsAndFindsTheSameDays() {
        for count in 1...60 {
            let last = calendar.day(count, after: day("2026-09-01"))
            #expect(calendar.count(after: day("2026-09-01"), through: last) == count && calendar.isWorkingDay(last))
        }
        #expect(calendar.count(after: day("2026-03-02"), through: day("2026-03-02")) == 0)
        #expect(calendar.count(after: day("2026-03-03"), through: day("2026-03-02")) == 0)
        #expect(calendar.knows(year: 2026) && !calendar.knows(year: 2031))
        #expect(WorkingDays().isWorkingDay(day("2026-10-01")))
    }

    @Test(arguments: [
        #"{"workingDays": {"source": "s", "years": [{"year": 2026, "source": "s", "holidays": [{"off": ["2026-10-09/2026-10-01"]}]}]}}"#,
        #"{"workingDays": {"source": "s", "years": [{"year": 2026, "source": "s", "holidays": [{"off": ["2025-10-01"]}]}]}}"#,
        #"{"workingDays": {"source": "s", "years": [{"year": 2026, "source": "s", "holidays": [{"off": ["2026-01-01/2026-12-31"]}]}]}}"#,
        #"{"workingDays": {"source": "s", "years": [{"year": 2026, "source": "s", "holidays": [{"off": ["a"]}]}]}}"#,
        #"{"workingDays": {"source": "s", "years": [{"year": 2026, "holidays": []}]}}"#,
        #"{"workingDays": {"source": "s", "years": [{"year": 2026, "source": "s", "holidays": [], "x": 1}]}}"#,
        #"{"workingDays": {"source": "s"}}"#,
    ])
    func isReadStrictly(text: String) {
        #expect(throws: LocatedError.self) { try ReferenceLists(json: Array(text.utf8)) }
    }
}

/// What a document breaks of a schema of `schema/json`: types, required members, words, and nothing that the schema does not know.
private struct JSONSchemaShape {
    private let root: JSONValue

    init(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../schema/json/\(name).schema.json")
        root = try JSONDocument([UInt8](Data(contentsOf: file))).root
    }

    func faults(of value: JSONValue) -> [String] { faults(of: value, by: root, at: "") }

    private func faults(of value: JSONValue, by schema: JSONValue, at place: String) -> [String] {
        if let name = schema["$ref"]?.string?.split(separator: "/").last {
            guard let meant = root["$defs"]?[String(name)] else { return ["\(place): no definition \(name)"] }
            return faults(of: value, by: meant, at: place)
        }
        if let answers = schema["anyOf"]?.elements {
            let found = answers.map { faults(of: value, by: $0, at: place) }
            return found.contains([]) ? [] : found.flatMap { $0 }
        }
        var found: [String] = []
        if let word = schema["type"]?.string, !Self.isOf(value, word) { return ["\(place): no \(word)"] }
        if let words = schema["enum"]?.elements, !words.contains(where: { $0.string == value.string }) {
            found.append("\(place): not one of the words")
        }
        for name in schema["required"]?.elements.compactMap(\.string) ?? [] where value[name] == nil {
            found.append("\(place): no member \(name)")
        }
        if let properties = schema["properties"] {
            for (name, member) in value.members {
                if let rule = properties[name] {
                    found += faults(of: member, by: rule, at: "\(place).\(name)")
                } else {
                    found.append("\(place): unknown member \(name)")
                }
            }
        }
        if let items = schema["items"] {
            for (index, element) in value.elements.enumerated() {
                found += faults(of: element, by: items, at: "\(place)[\(index)]")
            }
        }
        return found
    }

    private static func isOf(_ value: JSONValue, _ word: String) -> Bool {
        switch word {
        case "object": value.kind == .object
        case "array": value.kind == .array
        case "string": value.string != nil
        case "number": value.numberText != nil
        case "integer": value.numberText.flatMap { Int($0) } != nil
        case "boolean": value.bool != nil
        case "null": value.isNull
        default: false
        }
    }
}

/// Whom to call: telephones and addresses are private, and come out of values that were disclosed.
@Suite struct RecallContactTests {
    private func story() -> Story {
        var story = Story()
        story.issue(kg("100", lot("A1")), at: 0)
        story.ship(kg("60", lot("A1")), from: farm, to: shop, at: 1)
        story.receive(kg("60", lot("A1")), by: shop, from: farm, at: 3)
        story.ship(kg("40", lot("A1")), from: farm, to: store, at: 2)
        return story
    }

    private func contacts(
        _ story: Story, disclosed: [UInt64: [String: String]] = [:]
    ) -> [String: String] {
        let report = RecallReport(
            lot("A1"), chains: [story.chain(lot("A1"))], now: Story.end, operatorNames: names, disclosed: disclosed)
        return Dictionary(
            uniqueKeysWithValues: report.holders.compactMap { holder in
                holder.contact.map { (holder.holding.holder, $0) }
            })
    }

    @Test func withoutThemNobodyIsNamed() {
        #expect(contacts(story()).isEmpty)
    }

    /// A sender says how his receiver is reached, a receiver how his supplier is.
    @Test func theyAreOfTheFirmThatTheirEventNames() {
        let disclosed: [UInt64: [String: String]] = [
            1: ["receiverPhone": "0595-2222", "receiverAddress": "泉州湖心街2号", "supplierPhone": "not said of a shipment"],
            2: ["supplierPhone": "0595-1111", "price": "12.5"],
            // Of no event of the goods.
            99: ["receiverPhone": "0595-9999"],
        ]
        #expect(contacts(story(), disclosed: disclosed) == [shop: "0595-2222 泉州湖心街2号", farm: "0595-1111"])
    }

    @Test func whatStandsThereForAllToReadNeedsNoDisclosure() {
        var story = story()
        story.amend(3) { $0.dataElements = ["receiverPhone": "0595-3333"] }
        #expect(contacts(story) == [store: "0595-3333"])
        // Of several events the newest says it.
        story.ship(kg("1", lot("A1")), from: farm, to: store, at: 9)
        #expect(contacts(story, disclosed: [4: ["receiverPhone": "0595-4444"]]) == [store: "0595-4444"])
    }

    @Test func ofSeveralPartiesNobodyKnowsWhoseItIs() {
        var story = story()
        story.amend(1) {
            $0.destinationList = [shop, store].map { .init(type: "owning_party", id: "urn:yima:uscc:\($0)") }
        }
        #expect(contacts(story, disclosed: [1: ["receiverPhone": "0595-2222"]]).isEmpty)
    }
}
