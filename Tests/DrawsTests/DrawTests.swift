import EPCIS
import Testing
import TransparencyLog
import Values

@testable import Draws

@Suite("A draw")
struct DrawTests {
    @Test("is the same for the same lists and seed, and another for another seed")
    func deterministic() throws {
        let firms = try Sample.firms((0..<200).map { $0 % 3 == 0 ? "A" : "B" })
        let inspectors = try Sample.inspectors(20)
        let plan = try Sample.plan([("A", 1, 5), ("B", 3, 0)], count: 30, firms, inspectors)
        let first = try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(1))
        let again = try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(1))
        let other = try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(2))
        #expect(first.file == again.file)
        #expect(first.file != other.file)
        #expect(first.drawn.count == 30)
        #expect(Set(first.drawn.compactMap { $0?.firm }).count == 30)
        #expect(first.drawn.prefix(5).allSatisfy { $0?.way == .quota && firms.riskClass(at: $0!.firm) == "A" })
        #expect(first.emptySeatCount == 0)
    }

    @Test("takes every firm of a class equally often")
    func uniform() throws {
        let firms = try Sample.firms([String](repeating: "A", count: 20))
        let inspectors = try Sample.inspectors(4)
        let plan = try Sample.plan([("A", 1, 3)], count: 3, firms, inspectors)
        var counts = [Int](repeating: 0, count: 20)
        var first = counts
        var seats = [Int](repeating: 0, count: 4)
        for number in 0..<ChiSquared.seeds {
            let draw = try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(number))
            for drawn in draw.drawn.compactMap(\.self) { counts[drawn.firm] += 1 }
            first[draw.drawn[0]!.firm] += 1
            seats[draw.drawn[0]!.inspectors[0]!] += 1
        }
        let each = Double(ChiSquared.seeds) / 20
        #expect(
            ChiSquared.statistic(first, expected: Array(repeating: each, count: 20)) < ChiSquared.bound(degrees: 19))
        // Without replacement: the counts vary less than they would with it.
        #expect(
            ChiSquared.statistic(counts, expected: Array(repeating: 3 * each, count: 20))
                < ChiSquared.bound(degrees: 19))
        #expect(
            ChiSquared.statistic(seats, expected: Array(repeating: 5 * each, count: 4)) < ChiSquared.bound(degrees: 3))
    }

    @Test("takes firms by the weights of their classes, first and second")
    func weighted() throws {
        // Weights 1, 2, 3, 4: the chance of an ordered pair is w/10 · v/(10 − w).
        let firms = try Sample.firms(["A", "B", "C", "D"])
        let inspectors = try Sample.inspectors(2)
        let classes = [("A", 1, 0), ("B", 2, 0), ("C", 3, 0), ("D", 4, 0)]
        let plan = try Sample.plan(classes, count: 2, firms, inspectors)
        var counts = [Int](repeating: 0, count: 16)
        for number in 0..<ChiSquared.seeds {
            let draw = try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(number))
            counts[draw.drawn[0]!.firm * 4 + draw.drawn[1]!.firm] += 1
        }
        var held: [Int] = []
        var expected: [Double] = []
        for first in 0..<4 {
            #expect(counts[first * 4 + first] == 0)
            for second in 0..<4 where second != first {
                held.append(counts[first * 4 + second])
                let (w, v) = (Double(first + 1), Double(second + 1))
                expected.append(Double(ChiSquared.seeds) * w / 10 * v / (10 - w))
            }
        }
        #expect(ChiSquared.statistic(held, expected: expected) < ChiSquared.bound(degrees: 11))
    }

    @Test("that left out its weights would be found by these tests")
    func power() {
        // A draw that took all four firms alike, judged by the weights above.
        let seeds = Double(ChiSquared.seeds)
        let alike = [Int](repeating: Int(seeds / 4), count: 4)
        let expected = [0.1, 0.2, 0.3, 0.4].map { $0 * seeds }
        #expect(ChiSquared.statistic(alike, expected: expected) > ChiSquared.bound(degrees: 3))
    }

    @Test("never sends an inspector where he is in conflict, nor to more firms than allowed")
    func conflicts() throws {
        let firms = try Sample.firms([String](repeating: "A", count: 12))
        let inspectors = try Sample.inspectors(
            6, conflicts: [0: Array(0..<12), 1: [0, 1, 2, 3], 2: [4, 5], 3: [11]], weights: [0: 1000, 1: 50])
        let plan = try Sample.plan([("A", 1, 0)], count: 6, firms, inspectors, each: 2, loadMax: 3)
        for number in 0..<2000 {
            var draw = try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(number))
            let leaving = try #require(draw.drawn[0])
            try draw.substitute(Self.substitution(1, firms.uscc(at: leaving.firm)))
            let staying = try #require(draw.drawn[1])
            try draw.substitute(
                Self.substitution(
                    2, firms.uscc(at: staying.firm), inspectors.inspectors[staying.inspectors[0]!].number))
            var loads: [Int: Int] = [:]
            for drawn in draw.drawn.compactMap(\.self) {
                let taken = drawn.inspectors.compactMap(\.self)
                #expect(Set(taken).count == taken.count)
                for place in taken {
                    loads[place, default: 0] += 1
                    #expect(!inspectors.inspectors[place].conflicts.contains(firms.uscc(at: drawn.firm)))
                }
            }
            #expect(loads[0] == nil)
            #expect(loads.values.allSatisfy { $0 <= 3 })
            #expect(!draw.drawn.contains { $0?.firm == leaving.firm })
            #expect(draw.drawn[1]?.inspectors[0] != staying.inspectors[0])
        }
    }

    @Test("leaves a seat empty for which nobody is left, and says so")
    func emptySeats() throws {
        let firms = try Sample.firms(["A", "A"])
        let inspectors = try Sample.inspectors(2, conflicts: [0: [0, 1]])
        let plan = try Sample.plan([("A", 1, 0)], count: 2, firms, inspectors)
        let draw = try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(1))
        #expect(draw.emptySeatCount == 2)
        #expect(String(decoding: draw.file, as: UTF8.self).contains("I1001,-\n"))
    }

    @Test("replaces a firm by the next of its class, until there is none")
    func reserves() throws {
        let firms = try Sample.firms(["A", "A", "A", "B", "B"])
        let inspectors = try Sample.inspectors(4)
        let plan = try Sample.plan([("A", 1, 1), ("B", 1, 1)], count: 2, firms, inspectors, each: 1)
        var draw = try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(7))
        var met: Set<Int> = []
        for number in 1...3 {
            let held = try #require(draw.drawn[0])
            #expect(met.insert(held.firm).inserted)
            #expect(firms.riskClass(at: held.firm) == "A")
            try draw.substitute(Self.substitution(number, firms.uscc(at: held.firm)))
        }
        #expect(draw.drawn[0] == nil)
        #expect(draw.drawn[1] != nil)
        #expect(throws: DrawError.self) { try draw.substitute(Self.substitution(4, Sample.uscc(0))) }
    }

    @Test("is refused of lists that are not those committed to: one changed byte")
    func changedLists() throws {
        let firms = try Sample.firms((0..<40).map { _ in "A" })
        let inspectors = try Sample.inspectors(5)
        let plan = try Sample.plan([("A", 1, 0)], count: 3, firms, inspectors)
        var refused = 0
        for place in firms.bytes.indices {
            var bytes = firms.bytes
            bytes[place] ^= 1
            let outcome: DrawError?
            do throws(DrawError) {
                _ = try Draw(plan, firms: FirmList(bytes), inspectors: inspectors, seed: Sample.seed(1))
                outcome = nil
            } catch { outcome = error }
            #expect(outcome != nil, "byte \(place)")
            refused += outcome == nil ? 0 : 1
        }
        #expect(refused == firms.bytes.count)
        let others = try Sample.inspectors(5, conflicts: [0: [1]])
        #expect(throws: DrawError.otherFile(.inspectors)) {
            try Draw(plan, firms: firms, inspectors: others, seed: Sample.seed(1))
        }
    }

    @Test("is refused of firms of another district, of classes without a weight, of quotas that cannot be met")
    func impossible() throws {
        let firms = try Sample.firms(["A", "B"])
        let inspectors = try Sample.inspectors(2)
        #expect(throws: DrawError.self) {
            try FirmList(firms.bytes, district: "350302")
        }
        for classes in [[("A", 1, 0)], [("A", 1, 2), ("B", 1, 0)], [("A", 1, 0), ("B", 0, 0)]] {
            let plan = try Sample.plan(classes, count: 2, firms, inspectors)
            #expect(throws: DrawError.self) {
                try Draw(plan, firms: firms, inspectors: inspectors, seed: Sample.seed(1))
            }
        }
    }

    static func substitution(_ number: Int, _ firm: String, _ inspector: String? = nil) -> DrawSubstitution {
        DrawSubstitution(
            name: Sample.name(), number: number, firm: firm, inspector: inspector,
            ground: inspector == nil ? .moved : .leave, reason: "因故")
    }
}

@Suite("What a draw is written in")
struct DrawTextTests {
    @Test("is read back as it was written, and in no other form")
    func oneForm() throws {
        let firms = try Sample.firms(["A", "B"])
        let inspectors = try Sample.inspectors(3, conflicts: [1: [0, 1]])
        let witness = try CosignerKey(SignerKey.generate(name: "w1.example/witness")).verifierKey
        let plan = try Sample.plan([("A", 2, 0), ("B", 1, 1)], count: 2, firms, inspectors, witnesses: [witness])
        let result = DrawResult(
            name: plan.name, commitment: 7, treeSize: 12, root: .leaf([1]), seed: Sample.seed(1), result: plan.firms)
        let acts: [DrawAct] = [
            .commitment(plan), .result(result), .names(plan.name),
            .substitution(DrawTests.substitution(1, Sample.uscc(0))),
            .substitution(DrawTests.substitution(2, Sample.uscc(0), "I1000")),
            .publication(DrawPublication(name: plan.name, findings: plan.inspectors)),
        ]
        for act in acts {
            #expect(try DrawAct(text: act.text) == act)
            let time = OffsetTime(moment: Timestamp(milliseconds: 1_796_000_000_000), offsetMinutes: 480)
            let event = EPCISEvent.reading(act.event(at: time).event)
            #expect(event.problems.isEmpty)
            #expect(event.event.flatMap { DrawAct($0) } == act)
            #expect(throws: DrawError.self) { try DrawAct(text: act.text + "\n") }
            #expect(throws: DrawError.self) { try DrawAct(text: act.text.replacing("draw: ", with: "draw:  ")) }
            #expect(throws: DrawError.self) { try DrawAct(text: act.text.replacing("/1 ", with: "/2 ")) }
        }
    }

    @Test("seals the names of inspectors: the lists have none of them")
    func sealed() throws {
        let disclosures = (0..<3).map {
            InspectorList.disclosure(number: "I\($0)", name: "张三", salt: [UInt8](repeating: UInt8($0), count: 16))
        }
        let time = OffsetTime(moment: Timestamp(milliseconds: 1_796_000_000_000), offsetMinutes: 480)
        let sealed = DrawAct.names(Sample.name()).event(at: time, sealing: disclosures)
        #expect(!String(decoding: sealed.event, as: UTF8.self).contains("张三"))
        #expect(Set(EPCISEvent.sealedDigests(inEntryBody: sealed.event)) == Set(disclosures.map(\.digest)))
        #expect(EPCISEvent.reading(sealed.event).event.flatMap { DrawAct($0) } == .names(Sample.name()))
    }

    @Test("is refused where lines are out of order, twice, or not whole")
    func badLists() throws {
        let sound = String(decoding: try Sample.firms(["A", "B"]).bytes, as: UTF8.self)
        let lines = sound.split(separator: "\n").map(String.init)
        for bad in [
            "", sound.dropLast().description, [lines[0], lines[2], lines[1], ""].joined(separator: "\n"),
            [lines[0], lines[1], lines[1], ""].joined(separator: "\n"), sound.replacing(" A ", with: "  A "),
            sound.replacing(" 350304 ", with: " 35030 "), sound.replacing("食品厂", with: "食品\u{7}厂"),
            sound.replacing("firms/1", with: "firms/2"), sound + "\n",
        ] {
            #expect(throws: DrawError.self, "\(bad)") { try FirmList(Array(bad.utf8)) }
        }
        #expect(throws: DrawError.self) { try FirmList(Array(sound.utf8).dropLast(2) + [0xFF, 0x0A]) }
        let inspectors = String(decoding: try Sample.inspectors(2, conflicts: [0: [2, 1]]).bytes, as: UTF8.self)
        for bad in [
            inspectors.replacing(" 1 ", with: " 0 "), inspectors.replacing(" 1 ", with: " 01 "),
            inspectors.replacing(",", with: ", "), inspectors.replacing("I1001", with: "I1000"),
        ] {
            #expect(throws: DrawError.self, "\(bad)") { try InspectorList(Array(bad.utf8)) }
        }
    }

    @Test("of findings is read back")
    func findings() throws {
        let day = try #require(CalendarDate(year: 2026, month: 12, day: 3))
        let findings = InspectionFindings([
            .init(firm: Sample.uscc(2), day: day, outcome: .corrected, remark: "责令改正 3 项"),
            .init(firm: Sample.uscc(1), day: day, outcome: .soundOrNone, remark: nil),
        ])
        #expect(try InspectionFindings(findings.file) == findings)
        #expect(throws: DrawError.self) { try InspectionFindings(findings.file + findings.file) }
    }
}
