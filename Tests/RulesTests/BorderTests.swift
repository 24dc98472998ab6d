import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// Rules at their borders, on both sides: exactly what is allowed is allowed.
struct BorderTests {
    // MARK: cold

    /// A frozen lot on the way, with what a recorder read at so many minutes after it left.
    private func frozen(_ readings: [(minute: Double, celsius: String)]) -> Story {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0, elements: ["productForm": "FRO"])
        story.ship(kg("10", lot("A1")), from: farm, to: shop, at: 1)
        story.receive(kg("10", lot("A1")), by: shop, from: farm, at: 9)
        story.amendLast { event in
            event.sensorElements = readings.map { reading in
                let moment = Timestamp(milliseconds: Story.start + Story.hour + Int64(reading.minute * 60_000))
                return SensorElement(
                    metadata: SensorMetadata(
                        time: OffsetTime(moment: moment, offsetMinutes: 480), deviceID: "urn:x:recorder"),
                    reports: [
                        SensorReport(type: "Temperature", value: SensorNumber(jsonNumber: reading.celsius), uom: "CEL")
                    ])
            }
        }
        return story
    }

    /// As a rule set says: warmer than −15 °C for at most 30 minutes, from the first reading above it to the first that is not.
    @Test(arguments: [("-15.0", 30.5, false), ("-14.9", 30, false), ("-14.9", 30.5, true), ("5", 31, true)])
    func frozenGoodsMayBeWarmForHalfAnHour(celsius: String, minutes: Double, isFound: Bool) {
        let story = frozen([(0, "-20"), (10, celsius), (10 + minutes, "-20"), (45, "-20")])
        #expect(story.rules(lot("A1")) == (isFound ? ["COLD-1"] : []))
    }

    @Test(arguments: [(45.0, false), (45.5, true)])
    func aRecorderMayBeSilentForThreeQuartersOfAnHour(minutes: Double, isFound: Bool) {
        let story = frozen([(0, "-20"), (minutes, "-20")])
        #expect(story.rules(lot("A1")) == (isFound ? ["COLD-2"] : []))
    }

    @Test func whatIsNotFrozenMayBeWarm() {
        var story = frozen([(0, "5"), (300, "5")])
        story.amend(0) { $0.dataElements["productForm"] = "FRE" }
        #expect(story.rules(lot("A1")) == [])
    }

    // MARK: amounts

    /// Gutted fish weigh at most 97 % of the fish, and never more than 105 %: that is more than there was.
    @Test(
        arguments: [("970", []), ("970.001", ["MASS-2"]), ("1050", ["MASS-2"]), ("1050.001", ["MASS-1"])]
            as [(String, [String])])
    func whatAProcessMakesHasItsRange(kilograms: String, rules: [String]) {
        var story = Story()
        story.issue(kg("1000", lot("A1")), by: plant, at: 0)
        let made = "https://id.gs1.org/01/06901234567908/10/B1"
        story.make(
            [kg(kilograms, made)], from: [kg("1000", lot("A1"))], by: plant, at: 2,
            elements: ["productName": "去脏大黄鱼"])
        #expect(story.rules(made) == rules)
    }

    // MARK: registers

    private func rules(_ story: Story, _ registers: Registers) -> [String] {
        Judge(registers: registers, now: Story.end).findings(in: story.chain(lot("A1"))).map(\.rule)
    }

    private func day(_ text: String) -> CalendarDate { WrittenTime.date(text)! }

    /// The first and the last day of a registration count.
    @Test(arguments: [("2026-02-09", true), ("2026-02-10", false), ("2026-02-20", false), ("2026-02-21", true)])
    func anEstablishmentIsRegisteredOnTheDayOfProduction(produced: String, isFound: Bool) {
        var story = Story()
        story.issue(
            kg("10", lot("A1")), at: 0, elements: ["gaccRegNo": "CUSA01010101010001", "productionDate": produced])
        var registers = Registers()
        registers.establishments = [
            "CUSA01010101010001": [.init(from: day("2026-02-10"), to: day("2026-02-20"))]
        ]
        #expect(rules(story, registers) == (isFound ? ["MEAT-3"] : []))
        registers.establishments = ["CUSA01010101010002": [.init(from: nil, to: nil)]]
        #expect(rules(story, registers) == ["MEAT-3"], "a registration of another")
    }

    @Test func aLicenceIsOnFileAndOnesOwn() {
        var story = Story()
        story.issue(kg("10", lot("A1")), by: plant, at: 0, elements: ["scNo": "SC10135052100012"])
        var registers = Registers()
        registers.licences = ["SC10135052100012": plant]
        #expect(rules(story, registers) == [])
        registers.licences = ["SC10135052100012": farm]
        #expect(rules(story, registers) == ["FOOD-3"])
        registers.licences = ["SC10135052100999": plant]
        #expect(rules(story, registers) == ["FOOD-3"])
    }

    /// Sold on 1 March: barred from that day on, up to that day, or a day before or after.
    @Test(
        arguments: [
            ("2026-03-01", nil, true), ("2026-03-02", nil, false), (nil, "2026-03-01", true),
            (nil, "2026-02-28", false),
        ] as [(String?, String?, Bool)])
    func whoIsBarredDoesNotTradeThatDay(from: String?, to: String?, isFound: Bool) {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.sell(kg("5", lot("A1")), by: farm, at: 2)
        var registers = Registers()
        registers.barred = [farm: [.init(from: from.map(day), to: to.map(day))]]
        #expect(rules(story, registers).contains("STATE-2") == isFound)
    }

    /// The days of a list are China's, in whatever offset an event is written.
    @Test(arguments: [480, 0, -720, 840])
    func whoIsBarredIsSoInEveryOffset(minutes: Int) {
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.sell(kg("5", lot("A1")), by: farm, at: 2)
        story.amendLast { $0.eventTime = OffsetTime(moment: $0.eventTime.moment, offsetMinutes: minutes) }
        var registers = Registers()
        registers.barred = [farm: [.init(from: day("2026-03-01"), to: day("2026-03-01"))]]
        #expect(rules(story, registers).contains("STATE-2"))
    }

    /// Suspended from the moment of a sale on; until then; and a sale that stood on the ledger before.
    @Test(
        arguments: [(2.0, nil, true), (2.01, nil, false), (0.5, 2.0, false), (0.5, 2.01, true)]
            as [(Double, Double?, Bool)])
    func whoIsSuspendedDoesNotTradeFromThatMoment(from: Double, to: Double?, isFound: Bool) {
        func moment(_ hour: Double) -> Timestamp {
            Timestamp(milliseconds: Story.start + Int64(hour * Double(Story.hour)))
        }
        var story = Story()
        story.issue(kg("10", lot("A1")), at: 0)
        story.sell(kg("5", lot("A1")), by: farm, at: 2)
        var registers = Registers()
        registers.suspended = [farm: [.init(from: moment(from), to: to.map(moment), entry: 0)]]
        #expect(rules(story, registers) == (isFound ? ["STATE-2"] : []))
        registers.suspended = [farm: [.init(from: moment(from), to: to.map(moment), entry: 1)]]
        #expect(rules(story, registers) == [], "the sale was on the ledger before the suspension was")
    }
}
