import Codes
import EPCIS
import Testing
import Values

@testable import Chains

private func measure(_ amount: String, _ uom: String?) -> Measure { Measure(Amount(amount)!, uom: uom)! }
private let carton = Measure.Unit.other("XCT")
/// No piece of food weighs more than a tonne.
private let possible = [PackContent(one: .piece, holdsAtLeast: measure("0", "KGM"), atMost: measure("1", "TNE"))!]

@Suite struct BalanceTests {
    private func outcome(
        of given: [Measure?], from taken: [Measure?], oneKind: Bool = true, by contents: [PackContent] = [],
        tolerance: String = "0"
    ) -> Balance.Outcome {
        var balance = Balance(ofOneKind: oneKind)
        for measure in taken { balance.take(measure, by: contents) }
        for measure in given { balance.give(measure, by: contents) }
        return balance.compared(tolerancePercent: Amount(tolerance)!)
    }

    private func excess(_ given: Measure, _ taken: Measure, _ by: Measure) -> Balance.Outcome {
        .excess(.init(given: given, taken: taken, by: by))
    }

    @Test func oneUnitIsComparedAsItIs() {
        let (in1000, out1240) = (measure("1", "TNE"), measure("1240", "KGM"))
        #expect(outcome(of: [out1240], from: [in1000]) == excess(out1240, in1000, measure("240", "KGM")))
        #expect(outcome(of: [in1000], from: [out1240]) == .within)
        #expect(outcome(of: [out1240], from: [in1000], tolerance: "24") == .within)
        #expect(outcome(of: [out1240], from: [in1000], tolerance: "23.999999") != .within)
        #expect(outcome(of: [in1000], from: []) == excess(in1000, measure("0", "KGM"), in1000))
        #expect(outcome(of: [], from: [in1000]) == .within)
    }

    /// `mass-hidden-by-a-piece`: one input in pieces once switched the rule off.
    @Test func onePieceCannotExplainFourteenTonnes() throws {
        let event = try EPCISEvent(
            json: Array(
                """
                {"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"TransformationEvent",
                "eventTime":"2026-06-11T08:25:00+08:00","eventTimeZoneOffset":"+08:00",
                "inputQuantityList":[
                {"epcClass":"https://id.gs1.org/01/06900000040010/10/L4-2","quantity":1000,"uom":"KGM"},
                {"epcClass":"https://id.gs1.org/01/06900000040034/10/L4-4","quantity":1}],
                "outputQuantityList":[
                {"epcClass":"https://id.gs1.org/01/06900000040058/10/L4-6","quantity":15000,"uom":"KGM"}],
                "bizStep":"commissioning"}
                """.utf8))
        let record = ChainEvent(
            entry: 2, recordTime: event.eventTime.moment, operatorUSCC: plant, journal: "\(plant)/1", event: event)
        let things = ResolvedEvent(record).things
        var bounded = Balance(ofOneKind: false)
        var unbounded = Balance(ofOneKind: false)
        for thing in things {
            if thing.role == .input {
                bounded.take(thing.measure, by: possible)
                unbounded.take(thing.measure)
            } else {
                bounded.give(thing.measure, by: possible)
                unbounded.give(thing.measure)
            }
        }
        let five = try #require(Amount("5"))
        #expect(
            bounded.compared(tolerancePercent: five)
                == excess(measure("15", "TNE"), measure("2", "TNE"), measure("13", "TNE")))
        // Who knows nothing of pieces says so.
        #expect(unbounded.compared(tolerancePercent: five) == .cannot(units: [.piece], unsaid: 0))
    }

    @Test func anExcessIsCertainOnlyPastTheBound() {
        let taken: [Measure?] = [measure("1000", "KGM"), .onePiece]
        let atBound = outcome(of: [measure("2000", "KGM")], from: taken, oneKind: false, by: possible)
        #expect(atBound == .cannot(units: [.piece], unsaid: 0))
        let past = outcome(of: [measure("2000.000001", "KGM")], from: taken, oneKind: false, by: possible)
        #expect(past == excess(measure("2000.000001", "KGM"), measure("2000", "KGM"), measure("0.000001", "KGM")))
        #expect(outcome(of: [measure("1000", "KGM")], from: taken, oneKind: false, by: possible) == .within)
        // Pieces that go out weigh something, too, but how much is not known.
        let pieces: [Measure?] = [measure("1000", "KGM"), measure("5", nil)]
        #expect(
            outcome(of: pieces, from: [measure("1000", "KGM")], oneKind: false, by: possible)
                == .cannot(units: [.piece], unsaid: 0))
    }

    @Test func aLineThatDoesNotSayHowMuchBoundsOnlyItsSide() {
        let tonne = measure("1", "TNE")
        #expect(
            outcome(of: [tonne, nil], from: [measure("999", "KGM")])
                == excess(tonne, measure("999", "KGM"), measure("1", "KGM")))
        #expect(outcome(of: [tonne, nil], from: [tonne]) == .cannot(units: [], unsaid: 1))
        #expect(outcome(of: [tonne], from: [measure("999", "KGM"), nil]) == .cannot(units: [], unsaid: 1))
        #expect(outcome(of: [tonne], from: [tonne, nil]) == .within)
    }

    @Test func theSameUnitOfTheSameGoodsIsTheSame() {
        let cartons = [measure("10", "XCT")]
        #expect(
            outcome(of: [measure("11", "XCT")], from: cartons)
                == excess(measure("11", "XCT"), cartons[0], measure("1", "XCT")))
        #expect(outcome(of: cartons, from: cartons) == .within)
        // Cartons of one product into cartons of another: their numbers say nothing.
        #expect(
            outcome(of: [measure("11", "XCT")], from: cartons, oneKind: false) == .cannot(units: [carton], unsaid: 0))
        #expect(
            outcome(of: [measure("40", nil)], from: [measure("10", nil)], oneKind: false)
                == .cannot(units: [.piece], unsaid: 0))
        // 10 cartons and 500 kg in; 10 cartons and 600 kg out.
        let mixed = outcome(of: cartons + [measure("600", "KGM")], from: cartons + [measure("500", "KGM")])
        #expect(mixed == excess(measure("600", "KGM"), measure("500", "KGM"), measure("100", "KGM")))
        #expect(outcome(of: cartons + [measure("5", "KGM")], from: cartons + [measure("5", "KGM")]) == .within)
    }

    @Test func contentsMakeCartonsAndKilogramsOne() throws {
        let contents = [try #require(PackContent(one: carton, holds: measure("20", "KGM")))]
        let hundred = [measure("100", "XCT")]
        #expect(outcome(of: [measure("2000", "KGM")], from: hundred, by: contents) == .within)
        #expect(
            outcome(of: [measure("2001", "KGM")], from: hundred, by: contents)
                == excess(measure("2001", "KGM"), measure("2000", "KGM"), measure("1", "KGM")))
        #expect(
            outcome(of: [measure("50", "XCT"), measure("1001", "KGM")], from: hundred, oneKind: false, by: contents)
                == excess(measure("2001", "KGM"), measure("2000", "KGM"), measure("1", "KGM")))
        #expect(outcome(of: [measure("2000", "KGM")], from: hundred) == .cannot(units: [carton], unsaid: 0))
        // Goods of catch weight: 18 to 22 kg a carton.
        let caught = [
            try #require(PackContent(one: carton, holdsAtLeast: measure("18", "KGM"), atMost: measure("22", "KGM")))
        ]
        #expect(outcome(of: [measure("1800", "KGM")], from: hundred, by: caught) == .within)
        #expect(outcome(of: [measure("1801", "KGM")], from: hundred, by: caught) == .cannot(units: [carton], unsaid: 0))
        #expect(
            outcome(of: [measure("2201", "KGM")], from: hundred, by: caught)
                == excess(measure("2201", "KGM"), measure("2200", "KGM"), measure("1", "KGM")))
    }

    @Test func contentsBelongToTheirOwnLine() throws {
        var balance = Balance(ofOneKind: false)
        balance.take(measure("10", "XCT"), by: [try #require(PackContent(one: carton, holds: measure("20", "KGM")))])
        balance.take(measure("10", "XCT"), by: [try #require(PackContent(one: carton, holds: measure("5", "KGM")))])
        balance.give(measure("251", "KGM"))
        #expect(
            balance.compared(tolerancePercent: .zero)
                == excess(measure("251", "KGM"), measure("250", "KGM"), measure("1", "KGM")))
    }

    @Test func massAndVolumeAreNotTheSame() {
        let water = measure("10", "LTR")
        #expect(
            outcome(of: [measure("9", "KGM")], from: [water], oneKind: false)
                == .cannot(units: [.millilitre], unsaid: 0))
        #expect(
            outcome(of: [measure("11", "LTR")], from: [water], oneKind: false)
                == excess(measure("11", "LTR"), water, measure("1", "LTR")))
        // 2 kg of beans and 10 L of water give 30 kg: certain only with a bound for what a litre weighs.
        let density = [PackContent(one: .millilitre, holdsAtLeast: measure("0.5", "GRM"), atMost: measure("2", "GRM"))!]
        let taken: [Measure?] = [measure("2", "KGM"), water]
        #expect(
            outcome(of: [measure("30", "KGM")], from: taken, oneKind: false) == .cannot(units: [.millilitre], unsaid: 0)
        )
        #expect(
            outcome(of: [measure("30", "KGM")], from: taken, oneKind: false, by: density)
                == excess(measure("30", "KGM"), measure("22", "KGM"), measure("8", "KGM")))
    }

    /// Whatever the odd units weigh within their bounds, the outcome holds for each of their weights.
    @Test func noOutcomeIsContradictedByAnyWeightWithinTheBounds() throws {
        var seed: UInt64 = 7
        func next(_ bound: UInt64) -> Int64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((seed >> 33) % bound)
        }
        var seen: Set<String> = []
        for _ in 0..<2000 {
            let bounds = (low: next(4), high: 4 + next(5))
            let contents = [
                try #require(
                    PackContent(
                        one: carton, holdsAtLeast: Measure(unit: .gram, millionths: bounds.low),
                        atMost: Measure(unit: .gram, millionths: bounds.high)))
            ]
            let (inMass, inCartons, outMass, outCartons) = (next(40), next(5), next(40), next(5))
            var balance = Balance(ofOneKind: next(2) == 0)
            balance.take(Measure(unit: .gram, millionths: inMass), by: contents)
            balance.take(Measure(unit: carton, millionths: inCartons * 1_000_000), by: contents)
            balance.give(Measure(unit: .gram, millionths: outMass), by: contents)
            balance.give(Measure(unit: carton, millionths: outCartons * 1_000_000), by: contents)
            let differences = (bounds.low...bounds.high).map { outMass + outCartons * $0 - inMass - inCartons * $0 }
            switch balance.compared(tolerancePercent: .zero) {
            case .excess(let excess):
                seen.insert("excess")
                #expect(differences.allSatisfy { $0 >= excess.by.millionths } && excess.by.millionths > 0)
            case .within:
                seen.insert("within")
                #expect(differences.allSatisfy { $0 <= 0 })
            case .cannot(let units, let unsaid):
                seen.insert("cannot")
                #expect(units == [carton] && unsaid == 0)
            }
        }
        #expect(seen == ["excess", "within", "cannot"])
    }
}
