import Chains
import Codes
import EPCIS
import Testing
import Values

@testable import Rules

@Suite("A sale without a lot is given to the lots that the seller has, by the order of a rule")
struct AllocationTests {
    private static let expiry = AllocationDefinitions.builtIn.rule(named: "first-expired-first-out")!
    private static let receipt = AllocationDefinitions.builtIn.rule(named: "first-in-first-out")!

    private static func day(_ text: String) -> CalendarDate { WrittenTime.date(text)! }

    private static func lotOnHand(
        _ name: String, _ amount: Measure, came hour: Int64, good: String? = nil, made: String? = nil,
        _ restriction: Restriction.Kind? = nil
    ) -> LotOnHand {
        LotOnHand(
            code: identity(lot(name)), amount: amount,
            since: OffsetTime(
                moment: Timestamp(milliseconds: Story.start + hour * Story.hour), offsetMinutes: 480),
            lastGoodDay: good.map(day), producedOn: made.map(day), restriction: restriction, place: nil)
    }

    private static func pieces(_ count: Int64) -> Measure { Measure(unit: .piece, millionths: count * 1_000_000) }

    private static func told(_ allocation: Allocation) -> [String] {
        allocation.shares.map { "\($0.lot.code.part("lot")!) \($0.amount)" }
    }

    private static let lots = [
        lotOnHand("A", pieces(3), came: 2, good: "2026-03-20", made: "2026-03-05"),
        lotOnHand("B", pieces(4), came: 3, good: "2026-03-10", made: "2026-03-06"),
        lotOnHand("C", pieces(5), came: 1),
    ]

    @Test("what expires first goes first, what does not say comes last; or what came first does")
    func order() {
        let eight = Amount(millionths: 8_000_000)
        let byExpiry = Allocation(of: eight, uom: nil, from: Self.lots, by: Self.expiry)
        #expect(Self.told(byExpiry) == ["B 4", "A 3", "C 1"] && byExpiry.missing == .zero)
        #expect(byExpiry.candidates.map { $0.code.part("lot")! } == ["B", "A", "C"])
        #expect(
            Self.told(Allocation(of: eight, uom: nil, from: Self.lots, by: Self.receipt)) == ["C 5", "A 3"])
        let twenty = Allocation(of: Amount(millionths: 20_000_000), uom: nil, from: Self.lots, by: Self.expiry)
        #expect(Self.told(twenty) == ["B 4", "A 3", "C 5"] && twenty.missing == Amount(millionths: 8_000_000))
    }

    @Test("the shop's own file says another order, for all its products or for one, and keeps the built-in rules")
    func definitions() throws {
        let own = try AllocationDefinitions(
            json: Array(
                """
                {"rules": [{"id": "newest-first", "en": "newest first", "zh": "后进先出", "order": ["latestReceipt"]},
                           {"id": "oldest-made", "en": "oldest first", "zh": "先产先出", "order": ["production"]}],
                 "rule": "newest-first", "products": {"6901234567892": "oldest-made"}}
                """.utf8))
        #expect(own.rules.map(\.id).contains("first-expired-first-out"))
        let product = "https://id.gs1.org/01/06901234567892"
        #expect(own.rule(ofProduct: product).id == "oldest-made")
        #expect(own.rule(ofProduct: "https://id.gs1.org/01/06901234567908").id == "newest-first")
        let four = Amount(millionths: 4_000_000)
        func told(_ id: String) -> [String] {
            Self.told(Allocation(of: four, uom: nil, from: Self.lots, by: own.rule(named: id)!))
        }
        #expect(told("newest-first") == ["B 4"] && told("oldest-made") == ["A 3", "B 1"])
        for (text, column) in [
            (#"{"rule": "no-such"}"#, 10), (#"{"rules": [{"id": "a", "en": "a", "zh": "a", "order": []}]}"#, 12),
            (#"{"products": {"690123456789": "first-in-first-out"}}"#, 14), (#"{"odd": 1}"#, 9),
        ] {
            let error = #expect(throws: LocatedError.self) { try AllocationDefinitions(json: Array(text.utf8)) }
            #expect(
                error?.column == column && error?.file == "allocation.json", "\(text): \(String(describing: error))")
        }
    }

    @Test("what expired, is held, failed or recalled, came later or is counted otherwise is not sold")
    func obstacles() {
        let now = OffsetTime(rfc3339: "2026-03-10T23:30:00+08:00")!
        let lots = [
            Self.lotOnHand("GOOD", Self.pieces(1), came: 0, good: "2026-03-10"),
            Self.lotOnHand("OLD", Self.pieces(1), came: 0, good: "2026-03-09"),
            Self.lotOnHand("HELD", Self.pieces(1), came: 0, .hold),
            Self.lotOnHand("FAILED", Self.pieces(1), came: 0, .failure),
            Self.lotOnHand("CALLED", Self.pieces(1), came: 0, .recall),
            Self.lotOnHand("LATER", Self.pieces(1), came: 1000),
            Self.lotOnHand("HEAVY", Measure(unit: .gram, millionths: 1), came: 0),
        ]
        let saleable = Saleable(lots, at: now, uom: nil)
        #expect(saleable.lots.map { $0.code.part("lot") } == ["GOOD"])
        #expect(
            saleable.others.map(\.obstacle) == [
                .expired(Self.day("2026-03-09")), .restricted(.hold), .restricted(.failure), .restricted(.recall),
                .notYet, .otherUnit,
            ])
    }

    @Test(
        "in whatever units: never more than there is, exact sums, each lot used up before the next", arguments: 0..<40)
    func property(seed: UInt64) {
        var random = SplitMix(seed)
        for _ in 0..<50 {
            let uom = ["KGM", "GRM", "LBR", nil, "XCT", "LTR"][Int(random.next() % 6)]
            let lots = (0..<Int(random.next() % 7)).map { index in
                let held = Amount(millionths: Int64(random.next() % 3_000_000_000) + 1)
                let other = random.next() % 3 == 0 ? "GRM" : uom
                return Self.lotOnHand(
                    "L\(index)", Measure(held, uom: other)!, came: Int64(random.next() % 50),
                    good: random.next() % 4 == 0 ? nil : "2026-03-\(10 + random.next() % 20)")
            }
            let time = OffsetTime(moment: Story.end, offsetMinutes: 480)
            let saleable = Saleable(
                lots.map { Self.lotOnHand($0.code.part("lot")!, $0.amount, came: 0, good: "9999-01-01") }, at: time,
                uom: uom)
            let kept = Set(saleable.lots.map(\.code))
            let wanted = Amount(millionths: Int64(random.next() % 9_000_000_000) + 1)
            for rule in AllocationDefinitions.builtIn.rules {
                let fit = lots.filter { kept.contains($0.code) }
                let allocation = Allocation(of: wanted, uom: uom, from: fit, by: rule)
                let sum = allocation.shares.reduce(allocation.missing.millionths) { $0 + $1.amount.millionths }
                #expect(sum == wanted.millionths)
                for (place, share) in allocation.shares.enumerated() {
                    let taken = Measure(share.amount, uom: uom)!
                    #expect(share.amount > .zero && taken.quanta <= share.lot.amount.quanta)
                    guard place > 0 else { continue }
                    let before = allocation.shares[place - 1]
                    #expect(rule.precedes(before.lot, share.lot))
                    // Used up, but for what is finer than a millionth of the unit.
                    #expect(before.lot.amount.wholeMillionths(of: uom) == before.amount)
                }
                if allocation.missing > .zero { #expect(allocation.shares.count == fit.count) }
            }
        }
    }

    @Test("a scale's label says which product and how much; a wrong digit says nothing")
    func scaleLabel() throws {
        let own = try AllocationDefinitions(
            json: Array(
                """
                {"scaleLabels": [{"pattern": "22IIIIIWWWWWC", "decimals": 3, "unit": "KGM",
                                  "products": {"00017": "06901234567892"}},
                                 {"pattern": "23IIIIIXXXXXWWWWWC", "decimals": 3, "unit": "KGM",
                                  "products": {"00017": "06901234567892"}}]}
                """.utf8))
        let label = own.scaleLabels[0]
        // 22 00017 01250 and its check digit 2: 3·(2+0+1+0+2+0) + (2+0+0+7+1+5) = 15 + 15 = 30 → 0.
        #expect(label.read("2200017012500") == .weight(product: "06901234567892", Amount("1.25")!))
        #expect(label.read("2200017012501") == .wrongCheckDigit)
        #expect(label.read("2200018012509") == .unknownItem("00018"))
        #expect(label.read("6901234567892") == .other && label.read("220001701250") == .other)
        #expect(own.scaleLabels[1].read("2200017012500") == .other)
        for pattern in ["IIIIIWWWWWC", "22IIIIIIIIIIC", "22IIIIICWWWWW", "22IIIIIWWWWWZ"] {
            let text = #"{"scaleLabels": [{"pattern": "\#(pattern)", "decimals": 3, "unit": "KGM", "products": {}}]}"#
            #expect(throws: LocatedError.self) { try AllocationDefinitions(json: Array(text.utf8)) }
        }
    }
}

private struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
